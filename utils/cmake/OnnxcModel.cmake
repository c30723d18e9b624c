# onnxc_add_model(NAME MODEL file.onnx [OPTIONS flag ...])
#
# Compiles an ONNX model with onnxc into the library NAME, which a program links to get the
# model's object and the path of its header NAME.h:
#
#   include(OnnxcModel)
#   onnxc_add_model(digits MODEL digits.onnx OPTIONS -target=x86-64-v3)
#   target_link_libraries(my_program PRIVATE digits)
#
# OPTIONS are flags of onnxc. Beside NAME.h lies onnxc_pool.h, which has threads for models that take
# them (--threads). ONNXC_EXECUTABLE says which onnxc; without it, the one in PATH.
function(onnxc_add_model name)
  cmake_parse_arguments(PARSE_ARGV 1 ARG "" "MODEL" "OPTIONS")
  if(NOT ARG_MODEL OR ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "usage: onnxc_add_model(NAME MODEL file.onnx [OPTIONS flag ...])")
  endif()
  find_program(ONNXC_EXECUTABLE onnxc REQUIRED)
  cmake_path(ABSOLUTE_PATH ARG_MODEL BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.onnxc)
  file(MAKE_DIRECTORY ${folder})
  configure_file(${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../runtime/onnxc_pool.h
    ${folder}/onnxc_pool.h COPYONLY)
  add_custom_command(
    OUTPUT ${folder}/${name}.o ${folder}/${name}.h
    COMMAND ${ONNXC_EXECUTABLE} ${ARG_MODEL} --name=${name} ${ARG_OPTIONS} -o ${folder}/${name}.o
    DEPENDS ${ARG_MODEL} ${ONNXC_EXECUTABLE}
    COMMENT "Compiling model ${name}"
    VERBATIM)
  add_custom_target(${name}-object DEPENDS ${folder}/${name}.o ${folder}/${name}.h)
  add_library(${name} OBJECT IMPORTED GLOBAL)
  set_target_properties(${name} PROPERTIES
    IMPORTED_OBJECTS ${folder}/${name}.o
    INTERFACE_INCLUDE_DIRECTORIES ${folder})
  add_dependencies(${name} ${name}-object)
endfunction()
