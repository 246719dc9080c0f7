// SPDX-License-Identifier: Apache-2.0
// Stands for assay-kit in the tests of this room: serves and supervises as that does, and its run
// writes a journal of numbered lines at a pace, and a record.
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "host/fingerprint.h"
#include "reach/served.h"
#include "reach/supervised.h"
#include "record/record_json.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/journal.h"
#include "sys/parallel.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;

int serve_here(const std::vector<std::string>& words) {
  return serve(
      {.nonce = words.at(1), .folder = words.at(2), .version = "0.0", .commit = "none", .host = [] {
         return host::look(host::Root());
       }});
}

struct Wanted {
  fs::path results;
  std::uint64_t lines = 3, pause_ms = 0, crash_at = 0, width = 8, waits = 0;
  int status = 0;
};

Wanted read_wanted(const std::vector<std::string>& words) {
  Wanted wanted;
  std::map<std::string, std::string> values;
  for (std::size_t i = 1; i + 1 < words.size(); i += 2) values[words[i]] = words[i + 1];
  const auto number = [&](const char* key, std::uint64_t otherwise) {
    return values.contains(key) ? base::to_uint64(values[key]).value_or(otherwise) : otherwise;
  };
  wanted.results = values["-o"];
  wanted.lines = number("--lines", 3);
  wanted.pause_ms = number("--pause", 0);
  wanted.crash_at = number("--crash-at", 0);
  wanted.width = number("--width", 8);
  wanted.waits = number("--waits", 0);
  wanted.status = static_cast<int>(number("--status", 0));
  return wanted;
}

void write_record(const fs::path& path, const Wanted& wanted) {
  record::Record record;
  record.created = sys::utc_now();
  record.provenance = "measured";
  record.harness = {.version = fmt::format("0.0.{}", wanted.lines)};
  record.hosts = {host::look(host::Root())};
  record::seal(record);
  sys::write_whole(path, record::to_json(record).dump());
}

// Each line says which process wrote it, so that a test sees what ran twice.
int run_here(const std::vector<std::string>& words) {
  sys::catch_interrupts();
  const Wanted wanted = read_wanted(words);
  fmt::print("measuring {} lines, extra {}, {} CPUs\n", wanted.lines,
             sys::variable("ASSAY_EXTRA").value_or("none"), sys::available_cpus());
  for (std::uint64_t i = 0; i < wanted.waits; ++i) {
    fmt::print("waiting for another measurement on this machine: other {}\x1b[2J\n", i);
  }
  std::fflush(stdout);
  sys::Journal journal(wanted.results / "session-1.jsonl");
  for (std::uint64_t i = journal.lines().size(); i < wanted.lines; ++i) {
    for (std::uint64_t ms = 0; ms < wanted.pause_ms && !sys::interrupted(); ms += 5) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (sys::interrupted()) return 130;
    journal.append(fmt::format("{{\"line\":{},\"of\":{},\"text\":\"{}\"}}", i, getpid(),
                               std::string(wanted.width, 'x')));
    if (i + 1 == wanted.crash_at) return kill(getpid(), SIGSEGV);
  }
  if (wanted.status != 0) return wanted.status;
  write_record(wanted.results / "record.json", wanted);
  fmt::print("done\n");
  return 0;
}

int work(const std::vector<std::string>& words) {
  if (!words.empty() && words[0] == "serve") return serve_here(words);
  if (!words.empty() && words[0] == "supervise") return supervise(words.at(1));
  if (!words.empty() && words[0] == "run") return run_here(words);
  fmt::print(stderr, "serve, supervise or run\n");
  return 2;
}

}  // namespace
}  // namespace assay::reach

int main(int count, char** words) {
  try {
    return assay::reach::work({words + 1, words + count});
  } catch (const assay::base::Error& error) {
    fmt::print(stderr, "{}\n", error.what());
    return static_cast<int>(error.exit());
  }
}
