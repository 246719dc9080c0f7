# SPDX-License-Identifier: Apache-2.0
# What assay-kit is linked with: the libraries as one static archive for its architecture, which scripts/setup compiles from
# the distribution's source packages, and the headers of the installed development packages alone: those of the C library
# beside them are the build machine's. ASSAY_KIT_LIBRARY is the archive.
set(folder ${PROJECT_BINARY_DIR}/libraries)
file(MAKE_DIRECTORY ${folder})
foreach(header fmt/format.h toml++/toml.h nlohmann/json.hpp simdjson.h sodium/core.h sodium.h re2/re2.h zlib.h zconf.h CLI/CLI.hpp)
  find_path(include ${header} PATHS /usr/include NO_CACHE REQUIRED NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)
  string(REGEX REPLACE "/.*" "" name ${header})
  file(CREATE_LINK ${include}/${name} ${folder}/${name} SYMBOLIC)
  unset(include)
endforeach()
add_library(kit_libraries INTERFACE)
target_include_directories(kit_libraries SYSTEM INTERFACE ${folder})
target_compile_definitions(kit_libraries INTERFACE TOML_HEADER_ONLY=1 SODIUM_STATIC _FILE_OFFSET_BITS=64)
target_link_libraries(kit_libraries INTERFACE ${ASSAY_KIT_LIBRARY})
foreach(name fmt::fmt nlohmann_json::nlohmann_json simdjson::simdjson tomlplusplus::tomlplusplus CLI11::CLI11
        PkgConfig::sodium PkgConfig::re2 ZLIB::ZLIB)
  add_library(${name} ALIAS kit_libraries)
endforeach()
add_library(Threads::Threads INTERFACE IMPORTED GLOBAL)
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections)
