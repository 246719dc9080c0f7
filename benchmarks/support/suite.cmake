# SPDX-License-Identifier: Apache-2.0
# What every suite's CMakeLists.txt includes: assay_suite(NAME SOURCES a.cc b.cc ... [VARIANTS c.h ...] [HIGHWAY c.h ...]
# [LIBRARIES lz4 ...]) makes the one program of a suite. Headers of VARIANTS are compiled twice, with the compiler's
# vectoriser and without, and those that HIGHWAY names as well a third time, with Highway (variants.h). Needs an installed
# Google Benchmark >= 1.8 (the first with --benchmark_min_time=Nx) in CMAKE_PREFIX_PATH; a row whose library has no source in
# ASSAY_LIBRARIES says so.
include_guard(GLOBAL)
include(${CMAKE_CURRENT_LIST_DIR}/libraries.cmake)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "build type" FORCE)
endif()

option(ASSAY_PLAIN_LOOPS "slices(state) is Google Benchmark's own loop: to compare the cost of the two" OFF)
option(ASSAY_TESTS "test benchmarks/support, and checksums.toml of every suite against its reference.py" OFF)
if(ASSAY_TESTS)
  enable_testing()
  find_package(Python3 REQUIRED COMPONENTS Interpreter)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(benchmark 1.8 REQUIRED)

if(NOT TARGET assay_support)
  add_library(assay_support INTERFACE)
  target_include_directories(assay_support INTERFACE ${CMAKE_CURRENT_LIST_DIR})
  target_compile_features(assay_support INTERFACE cxx_std_20)
  # GCC contracts a * b + c by default and targets differ in whether they can: floating results would differ too.
  # Functions begin on cache lines: where the linker puts them is then no longer a part of what a loop takes
  # (docs/evaluation.md, "What the kernels taught"). Counts stay the same.
  target_compile_options(assay_support INTERFACE -ffunction-sections -falign-functions=64
    -ffp-contract=off -Wall -Wextra -Wpedantic -Wshadow -Wconversion)
  target_link_libraries(assay_support INTERFACE benchmark::benchmark)
  if(ASSAY_PLAIN_LOOPS)
    target_compile_definitions(assay_support INTERFACE ASSAY_PLAIN_LOOPS)
  endif()
endif()

# Links as benchmark::benchmark_main does, and makes the program one that assay can measure slice by slice.
if(NOT TARGET assay_benchmark_main)
  add_library(assay_benchmark_main STATIC ${CMAKE_CURRENT_LIST_DIR}/worker/main.cc)
  target_link_libraries(assay_benchmark_main PUBLIC assay_support)
  set_target_properties(assay_benchmark_main PROPERTIES CXX_EXTENSIONS OFF)
  add_library(assay::benchmark_main ALIAS assay_benchmark_main)
endif()

# One source for each variant, with all headers: ASSAY_VARIANT is the namespace that their kernels are in, ASSAY_VARIANT_NAME a
# part of their names. Its path is added to the list `sources`.
function(assay_variant sources suite title headers)
  set(text "#define ASSAY_VARIANT ${title}\n#define ASSAY_VARIANT_NAME \"${title}\"\n")
  if(title STREQUAL auto)
    string(REPLACE "VARIANT auto" "VARIANT autovec" text "${text}")  # auto is a word of the language
  elseif(title STREQUAL highway)
    string(APPEND text "#define ASSAY_HIGHWAY\n")
  endif()
  foreach(header IN LISTS headers)
    string(APPEND text "#include \"${header}\"\n")
  endforeach()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${suite}_${title}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "${text}")
  if(title STREQUAL scalar)
    if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      set(flags -fno-vectorize -fno-slp-vectorize)
    else()
      set(flags -fno-tree-vectorize)
    endif()
    # A precompiled header is of one set of flags.
    set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${flags}" SKIP_PRECOMPILE_HEADERS ON)
  endif()
  list(APPEND ${sources} ${source})
  set(${sources} ${${sources}} PARENT_SCOPE)
endfunction()

function(assay_suite name)
  cmake_parse_arguments(PARSE_ARGV 1 suite "" "" "SOURCES;VARIANTS;HIGHWAY;LIBRARIES")
  if(suite_UNPARSED_ARGUMENTS OR NOT suite_SOURCES)
    message(FATAL_ERROR "assay_suite(${name} SOURCES a.cc ... [VARIANTS b.h ...] [HIGHWAY b.h ...] [LIBRARIES c ...]): "
                        "sources missing, or words not understood: ${suite_UNPARSED_ARGUMENTS}")
  endif()
  if(suite_VARIANTS)
    assay_variant(suite_SOURCES ${name} scalar "${suite_VARIANTS}")
    assay_variant(suite_SOURCES ${name} auto "${suite_VARIANTS}")
  endif()
  if(suite_HIGHWAY)
    assay_variant(suite_SOURCES ${name} highway "${suite_HIGHWAY}")
    list(APPEND suite_LIBRARIES highway)
  endif()
  # Says in the context of its results what they are of, so that they pair with records wherever they are run.
  set(told ${CMAKE_CURRENT_BINARY_DIR}/${name}_context.cc)
  set(target_line)
  if(ASSAY_TARGET)
    set(target_line "  benchmark::AddCustomContext(\"assay.target\", \"${ASSAY_TARGET}\");\n")
  endif()
  file(CONFIGURE OUTPUT ${told} CONTENT "#include <benchmark/benchmark.h>
[[maybe_unused]] static const bool told = [] {
  benchmark::AddCustomContext(\"assay.suite\", \"${name}\");
${target_line}  return true;
}();
")
  add_executable(${name} ${suite_SOURCES} ${told})
  target_link_libraries(${name} PRIVATE assay::benchmark_main)
  foreach(library IN LISTS suite_LIBRARIES)
    assay_link_library(${name} ${library})
  endforeach()
  # Beside the program, for the notices of a kit: a line for each library that it is linked with.
  get_property(linked TARGET ${name} PROPERTY ASSAY_LINKED)
  list(JOIN linked "\n" linked)
  file(CONFIGURE OUTPUT ${name}_libraries.txt CONTENT "${linked}\n")
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})  # for the sources of variants
  # Every source includes them, and reading them is most of the time that compiling one takes. GCC 12 crashes where arm_sve.h
  # follows a precompiled header.
  if(NOT (CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64))
    target_precompile_headers(${name} PRIVATE <benchmark/benchmark.h> <data.h> <report.h> <slices.h>)
  endif()
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")  # else no two builds have the same one, and ccache does not help
    target_compile_options(${name} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
  set_target_properties(${name} PROPERTIES CXX_EXTENSIONS OFF)
  if(ASSAY_TESTS AND EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/reference.py)
    add_test(NAME ${name}_reference
             COMMAND Python3::Interpreter ${CMAKE_CURRENT_SOURCE_DIR}/reference.py --check)
    add_test(NAME ${name}_checksums
             COMMAND Python3::Interpreter ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/checksums_test.py $<TARGET_FILE:${name}>
                     ${CMAKE_CURRENT_SOURCE_DIR}/checksums.toml)
  endif()
endfunction()
