// SPDX-License-Identifier: Apache-2.0
// Guests that go wrong are made to, on the kernel that the journey of operating systems compiles.
#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>
#include <stop_token>
#include <thread>

#include "cli/opening.h"
#include "cli/os_journey_test.h"
#include "emulate/guest.h"
#include "pack/archive.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

using testing::HasSubstr;
using Kind = pack::ArchiveEntry::Kind;

// Guests whose first program is another one.
class BrokenGuest : public testing::Test {
 protected:
  // `body` is init, in C with the kernel's nolibc.
  static emulate::Boot boot_with_init(const std::string& body, emulate::BootLimits limits) {
    const auto space = open_workspace({});
    const auto* target = space.catalog.target(kTarget);
    const auto* machine = space.catalog.machine(target->arch);
    const auto* qemu = space.capabilities.machine(target->arch);
    const sys::TemporaryFolder folder;
    std::vector<pack::ArchiveEntry> entries{{.path = "dev", .kind = Kind::folder, .mode = 0755},
                                            {.path = "dev/console",
                                             .kind = Kind::character_device,
                                             .mode = 0600,
                                             .bytes = {},
                                             .major = 5,
                                             .minor = 1}};
    if (!body.empty()) {
      sys::write_whole(folder.path() / "init.c",
                       "#include <stdio.h>\n#include <sys/reboot.h>\n#include <unistd.h>\n"
                       "int main(void) { " +
                           body + " }\n");
      const auto compiled = sys::run_process(
          {.argv = {"clang-19", "--target=riscv64-linux-gnu", "-static", "-fuse-ld=lld", "-o",
                    (folder.path() / "init").string(), (folder.path() / "init.c").string()}});
      EXPECT_TRUE(compiled.exited(0)) << compiled.err;
      entries.push_back({.path = "init",
                         .mode = 0755,
                         .bytes = sys::read_file(folder.path() / "init", {16u << 20})});
    }
    sys::write_whole(folder.path() / "initramfs", pack::cpio(entries));
    auto image = made().boot_image();
    image.initramfs = folder.path() / "initramfs";
    return emulate::boot(
        {.machine = *machine, .qemu = *qemu, .cpu = target->qemu_cpu, .image = image}, {}, {},
        limits);
  }
};

constexpr std::chrono::seconds kLong{120};

TEST_F(BrokenGuest, WithoutAnInitPanics) {
  const auto boot = boot_with_init("", {.idle = kLong});
  EXPECT_EQ(boot.outcome.code, "kernel-panic") << boot.outcome.reason << boot.console;
}

TEST_F(BrokenGuest, WhoseInitEndsIsToldApart) {
  const auto boot = boot_with_init("return 1;", {.idle = kLong});
  EXPECT_EQ(boot.outcome.code, "init-killed") << boot.outcome.reason;
  EXPECT_THAT(boot.outcome.reason, HasSubstr("exitcode=0x00000100"));
}

TEST_F(BrokenGuest, ThatRestartsIsNoLoop) {
  const auto boot = boot_with_init("reboot(RB_AUTOBOOT); return 1;", {.idle = kLong});
  EXPECT_THAT(boot.outcome.code, testing::AnyOf("no-init", "init-killed"));
}

TEST_F(BrokenGuest, ThatNeverAnswersIsEndedInTime) {
  const auto boot = boot_with_init("for (;;) {}", {.idle = std::chrono::seconds(3)});
  EXPECT_EQ(boot.outcome.code, "guest-timeout") << boot.outcome.reason;
  EXPECT_THAT(boot.outcome.reason, HasSubstr("before init ran"));
}

TEST_F(BrokenGuest, WhoseQemuIsKilledIsNoHang) {
  std::jthread killer([](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      // Only this process's own: another test may have a QEMU too.
      sys::run_process({.argv = {"pkill", "-9", "-P", std::to_string(getpid()), "-f",
                                 "qemu-system-riscv64|ld-linux"}});
    }
  });
  const auto boot = boot_with_init("for (;;) {}", {.idle = kLong});
  EXPECT_EQ(boot.outcome.code, "emulator-killed") << boot.outcome.reason;
  EXPECT_THAT(boot.outcome.reason, HasSubstr("SIGKILL"));
}

TEST_F(BrokenGuest, WithAHundredMegabytesOfConsoleIsCutAndEnds) {
  const auto boot = boot_with_init(
      "static char line[1 << 16]; for (int i = 0; i < 64; ++i) line[i] = 'x';"
      "for (int i = 0; i < 400; ++i) write(1, line, sizeof(line)); return 1;",
      {.deadline = kLong, .idle = kLong});
  EXPECT_LE(boot.console.size(), std::size_t{4} << 20);
}

}  // namespace
}  // namespace assay::cli
