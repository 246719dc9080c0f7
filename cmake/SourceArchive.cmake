# SPDX-License-Identifier: Apache-2.0
# Run by cpack: puts the commit's files where they are packed from.
find_program(git git REQUIRED)
set(archive ${CMAKE_INSTALL_PREFIX}/sources.tar)
file(MAKE_DIRECTORY ${CMAKE_INSTALL_PREFIX})
execute_process(COMMAND ${git} -C ${CMAKE_CURRENT_LIST_DIR}/.. archive --output=${archive} HEAD
                COMMAND_ERROR_IS_FATAL ANY)
file(ARCHIVE_EXTRACT INPUT ${archive} DESTINATION ${CMAKE_INSTALL_PREFIX})
file(REMOVE ${archive})
