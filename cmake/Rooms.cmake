# SPDX-License-Identifier: Apache-2.0
# assay_room(NAME [PURE] [USES room...] PARTS part... [JOURNEYS part...] [ALSO file...] [LINKS library...]
#            [TEST_USES room...] [TESTS file...] [APART folder...])
# One room: library assay_NAME, test program assay_NAME_test, and a check of what its files include and call.
# A part is NAME.h, NAME.cc, NAME_test.cc; written "seam.h" it is a header alone. Parts under JOURNEYS have no test
# beside them: journeys test them through the built program. ALSO names the room's other files, TESTS those of its
# tests; both are checked here and compiled elsewhere. Folders under APART hold code that is not the room's.
# Plain static libraries would allow upward includes and cycles; this is what forbids them (docs/rooms.md).
function(assay_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "PURE" "" "USES;PARTS;JOURNEYS;ALSO;LINKS;TEST_USES;TESTS;APART")
  set(allowed ${name})
  foreach(used IN LISTS room_USES)
    if(NOT TARGET assay_${used})
      message(FATAL_ERROR "room '${name}' uses '${used}', which comes later or does not exist")
    endif()
    get_target_property(pure assay_${used} ASSAY_PURE)
    if(room_PURE AND NOT pure)
      message(FATAL_ERROR "pure room '${name}' uses '${used}', which touches the machine")
    endif()
    get_target_property(below assay_${used} ASSAY_ALLOWED)
    list(APPEND allowed ${below})
  endforeach()
  list(REMOVE_DUPLICATES allowed)
  set(test_allowed ${allowed})
  if(ASSAY_KIT)
    set(room_TEST_USES "")
  endif()
  foreach(used IN LISTS room_TEST_USES)
    if(NOT TARGET assay_${used})
      message(FATAL_ERROR "tests of room '${name}' use '${used}', which comes later or does not exist")
    endif()
    get_target_property(below assay_${used} ASSAY_ALLOWED)
    list(APPEND test_allowed ${below})
  endforeach()
  list(REMOVE_DUPLICATES test_allowed)

  set(files)
  set(tests)
  foreach(part IN LISTS room_PARTS)
    if(part MATCHES "\\.h$")
      list(APPEND files ${part})
    else()
      list(APPEND files ${part}.h ${part}.cc)
      list(APPEND tests ${part}_test.cc)
    endif()
  endforeach()

  foreach(part IN LISTS room_JOURNEYS)
    list(APPEND files ${part}.h ${part}.cc)
  endforeach()

  set(checked ${files} ${room_ALSO})
  set(checked_tests ${tests} ${room_TESTS})
  set(headers ${checked})
  set(test_headers ${checked_tests})
  foreach(kind headers test_headers)
    list(FILTER ${kind} INCLUDE REGEX "\\.h$")
    list(TRANSFORM ${kind} PREPEND ${name}/)
  endforeach()
  foreach(used IN LISTS test_allowed)
    if(NOT used STREQUAL name)
      get_target_property(below assay_${used} ASSAY_HEADERS)
      list(APPEND headers ${below})
      get_target_property(below assay_${used} ASSAY_TEST_HEADERS)
      list(APPEND test_headers ${below})
    endif()
  endforeach()

  set(folder ${CMAKE_CURRENT_SOURCE_DIR})
  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/room.ok)
  set(facts ${CMAKE_CURRENT_BINARY_DIR}/room.cmake)
  set(check ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/CheckRoom.cmake)
  file(CONFIGURE OUTPUT ${facts} @ONLY CONTENT [[
set(ROOM "@name@")
set(PURE "@room_PURE@")
set(DIR "@folder@")
set(HARNESS "@PROJECT_SOURCE_DIR@/harness")
set(STAMP "@stamp@")
set(FILES "@checked@")
set(TESTS "@checked_tests@")
set(APART "@room_APART@")
set(LINKS "@room_LINKS@")
set(ALLOWED "@allowed@")
set(TEST_ALLOWED "@test_allowed@")
set(HEADERS "@headers@")
set(TEST_HEADERS "@test_headers@")
]])
  # The folder itself: a file that appears in it is looked at too.
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -DFACTS=${facts} -P ${check}
    DEPENDS ${checked} ${checked_tests} ${folder} ${facts} ${check} VERBATIM
    COMMENT "Checking what room ${name} includes and calls")

  if(ASSAY_KIT) # which rooms may use each other is checked where all of them are built
    set(stamp "")
  endif()
  add_library(assay_${name} STATIC ${files} ${stamp})
  set_target_properties(assay_${name} PROPERTIES ASSAY_ALLOWED "${allowed}" ASSAY_PURE "${room_PURE}"
                        ASSAY_HEADERS "${headers}" ASSAY_TEST_HEADERS "${test_headers}")
  target_include_directories(assay_${name} PUBLIC ${PROJECT_SOURCE_DIR}/harness)
  list(TRANSFORM room_USES PREPEND assay_)
  target_link_libraries(assay_${name} PUBLIC fmt::fmt assay_warnings ${room_USES} PRIVATE ${room_LINKS})
  assay_compile_whole(assay_${name})

  if(tests AND ASSAY_TESTS)
    list(TRANSFORM room_TEST_USES PREPEND assay_)
    add_executable(assay_${name}_test ${tests})
    target_compile_definitions(assay_${name}_test PRIVATE ASSAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                               ASSAY_BINARY_DIR="${PROJECT_BINARY_DIR}")
    target_link_libraries(assay_${name}_test PRIVATE assay_${name} ${room_TEST_USES} GTest::gmock_main)
    assay_compile_whole(assay_${name}_test)
    gtest_discover_tests(assay_${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS room)
  endif()
endfunction()

# All files of a target as one: what they include is most of the time that compiling each of them takes. So no two of them
# may have helpers of the same name.
function(assay_compile_whole target)
  if(NOT ASSAY_APART)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 0)
  endif()
endfunction()
