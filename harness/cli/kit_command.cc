// SPDX-License-Identifier: Apache-2.0
#include "cli/kit_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/units.h"
#include "cli/gate_words.h"
#include "cli/opening.h"
#include "cli/version.h"
#include "sys/files.h"
#include "workshop/kits.h"
#include "workshop/sides.h"

namespace assay::cli {
namespace {

constexpr base::Bytes kRoom{64u << 20};  // a kit takes some 10 MB

struct Written {
  std::filesystem::path path;
  std::string sha256;
  base::Bytes size;
};

Written write_kit(const work::Kit& kit, const std::filesystem::path& folder) {
  const std::string bytes = workshop::archive_of(kit);
  const auto path = folder / (work::name_of(kit.manifest) + ".tar.gz");
  sys::write_whole(path, bytes);
  return {.path = path, .sha256 = base::sha256(bytes), .size = base::Bytes{bytes.size()}};
}

}  // namespace

CommandSpec kit_spec() {
  return {
      .name = "kit",
      .summary = "pack what measures a target on a machine without compiler, network or root",
      .description =
          "Makes one archive for each target: a static program that measures, the suites' programs "
          "for the target, the expected checksums, a manifest with the hash of every file, and a "
          "page in English and Chinese. On the other machine: unpack it and type ./start. The "
          "result is one file, results/record.json, which assay show and assay compare read. Two "
          "kits of the same sources are the same to the byte.",
      .positional = "TARGET... [--gate BASE HEAD]",
      .least = 1,
      .most = 100,
      .shared = {.filter = true, .jobs = true, .color = true},
      .options = {{.name = "-o,--output",
                   .value = "DIR",
                   .help = "folder for the archives; default: the current folder"},
                  {.name = "--toolchain",
                   .value = "NAME",
                   .help = "build the suites with these toolchains; default clang",
                   .list = true},
                  {.name = "--os",
                   .value = "NAME",
                   .help = "build the suites for these systems; default: the target's own",
                   .list = true},
                  {.name = "--suite",
                   .value = "NAME",
                   .help = "only these suites, or all; default: as of assay run",
                   .list = true},
                  {.name = "--quick",
                   .value = "",
                   .help = "measure only the benchmarks that stand for their suite"},
                  {.name = "--gate",
                   .value = "",
                   .help = "the last two words are BASE and HEAD, as in assay gate: the kit "
                           "measures both in turns and decides"}},
      .examples = {{"assay kit kunpeng-920", "assay-kit-VERSION-kunpeng-920.tar.gz"},
                   {"assay kit riscv64-gc riscv64-gcv -o /tmp/kits", "two kits"},
                   {"assay kit armhf --suite libc --filter string/", "a part of one suite"},
                   {"assay kit kunpeng-920 --gate git:HEAD~1 git:HEAD",
                    "is the suites' last commit slower there?"}}};
}

namespace {

// The words that name targets: with --gate, all but the last two.
std::vector<std::string> targets_of(const Arguments& words) {
  auto targets = words.positionals;
  if (!words.has("gate")) return targets;
  if (targets.size() < 3) {
    throw base::Error(base::Exit::usage, "assay kit TARGET... --gate needs BASE and HEAD");
  }
  targets.resize(targets.size() - 2);
  return targets;
}

// A gate's question knows no list of benchmarks, but a regular expression.
std::string quick_filter(const catalog::Catalog& catalog, const catalog::Selection& selection) {
  std::vector<std::string> names;
  for (const catalog::Suite& suite : catalog.suites) {
    if (!catalog::names_suite(selection, suite.name)) continue;
    for (const std::string& name : suite.quick) {
      names.push_back(base::literal_expression(suite.name + "/" + name));
    }
  }
  return fmt::format("^({})$", base::join(names, "|"));
}

work::Kit kit_for(const workshop::Workspace& space, const std::string& target,
                  const Arguments& words, Console& console) {
  workshop::KitOptions options{.selection = words.selection(),
                               .quick = words.has("quick"),
                               .harness = this_harness(),
                               .jobs = jobs(words)};
  if (!words.has("gate")) return workshop::make_kit(space, target, options, console.progress());
  Arguments gate = words;
  gate.positionals.assign(words.positionals.end() - 2, words.positionals.end());
  if (options.quick) {
    if (words.has("filter")) {
      throw base::Error(base::Exit::usage, "--gate takes --quick or --filter, not both");
    }
    gate.values["filter"] = {quick_filter(space.catalog, options.selection)};
  }
  record::GateQuestion question = question_of(gate);
  question.day.clear();  // of no call: the same sides make the same kit
  options.selection.targets = {target};
  std::error_code unknown;  // of a folder that was removed
  const workshop::BothSides both =
      workshop::find_sides(question.base.word, question.head.word, space,
                           {.selection = options.selection,
                            .jobs = options.jobs,
                            .from = std::filesystem::current_path(unknown)},
                           console.progress());
  const work::GateSides sides{both.base, both.head};
  question.differing_rules = both.differing_rules;
  for (const std::string& line : workshop::lines_of_dynamic(sides)) console.say(line);
  return workshop::make_gate_kit(space, target, question, sides, options, console.progress());
}

}  // namespace

int run_kit(const Arguments& words, Console& console) {
  const std::filesystem::path folder = words.text("output", ".");
  const bool as_json = words.format() == "json";
  const auto space = open_workspace(words);
  const auto targets = targets_of(words);
  for (const std::string& target : targets) {
    auto selection = words.selection();
    selection.targets = {target};
    static_cast<void>(catalog::select(space.catalog, selection));  // refuses unknown names
  }
  sys::require_room(folder, kRoom);
  base::Json kits{base::Json::Array{}};
  std::string text;
  for (const std::string& target : targets) {
    const work::Kit kit = kit_for(space, target, words, console);
    const Written written = write_kit(kit, folder);
    text += fmt::format("{}  {}\n", written.path.string(), base::to_text(written.size));
    kits.push(base::Json()
                  .set("target", target)
                  .set("path", written.path.string())
                  .set("sha256", written.sha256)
                  .set("bytes", written.size.value));
  }
  if (as_json) {
    base::Json json;
    json.set("schema", "assay.kits/1").set("kits", std::move(kits));
    text = json.dump();
  }
  console.print(text);
  console.say("next: on the other machine: tar -xzf FILE, cd into its folder, ./start");
  return 0;
}

}  // namespace assay::cli
