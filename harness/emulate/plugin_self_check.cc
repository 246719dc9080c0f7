// SPDX-License-Identifier: Apache-2.0
#include "emulate/plugin_self_check.h"

#include <fmt/format.h>

#include <chrono>
#include <map>
#include <system_error>

#include "base/error.h"
#include "base/number.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "run/execution.h"
#include "run/plugin_counts.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using namespace base::literals;  // NOLINT: the point of literals
using base::Outcome;

struct Expected {
  std::string cpu;
  std::map<std::size_t, record::CountSample> regions;  // by state, from 1
};

Expected read_expected(const std::string& text, std::string_view arch) {
  Expected expected;
  for (const std::string& line : base::split(text, '\n')) {
    std::vector<std::string> words;
    for (const std::string& word : base::split(line, ' ')) {
      if (!word.empty()) words.push_back(word);
    }
    if (words.size() < 3 || words[1] != arch) continue;
    if (words[0] == "cpu") expected.cpu = words[2];
    if (words[0] == "region" && words.size() == 9) {
      const auto number = [&](std::size_t i) { return base::to_uint64(words[i]).value_or(0); };
      expected.regions[number(2)] = {.instructions = number(3),
                                     .loads = number(4),
                                     .stores = number(5),
                                     .branches = number(6),
                                     .vector = number(7)};
    }
  }
  return expected;
}

std::string figures(const std::optional<record::CountSample>& counts) {
  if (!counts) return "no region";
  return fmt::format("{} {} {} {} {}", counts->instructions, counts->loads, counts->stores,
                     counts->branches, counts->vector);
}

// "" when all figures are right.
std::string difference(const Expected& expected, const run::PluginCounts& counts) {
  if (expected.regions.empty()) return "there are no expected figures for it";
  for (const auto& [state, right] : expected.regions) {
    if (state == 0 || state > counts.states.size())
      return fmt::format("state {} is missing", state);
    const auto& found = counts.states[state - 1].counts;
    if (found == right) continue;
    return fmt::format("state {} has {}, expected {}", state, figures(found), figures(right));
  }
  return counts.ended && counts.symbols ? "" : "the plugin's output has no end";
}

std::string run_check(const record::Qemu& qemu, const sys::Folders& folders,
                      const fs::path& program, const Expected& expected) {
  const sys::TemporaryFolder folder;
  const fs::path out = folder.path() / "counts";
  const sys::ProcessRequest request{
      .argv = {qemu.tool.path, "-cpu", expected.cpu, "-d", "plugin", "-D", "/dev/null", "-plugin",
               fmt::format("{},out={}", run::for_qemu_option(folders.plugin),
                           run::for_qemu_option(out)),
               program.string()},
      .folder = folder.path(),
      .deadline = std::chrono::seconds(60),
      .memory_limit = 4_GiB};
  const sys::Ended ended = sys::run_process(request);
  if (!ended.exited(0)) {
    return fmt::format("{}: {}", describe(ended, request), base::printable(ended.err, 200));
  }
  return difference(expected,
                    run::parse_plugin_counts(sys::read_file(out, 1_MiB), "the self-check"));
}

}  // namespace

Outcome self_check(const record::Qemu& qemu, const std::string& plugin_sha256,
                   const sys::Folders& folders) {
  const auto* arch = catalog::find_architecture(qemu.arch);
  const std::string_view name =
      arch == nullptr ? std::string_view(qemu.arch) : arch->qemu_user.substr(sizeof("qemu-") - 1);
  const fs::path program = folders.self_check / fmt::format("self_check-{}", name);
  const auto refused = [&](std::string_view why) {
    return Outcome::unavailable("self-check", fmt::format("counts of {} {} can't be trusted: {}",
                                                          qemu.tool.name, qemu.tool.version, why));
  };
  try {
    const std::string figures_text = sys::read_file(folders.self_check / "expected.txt", 1_MiB);
    const std::string key =
        base::sha256(qemu.tool.sha256 + plugin_sha256 + base::sha256(figures_text) +
                     base::sha256(sys::read_file(program, 16_MiB)));
    const fs::path passed = folders.cache / "self-check" / key;
    std::error_code ignored;
    if (!qemu.tool.sha256.empty() && fs::exists(passed, ignored)) return Outcome::ok();
    const std::string wrong = run_check(qemu, folders, program, read_expected(figures_text, name));
    if (!wrong.empty()) return refused(wrong);
    try {
      sys::write_whole(passed, fmt::format("{} {}\n", qemu.tool.name, qemu.tool.version));
    } catch (const base::Error&) {  // a cache that can't be written costs the next run one check
    }
    return Outcome::ok();
  } catch (const base::Error& error) {
    if (error.exit() == base::Exit::interrupted) throw;
    return refused(error.what());
  }
}

}  // namespace assay::emulate
