# SPDX-License-Identifier: Apache-2.0
# The warning set as a target that every room and program links. Errors where ASSAY_WERROR is on
# (preset dev); sanitizers come from presets.
add_library(assay_warnings INTERFACE)
target_compile_options(assay_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion
                       $<$<BOOL:${ASSAY_WERROR}>:-Werror>
                       # Designated initialisers name what matters; the rest keeps its default.
                       -Wno-missing-field-initializers)
# GCC 12 sees uninitialized and overlapping strings where an aggregate or a variant is built from
# temporaries (its bugs 105593, 105651); clang checks the same code. Can go with GCC 13.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(assay_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized>
                         $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
endif()
