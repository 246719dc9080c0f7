// SPDX-License-Identifier: Apache-2.0
#include "cli/candidates.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <optional>
#include <set>
#include <string_view>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "record/runner.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "work/catalog_files.h"
#include "work/local_records.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

// What is looked for in records may take this long altogether; one file of the largest size that is
// read takes as long again.
constexpr std::chrono::milliseconds kPatience{50};
constexpr base::Bytes kMostRead{8u << 20};

enum class Kind { record, benchmark, target, image_action, shell };

// What the words of a sub-command are, apart from its options. The last kind also stands for all
// words after it. Sub-commands that are not here take files, or nothing.
struct Positionals {
  std::string_view command;
  std::vector<Kind> kinds;
};

const std::vector<Positionals>& positionals() {
  static const std::vector<Positionals> table{
      {"show", {Kind::record, Kind::benchmark}},
      {"compare", {Kind::record}},
      {"matrix", {Kind::record}},
      {"gate", {Kind::record, Kind::record}},
      {"explain", {Kind::record, Kind::record, Kind::benchmark}},
      {"targets", {Kind::target}},
      {"os", {Kind::image_action, Kind::target}},
      {"completion", {Kind::shell}},
  };
  return table;
}

// Names that shells can take and terminals can show, as candidates without a meaning.
class Names {
 public:
  void add(const std::string& name) {
    if (!name.empty() && base::printable(name) == name && seen_.insert(name).second) {
      all_.push_back({name, {}});
    }
  }
  template <class Items>
  void add_all(const Items& items) {
    for (const auto& item : items) add(item.name);
  }
  void add_words(const std::vector<std::string>& words) {
    for (const auto& word : words) add(word);
  }
  std::vector<Candidate> take() && { return std::move(all_); }

 private:
  std::set<std::string> seen_;
  std::vector<Candidate> all_;
};

void add_records(Names& names, const sys::Folders& folders) {
  for (const auto& path : work::local_records(folders.records)) names.add(path.stem().string());
}

// The whole of a file's JSON without a look at its seal, which takes longer than all the rest;
// nothing when there is no such file, it is large, or it is not JSON.
std::optional<base::Json> read_quickly(const fs::path& path) {
  std::error_code fault;
  if (!fs::is_regular_file(path, fault)) return std::nullopt;
  try {
    return base::parse_json(sys::read_file(path, kMostRead), path.string());
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

const base::Json::Array& list_in(const base::Json& json, std::string_view key) {
  static const base::Json::Array none;
  const auto* list = json.find(key);
  return list == nullptr || list->array() == nullptr ? none : *list->array();
}

bool is_cell(const base::Json& cell, const std::vector<std::string>& parts) {
  constexpr std::string_view kKeys[] = {"target", "toolchain", "os"};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i >= std::size(kKeys) || cell.text(kKeys[i]) != parts[i]) return false;
  }
  return true;
}

// Of all cells, or of those that `parts` names: target, toolchain, os.
void add_benchmarks(Names& names, const base::Json& record, const std::vector<std::string>& parts) {
  const bool imported = record.text("provenance") == "imported";
  const auto add_cell = [&](const base::Json& cell) {
    for (const auto& benchmark : list_in(cell, "benchmarks")) {
      const auto name = benchmark.text("name");
      names.add(imported ? name.substr(name.find('/') + 1) : name);
    }
  };
  for (const auto& cell : list_in(record, "cells")) {
    if (is_cell(cell, parts)) add_cell(cell);
  }
  if (const auto* paired = record.find("paired")) add_cell(*paired);
  for (const auto& pair : list_in(record, "counted")) {
    if (const auto* head = pair.find("head")) add_cell(*head);
  }
}

// Of the record that the word names, as in work/named_record.h.
std::vector<Candidate> benchmarks_of(const std::string& word, const sys::Folders& folders) {
  const bool plain = word.find('/') == std::string::npos;
  for (const fs::path& path : {fs::path(word), folders.records / (word + ".json")}) {
    const auto record = path == word || plain ? read_quickly(path) : std::nullopt;
    Names names;
    if (record) add_benchmarks(names, *record, {});
    if (record) return std::move(names).take();
  }
  const auto parts = base::split(word, '/');
  const auto begin = sys::monotonic_now();
  for (const auto& path : work::local_records(folders.records)) {
    if (sys::monotonic_now() - begin > kPatience) break;
    Names names;
    if (const auto record = read_quickly(path)) add_benchmarks(names, *record, parts);
    if (auto found = std::move(names).take(); !found.empty()) return found;
  }
  return {};
}

// All that suites have checksums for: what programs of two sides hold that are still to be built.
std::vector<Candidate> benchmarks_of_suites(const catalog::Catalog& catalog) {
  Names names;
  for (const auto& suite : catalog.suites) {
    for (const auto& [name, checksum] : suite.checksums) names.add(suite.name + "/" + name);
  }
  return std::move(names).take();
}

std::vector<Candidate> of_kind(Kind kind, const std::vector<std::string>& before,
                               const sys::Folders& folders) {
  Names names;
  switch (kind) {
    case Kind::record:
      add_records(names, folders);
      names.add_all(work::load_catalog(folders).targets);
      break;
    case Kind::benchmark: {
      auto found = benchmarks_of(before.front(), folders);
      const bool sides = before.size() > 1;
      return found.empty() && sides ? benchmarks_of_suites(work::load_catalog(folders)) : found;
    }
    case Kind::target:
      names.add_all(work::load_catalog(folders).targets);
      break;
    case Kind::image_action:
      names.add_words({"build", "boot"});
      break;
    case Kind::shell:
      names.add_words({"bash", "zsh", "fish"});
      break;
  }
  return std::move(names).take();
}

std::vector<Candidate> values_of(const CommandSpec& spec, const std::string& option,
                                 const sys::Folders& folders) {
  Names names;
  if (option == "format") {
    names.add("table");
    names.add_words(spec.formats);
    names.add("json");
  } else if (option == "color") {
    names.add_words({"auto", "always", "never"});
  } else if (option == "runner") {
    names.add_words(record::runner_names());
  } else if (option == "target") {
    names.add_all(work::load_catalog(folders).targets);
  } else if (option == "toolchain") {
    names.add_all(work::load_catalog(folders).toolchains);
  } else if (option == "os") {
    names.add_all(work::load_catalog(folders).systems);
  } else if (option == "suite") {
    names.add_all(work::load_catalog(folders).suites);
  }
  return std::move(names).take();
}

std::vector<Candidate> option_candidates(const CommandSpec& spec) {
  std::vector<Candidate> all;
  for (const auto& option : all_options(spec)) {
    for (const auto& name : base::split(option.name, ',')) all.push_back({name, option.help});
  }
  return all;
}

std::vector<Candidate> command_names() {
  std::vector<Candidate> all;
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    all.push_back({spec.name, spec.summary});
  }
  all.push_back({"--help", "all sub-commands"});
  all.push_back({"--version", "version and commit"});
  return all;
}

// The option that a word is, as "--target" or "--target=x"; null for anything else.
const OptionSpec* option_named(const std::vector<OptionSpec>& options, std::string_view word) {
  const auto name = word.substr(0, word.find('='));
  const auto found = std::ranges::find_if(options, [&](const OptionSpec& option) {
    const auto names = base::split(option.name, ',');
    return std::ranges::find(names, name) != names.end();
  });
  return word.starts_with('-') && found != options.end() ? &*found : nullptr;
}

// A command line taken apart: where its last word stands.
struct Place {
  const OptionSpec* of = nullptr;        // the option whose value is being typed
  std::vector<std::string> positionals;  // before the last word
};

Place place_of(const std::vector<OptionSpec>& options, const std::vector<std::string>& words) {
  Place place;
  for (auto word = words.begin() + 1; word + 1 != words.end(); ++word) {
    const auto* option = option_named(options, *word);
    const bool takes =
        option != nullptr && !option->value.empty() && word->find('=') == std::string::npos;
    if (takes && word + 2 == words.end()) {
      place.of = option;
    } else if (takes) {
      ++word;
    } else if (option == nullptr) {
      place.positionals.push_back(*word);
    }
  }
  return place;
}

// Those that go on from what was typed, which `kept` stands before and is part of the word.
std::vector<Candidate> fitting(std::vector<Candidate> all, const std::string& kept,
                               std::string_view typed) {
  std::erase_if(all, [&](const Candidate& each) { return !each.word.starts_with(typed); });
  for (auto& each : all) each.word.insert(0, kept);
  return all;
}

// Of a word of several parts with commas between them the last part is completed.
std::vector<Candidate> fitting_last(std::vector<Candidate> all, const std::string& before,
                                    const std::string& typed, std::string_view separators) {
  const auto end = typed.find_last_of(separators);
  const auto kept = end == std::string::npos ? std::string() : typed.substr(0, end + 1);
  return fitting(std::move(all), before + kept, std::string_view(typed).substr(kept.size()));
}

std::vector<Candidate> after_command(const CommandSpec& spec, const std::vector<std::string>& words,
                                     const sys::Folders& folders) {
  const auto& typed = words.back();
  const auto options = all_options(spec);
  const auto place = place_of(options, words);
  if (place.of != nullptr) {
    return fitting_last(values_of(spec, long_name(*place.of), folders), {}, typed,
                        place.of->list ? "," : "");
  }
  const auto* option = option_named(options, typed);
  if (const auto equals = typed.find('='); option != nullptr && equals != std::string::npos) {
    return fitting_last(values_of(spec, long_name(*option), folders), typed.substr(0, equals + 1),
                        typed.substr(equals + 1), option->list ? "," : "");
  }
  if (typed.starts_with('-')) return fitting(option_candidates(spec), {}, typed);
  const auto found = std::ranges::find(positionals(), spec.name, &Positionals::command);
  if (found == positionals().end()) return {};
  const auto at = std::min(place.positionals.size(), found->kinds.size() - 1);
  if (place.positionals.size() >= spec.most) return {};
  return fitting_last(of_kind(found->kinds[at], place.positionals, folders), {}, typed,
                      spec.name == "compare" ? ",=" : "");
}

}  // namespace

std::vector<Candidate> candidates(const std::vector<std::string>& words,
                                  const sys::Folders& folders) {
  if (words.empty()) return {};
  if (words.size() == 1) return fitting(command_names(), {}, words[0]);
  for (const auto& command : commands()) {
    const auto spec = command.spec();
    if (spec.name == words[0]) return after_command(spec, words, folders);
  }
  return words[0] == "help" && words.size() == 2 ? fitting(command_names(), {}, words[1])
                                                 : std::vector<Candidate>{};
}

std::string completion_lines(const std::vector<std::string>& words) noexcept {
  try {
    std::string text;
    for (const auto& [word, meaning] : candidates(words, sys::find_folders())) {
      text += fmt::format("{}\t{}\n", word, meaning);
    }
    return text;
  } catch (const std::exception&) {
    return {};  // said in the header: no error is wanted here
  }
}

}  // namespace assay::cli
