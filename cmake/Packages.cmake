# SPDX-License-Identifier: Apache-2.0
# What is installed beside the program, and what cpack makes: a Debian package, and with CPackSourceConfig.cmake an
# archive of the sources. docs/installing.md says how to use them.
set(ASSAY_SHARE ${CMAKE_INSTALL_DATADIR}/assay)

# What the program reads beside itself; sys/folders.h says where it looks.
install(DIRECTORY targets DESTINATION ${ASSAY_SHARE})
install(FILES harness/image/init/init.c DESTINATION ${ASSAY_SHARE}/init)
install(DIRECTORY benchmarks DESTINATION ${ASSAY_SHARE} PATTERN "__pycache__" EXCLUDE)
# The sources of assay-kit, which is built for other machines (assay kit).
install(FILES CMakeLists.txt LICENSE DESTINATION ${ASSAY_SHARE}) # a kit holds the license
install(FILES cmake/KitDependencies.cmake cmake/Rooms.cmake cmake/Warnings.cmake DESTINATION ${ASSAY_SHARE}/cmake)
install(FILES harness/CMakeLists.txt DESTINATION ${ASSAY_SHARE}/harness)
foreach(room IN LISTS ASSAY_KIT_ROOMS)
  install(DIRECTORY harness/${room} DESTINATION ${ASSAY_SHARE}/harness
          PATTERN testdata EXCLUDE PATTERN "*_test.*" EXCLUDE PATTERN "__pycache__" EXCLUDE)
endforeach()
# What brings compilers' libraries, Google Benchmark's source and newer QEMUs into the user's cache.
install(PROGRAMS scripts/setup DESTINATION ${ASSAY_SHARE}/scripts)
install(DIRECTORY scripts/lib DESTINATION ${ASSAY_SHARE}/scripts FILES_MATCHING PATTERN "*.bash")
install(PROGRAMS cmake/assay-setup DESTINATION bin)
install(FILES README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/assay)
install(FILES cmake/copyright DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/assay)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/assay)

set(CPACK_PACKAGE_NAME assay)
set(CPACK_PACKAGE_VENDOR "Assay")
set(CPACK_PACKAGE_CONTACT "Assay maintainers <maintainers@assay.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "benchmarks for operating systems on many CPU architectures")
set(CPACK_PACKAGE_DESCRIPTION "Assay cross-builds one set of micro-benchmarks for ten targets, counts instructions
exactly under QEMU, times programs on real hardware, and decides whether one
version is slower than another.")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES ON)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT) # assay_0.2.0_amd64.deb
set(CPACK_DEBIAN_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON) # the libraries that the program is linked with, in their versions
# What assay run takes from the distribution. The compilers of other architectures come with assay-setup.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS
    "cmake, ninja-build, g++, clang-19 | clang-18 | clang-17, lld-19 | lld-18 | lld-17, llvm-19 | llvm-18 | llvm-17, qemu-user")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, ccache, qemu-system-x86, qemu-system-arm, qemu-system-misc")

set(CPACK_SOURCE_GENERATOR TXZ)
set(CPACK_SOURCE_PACKAGE_FILE_NAME assay-${PROJECT_VERSION})
set(CPACK_SOURCE_IGNORE_FILES /[.]git/ ${PROJECT_SOURCE_DIR}/build/ ${PROJECT_SOURCE_DIR}/results/runs/ __pycache__)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/cmake/PackageConfig.cmake)
include(CPack)
