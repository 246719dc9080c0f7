# SPDX-License-Identifier: Apache-2.0
# Read by cpack itself. The archive of the sources is what the commit holds, with the commit in cmake/commit.txt, not
# whatever lies in the folder; a tree without git is copied as it is.
if(CPACK_GENERATOR STREQUAL "TXZ")
  set(CPACK_PACKAGING_INSTALL_PREFIX "/") # /usr is the Debian package's
  if(EXISTS ${CMAKE_CURRENT_LIST_DIR}/../.git)
    set(CPACK_INSTALLED_DIRECTORIES "")
    set(CPACK_INSTALL_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/SourceArchive.cmake)
  endif()
endif()
