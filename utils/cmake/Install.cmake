# What `cmake --install` puts where, and packages of it (cpack -G DEB, cpack -G TXZ).
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_DATADIR}/cmake/onnxc)
set(headers_folder ${CMAKE_INSTALL_INCLUDEDIR}/onnxc)
# For all architectures: the compiler runs here, whatever it compiles for.
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/onnxcConfig.cmake.in
  ${PROJECT_BINARY_DIR}/cmake/onnxcConfig.cmake
  INSTALL_DESTINATION ${package_folder}
  PATH_VARS CMAKE_INSTALL_BINDIR headers_folder)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/cmake/onnxcConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
configure_file(${CMAKE_CURRENT_LIST_DIR}/onnxc.pc.in ${PROJECT_BINARY_DIR}/cmake/onnxc.pc @ONLY)

install(FILES
  ${PROJECT_BINARY_DIR}/cmake/onnxcConfig.cmake
  ${PROJECT_BINARY_DIR}/cmake/onnxcConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/OnnxcModel.cmake
  DESTINATION ${package_folder} COMPONENT onnxc)
install(FILES ${PROJECT_BINARY_DIR}/cmake/onnxc.pc
  DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig COMPONENT onnxc)
install(FILES
  ${PROJECT_SOURCE_DIR}/runtime/onnxc.h
  ${PROJECT_SOURCE_DIR}/runtime/onnxc_pool.h
  ${PROJECT_SOURCE_DIR}/runtime/onnxc_threads.h
  ${PROJECT_SOURCE_DIR}/runtime/profile.h
  DESTINATION ${headers_folder} COMPONENT onnxc)
install(FILES ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/README.md
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT onnxc)
foreach(example IN ITEMS cmake_package digits platformio python text_classification zephyr)
  list(APPEND examples ${PROJECT_SOURCE_DIR}/examples/${example})
endforeach()
install(DIRECTORY ${examples}
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT onnxc
  PATTERN build EXCLUDE PATTERN model EXCLUDE PATTERN __pycache__ EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT onnxc)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/onnxc
  DESTINATION lib/python3/dist-packages COMPONENT python
  PATTERN __pycache__ EXCLUDE)

set(CPACK_GENERATOR DEB TXZ)
set(CPACK_PACKAGE_NAME onnxc)
set(CPACK_PACKAGE_VENDOR onnxc)
set(CPACK_PACKAGE_CONTACT "the developers of onnxc <onnxc@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Ahead-of-time compiler for ONNX models")
set(CPACK_PACKAGE_DESCRIPTION
  "Compiles a model to an object that needs no runtime, with a C/C++ header.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_COMPONENTS_ALL onnxc tools python)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)

# One Debian package a component.
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_ONNXC_PACKAGE_NAME onnxc)
set(CPACK_DEBIAN_ONNXC_PACKAGE_SUGGESTS "gcc, lld, onnxc-tools, python3-onnxc")
set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME onnxc-tools)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION "Programs for those who work on onnxc: onnxc-opt and onnxc-reduce.")
set(CPACK_DEBIAN_PYTHON_PACKAGE_NAME python3-onnxc)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SHLIBDEPS OFF)
# The linker, as models become shared libraries.
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
  "onnxc (>= ${PROJECT_VERSION}), python3-numpy, lld | gcc")
set(CPACK_COMPONENT_PYTHON_DESCRIPTION "ONNX models as Python functions: compiles them with onnxc, and runs them.")
include(CPack)
