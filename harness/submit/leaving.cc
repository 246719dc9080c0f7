// SPDX-License-Identifier: Apache-2.0
#include "submit/leaving.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <optional>

#include "base/text.h"
#include "work/kit.h"

namespace assay::submit {
namespace {

using base::Json;

constexpr auto kRecordMayLeave = std::to_array<MayLeave>({
    {"schema", Form::text},
    {"id", Form::text},
    {"content", Form::hash},
    {"created", Form::text},
    {"provenance", Form::text},
    {"round.name", Form::text},
    {"round.sha256", Form::hash},
    {"round.division", Form::text},
    {"derived_from.id", Form::text},
    {"derived_from.removed[]", Form::text},
    {"harness.version", Form::text},
    {"harness.commit", Form::hash},
    {"harness.dirty", Form::number},
    // The machine.
    {"hosts[].key", Form::hash},
    {"hosts[].session", Form::hash},
    {"hosts[].class", Form::text},
    {"hosts[].evidence[].signal", Form::text},
    {"hosts[].evidence[].strength", Form::text},
    {"hosts[].evidence[].value", Form::text},
    {"hosts[].fingerprint.arch", Form::text},
    {"hosts[].fingerprint.kernel_arch", Form::text},
    {"hosts[].fingerprint.cpu", Form::text},
    {"hosts[].fingerprint.x86.vendor", Form::text},
    {"hosts[].fingerprint.x86.family", Form::text},
    {"hosts[].fingerprint.x86.model", Form::text},
    {"hosts[].fingerprint.x86.stepping", Form::text},
    {"hosts[].fingerprint.arm.implementer", Form::text},
    {"hosts[].fingerprint.arm.part", Form::text},
    {"hosts[].fingerprint.arm.variant", Form::text},
    {"hosts[].fingerprint.arm.revision", Form::text},
    {"hosts[].fingerprint.riscv.mvendorid", Form::text},
    {"hosts[].fingerprint.riscv.marchid", Form::text},
    {"hosts[].fingerprint.riscv.mimpid", Form::text},
    {"hosts[].fingerprint.loongarch.prid", Form::text},
    {"hosts[].fingerprint.loongarch.family", Form::text},
    {"hosts[].fingerprint.cpuinfo.uarch", Form::text},
    {"hosts[].fingerprint.cpuinfo.model_name", Form::text},
    {"hosts[].fingerprint.devicetree.model", Form::text},
    {"hosts[].fingerprint.devicetree.compatible", Form::text},
    {"hosts[].fingerprint.dmi.product", Form::text},
    {"hosts[].fingerprint.clusters", Form::text},
    {"hosts[].fingerprint.core", Form::text},
    {"hosts[].fingerprint.microcode", Form::text},
    {"hosts[].fingerprint.hypervisor", Form::text},
    {"hosts[].fingerprint.cpus", Form::text},
    {"hosts[].fingerprint.cpus_offline", Form::text},
    {"hosts[].fingerprint.cpus_usable", Form::text},
    {"hosts[].fingerprint.sockets", Form::text},
    {"hosts[].fingerprint.cores", Form::text},
    {"hosts[].fingerprint.numa_nodes", Form::text},
    {"hosts[].fingerprint.numa_cpus", Form::text},
    {"hosts[].fingerprint.cache", Form::text},
    {"hosts[].fingerprint.cache.L1", Form::text},
    {"hosts[].fingerprint.cache.L1d", Form::text},
    {"hosts[].fingerprint.cache.L1i", Form::text},
    {"hosts[].fingerprint.cache.L2", Form::text},
    {"hosts[].fingerprint.cache.L2d", Form::text},
    {"hosts[].fingerprint.cache.L2i", Form::text},
    {"hosts[].fingerprint.cache.L3", Form::text},
    {"hosts[].fingerprint.cache.L4", Form::text},
    {"hosts[].fingerprint.cpus_of_caches", Form::text},
    {"hosts[].fingerprint.page_size", Form::text},
    {"hosts[].fingerprint.memory_bytes", Form::text},
    {"hosts[].fingerprint.memory_modules", Form::text},
    {"hosts[].fingerprint.memory_channels", Form::text},
    {"hosts[].fingerprint.firmware", Form::text},
    {"hosts[].fingerprint.firmware_date", Form::text},
    {"hosts[].fingerprint.proc", Form::text},
    {"hosts[].fingerprint.host_name", Form::text},  // in a record of --keep hostname alone
    {"hosts[].fingerprint.kernel", Form::text},
    {"hosts[].fingerprint.kernel_arguments", Form::text},
    {"hosts[].fingerprint.os", Form::text},
    {"hosts[].fingerprint.libc", Form::text},
    {"hosts[].fingerprint.governor", Form::text},
    {"hosts[].fingerprint.frequency_driver", Form::text},
    {"hosts[].fingerprint.frequency_min_khz", Form::text},
    {"hosts[].fingerprint.frequency_max_khz", Form::text},
    {"hosts[].fingerprint.boost", Form::text},
    {"hosts[].fingerprint.smt", Form::text},
    {"hosts[].fingerprint.isolated_cpus", Form::text},
    {"hosts[].fingerprint.nohz_full_cpus", Form::text},
    {"hosts[].fingerprint.aslr", Form::text},
    {"hosts[].fingerprint.numa_balancing", Form::text},
    {"hosts[].fingerprint.perf_event_paranoid", Form::text},
    {"hosts[].fingerprint.clocksource", Form::text},
    {"hosts[].fingerprint.thp", Form::text},
    {"hosts[].fingerprint.mitigations", Form::text},
    {"hosts[].fingerprint.vulnerable", Form::text},
    {"hosts[].fingerprint.cgroup", Form::text},
    {"hosts[].fingerprint.cgroup_cpus", Form::text},
    {"hosts[].fingerprint.cgroup_memory_bytes", Form::text},
    {"hosts[].features[]", Form::text},
    {"hosts[].unreadable[]", Form::text},
    {"hosts[].readings[].at", Form::text},
    {"hosts[].readings[].values.load", Form::text},
    {"hosts[].readings[].values.steal_percent", Form::text},
    {"hosts[].readings[].values.frequency_khz", Form::text},
    {"hosts[].readings[].values.temperature_c", Form::text},
    {"hosts[].readings[].values.thermal_throttles", Form::text},
    {"hosts[].readings[].values.cgroup_throttled_periods", Form::text},
    {"hosts[].readings[].values.swap_used_bytes", Form::text},
    {"hosts[].readings[].values.pressure.cpu", Form::text},
    {"hosts[].readings[].values.pressure.memory", Form::text},
    {"hosts[].readings[].values.pressure.io", Form::text},
    {"hosts[].readings[].values.clock_cost_ns", Form::text},
    {"hosts[].readings[].values.clock_tick_ns", Form::text},
    {"places[].host", Form::number},
    {"places[].runner", Form::text},
    {"places[].class", Form::text},
    // What was run, and what came of it.
    {"cells[].target", Form::text},
    {"cells[].toolchain", Form::text},
    {"cells[].os", Form::text},
    {"cells[].suite", Form::text},
    {"cells[].place", Form::number},
    {"cells[].domain", Form::text},
    {"cells[].outcome", Form::text},
    {"cells[].code", Form::text},
    {"cells[].reason", Form::text},
    {"cells[].target_note", Form::text},
    {"cells[].notes[]", Form::text},
    {"cells[].listed", Form::number},
    {"cells[].turns[][]", Form::number},
    {"cells[].controls[].name", Form::text},
    {"cells[].controls[].checksum", Form::hash},
    {"cells[].program.path", Form::inside},
    {"cells[].program.sha256", Form::hash},
    {"cells[].program.build_id", Form::hash},
    {"cells[].program.arch", Form::text},
    {"cells[].program.linkage", Form::text},
    {"cells[].program.compiler", Form::text},
    {"cells[].program.flags[]", Form::text},
    {"cells[].program.linker", Form::text},
    {"cells[].program.libc", Form::text},
    {"cells[].program.benchmark_library", Form::text},
    {"cells[].benchmarks[].name", Form::text},
    {"cells[].benchmarks[].alias", Form::text},
    {"cells[].benchmarks[].like", Form::text},
    {"cells[].benchmarks[].since", Form::number},
    {"cells[].benchmarks[].bound", Form::text},
    {"cells[].benchmarks[].outcome", Form::text},
    {"cells[].benchmarks[].code", Form::text},
    {"cells[].benchmarks[].reason", Form::text},
    {"cells[].benchmarks[].checksum", Form::text},
    {"cells[].benchmarks[].work_amount", Form::number},
    {"cells[].benchmarks[].work_unit", Form::text},
    {"cells[].benchmarks[].fixed_iterations", Form::number},
    {"cells[].benchmarks[].threads", Form::number},
    {"cells[].benchmarks[].counters.*[]", Form::number},
    {"cells[].benchmarks[].samples[].iterations", Form::number},
    {"cells[].benchmarks[].samples[].wall_ns", Form::number},
    {"cells[].benchmarks[].samples[].cpu_ns", Form::number},
    {"cells[].benchmarks[].samples[].process", Form::number},
    {"cells[].benchmarks[].samples[].repetition", Form::number},
    {"cells[].benchmarks[].samples[].busy", Form::text},
    {"cells[].benchmarks[].samples[].turn", Form::number},
});

constexpr auto kKitMayLeave = std::to_array<MayLeave>({
    {"schema", Form::text},
    {"version", Form::text},
    {"commit", Form::hash},
    {"changed", Form::number},
    {"target", Form::text},
    {"arch", Form::text},
    {"filter", Form::text},
    {"quick", Form::number},
    {"timeout_s", Form::number},
    {"memory_bytes", Form::number},
    {"programs[].target", Form::text},
    {"programs[].toolchain", Form::text},
    {"programs[].os", Form::text},
    {"programs[].suite", Form::text},
    {"programs[].program.path", Form::inside},
    {"programs[].program.sha256", Form::hash},
    {"programs[].program.build_id", Form::hash},
    {"programs[].program.arch", Form::text},
    {"programs[].program.linkage", Form::text},
    {"programs[].program.compiler", Form::text},
    {"programs[].program.flags[]", Form::text},
    {"programs[].program.linker", Form::text},
    {"programs[].program.libc", Form::text},
    {"programs[].program.benchmark_library", Form::text},
    {"files[].path", Form::inside},
    {"files[].sha256", Form::hash},
    {"files[].size", Form::number},
    {"files[].executable", Form::number},
});

constexpr std::size_t kLongestText = 4096, kLongestKey = 80;

bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Keys of our own suites' counters, and not a text that somebody made a key.
bool is_plain_key(std::string_view key) {
  return key.size() <= kLongestKey && std::ranges::all_of(key, [](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

bool is_hash(std::string_view text) {
  return text.size() <= 64 && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// The value as it may leave; nothing when it may not.
std::optional<Json> fitting(const Json& value, Form form) {
  if (form == Form::number) {
    const bool fits = value.number() != nullptr || value.boolean() != nullptr || value.is_null();
    if (fits) return value;
    return std::nullopt;
  }
  const std::string* const text = value.string();
  if (text == nullptr) return std::nullopt;
  if (form == Form::hash) return is_hash(*text) ? std::optional(value) : std::nullopt;
  if (form == Form::inside) return work::is_kit_path(*text) ? value : Json("PATH");
  if (text->size() > kLongestText) return std::nullopt;
  if (text->find('/') == std::string::npos) return value;
  return Json(without_paths(*text));
}

// Where a value stands, told only of what stays at home.
struct Place {
  const Place* parent = nullptr;
  std::string_view key = {};  // "" for an item of an array
  std::size_t index = 0;

  std::string text() const {
    if (parent == nullptr) return {};
    if (key.empty()) return fmt::format("{}[{}]", parent->text(), index);
    const std::string before = parent->text();
    return before + (before.empty() ? "" : ".") + base::printable(key, kLongestKey);
  }
};

class Filter {
 public:
  // Without `builds` the document is walked through, and nothing is made of it.
  Filter(std::span<const MayLeave> allowed, bool builds) : builds_(builds) {
    for (const MayLeave& row : allowed) forms_.emplace(row.path, row.form);
  }

  // What of the value may leave.
  std::optional<Json> take(const Json& document) { return take(document, root_, Place{}); }

  std::vector<std::string> left_out() { return std::move(left_out_); }

 private:
  // What the table says of all values at one path ("cells[].code"), looked up once: records hold
  // many thousands.
  struct Rule {
    std::string path = {};
    std::optional<Form> form = {};
    bool has_members = true, has_items = false;
    std::map<std::string, Rule, std::less<>> members = {};
    std::unique_ptr<Rule> items = {};
  };

  std::optional<Json> take(const Json& value, Rule& rule, const Place& place) {
    if (value.object() != nullptr) return take_object(value, rule, place);
    if (value.array() != nullptr) return take_array(value, rule, place);
    auto fit = rule.form ? fitting(value, *rule.form) : std::nullopt;
    if (!fit || *fit != value) left_out_.push_back(place.text());
    return fit;
  }

  std::optional<Json> take_object(const Json& value, Rule& rule, const Place& place) {
    if (!rule.has_members) return leave_out(place);
    Json::Object fit;
    for (const auto& [key, member] : *value.object()) {
      auto found = rule.members.find(key);
      if (found == rule.members.end()) {
        const std::string dot = rule.path.empty() ? "" : ".";
        found = rule.members.emplace(key, rule_at(rule.path + dot + key)).first;
      }
      auto taken = take(member, found->second, Place{.parent = &place, .key = key});
      if (taken && builds_) fit.emplace_back(key, *std::move(taken));
    }
    return Json(std::move(fit));
  }

  std::optional<Json> take_array(const Json& value, Rule& rule, const Place& place) {
    if (!rule.has_items) return leave_out(place);
    if (!rule.items) rule.items = std::make_unique<Rule>(rule_at(rule.path + "[]"));
    Json::Array fit;
    Place item{.parent = &place};
    for (const Json& each : *value.array()) {
      auto taken = take(each, *rule.items, item);
      if (taken && builds_) fit.push_back(*std::move(taken));
      ++item.index;
    }
    return Json(std::move(fit));
  }

  std::optional<Json> leave_out(const Place& place) {
    left_out_.push_back(place.text());
    return std::nullopt;
  }

  Rule rule_at(std::string path) const {
    const std::string any = with_any_key(path);
    auto form = form_of(path);
    if (!form) form = form_of(any);
    const bool has_members = leads_on(path + "."),
               has_items = leads_on(path + "[]") || leads_on(any + "[]");
    return {
        .path = std::move(path), .form = form, .has_members = has_members, .has_items = has_items};
  }

  // "counters.*[]" of "counters.array_bytes[]"; the path itself where its last key is no plain one.
  static std::string with_any_key(const std::string& path) {
    const std::size_t key = path.rfind('.') + 1, end = std::min(path.find('[', key), path.size());
    if (key == 0 || !is_plain_key(std::string_view(path).substr(key, end - key))) return path;
    return path.substr(0, key) + "*" + path.substr(end);
  }

  std::optional<Form> form_of(const std::string& path) const {
    const auto found = forms_.find(path);
    return found == forms_.end() ? std::nullopt : std::optional(found->second);
  }

  // Does a row of the table begin so?
  bool leads_on(const std::string& beginning) const {
    const auto found = forms_.lower_bound(beginning);
    return found != forms_.end() && found->first.starts_with(beginning);
  }

  bool builds_;
  std::map<std::string, Form, std::less<>> forms_;
  std::vector<std::string> left_out_;
  Rule root_;
};

bool is_name_byte(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' || c == '+' ||
         c == '/' || c == '~' || c == '@' || static_cast<unsigned char>(c) >= 0x80;
}

// Does a path begin at this place? "a/b" is one that leads nowhere by itself, and "-I/b" is one.
bool begins_path(std::string_view text, std::size_t at) {
  if (text[at] != '/' && !text.substr(at).starts_with("~/")) return false;
  if (at == 0 || !is_name_byte(text[at - 1])) return true;
  return at >= 2 && text[at - 2] == '-' && is_letter(text[at - 1]) &&
         (at == 2 || !is_name_byte(text[at - 3]));
}

// Behind the path that begins at this place. One that stands between quotes ends with them, since
// it may hold blanks; where a long text was cut, it has no end.
std::size_t end_of_path(std::string_view text, std::size_t at) {
  if (at > 0 && (text[at - 1] == '\'' || text[at - 1] == '"')) {
    return std::min(text.find(text[at - 1], at), text.size());
  }
  while (at < text.size() && is_name_byte(text[at])) ++at;
  return at;
}

// The kernel's own whose names it gives itself, and those by which systems and containers are
// known.
bool is_of_every_machine(std::string_view path) {
  constexpr auto kFolders = std::to_array<std::string_view>(
      {"/proc/sys/", "/proc/self/", "/proc/device-tree/", "/sys/class/dmi/id/",
       "/sys/devices/system/", "/sys/firmware/", "/sys/hypervisor/", "/sys/kernel/"});
  constexpr auto kFiles = std::to_array<std::string_view>(
      {"/proc/cpuinfo", "/proc/sysinfo", "/proc/1/environ", "/proc/1/cgroup", "/dev/kvm",
       "/dev/null", "/dev/shm", "/dev/.lxc-boot-id", "/dev/lxd/sock", "/.dockerenv",
       "/.lxc-boot-id", "/run/.containerenv", "/run/host/container-manager",
       "/run/systemd/container", "/etc/os-release"});
  return std::ranges::find(kFiles, path) != kFiles.end() ||
         std::ranges::any_of(kFolders, [&](auto folder) { return path.starts_with(folder); });
}

}  // namespace

std::span<const MayLeave> may_leave() { return kRecordMayLeave; }

std::span<const MayLeave> may_leave_of_kit() { return kKitMayLeave; }

std::string without_paths(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    if (!begins_path(text, at)) {
      kept += text[at++];
      continue;
    }
    const std::size_t end = end_of_path(text, at);
    const std::string_view path = text.substr(at, end - at);
    const bool alone = path.size() == 1;  // a slash between two words
    kept += alone || is_of_every_machine(path) ? path : "PATH";
    at = end;
  }
  return kept;
}

Leaving fit_to_leave(const Json& document, std::span<const MayLeave> allowed) {
  Filter filter(allowed, true);
  auto fit = filter.take(document);
  return {.document = fit ? *std::move(fit) : Json(Json::Object{}), .left_out = filter.left_out()};
}

std::vector<std::string> may_not_leave(const Json& document, std::span<const MayLeave> allowed) {
  Filter filter(allowed, false);
  static_cast<void>(filter.take(document));
  return filter.left_out();
}

}  // namespace assay::submit
