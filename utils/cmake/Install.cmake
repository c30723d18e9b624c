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
install(DIRECTORY ${PROJECT_SOURCE_DIR}/examples/cmake_package ${PROJECT_SOURCE_DIR}/examples/digits
  DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT onnxc
  PATTERN build EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE RENAME copyright
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT onnxc)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/onnxc
  DESTINATION lib/python3/dist-packages COMPONENT onnxc
  PATTERN __pycache__ EXCLUDE)

set(CPACK_GENERATOR DEB TXZ)
set(CPACK_PACKAGE_NAME onnxc)
set(CPACK_PACKAGE_VENDOR onnxc)
set(CPACK_PACKAGE_CONTACT "the developers of onnxc <onnxc@example.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Ahead-of-time compiler for ONNX models")
set(CPACK_PACKAGE_DESCRIPTION
  "Compiles a model to an object that needs no runtime, with a C/C++ header.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_COMPONENTS_ALL onnxc tools)
set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
set(CPACK_DEB_COMPONENT_INSTALL OFF)
set(CPACK_STRIP_FILES ON)
set(CPACK_THREADS 0)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "python3-numpy, lld")
set(CPACK_DEBIAN_COMPRESSION_TYPE zstd)
include(CPack)
