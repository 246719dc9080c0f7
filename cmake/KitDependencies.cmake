# SPDX-License-Identifier: Apache-2.0
# What assay-kit is made of beside Assay's own sources, which scripts/setup brings: ASSAY_KIT_LIBRARY, the libraries as one static
# archive for its architecture, and their headers in the folder include beside it. The build machine's own are not asked.
cmake_path(GET ASSAY_KIT_LIBRARY PARENT_PATH folder)
add_library(kit_libraries INTERFACE)
target_include_directories(kit_libraries SYSTEM INTERFACE ${folder}/include)
target_compile_definitions(kit_libraries INTERFACE TOML_HEADER_ONLY=1 SODIUM_STATIC _FILE_OFFSET_BITS=64)
target_link_libraries(kit_libraries INTERFACE ${ASSAY_KIT_LIBRARY})
foreach(name fmt::fmt nlohmann_json::nlohmann_json simdjson::simdjson tomlplusplus::tomlplusplus CLI11::CLI11
        PkgConfig::sodium PkgConfig::re2 ZLIB::ZLIB)
  add_library(${name} ALIAS kit_libraries)
endforeach()
add_library(Threads::Threads INTERFACE IMPORTED GLOBAL)
add_compile_options(-ffunction-sections -fdata-sections)
add_link_options(-Wl,--gc-sections)
