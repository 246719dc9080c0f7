# SPDX-License-Identifier: Apache-2.0
# assay_room(NAME [PURE] [USES room...] PARTS part... [JOURNEYS part...] [LINKS library...] [TEST_USES room...])
# One room: library assay_NAME, test program assay_NAME_test, and a check of what its files include.
# A part is NAME.h, NAME.cc, NAME_test.cc; written "seam.h" it is a header alone. Parts under JOURNEYS have no test
# beside them: journeys test them through the built program.
# Plain static libraries would allow upward includes and cycles; this is what forbids them.
function(assay_room name)
  cmake_parse_arguments(PARSE_ARGV 1 room "PURE" "" "USES;PARTS;JOURNEYS;LINKS;TEST_USES")
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

  set(stamp ${CMAKE_CURRENT_BINARY_DIR}/room.ok)
  set(check ${PROJECT_SOURCE_DIR}/cmake/CheckRoom.cmake)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_COMMAND} -DROOM=${name} -DPURE=${room_PURE} "-DALLOWED=${allowed}" "-DFILES=${files}"
            -DDIR=${CMAKE_CURRENT_SOURCE_DIR} -DSTAMP=${stamp} -P ${check}
    DEPENDS ${files} ${check} VERBATIM COMMENT "Checking what room ${name} includes")

  add_library(assay_${name} STATIC ${files} ${stamp})
  set_target_properties(assay_${name} PROPERTIES ASSAY_ALLOWED "${allowed}" ASSAY_PURE "${room_PURE}")
  target_include_directories(assay_${name} PUBLIC ${PROJECT_SOURCE_DIR}/harness)
  list(TRANSFORM room_USES PREPEND assay_)
  target_link_libraries(assay_${name} PUBLIC fmt::fmt assay_warnings ${room_USES} PRIVATE ${room_LINKS})

  if(tests AND ASSAY_TESTS)
    list(TRANSFORM room_TEST_USES PREPEND assay_)
    add_executable(assay_${name}_test ${tests})
    target_compile_definitions(assay_${name}_test PRIVATE ASSAY_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
                               ASSAY_BINARY_DIR="${PROJECT_BINARY_DIR}")
    target_link_libraries(assay_${name}_test PRIVATE assay_${name} ${room_TEST_USES} GTest::gmock_main)
    gtest_discover_tests(assay_${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES LABELS room)
  endif()
endfunction()
