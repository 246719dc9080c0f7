// SPDX-License-Identifier: Apache-2.0
#include "cli/doctor_command.h"

#include <fmt/format.h>
#include <poll.h>

#include <filesystem>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "base/units.h"
#include "cli/elsewhere.h"
#include "cli/opening.h"
#include "host/fingerprint.h"
#include "host/kept_places.h"
#include "host/root.h"
#include "host/saved_copy.h"
#include "host/tool_search.h"
#include "host/tuning.h"
#include "sys/interrupt.h"
#include "sys/kept_settings.h"
#include "terminal/machine_report.h"
#include "work/catalog_files.h"

namespace assay::cli {
namespace {

std::string missing(const std::string& remedy, const std::string& package) {
  return fmt::format("missing: {} ({})", remedy, package);
}

std::vector<std::string> tool_row(const record::Tool& tool, std::string purpose) {
  if (!tool.found()) {
    return {tool.name, std::move(purpose), "-", missing(tool.remedy, tool.package)};
  }
  return {tool.name, std::move(purpose), tool.version, tool.path};
}

std::string emulator_purpose(const record::Qemu& emulator) {
  const bool counts = emulator.plugins || !emulator.tool.found();
  return emulator.arch + (counts ? ", counting" : ", cannot count: no plugins");
}

std::string sysroot_place(const record::Sysroot& sysroot) {
  if (!sysroot.present) return missing(sysroot.remedy, sysroot.package);
  return sysroot.path.empty() ? "/usr" : sysroot.path;
}

present::List tool_list(const record::Capabilities& found) {
  present::List list{
      .what = "tools", .heads = {"tool", "for", "version", "where"}, .rows = {}, .notes = {}};
  for (const auto& tool : found.tools) {
    list.rows.push_back(tool_row(tool, tool.name == "llvm-objdump" ? "explaining" : "building"));
  }
  for (const auto& each : found.compilers) {
    const auto purpose = fmt::format("{} for {}", each.toolchain, each.arch);
    list.rows.push_back(tool_row(each.cxx, purpose));
    list.rows.push_back(tool_row(each.linker, purpose));
  }
  for (const auto& each : found.emulators) {
    list.rows.push_back(tool_row(each.tool, emulator_purpose(each)));
  }
  list.rows.push_back({"KVM", "timing in systems that boot", "-",
                       found.no_kvm.empty() ? "/dev/kvm" : found.no_kvm});
  for (const auto& each : found.sysroots) {
    list.rows.push_back({each.os, "C library for " + each.arch, "-", sysroot_place(each)});
  }
  list.rows.push_back(
      {"Google Benchmark", "source for every target",
       found.benchmark_source.empty() ? "-" : found.benchmark_version,
       found.benchmark_source.empty() ? "missing: " + found.setup : found.benchmark_source});
  return list;
}

// The version behind what a tool is for, so that its path has room in eighty columns.
present::List in_three_columns(present::List tools) {
  tools.heads = {"tool", "for", "where"};
  for (auto& row : tools.rows) {
    if (row[2] != "-") row[1] += ", " + row[2];
    row.erase(row.begin() + 2);
  }
  return tools;
}

present::List folder_list(const sys::Folders& folders) {
  present::List list{
      .what = "folders", .heads = {"kind", "size", "age", "folder"}, .rows = {}, .notes = {}};
  base::Bytes sum;
  for (const auto& place : host::kept_places(folders)) {
    list.rows.push_back(
        {place.kind, base::to_text(place.size), host::age_text(place.age), place.folder.string()});
    sum.value += place.size.value;
  }
  list.notes.push_back(fmt::format("{} in all", base::to_text(sum)));
  return list;
}

// Until somebody ends it. 3 when the machine would have to be changed and nothing could be.
int tune(Console& console, const present::Style& style) {
  const auto wanted = host::tunings(host::Root());
  if (wanted.empty()) {
    console.say("nothing to change: every setting there is here is as it should be");
    return 0;
  }
  present::List list{
      .what = "tuning", .heads = {"setting", "was", "is", "file"}, .rows = {}, .notes = {}};
  bool any = false;
  {
    sys::KeptSettings settings;
    for (const auto& [what, file, now, value] : wanted) {
      const std::string fault = settings.set(file, value);
      any = any || fault.empty();
      list.rows.push_back(
          {what, now, fault.empty() ? value : now + ", not changed: " + fault, file});
    }
    console.print(present::render(list, style));
    if (!any) return static_cast<int>(base::Exit::missing);
    console.say("put back when this ends: Ctrl-C, or kill");
    pollfd event{.fd = sys::interrupt_descriptor(), .events = POLLIN, .revents = 0};
    while (!sys::interrupted()) poll(&event, 1, -1);
  }
  console.say("put back");
  return 0;
}

// The machine to look at: this one, or the one whose copy --root names.
host::Root root_of(const Arguments& words, host::Readings* readings) {
  if (!words.has("root")) return host::Root("/", readings);
  const std::filesystem::path folder = words.text("root");
  std::error_code fault;
  if (!std::filesystem::is_directory(folder, fault)) {
    throw base::Error(base::Exit::usage,
                      fmt::format("--root {}: no such folder", base::printable(folder.string())))
        .hint("assay doctor --save DIR writes one");
  }
  return host::Root(folder, readings);
}

// Each place's machine, as its kit sees it. 0 when every one answered.
int describe_places(const Arguments& words, Console& console) {
  refuse_beside_on(words, {"save", "root"});
  const auto style = console.style(words);
  const unsigned at_once = jobs(words);
  const auto named = places_named(words.texts("on"), words);
  const auto space = open_workspace(words);
  Places places(space, named, every_target(space), at_once, console);
  base::Json machines{base::Json::Array{}};
  std::string text;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const record::Host& host = places.at(i).hello().host;
    machines.push(base::Json()
                      .set("place", places.name(i))
                      .set("host", terminal::host_json(host, space.catalog))
                      .set("fitness", terminal::fitness_json(host)));
    if (style.format == "json") continue;
    text += fmt::format("{}{}\n", i == 0 ? "" : "\n", places.name(i));
    text += terminal::machine_report(host, space.catalog, {}, style);
  }
  if (style.format == "json") {
    base::Json json;
    json.set("schema", "assay.places/1").set("places", std::move(machines));
    text = json.dump();
  }
  console.print(text);
  for (const std::string& sentence : places.unreached()) console.say(sentence);
  return static_cast<int>(places.unreached().empty() ? base::Exit::done : base::Exit::missing);
}

}  // namespace

CommandSpec doctor_spec() {
  return {
      .name = "doctor",
      .summary = "describe this machine: what it is, what was found on it, what is missing",
      .description =
          "Begins with five lines: what machine this is, what it runs on, which target it is, "
          "whether its times can be trusted, and what would help. Then it lists the machine's "
          "identity and the evidence for its class, how fit it is for measuring, every compiler, "
          "emulator and C library that was found or is missing, with the package that provides "
          "it, and every cached folder with its size and age. It changes nothing without --tune.",
      .shared = {.jobs = true, .color = true, .pager = true},
      .options =
          {{.name = "--save",
            .value = "DIR",
            .help = "write a copy of what identifies this machine: the files of /proc and "
                    "/sys that were read, without serial numbers and names"},
           {.name = "--root",
            .value = "DIR",
            .help = "look at such a copy instead of this machine; shows machine and fitness only"},
           on_option("describe other machines instead: ssh:HOST, ssh://user@host:port, or a "
                     "[place.NAME] of assay.toml"),
           {.name = "--tune",
            .value = "",
            .help = "set governor, boost, huge pages and address space randomisation for "
                    "measuring, as far as this user may; everything is restored when the "
                    "command ends or is killed"}},
      .examples = {{"assay doctor", "everything about this machine"},
                   {"assay doctor --save /tmp/machine", "write a copy to send to somebody else"},
                   {"assay doctor --root /tmp/machine", "look at that copy"},
                   {"sudo assay doctor --tune", "in another terminal, until Ctrl-C"}}};
}

namespace {

void refuse_beside_tune(const Arguments& words) {
  for (const char* other : {"root", "save", "on"}) {
    if (!words.has(other)) continue;
    throw base::Error(
        base::Exit::usage,
        fmt::format("--tune changes this machine, so it cannot be used with --{}", other));
  }
}

}  // namespace

int run_doctor(const Arguments& words, Console& console) {
  host::Readings readings;
  const auto style = console.style(words);
  if (words.has("tune")) {
    refuse_beside_tune(words);
    return tune(console, style);
  }
  if (words.has("on")) return describe_places(words, console);
  const auto folders = sys::find_folders();
  const auto catalog = work::load_catalog(folders);
  const auto host = host::look(root_of(words, &readings), catalog.cores);
  if (words.has("save")) {
    host::save_copy(readings, words.text("save"));
    console.say(fmt::format("saved: {}", words.text("save")));
  }
  std::vector<present::List> lists;
  if (!words.has("root")) {
    auto tools = tool_list(host::search_tools(catalog, host, folders.cache, folders.setup));
    const bool for_people = style.format != "json";
    lists.push_back(for_people ? in_three_columns(std::move(tools)) : std::move(tools));
    lists.push_back(folder_list(folders));
  }
  console.print(terminal::machine_report(host, catalog, lists, style));
  return 0;
}

}  // namespace assay::cli
