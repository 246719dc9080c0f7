// SPDX-License-Identifier: Apache-2.0
#include "work/kit_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/content.h"
#include "record/json_node.h"
#include "record/record_json.h"
#include "record/round.h"
#include "record/sessions.h"
#include "run/run_cells.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/journal.h"
#include "work/local_records.h"

namespace assay::work {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;
using base::Json;

constexpr base::Bytes kMostManifest{16u << 20}, kMostFile{512u << 20};

fs::path journal_of(const fs::path& output, std::size_t number) {
  return output / fmt::format("session-{}.jsonl", number);
}

Json opening_line(const KitManifest& manifest) {
  Json line;
  line.set("kit", identity_of(manifest)).set("began", sys::utc_now());
  return line;
}

// The boot is the one that finished the session: another one may have begun it.
Json closing_line(const record::Record& record) {
  const auto up = std::chrono::floor<std::chrono::seconds>(sys::since_boot());
  Json line;
  line.set("ended", record.created).set("boot", record.hosts.front().session);
  line.set("up_s", std::int64_t{up.count()}).set("record", record::to_json(record));
  return line;
}

// Lines of cells are run_cells's own business.
KitSession session_of(const std::vector<std::string>& lines, const fs::path& file,
                      const KitManifest& manifest) {
  KitSession session;
  if (lines.empty()) return session;
  const Json first = base::parse_json(lines.front(), file.string());
  require_same_kit(first, file, manifest);
  session.began = first.text("began");
  if (lines.size() == 1) return session;
  const Json last = base::parse_json(lines.back(), file.string());
  const Json* record = last.find("record");
  if (record == nullptr) return session;
  session.ended = last.text("ended");
  session.boot = last.text("boot");
  session.up = std::chrono::seconds(record::JsonNode(last, file.string()).whole("up_s"));
  session.record = record::parse_record(record->dump(), file.string());
  if (is_edited(*session.record)) {
    throw Error(Exit::usage, fmt::format("{} was changed after it was written", file.string()))
        .hint("move it away to measure that session again");
  }
  return session;
}

// A line that was torn by a loss of power is as if it had not been written.
std::vector<std::string> complete_lines(const fs::path& file) {
  const std::string text = sys::read_file(file, kMostFile);
  const std::size_t end = text.rfind('\n');
  if (end == std::string::npos) return {};
  return base::split(std::string_view(text).substr(0, end), '\n');
}

std::vector<run::ProgramToRun> unpacked_programs(const KitManifest& manifest,
                                                 const fs::path& folder) {
  std::vector<run::ProgramToRun> programs;
  for (const KitProgram& each : manifest.programs) {
    record::Program program = each.program;
    program.path = (folder / program.path).string();
    programs.push_back({.cell = each.cell, .built = base::Outcome::ok(), .program = program});
  }
  return programs;
}

void shorten_all_paths(record::Record& record, const KitManifest& manifest, const fs::path& folder,
                       const fs::path& output) {
  const auto shorten = [&](std::string& text) { shorten_paths(text, folder, output); };
  for (record::CellRecord& cell : record.cells) {
    for (const KitProgram& each : manifest.programs) {
      if (cell.program && each.cell == cell.cell) cell.program->path = each.program.path;
    }
    shorten(cell.outcome.reason);
    std::ranges::for_each(cell.notes, shorten);
    for (record::Benchmark& each : cell.benchmarks) shorten(each.outcome.reason);
  }
}

// A filter that nothing fits is a typing mistake, not an empty success.
bool holds_nothing(const record::Record& record) {
  return std::ranges::all_of(record.cells, [](const record::CellRecord& cell) {
    return cell.benchmarks.empty() && cell.outcome.good();
  });
}

Error damaged(const fs::path& path, std::string_view how) {
  Error error(Exit::usage, fmt::format("{} is {}", path.string(), how));
  error.hint("unpack the kit again: its archive, or the disk, is damaged");
  return error;
}

void require_unchanged(const fs::path& path, const KitFile& file) {
  if (base::sha256(sys::read_file(path, kMostFile)) != file.sha256)
    throw damaged(path, "not what the kit's manifest says");
}

void write_record(record::Record record, const fs::path& output) {
  save_record(record, output, record_file(output));
}

}  // namespace

std::string identity_of(const KitManifest& manifest) {
  const std::string round = manifest.round ? manifest.round->sha256 : "";
  return base::sha256(to_text(manifest) + round);
}

void require_same_kit(const Json& opening, const fs::path& file, const KitManifest& manifest) {
  if (opening.text("kit") == identity_of(manifest)) return;
  throw Error(Exit::usage,
              fmt::format("{} is of another kit, round or choice of benchmarks", file.string()))
      .hint(
          "say --quick, --filter and --round as then, or give this one a folder of its own: "
          "-o FOLDER");
}

KitManifest open_kit(const fs::path& folder) {
  const fs::path file = folder / kKitManifest;
  std::error_code fault;
  if (!fs::exists(file, fault)) {
    throw Error(Exit::usage, fmt::format("{} is missing", file.string()))
        .hint("unpack the whole kit into one folder, and start it from there");
  }
  const KitManifest manifest =
      read_manifest(sys::read_file(file, kMostManifest), std::string(kKitManifest));
  for (const KitFile& each : manifest.files) {
    const fs::path path = folder / each.path;
    if (!fs::exists(path, fault)) throw damaged(path, "missing");
    if (!each.executable) require_unchanged(path, each);
  }
  return manifest;
}

void require_programs(const KitManifest& manifest, const fs::path& folder) {
  for (const KitFile& each : manifest.files) {
    if (each.executable) require_unchanged(folder / each.path, each);
  }
}

std::vector<KitSession> sessions_in(const fs::path& output, const KitManifest& manifest) {
  std::vector<KitSession> sessions;
  std::error_code fault;
  for (std::size_t number = 1; number <= record::kMostSessions; ++number) {
    const fs::path file = journal_of(output, number);
    if (!fs::exists(file, fault)) break;
    sessions.push_back(session_of(complete_lines(file), file, manifest));
  }
  return sessions;
}

std::string why_none(const std::vector<KitSession>& sessions, const record::Host& host,
                     std::chrono::nanoseconds up) {
  if (sessions.empty() || sessions.back().ended.empty()) return {};
  if (sessions.size() == record::kMostSessions) {
    return fmt::format("all {} sessions are there", record::kMostSessions);
  }
  const KitSession& last = sessions.back();
  // Where no boot has a name, one that has lasted less long is another one.
  if (last.boot != host.session || up < last.up) return {};
  if (up - last.up >= record::kBetweenSessions) return {};
  return fmt::format(
      "session {} ended less than {} hours ago, and the machine has not been restarted since",
      sessions.size(), record::kBetweenSessions.count());
}

std::optional<record::Record> measure_session(const KitManifest& manifest, const fs::path& folder,
                                              const fs::path& output, const Instruments& with,
                                              base::Progress& progress) {
  std::vector<KitSession> sessions = sessions_in(output, manifest);
  if (!why_none(sessions, with.host, sys::since_boot()).empty()) return std::nullopt;
  const bool goes_on = !sessions.empty() && sessions.back().ended.empty();
  if (!goes_on) sessions.emplace_back();
  sys::Journal journal(journal_of(output, sessions.size()));
  if (journal.lines().empty()) {
    journal.append(opening_line(manifest).dump_compact());
  }
  const run::RunOptions options{.filter = base::Expression(manifest.filter, "the kit's filter"),
                                .quick = manifest.quick,
                                .timeout = manifest.timeout,
                                .memory = manifest.memory,
                                .nonce = manifest.round ? manifest.round->nonce : ""};
  record::Record record =
      run::run_cells(unpacked_programs(manifest, folder), with.catalog, with.capabilities,
                     with.host, with.folders, options, with.runners, journal, progress);
  if (holds_nothing(record)) {
    journal.remove();
    throw Error(Exit::usage, fmt::format("no benchmark name matches --filter '{}'",
                                         base::printable(manifest.filter)))
        .hint("names are suite/kernel/size; programs/SUITE --benchmark_list_tests lists them");
  }
  record.created = sys::utc_now();
  record.harness = manifest.harness;
  if (manifest.round) enter(record, *manifest.round);
  shorten_all_paths(record, manifest, folder, output);
  record::seal(record);
  const Json line = closing_line(record);
  sessions.back().record = std::move(record);
  record::Record all = *record_of(sessions);
  write_record(all, output);
  journal.append(line.dump_compact());
  return all;
}

void shorten_paths(std::string& text, const fs::path& folder, const fs::path& output) {
  text = base::replace_all(text, output.string() + '/', "results/");
  text = base::replace_all(text, folder.string() + '/', "");
}

std::optional<record::Record> record_of(const std::vector<KitSession>& sessions) {
  std::vector<record::Record> records;
  for (const KitSession& each : sessions) {
    if (each.record) records.push_back(*each.record);
  }
  if (records.empty()) return std::nullopt;
  record::Record all = record::join_sessions(records);
  record::seal(all);
  return all;
}

fs::path record_file(const fs::path& output) { return output / "record.json"; }

void restore_record(const std::vector<KitSession>& sessions, const fs::path& output) {
  std::error_code fault;
  if (fs::exists(record_file(output), fault)) return;
  if (auto record = record_of(sessions)) write_record(*std::move(record), output);
}

}  // namespace assay::work
