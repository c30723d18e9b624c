# onnxc_add_model(NAME model.onnx [TARGET target] [OPTIONS flag ...])
#
# Compiles an ONNX model with onnxc into the static library NAME, which a program links to get the
# model and the path of its header NAME.h:
#
#   find_package(onnxc REQUIRED)
#   onnxc_add_model(digits digits.onnx)
#   target_link_libraries(my_program PRIVATE digits)
#
# TARGET and OPTIONS are the target and the flags of onnxc. Without TARGET, code is for this machine,
# or for the one that a toolchain file compiles for. Beside NAME.h lies onnxc_pool.h, which has
# threads for models that take them (--threads). The model is compiled again when its file, a file
# of its external data or onnxc changes. NAME is an ordinary library, which install(TARGETS) takes.
#
# ONNXC_EXECUTABLE says which onnxc; without it, it is the one of the package, the one that this project
# builds, or in PATH.
cmake_minimum_required(VERSION 3.21...3.31)
include_guard()

function(onnxc_add_model name model)
  cmake_parse_arguments(PARSE_ARGV 2 ARG "" "TARGET" "OPTIONS")
  if(ARG_UNPARSED_ARGUMENTS OR ARG_KEYWORDS_MISSING_VALUES)
    message(FATAL_ERROR
      "usage: onnxc_add_model(NAME model.onnx [TARGET target] [OPTIONS flag ...])")
  endif()
  cmake_path(ABSOLUTE_PATH model BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  if(NOT EXISTS ${model})
    message(FATAL_ERROR "onnxc_add_model(${name}): there is no file ${model}")
  endif()
  _onnxc_find()
  _onnxc_get_target(target ${name} "${ARG_TARGET}" "${ARG_OPTIONS}")

  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${name}.onnxc)
  set(object ${folder}/${name}.o)
  configure_file(${ONNXC_INCLUDE_DIR}/onnxc_pool.h ${folder}/onnxc_pool.h COPYONLY)
  add_custom_command(
    OUTPUT ${object} ${folder}/${name}.h
    COMMAND ${ONNXC_EXECUTABLE} ${model} --name=${name} ${target} ${ARG_OPTIONS} -MD -o ${object}
    DEPENDS ${model} ${ONNXC_EXECUTABLE}
    DEPFILE ${folder}/${name}.d
    COMMENT "Compiling model ${name}"
    VERBATIM)

  set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT TRUE GENERATED TRUE)
  add_library(${name} STATIC ${object} ${folder}/${name}.h)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  set(language CXX)
  if(C IN_LIST languages)
    set(language C)
  endif()
  set_target_properties(${name} PROPERTIES
    LINKER_LANGUAGE ${language}
    PUBLIC_HEADER ${folder}/${name}.h
    ONNXC_TARGET "${target}")
  target_include_directories(${name} INTERFACE $<BUILD_INTERFACE:${folder}>)
endfunction()

function(_onnxc_find)
  if(NOT DEFINED ONNXC_INCLUDE_DIR)
    cmake_path(SET include NORMALIZE ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/../../runtime)
    set(ONNXC_INCLUDE_DIR ${include} PARENT_SCOPE)
  endif()
  if(NOT ONNXC_EXECUTABLE AND TARGET onnxc)
    set(ONNXC_EXECUTABLE onnxc PARENT_SCOPE)
    return()
  endif()
  # The compiler runs on this machine, whatever machine it compiles for.
  if(NOT ONNXC_EXECUTABLE)
    find_program(ONNXC_EXECUTABLE onnxc NO_CMAKE_FIND_ROOT_PATH)
  endif()
  if(NOT ONNXC_EXECUTABLE)
    message(FATAL_ERROR "onnxc_add_model needs the compiler onnxc, which is not in PATH: install "
      "it, or give its place with -DONNXC_EXECUTABLE=path/to/onnxc")
  endif()
endfunction()

# The flag for the machine that the toolchain compiles for; none for this machine.
function(_onnxc_get_target result name target options)
  if(options MATCHES "(^|;)--?target(=|;|$)")
    if(target)
      message(FATAL_ERROR "onnxc_add_model(${name}): TARGET and OPTIONS both name a target")
    endif()
    set(${result} "" PARENT_SCOPE)
    return()
  endif()
  if(NOT target AND CMAKE_CROSSCOMPILING)
    _onnxc_guess_target(target)
    if(NOT target)
      message(FATAL_ERROR "onnxc_add_model(${name}): which target of onnxc is the processor "
        "'${CMAKE_SYSTEM_PROCESSOR}' with these flags of the compiler? Give it with TARGET; "
        "onnxc --help lists what there is")
    endif()
  endif()
  set(flags ${target})
  list(TRANSFORM flags PREPEND "-target=" AT 0)
  set(${result} ${flags} PARENT_SCOPE)
endfunction()

# Of CMAKE_SYSTEM_PROCESSOR and the compiler's -mcpu and -mfloat-abi, as a list: the target, and more flags. Empty
# if they do not say which it is.
function(_onnxc_guess_target result)
  get_directory_property(options COMPILE_OPTIONS)
  string(TOLOWER "${CMAKE_SYSTEM_PROCESSOR}" processor)
  set(flags " ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${options}")
  set(cpu "")
  if(flags MATCHES "[ ;]-mcpu=([^ ;]+)")
    set(cpu ${CMAKE_MATCH_1})
  endif()
  if(flags MATCHES "[ ;]-mfloat-abi=([^ ;]+)")
    set(float_abi ${CMAKE_MATCH_1})
  endif()

  set(target "")
  if(processor MATCHES "^(aarch64|arm64)$")
    set(target aarch64)
    if(cpu MATCHES "^([^+]+)")
      list(APPEND target -mcpu=${CMAKE_MATCH_1})
    endif()
  elseif(processor MATCHES "^(x86_64|amd64)$")
    set(target x86-64)
  elseif(processor STREQUAL "riscv64")
    set(target riscv64)
  elseif(processor MATCHES "^(arm|cortex)")
    if(cpu MATCHES "^cortex-[a-z0-9]+(\\+nofp)?$")
      set(target ${cpu})
    elseif(processor MATCHES "^cortex-[a-z0-9]+$")
      set(target ${processor})
    elseif(processor MATCHES "^armv7" AND CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT cpu)
      set(target armv7a)
    endif()
    if(target AND DEFINED float_abi)
      list(APPEND target -mfloat-abi=${float_abi})
    endif()
  endif()
  set(${result} "${target}" PARENT_SCOPE)
endfunction()
