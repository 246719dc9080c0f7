# SPDX-License-Identifier: Apache-2.0
# The libraries that suites have rows of, compiled with the cell's own flags from a plain list of files: no library chooses its
# kernels by the CPU it finds itself on. ASSAY_LIBRARIES is the folder of their sources, as scripts/setup brings them. What is not
# there is not linked, and its rows say so.
set(ASSAY_LIBRARIES "" CACHE PATH "folder of the sources of highway, lz4, zstd, ...")

# Where its headers are, the patterns of its sources, and its own flags.
set(ASSAY_LIBRARY_highway INCLUDE .)
set(ASSAY_LIBRARY_eigen INCLUDE .)
set(ASSAY_LIBRARY_xxhash INCLUDE .)
set(ASSAY_LIBRARY_lz4 INCLUDE lib SOURCES lib/lz4.c)
set(ASSAY_LIBRARY_zstd INCLUDE lib SOURCES lib/common/*.c lib/compress/*.c lib/decompress/*.c
  FLAGS -DZSTD_DISABLE_ASM -DDYNAMIC_BMI2=0)
set(ASSAY_LIBRARY_zlib INCLUDE . FLAGS -DZ_HAVE_UNISTD_H
  SOURCES adler32.c crc32.c deflate.c inffast.c inflate.c inftrees.c trees.c zutil.c)
set(ASSAY_LIBRARY_libdeflate INCLUDE . SOURCES lib/*.c)
set(ASSAY_LIBRARY_isa-l INCLUDE include
  SOURCES erasure_code/ec_base.c raid/raid_base.c crc/crc_base.c)
set(ASSAY_LIBRARY_simdjson INCLUDE singleheader)  # web/json_simdjson.cc compiles it

# The target assay_lib_NAME.
function(assay_add_library name)
  cmake_parse_arguments(library "" "" "INCLUDE;SOURCES;FLAGS" ${ASSAY_LIBRARY_${name}})
  set(folder ${ASSAY_LIBRARIES}/${name})
  list(TRANSFORM library_INCLUDE PREPEND ${folder}/)
  if(NOT library_SOURCES)
    add_library(assay_lib_${name} INTERFACE)
    target_include_directories(assay_lib_${name} SYSTEM INTERFACE ${library_INCLUDE})
    return()
  endif()
  list(TRANSFORM library_SOURCES PREPEND ${folder}/)
  file(GLOB sources ${library_SOURCES})
  add_library(assay_lib_${name} STATIC ${sources})
  target_include_directories(assay_lib_${name} SYSTEM PUBLIC ${library_INCLUDE})
  target_compile_options(assay_lib_${name} PRIVATE -w -ffunction-sections -falign-functions=64 -ffp-contract=off
    -ffile-prefix-map=${ASSAY_LIBRARIES}=libraries ${library_FLAGS})
endfunction()

# All sources of the target have ASSAY_HAS_NAME: 1 where the library's source is there, else 0 (libraries.h). The property
# ASSAY_LINKED names those that are there.
function(assay_link_library target name)
  if(NOT DEFINED ASSAY_LIBRARY_${name})
    message(FATAL_ERROR "assay_suite: LIBRARIES ${name}: libraries.cmake knows no such library")
  endif()
  string(MAKE_C_IDENTIFIER ${name} word)
  string(TOUPPER ${word} word)
  if(ASSAY_LIBRARIES AND IS_DIRECTORY ${ASSAY_LIBRARIES}/${name})
    if(NOT TARGET assay_lib_${name})
      assay_add_library(${name})
    endif()
    target_link_libraries(${target} PRIVATE assay_lib_${name})
    set_property(TARGET ${target} APPEND PROPERTY ASSAY_LINKED ${name})
    target_compile_definitions(${target} PRIVATE ASSAY_HAS_${word}=1)
  else()
    target_compile_definitions(${target} PRIVATE ASSAY_HAS_${word}=0)
  endif()
endfunction()
