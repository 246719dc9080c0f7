// SPDX-License-Identifier: Apache-2.0
#include "emulate/plugin_self_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "run/guests_test.h"

namespace assay::emulate {
namespace {

using base::Outcome;
using testing::HasSubstr;

class SelfCheck : public testing::Test {
 protected:
  sys::Folders folders(
      const std::filesystem::path& programs = run::built("plugin/self_check")) const {
    sys::Folders folders = run::folders_in(folder_.path());
    folders.self_check = programs;
    return folders;
  }
  static constexpr const char* kPlugin = "hash of the plugin";
  sys::TemporaryFolder folder_;
};

TEST_F(SelfCheck, IsPassedByTheQemuOfEachArchitecture) {
  for (const std::string& arch : run::guest_architectures()) {
    EXPECT_EQ(self_check(run::qemu_for(arch), kPlugin, folders()), Outcome::ok()) << arch;
  }
}

TEST_F(SelfCheck, IsRememberedForThePairThatPassed) {
  record::Qemu qemu = run::qemu_for("aarch64");
  ASSERT_EQ(self_check(qemu, kPlugin, folders()), Outcome::ok());
  qemu.tool.path = "/bin/false";  // would not pass if it were run
  EXPECT_EQ(self_check(qemu, kPlugin, folders()), Outcome::ok());
  EXPECT_EQ(self_check(qemu, "another plugin", folders()).code, "self-check");
  qemu.tool.sha256 = "another QEMU";
  EXPECT_EQ(self_check(qemu, kPlugin, folders()).code, "self-check");
}

TEST_F(SelfCheck, RefusesCountsThatAreWrongByOne) {
  const auto programs = folder_.path() / "self_check";
  std::filesystem::copy(run::built("plugin/self_check"), programs);
  const std::string figures = sys::read_file(programs / "expected.txt", base::Bytes{1u << 20});
  sys::write_whole(programs / "expected.txt",
                   base::replace_all(figures, "aarch64 1 16008 6001", "aarch64 1 16008 6002"));
  for (int again = 0; again < 2; ++again) {  // what failed is not remembered as passed
    const Outcome outcome = self_check(run::qemu_for("aarch64"), kPlugin, folders(programs));
    EXPECT_EQ(outcome.kind, Outcome::Kind::unavailable);
    EXPECT_EQ(outcome.code, "self-check");
    EXPECT_THAT(outcome.reason, HasSubstr("16008 6001"));
    EXPECT_THAT(outcome.reason, HasSubstr("expected 16008 6002"));
  }
}

TEST_F(SelfCheck, SaysWhatIsMissing) {
  const Outcome outcome = self_check(run::qemu_for("aarch64"), kPlugin, folders("/nowhere"));
  EXPECT_EQ(outcome.code, "self-check");
  EXPECT_THAT(outcome.reason, HasSubstr("/nowhere/expected.txt"));
}

}  // namespace
}  // namespace assay::emulate
