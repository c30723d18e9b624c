# onnxc_library(NAME SOURCES a.cpp b.cpp [LINK OtherLibrary ...] [NO_PCH])
# A static library of one folder. All share one precompiled header of MLIR, which
# makes a pattern file compile in a second.
function(onnxc_library name)
  cmake_parse_arguments(ARG "NO_PCH" "" "SOURCES;LINK" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  target_link_libraries(${name} PUBLIC ${ARG_LINK})
  onnxc_compile_options(${name})
  add_dependencies(${name} onnxc-headers)
  if(NOT ARG_NO_PCH)
    target_precompile_headers(${name} REUSE_FROM OnnxcPch)
  endif()
endfunction()

# onnxc_executable(NAME SOURCES a.cpp [LINK OtherLibrary ...] [STATIC_LLVM])
# STATIC_LLVM is for what is run often: see LlvmLibraries.cmake.
function(onnxc_executable name)
  cmake_parse_arguments(ARG "STATIC_LLVM" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  if(ARG_STATIC_LLVM AND NOT ONNXC_LINK_DYLIB)
    target_link_libraries(${name} PRIVATE ${ARG_LINK} OnnxcStaticLLVM)
  else()
    target_link_libraries(${name} PRIVATE ${ARG_LINK} MLIR LLVM)
  endif()
  onnxc_compile_options(${name})
  add_dependencies(${name} onnxc-headers)
endfunction()

function(onnxc_compile_options name)
  target_compile_options(${name} PRIVATE -Wall -Wextra -Wno-unused-parameter
    $<$<BOOL:${ONNXC_WERROR}>:-Werror>)
endfunction()

# onnxc_tablegen(FILE.td OUTPUT -gen-kind ...): generates OUTPUT beside FILE.td in the
# build tree, before any library is compiled.
function(onnxc_tablegen source output)
  set(LLVM_TARGET_DEFINITIONS ${source})
  mlir_tablegen(${output} ${ARGN} -I${onnxc_SOURCE_DIR})
  get_filename_component(stem ${output} NAME)
  string(MAKE_C_IDENTIFIER "tablegen-${CMAKE_CURRENT_SOURCE_DIR}-${stem}" target)
  add_custom_target(${target} DEPENDS ${CMAKE_CURRENT_BINARY_DIR}/${output})
  add_dependencies(onnxc-headers ${target})
endfunction()
