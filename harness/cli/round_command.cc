// SPDX-License-Identifier: Apache-2.0
#include "cli/round_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "cli/opening.h"
#include "pack/archive.h"
#include "record/round.h"
#include "submit/crypto.h"
#include "submit/round_files.h"
#include "sys/files.h"
#include "terminal/machine_report.h"
#include "work/kit.h"

namespace assay::cli {

CommandSpec round_spec() {
  return {
      .name = "round",
      .summary = "make the file of a round, in which partners measure the same programs",
      .description =
          "new writes results/rounds/NAME.json: the round's days, the SHA-256 of each official kit "
          "and of its programs, and 32 random bytes that nobody knew before. From these follow the "
          "order in which a run for the round times, and the inputs of its control kernels; "
          "assay verify finds both again (docs/submissions.md). Give the file to partners when the "
          "round begins: ./start --round FILE. show prints what a file holds.",
      .positional = "new NAME KIT...|show FILE",
      .least = 2,
      .most = 100,
      .options = {{.name = "--from",
                   .value = "DATE",
                   .help = "new: its first day, 2026-12-01, UTC"},
                  {.name = "--to", .value = "DATE", .help = "new: its last day"},
                  {.name = "-o,--output",
                   .value = "FILE",
                   .help = "new: write it to this file; default results/rounds/NAME.json"}},
      .examples = {
          {"assay round new 2026-winter kits/*.tar.gz --from 2026-12-01 --to 2027-01-31",
           "a round of two months"},
          {"assay round show results/rounds/2026-winter.json", "its days, kits and hashes"},
          {"assay run --round results/rounds/2026-winter.json", "measure for it"}}};
}

namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

constexpr base::Bytes kMostKit{256u << 20};

struct OfficialKit {
  record::RoundKit kit;
  std::string commit;
};

OfficialKit read_kit(const fs::path& path) {
  const std::string bytes = sys::read_file(path, kMostKit);
  const auto manifests = pack::read_archive(bytes, path.string(), [](const std::string& name) {
    return fs::path(name).filename() == work::kKitManifest;
  });
  if (manifests.size() != 1) {
    throw Error(Exit::usage, fmt::format("{} is not a kit", path.string()))
        .hint("assay kit TARGET makes one");
  }
  const auto manifest = work::read_manifest(manifests.front().bytes, path.string());
  if (manifest.harness.dirty) {
    throw Error(Exit::usage,
                fmt::format("{} was made with changes that are in no commit", path.string()))
        .hint("commit them, build assay again, and make the kit again");
  }
  OfficialKit official{
      .kit = {.file = path.filename().string(), .sha256 = base::sha256(bytes), .programs = {}},
      .commit = manifest.harness.commit};
  for (const work::KitProgram& each : manifest.programs) {
    official.kit.programs.push_back(
        {.target = each.cell.target, .suite = each.cell.suite, .sha256 = each.program.sha256});
  }
  return official;
}

// Without a nonce.
record::Round described_round(const Arguments& words) {
  const auto& given = words.positionals;
  for (const char* option : {"from", "to"}) {
    if (words.has(option)) continue;
    throw Error(Exit::usage, fmt::format("--{} DATE is missing: when is the round?", option));
  }
  if (given.size() < 3) throw Error(Exit::usage, "assay round new needs NAME and KIT...");
  record::Round round{.name = given[1],
                      .from = words.text("from"),
                      .to = words.text("to"),
                      .commit = {},
                      .nonce = {},
                      .kits = {}};
  for (std::size_t i = 2; i < given.size(); ++i) {
    auto [kit, commit] = read_kit(given[i]);
    if (i > 2 && commit != round.commit) {
      throw Error(Exit::usage, fmt::format("{} is of commit {}, and {} of {}", given[i], commit,
                                           given[2], round.commit))
          .hint("make all kits of a round from one commit");
    }
    round.commit = std::move(commit);
    round.kits.push_back(std::move(kit));
  }
  return round;
}

int make_round(const Arguments& words, Console& console) {
  const bool as_json = words.format() == "json";
  fs::path path = words.text("output");
  record::Round round = described_round(words);
  round.nonce = base::sha256(submit::random_bytes(32));
  const std::string text = record::to_text(round);
  round = record::read_round(text, "the round");  // refuses a name or a day that is none
  if (path.empty()) {
    path = submit::rounds_path(results_folder()) / (round.name + ".json");
  }
  std::error_code fault;
  if (fs::exists(path, fault)) {
    throw Error(Exit::usage, fmt::format("{} is there already", path.string()))
        .hint("a round's nonce is drawn once");
  }
  sys::write_whole(path, text);
  base::Json json;
  json.set("schema", "assay.round-written/1").set("path", path.string());
  json.set("sha256", round.sha256);
  console.print(as_json ? json.dump() : path.string() + "\n");
  console.say("commit it below results/rounds/, and give it to partners when the round begins");
  return 0;
}

int show_round(const Arguments& words, Console& console) {
  if (words.positionals.size() != 2) throw Error(Exit::usage, "assay round show takes one FILE");
  const fs::path path = words.positionals[1];
  const auto round = submit::read_round_file(path);
  if (words.format() == "json") {
    console.print(base::parse_json(record::to_text(round), path.string()).dump());
    return 0;
  }
  std::vector<std::pair<std::string, std::string>> lines{
      {"round", fmt::format("{}, from {} to {}", round.name, round.from, round.to)},
      {"file", round.sha256},
      {"commit", round.commit.empty() ? "none" : round.commit},
      {"nonce", round.nonce}};
  for (const record::RoundKit& kit : round.kits) {
    lines.emplace_back("kit", fmt::format("{} {}", kit.sha256, base::printable(kit.file)));
    for (const record::RoundProgram& each : kit.programs) {
      lines.emplace_back("program", fmt::format("{} {} {}", each.sha256, each.target,
                                                base::printable(each.suite)));
    }
  }
  console.print(terminal::lines_text(lines, console.style(words)));
  return 0;
}

}  // namespace

int run_round(const Arguments& words, Console& console) {
  const std::string& what = words.positionals.at(0);
  if (what == "new") return make_round(words, console);
  if (what == "show") return show_round(words, console);
  throw Error(Exit::usage,
              fmt::format("assay round takes new or show, not '{}'", base::printable(what)));
}

}  // namespace assay::cli
