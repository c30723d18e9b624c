# The target OnnxcStaticLLVM: MLIR and LLVM as static libraries.
#
# A tool that links them maps only the code it uses and relocates nothing: each of its runs takes
# 60 MB and 0.2 s less than with libMLIR.so and libLLVM.so.
option(ONNXC_LINK_DYLIB "Link the tools to libMLIR.so and libLLVM.so, which takes less time" OFF)

add_library(OnnxcStaticLLVM INTERFACE)
llvm_map_components_to_libnames(llvm_libraries
  Core Support Passes OrcJIT AllTargetsAsmParsers AllTargetsCodeGens AllTargetsDescs
  AllTargetsInfos)
# By file, as the targets of Debian's static libraries of MLIR depend on libLLVM.so.
get_property(mlir_libraries GLOBAL PROPERTY MLIR_ALL_LIBS)
foreach(library ${mlir_libraries})
  get_target_property(type ${library} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    target_link_libraries(OnnxcStaticLLVM INTERFACE $<TARGET_FILE:${library}>)
  endif()
endforeach()
target_link_libraries(OnnxcStaticLLVM INTERFACE ${llvm_libraries})
target_link_options(OnnxcStaticLLVM INTERFACE -no-pie -Wl,--gc-sections
  -static-libstdc++ -static-libgcc -Wl,--as-needed)
