// SPDX-License-Identifier: Apache-2.0
// The measuring half of every architecture, each a static program of its own: the host's runs on
// it, the others under qemu-user.
#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/text.h"
#include "run/guests_test.h"
#include "sys/process.h"

namespace assay {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::string_view kTarget = R"([target]
name = "one"
title = "T"
vendor = "V"
arch = "ARCH"
os = "not-here"
default_for_arch = false
[flags]
gcc = ["-O2"]
clang = ["-O2"]
[qemu]
cpu = "max"
)";

class Half : public testing::TestWithParam<std::string> {
 protected:
  // What it prints. Its folder has one target, two files that cannot be started, and the worker
  // with its emulator.
  std::string run() {
    const std::string arch = GetParam();
    const std::string emulator = emulated() ? run::qemu_for(arch).tool.path : "";
    write("targets/one.toml", base::replace_all(std::string(kTarget), "ARCH", arch));
    write("plain", "#!/bin/sh\n");
    write("rubbish",
          "\x7f"
          "ELF rubbish");
    write("worker", "#!/bin/sh\nexec " + emulator + " " +
                        run::built("half/worker-" + arch).string() + " \"$@\"\n");
    for (const char* name : {"rubbish", "worker"}) {
      fs::permissions(folder_.path() / name, fs::perms::owner_all);
    }
    sys::ProcessRequest request{.argv = {run::built("half/half-" + arch), folder_.path(),
                                         run::built("guests/guest-" + arch),
                                         folder_.path() / "worker"}};
    if (emulated()) request.argv.insert(request.argv.begin(), emulator);
    const auto ended = sys::run_process(request);
    EXPECT_TRUE(ended.exited(0)) << describe(ended, request) << "\n" << ended.err;
    return ended.out;
  }

  void write(const std::string& name, const std::string& text) {
    sys::write_whole(folder_.path() / name, text);
  }
  static bool emulated() { return GetParam() != ASSAY_HOST; }

  sys::TemporaryFolder folder_;
};

TEST_P(Half, MeasuresWithOneTargetAndNothingElse) {
  ASSERT_TRUE(fs::exists(run::built("half/half-" + GetParam())))
      << "not built: scripts/setup brings its libraries";
  const std::string out = run();
  EXPECT_THAT(out, HasSubstr("target: one\n"));
  EXPECT_THAT(out, HasSubstr("record: read back as written\n"));
  // Times under emulation are refused.
  if (emulated()) {
    EXPECT_THAT(out, HasSubstr("host class: emulated\n"));
    EXPECT_THAT(out, HasSubstr("cell: native emulated-host 0\n"));
  } else {
    EXPECT_THAT(out, HasSubstr("cell: native ok 1\n"));
  }
  // A child's errno comes back, also where an emulator makes vfork a fork.
  const std::string folder = folder_.path();
  EXPECT_THAT(out, HasSubstr("error: cannot start /no/such: No such file or directory\n"));
  EXPECT_THAT(out, HasSubstr("error: cannot start " + folder + "/plain: Permission denied\n"));
  EXPECT_THAT(out, HasSubstr("error: cannot start " + folder + "/rubbish: Exec format error\n"));
  // Equal sides stop after the blocks of the first look.
  EXPECT_THAT(out, HasSubstr("pairs: ok 5\n"));
  // By Python: xoshiro256** from splitmix64(1), Lemire's below().
  EXPECT_THAT(out, HasSubstr("random: 7867833931026549737\n"));
  EXPECT_THAT(out, HasSubstr("slope: 9007199254740990/9007199254740989\n"));
}

INSTANTIATE_TEST_SUITE_P(Everywhere, Half, testing::ValuesIn(catalog::architecture_names()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace assay
