# SPDX-License-Identifier: Apache-2.0
# Holds the files of one room against what the room may do. The build runs it when one of them has changed.
# Rooms.cmake writes FACTS: what the room is, and what stands in the rooms that it may use. docs/rooms.md has the
# rules in words; walls_test.py breaks each of them.
cmake_minimum_required(VERSION 3.25)
include(${FACTS})

# All that a pure room includes with angle brackets: nothing here opens a file, starts a process or asks a clock.
set(pure_headers
  algorithm array bit cctype cfloat charconv chrono climits cmath compare complex concepts cstddef cstdint cstdlib
  cstring deque exception functional initializer_list iterator limits list map memory new numbers numeric optional
  queue ranges ratio set source_location span stack stdexcept string string_view system_error tuple type_traits
  typeinfo unordered_map unordered_set utility variant vector fmt/format.h)
# Libraries by their target, and how their headers begin.
set(libraries nlohmann_json::nlohmann_json tomlplusplus::tomlplusplus simdjson::simdjson CLI11::CLI11
  PkgConfig::sodium PkgConfig::re2 ZLIB::ZLIB LibArchive::LibArchive SQLite::SQLite3)
set(library_headers "nlohmann/" "toml\\+\\+/" "simdjson" "CLI/" "sodium" "re2/" "zlib[.]h" "archive" "sqlite3")

set(wrong "")
function(refuse what why)
  string(APPEND wrong "\n  ${file}: ${what}  (${why})")
  set(wrong "${wrong}" PARENT_SCOPE)
endfunction()

# Reads `file` into `text` as the compiler sees it, with continued lines joined. What CMake would take for the syntax
# of a list becomes something else.
macro(read_source)
  file(READ ${DIR}/${file} text)
  string(REPLACE "\r" "" text "${text}")
  string(REGEX REPLACE "(\\\\|[?][?]/)[ \t]*\n" "" text "${text}")
  string(REPLACE "\\" "/" text "${text}")
  string(REPLACE ";" "@" text "${text}")
  string(REPLACE "[" "(" text "${text}")
  string(REPLACE "]" ")" text "${text}")
endmacro()

# An include with quotes names a header of this room or of one that it may use.
macro(check_own)
  string(REGEX REPLACE "/.*" "" used "${header}")
  if(NOT "${used}" IN_LIST rooms)
    refuse("${line}" "may use: ${rooms}")
  elseif("${header}" IN_LIST TEST_HEADERS AND NOT is_test)
    refuse("${line}" "a header of tests, for tests alone")
  elseif(NOT "${header}" IN_LIST HEADERS AND NOT "${header}" IN_LIST TEST_HEADERS)
    refuse("${line}" "not a header that room '${used}' has for others")
  endif()
endmacro()

# An include with angle brackets names a header of the system or of a library.
macro(check_foreign)
  set(library "")
  foreach(name begin IN ZIP_LISTS libraries library_headers)
    if("${header}" MATCHES "^${begin}")
      set(library ${name})
    endif()
  endforeach()
  if("${header}" MATCHES "^/|[.][.]" OR EXISTS "${DIR}/../${header}" OR EXISTS "${HARNESS}/${header}")
    refuse("${line}" "a file of the harness stands in quotes: \"room/part.h\"")
  elseif(library AND NOT library IN_LIST LINKS)
    refuse("${line}" "the room does not link ${library}")
  elseif(library AND NOT "${file}" MATCHES "[.]cc$")
    refuse("${line}" "a library's header stays in one .cc")
  elseif(library AND DEFINED read_in_${library} AND NOT file STREQUAL read_in_${library})
    refuse("${line}" "a library's header stays in one .cc, here ${read_in_${library}}")
  elseif(PURE AND NOT is_test AND NOT library AND NOT "${header}" IN_LIST pure_headers)
    refuse("${line}" "not one of the headers for pure rooms, which cmake/CheckRoom.cmake lists")
  elseif(library)
    set(read_in_${library} ${file})
  endif()
endmacro()

# Every line of the preprocessor has one of these forms, so that no include goes unseen.
macro(check_directives)
  string(REPLACE "\n" ";" lines "${text}")
  list(FILTER lines INCLUDE REGEX "^(.*[*]/)?[^!-~]*(#|%:|[?][?]=)")
  foreach(line IN LISTS lines)
    if(line MATCHES "^#include \"([^\"]+)\"( +//.*)?$")
      set(header "${CMAKE_MATCH_1}")
      check_own()
    elseif(line MATCHES "^#include <([^<>\"]+)>( +//.*)?$")
      set(header "${CMAKE_MATCH_1}")
      check_foreign()
    elseif(NOT line MATCHES "^#(pragma once|(if|ifdef|ifndef|elif|else|endif|define|undef|error)([ (].*)?)$"
           OR line MATCHES "include|embed")
      string(STRIP "${line}" line)
      refuse("${line}" "could hide an include; the plain form is: #include \"room/part.h\"")
    endif()
  endforeach()
endmacro()

# Refuses each match of a regular expression.
macro(refuse_matches expression why)
  string(REGEX MATCHALL "${expression}" matches "${text}")
  foreach(match IN LISTS matches)
    string(REGEX REPLACE "^[^A-Za-z_:]+|[ \n]*[(].*|[^A-Za-z0-9_\"]+$" "" match "${match}")
    refuse("${match}" "${why}")
  endforeach()
endmacro()

# What a pure room does not ask.
set(asks "(_clock|::now|getenv|popen|stdin|stdout)($|[^A-Za-z0-9_])|extern +\"C\"|::system[ \n]*[(]")
string(APPEND asks "|(^|[^A-Za-z0-9_:])((std)?::)?(printf|puts)[ \n]*[(]|print(ln)?[ \n]*[(][ \n]*\"")
# What changes the disk: names that only std::filesystem has, names that mean it after its own or no other name, names
# of the system, streams for writing. What sets a time or the current folder is a statement; what reads it is not.
set(fs_alone "create_director(y|ies)|create_(hard_link|symlink|directory_symlink)|remove_all|copy_file|copy_symlink|resize_file")
set(fs_words "remove|rename|copy|permissions")
set(system_words "mkdir|rmdir|unlink|symlink|truncate|ftruncate|mkstemp|mkdtemp|creat|fopen|freopen")
set(writes
  "(fs|filesystem)::(${fs_alone}|${fs_words})($|[^A-Za-z0-9_])"
  "(^|[^A-Za-z0-9_.:>])(${fs_alone}|${fs_words}|${system_words})[ \n]*[(]"
  "std::(remove|rename|fopen|freopen)[ \n]*[(]"
  "(^|[^A-Za-z0-9_])::(remove|rename|${system_words})[ \n]*[(]"
  "(^|[^A-Za-z0-9_:])(std::)?(basic_)?(ofstream|fstream|filebuf)[^>A-Za-z0-9_]|O_(CREAT|TRUNC|WRONLY|TMPFILE)"
  "(^|[@{})]|else)[ \n]*((std::)?(fs|filesystem)::)?(last_write_time|current_path)[ \n]*[(]"
  "using namespace (std::)?filesystem|namespace [A-Za-z0-9_]+ = (fs|(std::)?filesystem)@")

# What the file calls. Comments are left out, and the usual short name of std::filesystem.
macro(check_calls)
  string(REGEX REPLACE "(^|\n)[ \t]*//[^\n*]*" "\\1" text "${text}")
  string(REGEX REPLACE "  //[^\n*\"]*" "" text "${text}")
  string(REPLACE "namespace fs = std::filesystem@" "" text "${text}")
  if(PURE)
    refuse_matches("${asks}" "a pure room asks no clock, no environment and no console")
  endif()
  if(NOT ROOM STREQUAL "sys")
    foreach(expression IN LISTS writes)
      refuse_matches("${expression}" "only sys writes to the disk: sys/files.h")
    endforeach()
  endif()
endmacro()

foreach(file IN LISTS FILES TESTS)
  set(is_test NO)
  set(rooms ${ALLOWED})
  if(file IN_LIST TESTS)
    set(is_test YES)
    set(rooms ${TEST_ALLOWED})
  endif()
  read_source()
  check_directives()
  if(NOT is_test)
    check_calls()
  endif()
endforeach()

# Code that nobody named would be checked by nobody.
file(GLOB_RECURSE present RELATIVE ${DIR} ${DIR}/*.h ${DIR}/*.cc ${DIR}/*.c ${DIR}/*.hh ${DIR}/*.hpp ${DIR}/*.hxx
     ${DIR}/*.cpp ${DIR}/*.cxx ${DIR}/*.inc ${DIR}/*.ipp)
list(REMOVE_ITEM present ${FILES} ${TESTS})
foreach(file IN LISTS present)
  string(REGEX MATCH "^[^/]*" folder "${file}")
  if(NOT folder IN_LIST APART)
    refuse("no line of CMakeLists.txt names it" "a part stands under PARTS, another file under TESTS or ALSO, a folder under APART")
  endif()
endforeach()

if(wrong)
  message(FATAL_ERROR "room '${ROOM}':${wrong}")
endif()
file(TOUCH ${STAMP})
