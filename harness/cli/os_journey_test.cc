// SPDX-License-Identifier: Apache-2.0
// An operating system from source to results: Linux is really compiled (once; the cache keeps it),
// boots under QEMU and runs programs.
#include "cli/os_journey_test.h"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <set>

#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/catalog.h"
#include "cli/opening.h"
#include "emulate/guest_process.h"
#include "emulate/qemu_kvm.h"
#include "image/package_repositories_test.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class OsJourney : public testing::Test {
 protected:
  static Ran os(std::vector<std::string> words) {
    words.insert(words.begin(), "os");
    words.insert(words.end(), {"--os", kOs});
    return made().tree().assay(words);
  }

  static Ran boot(const std::string& script, std::vector<std::string> more = {}) {
    made().tree().write("guest/script", script);
    std::vector<std::string> words{"boot",     kTarget,
                                   "--add",    made().act().string(),
                                   "--script", made().tree().at("guest/script").string()};
    words.insert(words.end(), more.begin(), more.end());
    return os(words);
  }

  // Boots while the machine's file says `to` where it says `from`.
  static Ran boot_elsewhere(const std::string& from, const std::string& to) {
    const fs::path file = "targets/machines/riscv64.toml";
    const auto before = sys::read_file(made().tree().at(file), {10'000});
    made().tree().write(file, base::replace_all(before, from, to));
    const auto ran = boot("/bin/act hello\n");
    made().tree().write(file, before);
    return ran;
  }
};

TEST_F(OsJourney, BuildsAnImageThatIsTheSameAgain) {
  ASSERT_EQ(made().built().status, 0) << made().built().err;
  const auto list = base::parse_json(made().built().out, "its output");
  const auto& row = list.find("rows")->array()->at(0);
  EXPECT_EQ(text(row, "target"), kTarget);
  EXPECT_EQ(text(row, "outcome"), "ok");
  const auto manifest = sys::read_file(made().image() / "manifest.json", {1u << 20});
  EXPECT_EQ(text(row, "sha256"), base::sha256(manifest));
  EXPECT_THAT(manifest, Not(HasSubstr(made().tree().at("build").string())));

  const auto before = sys::file_stamp(made().image() / "kernel");
  EXPECT_EQ(os({"build", kTarget, "--json"}).out, made().built().out);
  EXPECT_EQ(sys::file_stamp(made().image() / "kernel"), before);
  fs::remove_all(made().image());
  EXPECT_EQ(os({"build", kTarget, "--json"}).out, made().built().out);
}

TEST_F(OsJourney, BootsAndRunsTheProgramsOfAScript) {
  const auto ran =
      boot("/bin/act hello world\n# a comment\n/bin/act fail\n/bin/act crash\n/bin/no\n");
  EXPECT_EQ(ran.status, 1);
  EXPECT_EQ(ran.out,
            "$ /bin/act hello world\nhello world\n[exit 0]\n"
            "$ /bin/act fail\nwent wrong\n[exit 3]\n"
            "$ /bin/act crash\n[signal 11]\n"
            "$ /bin/no\n[cannot start: error 2, no such file in the guest, or it needs a library "
            "that is not there]\n");
  EXPECT_THAT(boot("/bin/act hello\n", {"-v"}).out,
              AllOf(HasSubstr("Linux version 6."), HasSubstr("$ /bin/act hello\n")));
}

TEST_F(OsJourney, PutsAFolderIntoTheGuestsRoot) {
  const fs::path box = made().tree().at("guest/box");
  made().tree().remove("guest/box");
  fs::create_directories(box / "inner");
  fs::copy_file(made().act(), box / "inner/act");
  fs::create_symlink("inner/act", box / "link");
  made().tree().write("guest/box/text", "not a program\n");
  const auto ran = boot("/box/inner/act hello folder\n/box/link hello link\n/box/text\n",
                        {"--add", (box / "").string()});
  EXPECT_EQ(ran.status, 1) << ran.err;
  EXPECT_EQ(ran.out,
            "$ /box/inner/act hello folder\nhello folder\n[exit 0]\n"
            "$ /box/link hello link\nhello link\n[exit 0]\n"
            "$ /box/text\n[cannot start: error 13, Permission denied]\n");

  fs::create_directories(made().tree().at("guest/bin"));
  const auto bin = boot("/bin/act hello\n", {"--add", made().tree().at("guest/bin").string()});
  EXPECT_EQ(bin.status, 2);
  EXPECT_THAT(bin.err, HasSubstr("can't be put into a guest's root"));
  EXPECT_EQ(os({"boot", kTarget, "--add", box.string()}).status, 2);
}

TEST_F(OsJourney, BootsTheSameToTheByte) {
  const auto one = boot("/bin/act hello\n", {"-v"}), two = boot("/bin/act hello\n", {"-v"});
  EXPECT_EQ(one.status, 0) << one.err;
  EXPECT_EQ(one.out, two.out);
}

TEST_F(OsJourney, EndsWhatAProgramLeavesRunningAndDropsAFlood) {
  const auto ran = boot("/bin/act leave\n/bin/act flood\n/bin/act hello\n", {"--json"});
  EXPECT_EQ(ran.status, 0) << ran.err;
  const auto json = base::parse_json(ran.out, "its output");
  const auto& programs = *json.find("programs")->array();
  ASSERT_EQ(programs.size(), 3u);
  EXPECT_EQ(text(programs[1], "out").size(), std::size_t{16} << 20);
  EXPECT_EQ(text(programs[2], "out"), "hello \n");
}

TEST_F(OsJourney, NamesAProgramThatTakesAllMemory) {
  const auto ran = boot("/bin/act hog\n/bin/act hello\n", {"--memory", "64M"});
  EXPECT_EQ(ran.status, 1);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("$ /bin/act hog\n[signal 9]\n"), HasSubstr("hello")));
}

// Programs are counted with their kernel's instructions, twice the same; so is booting itself.
TEST_F(OsJourney, CountsInsideTheSameTwice) {
  const auto& tree = made().tree();
  tree.suite("calls", R"(
#include <sys/syscall.h>
void getppid_call(benchmark::State& state) {
  for (auto _ : assay::slices(state)) benchmark::DoNotOptimize(syscall(SYS_getppid));
}
BENCHMARK(getppid_call)->Name("getppid");
)");
  for (const char* file : {"CMakeLists.txt", "suite.toml", "first_benchmark.cc"}) {
    const auto from = fs::path(ASSAY_SOURCE_DIR) / "benchmarks/boot" / file;
    tree.write(fs::path("benchmarks/boot") / file, sys::read_file(from, {100'000}));
  }
  base::Json samples[2];
  for (auto& one : samples) {
    tree.remove("inside.json");
    const auto ran = tree.assay({"run", "--target", kTarget, "--os", kOs, "--suite", "calls,boot",
                                 "--runner", "qemu-system", "-o", tree.at("inside.json").string()});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto record = read_json(tree.at("inside.json"));
    base::Json::Array all;
    for (const auto& cell : *record.find("cells")->array()) {
      EXPECT_EQ(text(place_of(record, cell), "runner"), "qemu-system");
      EXPECT_THAT(text(cell, "domain"), testing::AnyOf("emu_count", "size"));
      EXPECT_NE(cell.find("guest_free_bytes"), nullptr);
      for (const auto& benchmark : *cell.find("benchmarks")->array()) {
        EXPECT_EQ(text(benchmark, "outcome"), "ok") << text(benchmark, "reason");
        EXPECT_EQ(text(benchmark, "determinism"), "exact") << text(benchmark, "name");
        all.push_back(*benchmark.find("samples"));
      }
    }
    EXPECT_EQ(all.size(), 8u);  // one call, four stages, three sizes
    one = std::move(all);
  }
  EXPECT_EQ(samples[0], samples[1]);
}

// What a runner under KVM does, with a machine in real time in its place: KVM is where it is. Such
// times are none, so no record keeps them.
TEST_F(OsJourney, TimesProgramsInGuestsInRealTime) {
  const auto& tree = made().tree();
  tree.suite("timed", R"(
void nothing(benchmark::State& state) {
  for (auto _ : assay::slices(state)) benchmark::ClobberMemory();
}
BENCHMARK(nothing)->Name("nothing");
BENCHMARK(nothing)->Name("threads")->Threads(2);
)");
  const auto ran = tree.assay(
      {"build", "--target", kTarget, "--os", kOs, "--suite", "timed", "--format", "json"});
  ASSERT_EQ(ran.status, 0) << ran.err;
  const auto built = base::parse_json(ran.out, "built");
  const auto space = open_workspace({});
  const run::ProgramToRun program{
      .cell = {kTarget, "clang", kOs, "timed"},
      .built = base::Outcome::ok(),
      .program = record::Program{.path = text(built.find("cells")->array()->front(), "program")},
      .boots = true,
      .image = made().boot_image()};
  const sys::Folders folders;
  const run::RunOptions options{.processes = 2};
  const auto& target = *space.catalog.target(kTarget);
  const run::CellToRun cell{program,
                            target,
                            nullptr,
                            space.capabilities,
                            space.host,
                            folders,
                            options,
                            "",
                            space.catalog.machine(target.arch)};
  auto guest = emulate::guest_of(cell);
  guest.accelerator = "tcg";
  const auto record = emulate::time_in_guests(cell, guest);
  EXPECT_EQ(record.outcome, base::Outcome::ok()) << record.outcome.reason;
  EXPECT_EQ(record.place.guest_class, "virtualised");
  EXPECT_GT(record.guest_free_bytes, 0u);
  ASSERT_EQ(record.benchmarks.size(), 2u);
  const auto& samples =
      std::get<record::Samples<record::HwTime>>(record.benchmarks[0].samples).values;
  ASSERT_EQ(samples.size(), 2u) << record.benchmarks[0].outcome.reason;
  EXPECT_GT(samples[0].wall_ns, 0);
  EXPECT_GE(samples[0].iterations, samples[1].iterations);  // the search is made once
  EXPECT_EQ(samples[1].process, 2u);
  EXPECT_EQ(record.benchmarks[1].outcome.code, "one-cpu");

  // In real time programs lie where chance puts them; counted, always at the same addresses.
  std::set<std::string> stacks, counted;
  for (int i = 0; i < 3; ++i) {
    const auto stack = [&](const emulate::Guest& each) {
      const auto boot = emulate::boot(each, {{.path = "bin/act", .from = made().act()}},
                                      {{.argv = {"/bin/act", "stack"}}}, {.idle = 60s});
      return boot.report.programs.empty() ? boot.outcome.reason : boot.report.programs[0].out;
    };
    stacks.insert(stack(guest));
    counted.insert(stack(emulate::guest_of(cell)));
  }
  EXPECT_GT(stacks.size(), 1u) << testing::PrintToString(stacks);
  EXPECT_EQ(counted.size(), 1u) << testing::PrintToString(counted);
}

// A C program on musl; suites are C++, and there is no library for them.
TEST_F(OsJourney, BootsASmallSystemForCProgramsOnly) {
  const auto& tree = made().tree();
  const fs::path musl = open_workspace({}).folders.cache / "sysroots/openharmony-small/riscv64/usr";
  tree.write("guest/small.c",
             "#include <stdio.h>\nint main(void) { printf(\"small %d\\n\", 42); return 0; }\n");
  const auto compiled = sys::run_process(
      {.argv = {"clang-19", "--target=riscv64-linux-musl", "-O1", "-nostdinc", "-isystem",
                (musl / "include").string(), "-static", "-nostdlib", "-fuse-ld=lld", "-o",
                tree.at("guest/small").string(), (musl / "lib/crt1.o").string(),
                tree.at("guest/small.c").string(), (musl / "lib/libc.a").string(),
                (musl / "lib/libgcc.a").string()}});
  ASSERT_TRUE(compiled.exited(0)) << compiled.err;
  tree.write("guest/script", "/bin/small\n");
  // With the fragments of the kernel that is there already.
  const auto ran =
      tree.assay({"os", "boot", kTarget, "--os", "openharmony-small", "--fragments",
                  "base,calls,net,namespaces,cgroup,io_uring", "--add",
                  tree.at("guest/small").string(), "--script", tree.at("guest/script").string()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("$ /bin/small\nsmall 42\n[exit 0]\n"));

  tree.suite("any",
             "void nothing(benchmark::State& state) { for (auto _ : state) {} }\n"
             "BENCHMARK(nothing);\n");
  const auto suites =
      tree.assay({"run", "--target", kTarget, "--os", "openharmony-small", "--suite", "any"});
  EXPECT_EQ(suites.status, 3);
  EXPECT_THAT(suites.err, HasSubstr("no C++ library"));
}

TEST_F(OsJourney, SaysThatQemuIsTooOldBeforeAnythingIsBuilt) {
  const auto ran = boot_elsewhere("\"7.2\"", "\"99.1\"");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, HasSubstr("is too old, 99.1 or later is needed"));
}

TEST_F(OsJourney, SaysThatQemuIsMissingAndWhatBringsIt) {
  const auto ran = boot_elsewhere("qemu-system-riscv64", "qemu-system-nowhere");
  EXPECT_EQ(ran.status, 3);
  EXPECT_THAT(ran.err, AllOf(HasSubstr("qemu-system-nowhere is missing"),
                             HasSubstr("apt install qemu-system-misc")));
}

TEST_F(OsJourney, RefusesWhatThereIsNot) {
  EXPECT_EQ(made().tree().assay({"os", "build", kTarget}).status, 2);
  EXPECT_THAT(made().tree().assay({"os", "build", kTarget, "--os", "from-sorce"}).err,
              HasSubstr("did you mean \"from-source\"?"));  // as "assay os" prints it
  EXPECT_EQ(os({"build", "riscv46-gc"}).status, 2);
  EXPECT_EQ(os({"boil", kTarget}).status, 2);
  EXPECT_THAT(os({"build", kTarget, "--fragments", "bas"}).err,
              HasSubstr("did you mean \"base\"?"));
}

// A distribution as dnf brings it: for riscv64 with the kernel that was built, which boots; for
// aarch64 the image is made, and holds what it must.
class PackagesJourney : public image::PackageRepositories {
 protected:
  PackagesJourney() {
    made().tree().write("targets/os/rpm-system.toml", R"([os]
name = "rpm-system"
title = "Small packages"
kind = "image"
libraries = ["debian-12"]
architectures = ["aarch64", "riscv64"]
[packages]
manager = "dnf"
repositories = ["OS/{arch}"]
key = ")" + key().string() + R"("
names = ["bash"]
kernel = "kernel"
architectures = ["aarch64", "riscv64"]
)");
    copy_target("phytium-s2500");
  }

  ~PackagesJourney() override {
    // What it left in the cache.
    std::error_code ignored;
    std::vector<fs::path> own;
    for (const auto& entry :
         fs::directory_iterator(open_workspace({}).folders.cache / "distributions", ignored)) {
      const auto settings = entry.path() / "repositories/assay.repo";  // of KEY.work
      if (fs::exists(settings, ignored) &&
          sys::read_file(settings, {10'000}).find(mirror().string()) != std::string::npos) {
        own.push_back(entry.path().parent_path() / entry.path().stem());
      }
    }
    for (const auto& folder : own) {
      fs::remove_all(folder, ignored);
      fs::remove_all(folder.string() + ".work", ignored);
      fs::remove(folder.string() + ".lock", ignored);
    }
    for (const char* file : {"os/rpm-system.toml", "phytium-s2500.toml"}) {
      made().tree().remove(fs::path("targets") / file);
    }
  }

  static void copy_target(const std::string& name) {
    const auto from = fs::path(ASSAY_SOURCE_DIR) / "targets" / (name + ".toml");
    made().tree().write("targets/" + name + ".toml", sys::read_file(from, {100'000}));
  }

  void add_packages(const std::string& arch, const std::string& kernel) {
    add_file("glibc", "etc/release", "small");
    add_file("bash", "usr/bin/act", sys::read_file(made().act(), {16u << 20}));
    fs::permissions(root() / "files/bash/usr/bin/act", fs::perms{0755});
    add_file("kernel", "boot/vmlinuz-9.9", kernel);
    add_rpm("glibc", arch);
    add_rpm("bash", arch, "glibc");
    add_rpm("kernel", arch);
    for (const char* name : {"glibc", "bash", "kernel"}) sign_rpm(name, arch);
    finish_rpms(arch);
  }

  Ran os(std::vector<std::string> words) {
    words.insert(words.begin(), "os");
    words.insert(words.end(), {"--os", "rpm-system", "--mirror", "file://" + mirror().string()});
    return made().tree().assay(words);
  }
};

TEST_F(PackagesJourney, BootForAnotherArchitecture) {
  add_packages("riscv64", sys::read_file(made().image() / "kernel", {64u << 20}));
  made().tree().write("guest/script", "/usr/bin/act hello packages\n");
  const auto ran = os({"boot", kTarget, "--script", made().tree().at("guest/script").string()});
  EXPECT_EQ(ran.status, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("$ /usr/bin/act hello packages\nhello packages\n[exit 0]\n"));
}

TEST_F(PackagesJourney, MakeTheSameImageAgainAndListTheirHashes) {
  add_packages("aarch64", "a kernel that nobody boots");
  const auto built = os({"build", "phytium-s2500", "--json"});
  ASSERT_EQ(built.status, 0) << built.err;
  const auto folder = made().tree().at("build/images/phytium-s2500/rpm-system");
  const auto manifest = sys::read_file(folder / "manifest.json", {1u << 20});
  const auto bash = sys::read_file(rpm("bash", "aarch64"), {16u << 20});
  EXPECT_THAT(manifest,
              AllOf(HasSubstr("bash-1.0-1.oe.aarch64.rpm"), HasSubstr(base::sha256(bash))));
  fs::remove_all(folder);
  EXPECT_EQ(os({"build", "phytium-s2500", "--json"}).out, built.out);
  EXPECT_EQ(sys::read_file(folder / "manifest.json", {1u << 20}), manifest);
}

}  // namespace
}  // namespace assay::cli
