// SPDX-License-Identifier: Apache-2.0
// Help lists the options that a sub-command reads, and no others: every sub-command is run, and
// what it asked its words for is held against what it accepts.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/commands.h"
#include "cli/journey.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A record with one counted benchmark.
fs::path some_record() {
  const SmallTree tree("options", {"x86-64-v2"});
  tree.suite("tiny", R"(
void steady(benchmark::State& state) {
  std::uint64_t x = 1;
  for (auto _ : slices(state)) { x = steps(x); used(x); }
}
BENCHMARK(steady);
)");
  const auto record = tree.at("one.json");
  const auto run = tree.assay({"run", "--runner", "qemu-user", "-o", record.string()});
  EXPECT_EQ(run.status, 0) << run.err;
  return record;
}

// Asked for by the command when it is run with these words, however that ends.
std::set<std::string, std::less<>> asked_by(const Command& command,
                                            const std::vector<std::string>& words) {
  const auto parsed = parse(command.spec(), words);
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  try {
    Console console(parsed.words);
    command.run(parsed.words, console);
  } catch (const base::Error&) {
    // What was asked for until then counts.
  }
  testing::internal::GetCapturedStdout();
  testing::internal::GetCapturedStderr();
  return parsed.words.asked();
}

TEST(Options, ThatASubCommandAcceptsAreRead) {
  const std::string record = some_record();
  const sys::TemporaryFolder folder;
  const std::string none = folder.path() / "none";
  const std::string out = folder.path() / "out.json";
  sys::write_whole(folder.path() / "ledger", "assay-ledger 1\n");  // of submissions
  using Lines = std::vector<std::vector<std::string>>;
  const std::map<std::string, Lines> lines{
      {"targets", {{}}},
      {"suites", {{}}},
      {"toolchains", {{}}},
      {"systems", {{}}},
      {"doctor", {{"--root", none}, {}, {"--on", "nowhere"}}},
      {"build",
       {{"--target", "loongarch64", "--toolchain", "gcc"},  // no cell at all
        {"--dry-run", "--suite", "compute"}}},
      {"os",
       {{"boot", "x86-64-v2", "--os", "from-source", "--fragments", "none"},
        {"build", "armhf", "--os", "from-source"}}},  // which has no such image
      {"run", {{"--dry-run", "--suite", "compute"}, {"--binary", "/bin/true", "-o", none + "/x"}}},
      {"kit", {{"armhf", "--gate", none, none, "-o", folder.path().string()}}},
      {"places", {{"nowhere"}}},
      {"records", {{record}}},
      {"show", {{record}, {record, "tiny/steady"}}},
      {"compare", {{record}, {folder.path()}}},
      {"matrix", {{record}, {folder.path()}}},
      {"gate", {{record, record, "-o", out}}},
      {"explain", {{record, record, "tiny/steady", "-o", out}}},
      {"import", {{record, "-o", out}, {none + ".assay"}}},
      {"submission", {{"make", record, "--key", none, "--notes", record, "-o", none + ".assay"}}},
      {"verify", {{record}}},
      {"round",
       {{"new", "x", none, "--from", "2026-12-01", "--to", "2026-12-31", "-o", none + ".json"}}},
      {"results", {{"check", "--since", "HEAD"}, {"review", "--base", "HEAD", "--head", "HEAD"}}},
      {"completion", {{"bash"}}},
  };
  // Read by main, or by the console that main makes.
  const std::set<std::string> by_main{"help", "no-config", "no-pager"};
  for (const Command& command : commands()) {
    const auto spec = command.spec();
    ASSERT_TRUE(lines.contains(spec.name)) << spec.name;
    std::set<std::string, std::less<>> asked;
    for (const auto& words : lines.at(spec.name)) asked.merge(asked_by(command, words));
    std::vector<std::string> unread;
    for (const auto& option : all_options(spec)) {
      const auto name = long_name(option);
      if (!asked.contains(name) && !by_main.contains(name)) unread.push_back(name);
    }
    EXPECT_THAT(unread, IsEmpty()) << spec.name;
  }
}

TEST(Options, ThatHaveNoEffectAreNamed) {
  const auto record = some_record().string();
  const SmallTree tree("options", {"x86-64-v2"});
  const auto shown = tree.assay({"show", record, "--exit-code"});
  EXPECT_EQ(shown.status, 2);
  const auto listed = tree.assay({"compare", record, "--dry-run", "--top", "3", "--metric", "cpu"});
  EXPECT_EQ(listed.status, 0) << listed.err;
  EXPECT_THAT(listed.err, HasSubstr("--metric has no effect here\n"));
  EXPECT_THAT(listed.err, Not(HasSubstr("--top")));
}

}  // namespace
}  // namespace assay::cli
