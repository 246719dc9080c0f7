// SPDX-License-Identifier: Apache-2.0
#include "workshop/notices.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "host/tool_search.h"
#include "sys/files.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kNotice{1u << 20};

// What assay-kit is made of (scripts/lib/static_libraries.bash): Debian's source packages, and the
// package that brings the licence of each.
struct KitLibrary {
  const char *name, *source, *package;
};
constexpr KitLibrary kOfKitProgram[] = {
    {"fmt", "fmtlib", "libfmt-dev"},
    {"toml++", "tomlplusplus", "libtomlplusplus-dev"},
    {"JSON for Modern C++", "nlohmann-json3", "nlohmann-json3-dev"},
    {"simdjson", "simdjson", "libsimdjson-dev"},
    {"CLI11", "cli11", "libcli11-dev"},
    {"libsodium", "libsodium", "libsodium-dev"},
    {"RE2", "re2", "libre2-dev"},
    {"zlib", "zlib", "zlib1g-dev"},
};

// What suites are linked with (benchmarks/support/libraries.cmake), and the texts in its source. Of
// two licences to choose from it is the BSD one.
struct SuiteLibrary {
  std::string_view name, texts;
};
constexpr SuiteLibrary kOfSuites[] = {
    {"eigen", "COPYING.README COPYING.MPL2 COPYING.BSD COPYING.APACHE"},
    {"highway", "LICENSE-BSD3"},
    {"isa-l", "LICENSE"},
    {"libdeflate", "COPYING"},
    {"lz4", "lib/LICENSE"},
    {"simdjson", "LICENSE"},
    {"xxhash", "LICENSE"},
    {"zlib", "LICENSE"},
    {"zstd", "LICENSE"},
};

struct LicenceText {
  std::string title;  // no folder of this machine's user
  fs::path path;
};

struct Library {
  std::string name;
  std::string origin;  // "Debian's source package fmtlib"
  std::vector<LicenceText> texts;
  std::string remedy;                    // what brings a text that no package has
  std::vector<std::string> linked = {};  // the programs, by their paths in the kit
};

// What brings back the text. Several packages may share one folder of documents.
std::string remedy_of(const Library& library, const LicenceText& text) {
  std::error_code fault;
  const fs::path path = fs::weakly_canonical(text.path, fault);
  const fs::path folder = path.parent_path();
  if (folder == "/usr/share/common-licenses") return "apt install --reinstall base-files";
  if (folder.parent_path() != "/usr/share/doc") return library.remedy;
  return "apt install --reinstall " + folder.filename().string();
}

std::string licence_text(const Library& library, const LicenceText& text) {
  std::error_code fault;
  std::string bytes;
  if (fs::is_regular_file(text.path, fault)) bytes = sys::read_file(text.path, kNotice);
  if (!base::trim(bytes).empty()) return bytes;
  throw Error(Exit::missing, fmt::format("{} is missing: the licence of {}, which {} is linked "
                                         "with",
                                         text.path.string(), library.name, library.linked.front()))
      .hint(remedy_of(library, text));
}

class Notices {
 public:
  Notices(const Workspace& space, const work::KitManifest& manifest)
      : space_(space), manifest_(manifest) {
    const std::string program(work::kKitProgram);
    for (const auto& [name, source, package] : kOfKitProgram) {
      const std::string path = fmt::format("/usr/share/doc/{}/copyright", package);
      add({.name = name,
           .origin = fmt::format("Debian's source package {}", source),
           .texts = {{path, path}},
           .remedy = {}},
          program);
    }
    add_system(space.catalog.target(manifest.target)->os, program);
  }

  void add(const LinkedProgram& program) {
    const fs::path benchmark = space_.capabilities.benchmark_source;
    add({.name = "Google Benchmark",
         .origin = "version " + space_.capabilities.benchmark_version,
         .texts = {{"LICENSE", benchmark / "LICENSE"}},
         .remedy = source_remedy(benchmark)},
        program.path);
    for (const std::string& name : linked_with(program)) add_source(name, program.path);
    add_system(program.os, program.path);
  }

  std::string text() const {
    std::string listed, texts;
    for (const Library& library : libraries_) {
      listed += fmt::format("  {} ({})\n      in {}\n", library.name, library.origin,
                            base::join(library.linked, ", "));
      for (const LicenceText& text : library.texts) {
        texts += fmt::format("\n{0}\n{1}: {2}\n{0}\n\n{3}\n", std::string(100, '='), library.name,
                             text.title, licence_text(library, text));
      }
    }
    return head() + listed + texts;
  }

 private:
  // Each library once, whoever is linked with it.
  void add(Library library, const std::string& program) {
    auto known = std::ranges::find_if(libraries_, [&](const Library& each) {
      return each.name == library.name && each.origin == library.origin;
    });
    if (known == libraries_.end()) known = libraries_.insert(known, std::move(library));
    known->linked.push_back(program);
  }

  // The C and C++ libraries of a system, by its name.
  void add_system(const std::string& name, const std::string& program) {
    const record::Capabilities& found = space_.capabilities;
    const catalog::Os* os = space_.catalog.os(name);
    if (os == nullptr) return;
    os = catalog::library_os(space_.catalog, *os, manifest_.arch);
    const record::Sysroot* sysroot = found.sysroot(name, manifest_.arch);
    if (os == nullptr || sysroot == nullptr) return;
    Library library{.name = fmt::format("{} {} and the C++ library", os->libc, os->libc_version),
                    .origin = os->title,
                    .texts = {},
                    .remedy = sysroot->remedy};
    for (const std::string& path : licences_of(*os, manifest_.arch == found.host_arch)) {
      library.texts.push_back({host::fill_in(path, manifest_.arch, found),
                               host::fill_in(path, manifest_.arch, found, sysroot->path)});
    }
    if (library.texts.empty()) {
      throw Error(Exit::missing, fmt::format("no licence of {} is known", library.name))
          .at(os->position)
          .hint("the key licences names the files that hold it");
    }
    add(std::move(library), program);
  }

  // A library of which suites have rows, by its name.
  void add_source(const std::string& name, const std::string& program) {
    const auto known = std::ranges::find(kOfSuites, name, &SuiteLibrary::name);
    if (known == std::end(kOfSuites)) {
      throw Error(Exit::missing, fmt::format("no licence of {} is known, which {} is linked with",
                                             base::printable(name), program))
          .hint("a table in harness/workshop/notices.cc names the files that hold it");
    }
    const fs::path folder = fs::path(space_.capabilities.libraries_source) / name;
    Library library{.name = name,
                    .origin = origin_of(name),
                    .texts = {},
                    .remedy = source_remedy(space_.capabilities.libraries_source)};
    for (const std::string& text : base::split(known->texts, ' ')) {
      library.texts.push_back({text, folder / text});
    }
    add(std::move(library), program);
  }

  std::vector<std::string> linked_with(const LinkedProgram& program) {
    const fs::path list = program.source.string() + "_libraries.txt";
    std::vector<std::string> names;
    std::error_code fault;
    if (fs::exists(list, fault)) {
      names = base::split(sys::read_file(list, kNotice), '\n');
      std::erase(names, "");
      return names;
    }
    unknown_.push_back(program.path);
    for (const SuiteLibrary& each : kOfSuites) {
      const fs::path folder = fs::path(space_.capabilities.libraries_source) / each.name;
      if (fs::is_directory(folder, fault)) names.emplace_back(each.name);
    }
    return names;
  }

  // As scripts/lib/libraries.bash writes it: name, package, release, file, SHA-256.
  std::string origin_of(const std::string& name) const {
    for (const std::string& line : base::split(space_.capabilities.libraries, '\n')) {
      const auto words = base::split(line, '|');
      if (words.size() == 5 && words[0] == name) {
        return fmt::format("Debian's source package {}: {}, SHA-256 {}", words[1], words[3],
                           words[4]);
      }
    }
    return "its source";
  }

  std::string source_remedy(const fs::path& folder) const {
    return fmt::format("remove {}, and {} brings it anew", folder.string(),
                       space_.capabilities.setup);
  }

  std::string head() const {
    const record::Harness& made_by = manifest_.harness;
    std::string text = fmt::format(
        "Licences of {}\n\n"
        "Assay is under the Apache License 2.0, which is in LICENSE. The programs of this kit are\n"
        "linked statically with the libraries below, none of which was changed. Their licences\n"
        "follow. To link the programs again, with other versions of the libraries too, make the\n"
        "kit from Assay's sources, version {}{}: assay kit {}\n",
        work::name_of(manifest_), made_by.version,
        made_by.commit.empty() ? "" : ", commit " + made_by.commit, manifest_.target);
    if (!unknown_.empty()) {
      text += fmt::format(
          "\nNot known here: what {} is linked with, which was built elsewhere or from older\n"
          "sources. All libraries that suites can be linked with are named for it.\n",
          base::join(unknown_, ", "));
    }
    return text + "\n";
  }

  const Workspace& space_;
  const work::KitManifest& manifest_;
  std::vector<Library> libraries_;
  std::vector<std::string> unknown_;  // programs without a list
};

}  // namespace

std::vector<work::KitFile> licence_files(const Workspace& space, const work::KitManifest& manifest,
                                         const std::vector<LinkedProgram>& programs) {
  Notices notices(space, manifest);
  for (const LinkedProgram& program : programs) notices.add(program);
  return {work::kit_file("LICENSE", sys::read_file(space.folders.data / "LICENSE", kNotice)),
          work::kit_file("NOTICES.txt", notices.text())};
}

}  // namespace assay::workshop
