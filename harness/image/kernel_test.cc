// SPDX-License-Identifier: Apache-2.0
#include "image/kernel.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "image/tiny_linux_test.h"
#include "sys/files.h"
#include "sys/full_disk_test.h"
#include "sys/interrupt.h"
#include "sys/killed_test.h"
#include "sys/trees.h"
#include "sys/variable_test.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class BuildKernel : public TinyLinux {
 protected:
  BuiltKernel build(const KernelOptions& options) {
    return build_kernel({.machine = machine_,
                         .source = source_,
                         .options = options,
                         .clang = clang_,
                         .cache = cache(),
                         .jobs = 1},
                        quiet_);
  }

  // How often the image was made.
  std::size_t builds() const {
    std::error_code ignored;
    const fs::path file = cache() / "kernels/builds";
    return fs::exists(file, ignored) ? sys::read_file(file, {1000}).size() / 5 : 0;
  }

  std::vector<std::string> left_in_cache() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(cache() / "kernels")) {
      const auto name = entry.path().filename().string();
      if (name.ends_with(".building") || name.ends_with(".unfinished")) names.push_back(name);
    }
    return names;
  }
};

TEST_F(BuildKernel, MakesWhatTheMachineBootsAndKeepsIt) {
  const auto built = build({{"CONFIG_A", "y"}});
  ASSERT_TRUE(built.outcome.good()) << built.outcome.reason;
  EXPECT_FALSE(built.was_current);
  EXPECT_EQ(sys::read_file(built.kernel->image, {100}), "arm64 -19 assay\n");
  EXPECT_EQ(built.kernel->sha256, base::sha256("arm64 -19 assay\n"));
  EXPECT_EQ(built.kernel->release, "9.9.1");
  EXPECT_EQ(sys::read_file(built.kernel->config, {100}), "CONFIG_A=y\n");
  EXPECT_THAT(left_in_cache(), IsEmpty());

  EXPECT_TRUE(build({{"CONFIG_A", "y"}}).was_current);
  EXPECT_EQ(builds(), 1u);
  EXPECT_FALSE(build({{"CONFIG_A", "y"}, {"CONFIG_B", "y"}}).was_current);
  EXPECT_EQ(builds(), 2u);
}

TEST_F(BuildKernel, NamesTheOptionsThatLinuxLeavesOut) {
  const auto built = build({{"CONFIG_A", "y"}, {"CONFIG_LOST", "y"}});
  EXPECT_EQ(built.outcome.code, "lost-option");
  EXPECT_THAT(built.outcome.reason, HasSubstr("Linux for arm64 lacks CONFIG_LOST=y"));
  EXPECT_EQ(builds(), 0u);
}

TEST_F(BuildKernel, FailsWithTheCompilersOwnWordsAndGoesOnWhereItWas) {
  machine_.make_target = "broken";
  const auto built = build({{"CONFIG_A", "y"}});
  EXPECT_EQ(built.outcome.code, "kernel-error");
  EXPECT_THAT(built.outcome.reason, HasSubstr("kernel/fork.c:7:1: error: expected expression"));
  EXPECT_FALSE(built.kernel);
}

// Make itself sends the Ctrl-C, when one object is done and the other isn't.
TEST_F(BuildKernel, InterruptedLeavesNoKernelAndGoesOnWhereItWas) {
  sys::write_whole(root() / "linux/Makefile",
                   std::string(kTinyMakefile) +
                       "half: $(O)/one.o\n"
                       "\tif [ -e $(O)/../go_on ]; then $(MAKE) Image; else kill -INT " +
                       std::to_string(getpid()) +
                       "; sleep 60; fi\n"
                       "$(O)/one.o:\n\techo object >> $(O)/../objects\n\ttouch $@\n");
  fs::create_directories(source_.folder.parent_path());
  fs::rename(root() / "linux", source_.folder);  // as if unpacked
  machine_.make_target = "half";
  EXPECT_EXIT(
      {
        sys::catch_interrupts();
        // In the child the process to interrupt is another.
        const auto makefile = sys::read_file(source_.folder / "Makefile", {10'000});
        sys::write_whole(
            source_.folder / "Makefile",
            base::replace_all(makefile, std::to_string(getppid()), std::to_string(getpid())));
        try {
          build({{"CONFIG_A", "y"}});
        } catch (const base::Error& error) {
          std::exit(error.exit() == base::Exit::interrupted ? 7 : 1);
        }
        std::exit(0);
      },
      testing::ExitedWithCode(7), "");
  EXPECT_EQ(builds(), 0u);
  sys::write_whole(cache() / "kernels/go_on", "");
  const auto built = build({{"CONFIG_A", "y"}});
  ASSERT_TRUE(built.outcome.good()) << built.outcome.reason;
  EXPECT_EQ(sys::read_file(cache() / "kernels/objects", {100}), "object\n");  // made once
  EXPECT_THAT(left_in_cache(), IsEmpty());
}

TEST_F(BuildKernel, OnADiskWithTooLittleRoomSaysSoAndMakesNothing) {
  EXPECT_EXIT(
      {
        sys::make_disk_small(cache());
        int status = 0;
        try {
          build({{"CONFIG_A", "y"}});
        } catch (const base::Error& error) {
          status = error.exit() == base::Exit::missing ? 7 : 1;
        }
        for (const auto& entry : fs::recursive_directory_iterator(cache())) {
          if (entry.is_regular_file() && entry.path().extension() != ".lock") status = 2;
        }
        std::exit(status);
      },
      testing::ExitedWithCode(7), "");
}

TEST_F(BuildKernel, WhoseDiskFillsUpMeanwhileSaysSoAndGoesOnWithRoom) {
  const auto full = std::string(kTinyMakefile) +
                    "filling:\n"
                    "\tmkdir -p $(O)\n"
                    "\tcat Makefile > /dev/full\n";
  sys::write_whole(source_.folder / "Makefile", full);
  machine_.make_target = "filling";
  const auto built = build({{"CONFIG_A", "y"}});
  EXPECT_EQ(built.outcome.code, "disk-full");
  EXPECT_THAT(built.outcome.reason, HasSubstr("No space left on device"));
  EXPECT_EQ(builds(), 0u);
  machine_.make_target = "Image";
  EXPECT_TRUE(build({{"CONFIG_A", "y"}}).outcome.good());
}

TEST_F(BuildKernel, InFourProcessesAtOnceIsMadeOnce) {
  const auto statuses = sys::statuses_of_processes(4, [&] {
    const auto built = build({{"CONFIG_A", "y"}});
    if (!built.outcome.good() || !sys::file_holds(built.kernel->image, "arm64 -19 assay\n"))
      return 1;
    return built.was_current ? 10 : 11;
  });
  EXPECT_THAT(statuses, testing::UnorderedElementsAre(10, 10, 10, 11));
  EXPECT_EQ(builds(), 1u);
  EXPECT_THAT(left_in_cache(), IsEmpty());
}

TEST_F(BuildKernel, AfterAKillAtAnyMomentIsMadeWhole) {
  const sys::ScopedVariable temporary("TMPDIR", sys::in_memory());
  const sys::TemporaryFolder other;
  source_.folder = other.path() / "sources/linux";
  constexpr int kApart = 10;  // sys kills the making of a folder at each step
  int step = 0;
  for (auto fate = sys::Fate::killed; fate == sys::Fate::killed; step += kApart) {
    sys::remove_tree(other.path() / "kernels");
    sys::remove_tree(other.path() / "sources");
    const KernelRequest request{.machine = machine_,
                                .source = source_,
                                .options = {{"CONFIG_A", "y"}},
                                .clang = clang_,
                                .cache = other.path(),
                                .jobs = 1};
    fate = sys::killed_at(step, [&] { build_kernel(request, quiet_); });
    EXPECT_NE(fate, sys::Fate::ended_badly);
    const auto built = build_kernel(request, quiet_);
    ASSERT_TRUE(built.outcome.good()) << built.outcome.reason << " after step " << step;
    EXPECT_TRUE(sys::file_holds(built.kernel->image, "arm64 -19 assay\n")) << "step " << step;
    EXPECT_TRUE(sys::file_holds(built.kernel->config, "CONFIG_A=y\n")) << "step " << step;
  }
  EXPECT_GT(step, 200);
}

TEST_F(BuildKernel, MakesACorruptOneAnew) {
  const auto built = build({{"CONFIG_A", "y"}});
  sys::write_whole(built.kernel->image, "something else");
  const auto again = build({{"CONFIG_A", "y"}});
  EXPECT_FALSE(again.was_current);
  EXPECT_EQ(sys::read_file(again.kernel->image, {100}), "arm64 -19 assay\n");
}

TEST_F(BuildKernel, TakesAnImageThatWasOnlyCopiedAsItIs) {
  const auto built = build({{"CONFIG_A", "y"}});
  sys::write_whole(built.kernel->image, "arm64 -19 assay\n");
  EXPECT_TRUE(build({{"CONFIG_A", "y"}}).was_current);
}

TEST_F(BuildKernel, WithAFileWhereTheCacheShouldBeSaysSo) {
  sys::write_whole(root() / "file", "");
  EXPECT_THROW(build_kernel({.machine = machine_,
                             .source = source_,
                             .options = {},
                             .clang = clang_,
                             .cache = root() / "file",
                             .jobs = 1},
                            quiet_),
               base::Error);
}

}  // namespace
}  // namespace assay::image
