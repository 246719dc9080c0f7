// SPDX-License-Identifier: Apache-2.0
#include "terminal/arguments.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/error.h"
#include "base/number.h"
#include "base/text.h"
#include "record/limits.h"
#include "record/runner.h"

namespace assay::terminal {
namespace {

using base::Error;
using base::Exit;

Error wrong(const CommandSpec& spec, std::string what) {
  return Error(Exit::usage, std::move(what))
      .hint(fmt::format("see {} {} --help", spec.program, spec.name));
}

// What CLI11 did not know: an option, or a word too many.
void refuse_extras(const CommandSpec& spec, const std::vector<std::string>& extras) {
  if (extras.empty()) return;
  const auto& word = extras.front();
  if (!word.starts_with('-')) {
    throw wrong(spec, fmt::format("{} {}: one word too many: '{}'", spec.program, spec.name,
                                  base::printable(word)));
  }
  std::vector<std::string> names;
  for (const auto& option : all_options(spec)) {
    for (const auto& name : base::split(option.name, ',')) names.push_back(name);
  }
  const auto name = word.substr(0, word.find('='));
  throw wrong(spec, fmt::format("{} {}: unknown option {}{}", spec.program, spec.name,
                                base::printable(name), base::did_you_mean(name, names)));
}

// What CLI11 fills, by the options' long names.
struct Given {
  std::map<std::string, std::vector<std::string>> values;
  std::map<std::string, bool> flags;
};

void declare(CLI::App& app, const std::vector<OptionSpec>& options, Given& given) {
  for (const auto& option : options) {
    const auto name = long_name(option);
    if (option.value.empty()) {
      app.add_flag(option.name, given.flags[name]);
    } else {
      app.add_option(option.name, given.values[name])
          ->expected(1)
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    }
  }
}

// All values of an option, those of a list one by one.
std::vector<std::string> values_of(const CommandSpec& spec, const OptionSpec& option,
                                   const std::vector<std::string>& given) {
  const auto name = long_name(option);
  if (!option.list && given.size() > 1) {
    throw wrong(spec, fmt::format("{} {}: --{} is given twice", spec.program, spec.name, name));
  }
  std::vector<std::string> all;
  for (const auto& value : given) {
    if (value.empty()) throw wrong(spec, fmt::format("--{} needs a value", name));
    const auto parts = option.list ? base::split(value, ',') : std::vector<std::string>{value};
    all.insert(all.end(), parts.begin(), parts.end());
  }
  return all;
}

// Refuses what single options and words do not show: their number, and a format that is none.
void check(const CommandSpec& spec, const Arguments& words) {
  static_cast<void>(words.whole("jobs", 1, 1, kMostJobs));
  const auto formats = formats_of(spec);
  if (const auto format = words.format();
      std::find(formats.begin(), formats.end(), format) == formats.end()) {
    throw wrong(spec, fmt::format("{} {}: --format takes {}, not '{}'{}", spec.program, spec.name,
                                  base::join(formats, ", "), base::printable(format),
                                  base::did_you_mean(format, formats)));
  }
  if (words.positionals.size() < spec.least) {
    throw wrong(spec, fmt::format("{} {} needs {}", spec.program, spec.name, spec.positional));
  }
  if (words.positionals.size() > spec.most) {
    throw wrong(spec, fmt::format("{} {}: one word too many: '{}'", spec.program, spec.name,
                                  base::printable(words.positionals[spec.most])));
  }
}

}  // namespace

bool Arguments::has(std::string_view name) const {
  asked_->emplace(name);
  return values.find(name) != values.end();
}

std::string Arguments::text(std::string_view name, std::string otherwise) const {
  return has(name) ? values.find(name)->second.back() : std::move(otherwise);
}

std::vector<std::string> Arguments::texts(std::string_view name) const {
  return has(name) ? values.find(name)->second : std::vector<std::string>{};
}

std::vector<std::string> Arguments::ignored() const {
  std::vector<std::string> names;
  for (const auto& [name, texts] : values) {
    if (!asked_->contains(name)) names.push_back(name);
  }
  return names;
}

std::uint64_t Arguments::whole(std::string_view name, std::uint64_t otherwise, std::uint64_t least,
                               std::uint64_t most) const {
  if (!has(name)) return otherwise;
  const auto value = base::to_uint64(text(name));
  if (!value || *value < least || *value > most) {
    throw Error(Exit::usage, fmt::format("--{} takes a whole number from {} to {}, not '{}'", name,
                                         least, most, base::printable(text(name))));
  }
  return *value;
}

double Arguments::share(std::string_view name, double otherwise) const {
  const std::string given = text(name);
  if (given.empty()) return otherwise;
  const auto share = parse_share(given);
  if (!share) {
    throw Error(Exit::usage, fmt::format("--{} {}: expected percent, such as 2 %", name,
                                         base::printable(given)));
  }
  return *share;
}

std::optional<double> parse_share(std::string_view text) {
  if (text.ends_with('%')) text.remove_suffix(1);
  const auto percent = base::to_double(base::trim(text));
  if (!percent || !(*percent >= 0) || *percent > 100) return std::nullopt;
  return *percent / 100;
}

base::Bytes Arguments::bytes(std::string_view name, base::Bytes otherwise) const {
  if (!has(name)) return otherwise;
  auto digits = text(name);
  for (const std::string_view unit : {"iB", "B"}) {
    if (digits.ends_with(unit)) digits.resize(digits.size() - unit.size());
  }
  unsigned shift = 0;
  if (!digits.empty()) {
    const auto letter = std::string_view("KMGT").find(digits.back());
    if (letter != std::string_view::npos) {
      shift = 10 * (static_cast<unsigned>(letter) + 1);
      digits.pop_back();
    }
  }
  const auto value = base::to_uint64(digits);
  if (!value || *value == 0 || *value > (std::uint64_t{1} << 53 >> shift)) {
    throw Error(Exit::usage, fmt::format("--{} takes a size such as 512MiB or 4GiB, not '{}'", name,
                                         base::printable(text(name))));
  }
  return base::Bytes{*value << shift};
}

catalog::Selection Arguments::selection() const {
  return {.targets = texts("target"),
          .toolchains = texts("toolchain"),
          .systems = texts("os"),
          .suites = texts("suite"),
          .filter = base::Expression(text("filter"), "--filter"),
          .runners = texts("runner")};
}

std::string Arguments::format() const { return has("json") ? "json" : text("format", "table"); }

std::vector<std::string> formats_of(const CommandSpec& spec) {
  std::vector<std::string> formats{"table"};
  formats.insert(formats.end(), spec.formats.begin(), spec.formats.end());
  formats.emplace_back("json");
  return formats;
}

std::vector<OptionSpec> selection_options(const CommandSpec& spec) {
  const Shared& has = spec.shared;
  std::vector<OptionSpec> options;
  if (has.cells) {
    options = {
        {.name = "--target", .value = "NAME", .help = "only these targets", .list = true},
        {.name = "--toolchain",
         .value = "NAME",
         .help = "only these toolchains; default of build and run: clang",
         .list = true},
        {.name = "--os",
         .value = "NAME",
         .help = "only these systems; default of build and run: the target's own",
         .list = true},
        {.name = "--suite", .value = "NAME", .help = "only these suites, or all", .list = true}};
  }
  if (has.filter) {
    options.push_back({.name = "--filter",
                       .value = "REGEX",
                       .help = "only benchmarks whose suite/name matches (RE2)"});
  }
  if (has.runner) {
    options.push_back({.name = "--runner",
                       .value = "NAME",
                       .help = "only these runners: " + base::join(record::runner_names(), ", "),
                       .list = true});
  }
  if (has.list) {
    options.push_back(
        {.name = "--dry-run,--list", .value = "", .help = "list the cells and do nothing else"});
  }
  return options;
}

std::vector<OptionSpec> common_options(const CommandSpec& spec) {
  std::vector<OptionSpec> options{
      {.name = "--format", .value = "FORMAT", .help = base::join(formats_of(spec), ", ")},
      {.name = "--json", .value = "", .help = "the same as --format json"},
      {.name = "-q,--quiet", .value = "", .help = "results and errors only"},
      {.name = "-v,--verbose",
       .value = "",
       .help = std::string("show each step even if standard error is not a terminal") +
               (spec.shared.defaults ? ", and which files gave defaults" : "")}};
  if (spec.shared.color) {
    options.push_back({.name = "--color",
                       .value = "WHEN",
                       .help = "auto (on a terminal, unless NO_COLOR is set), always, never"});
  }
  if (spec.shared.pager) {
    options.push_back({.name = "--no-pager",
                       .value = "",
                       .help = "print results longer than the screen without a pager"});
  }
  if (spec.shared.jobs) {
    options.push_back({.name = "--jobs",
                       .value = "N",
                       .help = "run at most N jobs at once; default: one per CPU"});
  }
  if (spec.shared.defaults) {
    options.push_back(
        {.name = "--no-config", .value = "", .help = "take no defaults from assay.toml files"});
  }
  options.push_back({.name = "-h,--help", .value = "", .help = "this text"});
  return options;
}

std::vector<OptionSpec> all_options(const CommandSpec& spec) {
  auto options = spec.options;
  for (const auto& shared : {selection_options(spec), common_options(spec)}) {
    options.insert(options.end(), shared.begin(), shared.end());
  }
  return options;
}

void refuse_command(const std::string& name, const std::vector<std::string>& names,
                    std::string_view program) {
  throw Error(Exit::usage, fmt::format("no sub-command '{}'{}", base::printable(name),
                                       base::did_you_mean(name, names)))
      .hint(fmt::format("{} --help lists them", program));
}

std::string default_timeout() { return fmt::format("{}", record::kTimeout.count()); }

std::string default_memory() { return fmt::format("{}GiB", record::kMemory.value >> 30); }

std::string long_name(const OptionSpec& option) {
  const auto names = base::split(option.name, ',');
  return names.back().substr(names.back().find_first_not_of('-'));
}

Parsed parse(const CommandSpec& spec, const std::vector<std::string>& arguments) {
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  const auto options = all_options(spec);
  Given given;
  declare(app, options, given);
  Parsed parsed;
  if (spec.most > 0) app.add_option("words", parsed.words.positionals)->expected(0, 1 << 20);
  parsed.help = std::any_of(arguments.begin(), arguments.end(), [](const std::string& word) {
    return word == "--help" || word == "-h";
  });
  if (parsed.help) return parsed;
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    app.parse(reversed);
  } catch (const CLI::ParseError& fault) {
    throw wrong(spec, fmt::format("{} {}: {}", spec.program, spec.name, fault.what()));
  }
  refuse_extras(spec, app.remaining());
  auto& words = parsed.words;
  for (const auto& option : options) {
    const auto name = long_name(option);
    if (option.value.empty()) {
      if (given.flags[name]) words.values[name] = {};
    } else if (const auto& of_option = given.values[name]; !of_option.empty()) {
      words.values[name] = values_of(spec, option, of_option);
    }
  }
  check(spec, words);
  words.forget_questions();
  return parsed;
}

}  // namespace assay::terminal
