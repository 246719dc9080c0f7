# SPDX-License-Identifier: Apache-2.0
# Writes OUT, a C++ source with the version and the commit it is built from, when that has changed.
# SOURCE: the tree; VERSION, TEMPLATE.
cmake_minimum_required(VERSION 3.25)
set(commit "")
set(dirty false)
find_program(git git)
if(git AND EXISTS ${SOURCE}/.git)
  execute_process(COMMAND ${git} -C ${SOURCE} rev-parse HEAD
                  OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(failed)
    set(commit "")
  endif()
  execute_process(COMMAND ${git} -C ${SOURCE} status --porcelain --untracked-files=no
                  OUTPUT_VARIABLE changes ERROR_QUIET)
  if(changes)
    set(dirty true)
  endif()
elseif(EXISTS ${SOURCE}/cmake/commit.txt)
  # A tree of git archive (.gitattributes).
  file(STRINGS ${SOURCE}/cmake/commit.txt commit REGEX "^[0-9a-f]+$" LIMIT_COUNT 1)
endif()
configure_file(${TEMPLATE} ${OUT} @ONLY)
