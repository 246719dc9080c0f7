// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "sys/files.h"

namespace assay::catalog {
namespace {

namespace fs = std::filesystem;

std::string target(std::string_view name, std::string_view os = "deb-12",
                   std::string_view arch = "aarch64") {
  std::string text =
      "[target]\nname = \"NAME\"\ntitle = \"T\"\nvendor = \"V\"\narch = \"ARCH\"\nos = \"OS\"\n"
      "default_for_arch = false\n[flags]\ngcc = [\"-O2\"]\nclang = [\"-O2\"]\n"
      "[qemu]\ncpu = \"max\"\n";
  text = base::replace_all(std::move(text), "NAME", name);
  text = base::replace_all(std::move(text), "ARCH", arch);
  return base::replace_all(std::move(text), "OS", os);
}

std::string default_target(std::string_view name) {
  return base::replace_all(target(name), "default_for_arch = false", "default_for_arch = true");
}

std::string toolchain(std::string_view name, std::string_view more) {
  return "[toolchain]\nname = \"" + std::string(name) +
         "\"\nfamily = \"gcc\"\npackage = \"p\"\nc = [\"c\"]\ncxx = [\"x\"]\nlinker = [\"l\"]\n" +
         std::string(more);
}

std::string os(std::string_view name) {
  return "[os]\nname = \"" + std::string(name) +
         "\"\ntitle = \"T\"\nlibc = \"glibc\"\nlibc_version = \"2.36\"\nkind = \"installed\"\n"
         "probe = \"/p\"\npackage = \"p\"\narchitectures = [\"aarch64\"]\n";
}

// One of everything, without a fault.
CatalogSources sources() {
  return {
      .targets = {{"t/chip-a.toml", target("chip-a")}},
      .toolchains = {{"c/gcc.toml", toolchain("gcc", "default = true\n")}},
      .systems = {{"o/deb-12.toml", os("deb-12")}},
      .suites = {{.folder = "/b/compute",
                  .suite = {"b/compute/suite.toml", "[suite]\nname = \"compute\"\ntitle = \"T\""},
                  .checksums = {}}}};
}

std::string fault(const CatalogSources& from) {
  try {
    read_catalog(from);
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "";
}

TEST(ReadCatalog, FindsEverythingByItsName) {
  const auto catalog = read_catalog(sources());
  ASSERT_NE(catalog.target("chip-a"), nullptr);
  EXPECT_EQ(catalog.target("chip-a")->arch, "aarch64");
  ASSERT_NE(catalog.toolchain("gcc"), nullptr);
  ASSERT_NE(catalog.os("deb-12"), nullptr);
  ASSERT_NE(catalog.suite("compute"), nullptr);
  EXPECT_EQ(catalog.suite("compute")->folder, "/b/compute");
  EXPECT_EQ(catalog.target("chip"), nullptr);
  EXPECT_EQ(catalog.suite(""), nullptr);
}

TEST(ReadCatalog, TakesAnEmptyOne) { EXPECT_EQ(fault({}), ""); }

// As on a machine that only runs what was built elsewhere.
TEST(ReadCatalog, TakesATargetWithNothingBesideIt) {
  const auto catalog = read_catalog({.targets = {{"t/chip-a.toml", target("chip-a")}},
                                     .toolchains = {},
                                     .systems = {},
                                     .suites = {}});
  EXPECT_EQ(catalog.target("chip-a")->os, "deb-12");
  EXPECT_EQ(catalog.os("deb-12"), nullptr);
}

TEST(ReadCatalog, KnowsTheNamesOfCoresAmongTheTargetsByTheirFile) {
  auto from = sources();
  from.targets.push_back({"t/cores.toml",
                          "[[vendor]]\nfamily = \"arm\"\nid = \"0x41\"\nname = \"Arm\"\n"
                          "source = \"s\"\n[vendor.cores]\n0xd03 = \"A53\"\n"});
  const auto catalog = read_catalog(from);
  EXPECT_EQ(catalog.targets.size(), 1u);
  EXPECT_EQ(core_name(catalog.cores, {"arm", "0x41", "0xd03", ""}), "Arm A53");
  from.targets.back().text = "[[vendor]]\nfamily = \"arm\"\n";
  EXPECT_THAT(fault(from), testing::HasSubstr("t/cores.toml:1:1: [[vendor]] 1 name: is missing"));
}

TEST(ReadCatalog, WantsTheNameOfTheFileOrFolder) {
  auto from = sources();
  from.targets[0].file = "t/chip-b.toml";
  from.suites[0].folder = "/b/cpu/";
  EXPECT_EQ(fault(from),
            "t/chip-b.toml:2:8: name \"chip-a\" differs from chip-b; "
            "the name and the file or folder must be the same\n"
            "b/compute/suite.toml:2:8: name \"compute\" differs from cpu; "
            "the name and the file or folder must be the same");
}

TEST(ReadCatalog, RefusesANameGivenTwiceAndSaysWhere) {
  auto from = sources();
  from.targets.push_back({"more/chip-a.toml", target("chip-a")});
  EXPECT_EQ(fault(from),
            "more/chip-a.toml:2:8: name \"chip-a\" is given twice: also at t/chip-a.toml:2:8");
}

TEST(ReadCatalog, WantsEveryOsThatIsNamed) {
  auto from = sources();
  from.targets[0].text = target("chip-a", "deb-21");
  from.toolchains[0].text = toolchain("gcc",
                                      "default = true\n"
                                      "[[linker]]\narch = \"aarch64\"\nos = \"bed-12\"\n"
                                      "path = \"l\"\nname = \"l\"\nreason = \"r\"\n"
                                      "[[exclusion]]\nos = \"zzz\"\nreason = \"r\"\n");
  EXPECT_EQ(fault(from),
            "t/chip-a.toml:2:8: unknown os \"deb-21\", did you mean \"deb-12\"?; "
            "targets/os/ has one file for each\n"
            "c/gcc.toml:11:6: unknown os \"bed-12\", did you mean \"deb-12\"?; "
            "targets/os/ has one file for each\n"
            "c/gcc.toml:16:6: unknown os \"zzz\"; targets/os/ has one file for each");
}

TEST(ReadCatalog, WantsADefaultOsThatHasTheArchitecture) {
  auto from = sources();
  from.targets[0].text = target("chip-a", "deb-12", "riscv64");
  EXPECT_EQ(fault(from), "t/chip-a.toml:2:8: default os deb-12 has no riscv64; it has: aarch64");
}

TEST(ReadCatalog, WantsOneDefaultToolchain) {
  auto from = sources();
  from.toolchains[0].text = toolchain("gcc", "");
  EXPECT_EQ(fault(from),
            "c/gcc.toml:2:8: 0 toolchains say default = true; exactly one is the default");
  from = sources();
  from.toolchains.push_back({"c/other.toml", toolchain("other", "default = true\n")});
  EXPECT_EQ(fault(from),
            "c/gcc.toml:2:8: 2 toolchains say default = true; exactly one is the default");
}

TEST(ReadCatalog, WantsOneDefaultTargetOfAnArchitectureAtMost) {
  auto from = sources();
  from.targets.push_back({"t/chip-b.toml", default_target("chip-b")});
  EXPECT_EQ(fault(from), "");
  from.targets.push_back({"t/chip-c.toml", default_target("chip-c")});
  EXPECT_EQ(fault(from),
            "t/chip-c.toml:2:8: default_for_arch is said twice for aarch64: "
            "also by t/chip-b.toml:2:8; one target at most is an architecture's default");
}

std::string image(std::string_view libraries, std::string_view fragments) {
  return "[os]\nname = \"own\"\ntitle = \"T\"\nkind = \"image\"\nlibraries = [" +
         std::string(libraries) + "]\narchitectures = [\"aarch64\"]\n[kernel]\narchive = \"/a\"\n" +
         "package = \"p\"\nfragments = [" + std::string(fragments) + "]\n";
}

constexpr std::string_view kMachine =
    "[machine]\nname = \"aarch64\"\ntitle = \"T\"\nprogram = \"q\"\npackage = \"p\"\n"
    "machine = \"virt\"\nport = \"d\"\n[kernel]\nconsole = \"c\"\narch = \"arm64\"\n"
    "make = \"Image\"\nimage = \"i\"\n";

TEST(ReadCatalog, WantsOfAnImageLibrariesAMachineAndFragmentsThatExist) {
  auto from = sources();
  from.systems.push_back({"o/own.toml", image("\"deb-12\"", "\"base\"")});
  from.machines = {{"m/aarch64.toml", std::string(kMachine)}};
  from.kernel_fragments = {{"k/base.config", "# all\nCONFIG_A=y\n"}};
  EXPECT_EQ(fault(from), "");
  const auto catalog = read_catalog(from);
  EXPECT_EQ(library_os(catalog, *catalog.os("own"), "aarch64"), catalog.os("deb-12"));
  EXPECT_EQ(library_os(catalog, *catalog.os("deb-12"), "aarch64"), catalog.os("deb-12"));

  from.machines.clear();
  from.systems.back().text = image("\"deb-13\"", "\"bas\"");
  EXPECT_EQ(fault(from),
            "o/own.toml:2:8: unknown os \"deb-13\", did you mean \"deb-12\"?; "
            "targets/os/ has one file for each\n"
            "o/own.toml:2:8: none of its libraries has aarch64\n"
            "o/own.toml:2:8: no machine for aarch64; targets/machines/ has one file for each\n"
            "o/own.toml:2:8: unknown fragment \"bas\", did you mean \"base\"?; "
            "targets/os/kernel/ has one file or more for each");
}

TEST(ReadCatalog, TellsTheFaultsOfAllFilesAtOnce) {
  auto from = sources();
  from.targets[0].text = target("chip-a", "deb-12", "aarch46");
  from.targets.push_back({"t/chip-b.toml", "[target\n"});
  from.suites[0].checksums = {"b/compute/checksums.toml", "[checksums]\n\"a\" = 1\n"};
  const auto lines = base::split(fault(from), '\n');
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_THAT(lines[0], testing::StartsWith("t/chip-a.toml:5:8: [target] arch: \"aarch46\""));
  EXPECT_THAT(lines[1], testing::StartsWith("t/chip-b.toml:1:8: "));
  EXPECT_THAT(lines[2], testing::StartsWith("b/compute/checksums.toml:2:1: \"a\": expected"));
}

TEST(ReadCatalog, BlamesNobodyElseForAFileThatCanNotBeRead) {
  auto from = sources();
  from.systems[0].text = "[os\n";
  EXPECT_THAT(base::split(fault(from), '\n'),
              testing::ElementsAre(testing::StartsWith("o/deb-12.toml:1:4: ")));
  from = sources();
  from.toolchains[0].text = "[toolchain\n";
  EXPECT_THAT(base::split(fault(from), '\n'),
              testing::ElementsAre(testing::StartsWith("c/gcc.toml:1:11: ")));
}

std::vector<Source> folder(const fs::path& path, std::string_view ending = ".toml") {
  std::vector<Source> result;
  for (auto& [name, text] : sys::read_folder(path, ending, {1u << 20})) {
    result.push_back({std::move(name), std::move(text)});
  }
  return result;
}

// targets/ and benchmarks/ as they are.
Catalog real_catalog() {
  const fs::path root = ASSAY_SOURCE_DIR;
  const auto source = [](const fs::path& path) {
    return Source{path.string(), sys::read_file(path, {1u << 20})};
  };
  CatalogSources from{.targets = folder(root / "targets"),
                      .toolchains = folder(root / "targets/toolchains"),
                      .systems = folder(root / "targets/os"),
                      .machines = folder(root / "targets/machines"),
                      .kernel_fragments = folder(root / "targets/os/kernel", ".config"),
                      .suites = {}};
  for (const auto& entry : fs::directory_iterator(root / "benchmarks")) {
    if (!fs::exists(entry.path() / "suite.toml")) continue;
    from.suites.push_back({.folder = entry.path().string(),
                           .suite = source(entry.path() / "suite.toml"),
                           .checksums = fs::exists(entry.path() / "checksums.toml")
                                            ? source(entry.path() / "checksums.toml")
                                            : Source{}});
  }
  return read_catalog(from);
}

TEST(RealCatalog, ReadsWithoutAFault) {
  const auto catalog = real_catalog();
  EXPECT_FALSE(catalog.targets.empty());
  EXPECT_FALSE(catalog.toolchains.empty());
  EXPECT_FALSE(catalog.suites.empty());
}

TEST(RealCatalog, HasAMachineForEveryArchitectureOfAnImage) {
  const auto catalog = real_catalog();
  std::set<std::string> booting;
  for (const Os& os : catalog.systems) {
    if (os.kind != "image") continue;
    booting.insert(os.architectures.begin(), os.architectures.end());
  }
  for (const auto& arch : booting) EXPECT_NE(catalog.machine(arch), nullptr) << arch;
  EXPECT_EQ(booting.size(), catalog.machines.size());
}

std::vector<std::string> trimmed_parts(std::string_view text, char separator) {
  std::vector<std::string> parts = base::split(text, separator);
  for (std::string& part : parts) part = std::string(base::trim(part));
  return parts;
}

// "kernel `select/*` lmbench lat_select: like": what the tables of docs/aliases.md say.
std::set<std::string> documented_names() {
  std::set<std::string> names;
  std::string suite;
  const auto text = sys::read_file(ASSAY_SOURCE_DIR "/docs/aliases.md", {1u << 20});
  for (const std::string& line : base::split(text, '\n')) {
    if (line.starts_with("## ")) suite = line.substr(3);
    if (!line.starts_with("| `")) continue;
    const auto cells = trimmed_parts(line, '|');
    if (cells.size() != 7) {
      ADD_FAILURE() << "not a row of five cells: " << line;
      continue;
    }
    const bool same = cells[5].starts_with("same");  // what may follow is a remark
    names.insert(suite + " " + cells[1] + " " + cells[2] + (same ? ": alias" : ": like"));
  }
  return names;
}

TEST(RealCatalog, HasALineInTheDocumentForEveryFamiliarName) {
  std::set<std::string> names;
  for (const Suite& suite : real_catalog().suites) {
    for (const BenchmarkRule& rule : suite.rules) {
      const std::string row = suite.name + " `" + rule.match + "` ";
      for (const auto& name : trimmed_parts(rule.alias, ',')) names.insert(row + name + ": alias");
      for (const auto& name : trimmed_parts(rule.like, ',')) names.insert(row + name + ": like");
    }
  }
  EXPECT_EQ(documented_names(), names);
}

TEST(RealCatalog, HasADefaultTargetForEveryArchitecture) {
  std::map<std::string, int> defaults;
  for (const auto& arch : architecture_names()) defaults[arch] = 0;
  for (const auto& each : real_catalog().targets) defaults[each.arch] += each.default_for_arch;
  for (const auto& [arch, count] : defaults) EXPECT_EQ(count, 1) << arch;
}

TEST(RealCatalog, GivesEveryTargetExplicitArchitectureAndTuningAndNoFixedVectorLength) {
  for (const auto& each : real_catalog().targets) {
    for (const auto& [family, flags] : each.flags) {
      const auto all = base::join(flags, " ");
      EXPECT_THAT(all, testing::HasSubstr("-march=")) << each.name << ' ' << family;
      EXPECT_THAT(all, testing::HasSubstr("-mtune=")) << each.name << ' ' << family;
      for (const auto* fixed : {"-mcpu", "vector-bits", "zvl"}) {
        EXPECT_THAT(all, testing::Not(testing::HasSubstr(fixed))) << each.name << ' ' << family;
      }
    }
  }
}

}  // namespace
}  // namespace assay::catalog
