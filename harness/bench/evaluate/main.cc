// SPDX-License-Identifier: Apache-2.0
// assay-evaluate run SET PROGRAMS ASSAY RAW [ROUNDS]   appends to RAW what is not in it yet
// assay-evaluate table RAW                             prints the table as Markdown
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <set>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "evaluate/methods.h"
#include "evaluate/noise.h"
#include "evaluate/schedule.h"
#include "evaluate/table.h"
#include "host/fingerprint.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/journal.h"
#include "sys/process.h"

namespace assay::evaluate {
namespace {

using base::Error;
using base::Exit;

constexpr std::uint64_t kSeed = 20'260'101;  // of the orders; any number would do
constexpr base::Bytes kLargestRaw{64u << 20};

std::vector<Line> lines_of(const std::vector<std::string>& texts, const std::string& name) {
  std::vector<Line> lines;
  for (const std::string& text : texts) {
    lines.push_back(parse_line(text, fmt::format("{}:{}", name, lines.size() + 1)));
  }
  return lines;
}

std::string version_of(const std::filesystem::path& assay) {
  const auto ended = sys::run_process({.argv = {assay.string(), "--version"}});
  if (!ended.exited(0)) throw Error(Exit::missing, assay.string() + " does not run");
  return std::string(base::trim(ended.out));
}

// Its class and size; which machine it is says nothing about the methods.
std::string machine_class() {
  const record::Host host = host::look(host::Root());
  return fmt::format("{}, {}, CPUs {}", host.host_class, fingerprint_value(host, "arch"),
                     fingerprint_value(host, "cpus"));
}

void run_rounds(const KernelSet& set, const Tools& tools, const std::string& raw, unsigned rounds) {
  sys::Journal journal(raw);
  std::set<std::string> done;
  for (const Line& line : lines_of(journal.lines(), raw)) {
    if (line.set != set.name) {
      throw Error(Exit::usage, fmt::format("{} holds the set {}", raw, line.set));
    }
    done.insert(line.task.id());
  }
  const std::string version = version_of(tools.assay), machine = machine_class();
  Methods methods(tools, set);
  for (unsigned round = 0; round < rounds; ++round) {
    for (const Task& task : tasks_of_round(round, set, kSeed)) {
      if (done.contains(task.id())) continue;
      sys::stop_if_interrupted();
      const std::uint64_t seed = kSeed + done.size();
      Line line;
      {
        const Noise noise(task.noise, tools.folder, seed);
        line = methods.ask(task, seed);
      }
      line.harness = version;
      line.machine = machine;
      journal.append(to_text(line));
      done.insert(task.id());
      fmt::print(stderr, "{}  {}: {:.1f} s\n", task.id(), task.noise, line.seconds);
    }
  }
}

int dispatch(const std::vector<std::string>& words) {
  if (words.size() == 2 && words[0] == "table") {
    const std::string bytes = sys::read_file(words[1], kLargestRaw);
    fmt::print("{}", table(lines_of(base::split(base::trim(bytes), '\n'), words[1])));
    return 0;
  }
  const bool full = words.size() == 5;
  if ((full || words.size() == 6) && words[0] == "run") {
    const auto rounds = full ? kRounds : base::to_uint64(words[5]).value_or(0);
    const sys::TemporaryFolder folder;
    const auto set =
        std::ranges::find(kSets, words[1], [](const KernelSet* each) { return each->name; });
    if (set == kSets.end()) throw Error(Exit::usage, "SET is tuning, published, plain or words");
    run_rounds(
        **set,
        {words[3],
         std::filesystem::path(words[2]) / ((*set)->programs.empty() ? words[1] : (*set)->programs),
         folder.path()},
        words[4], static_cast<unsigned>(rounds));
    return 0;
  }
  throw Error(Exit::usage, "usage: assay-evaluate run SET PROGRAMS ASSAY RAW [ROUNDS] | table RAW");
}

}  // namespace
}  // namespace assay::evaluate

int main(int argc, char** argv) {
  try {
    assay::sys::catch_interrupts();
    return assay::evaluate::dispatch({argv + 1, argv + argc});
  } catch (const assay::base::Error& error) {
    fmt::print(stderr, "assay-evaluate: {}\n", error.what());
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {
    fmt::print(stderr, "assay-evaluate: {}\n", error.what());
    return static_cast<int>(assay::base::Exit::missing);
  }
}
