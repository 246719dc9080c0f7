// SPDX-License-Identifier: Apache-2.0
#include "host/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "base/number.h"
#include "base/text.h"
#include "base/units.h"
#include "host/fitness.h"
#include "host/match.h"
#include "host/topology.h"

namespace assay::host {
namespace {

using record::fingerprint_value;

std::string counted(std::uint64_t number, std::string_view one) {
  return fmt::format("{} {}{}", number, one, number == 1 ? "" : "s");
}

std::string machine_line(const record::Host& host) {
  const auto value = [&](std::string_view key) { return fingerprint_value(host, key); };
  std::vector<std::string> parts{value("cpu")};
  if (const auto core = value("core"); !core.empty()) parts.front() += " (" + core + ')';
  const auto arch = value("arch");
  const auto kernel = value("kernel_arch");
  parts.push_back(arch.empty() ? "architecture unknown" : arch);
  if (!kernel.empty()) parts.back() += fmt::format(" under a kernel of {}", kernel);
  if (const auto cpus = parse_cpulist(value("cpus")); !cpus.empty()) {
    parts.push_back(counted(cpus.size(), "CPU"));
  }
  for (const auto& [key, name] : {std::pair{"sockets", "socket"}, {"numa_nodes", "NUMA node"}}) {
    if (const auto number = base::to_uint64(value(key)))
      parts.push_back(counted(static_cast<std::size_t>(*number), name));
  }
  if (const auto bytes = base::to_uint64(value("memory_bytes"))) {
    parts.push_back(fmt::format("{:.1f} GiB", static_cast<double>(*bytes) / (1u << 30)));
  }
  for (const char* key : {"dmi.product", "devicetree.model"}) {
    if (const auto product = value(key); !product.empty()) parts.push_back(product);
  }
  if (const auto proc = value("proc"); !proc.empty()) parts.push_back("/proc is " + proc);
  return base::join(parts, ", ");
}

// What the strongest sign of this kind found; "" without one.
std::string sign_of(const record::Host& host, std::string_view kind) {
  for (const char* strength : {"strong", "weak"}) {
    for (const auto& sign : host.evidence) {
      if (sign.strength == strength && sign.signal.starts_with(kind)) return sign.value;
    }
  }
  return {};
}

std::string runs_on_line(const record::Host& host) {
  std::string text = "bare metal, as far as can be seen";
  if (host.host_class == "virtualised") {
    const auto told = fingerprint_value(host, "hypervisor");
    text = fmt::format("a virtual machine ({})", told.empty() ? sign_of(host, "hypervisor") : told);
  }
  if (host.host_class == "emulated")
    text = fmt::format("an emulator ({})", sign_of(host, "emulator"));
  if (const auto container = sign_of(host, "container"); !container.empty()) {
    text += fmt::format(", in a container ({})", container);
  }
  return text;
}

std::string target_line(const record::Host& host, const std::vector<catalog::Target>& targets) {
  std::vector<std::string> chips, open;
  for (const auto& target : targets) {
    const auto found = identify(target, host);
    if (found.match == Match::yes) chips.push_back(target.name);
    if (found.match == Match::perhaps) {
      open.push_back(fmt::format("{} ({})", target.name, found.why));
    }
  }
  std::string text = chips.empty() ? "no target for sure" : base::join(chips, ", ");
  if (chips.empty() && open.empty()) text = "no target";
  if (!open.empty()) text += "; perhaps " + base::join(open, ", ");
  return text;
}

std::string times_line(const record::Host& host, const std::vector<Condition>& conditions) {
  if (host.host_class == "emulated") {
    return "not to be trusted: times measured in an emulator do not apply to a real CPU; count "
           "instructions";
  }
  std::vector<std::string> disturbing;
  std::size_t unknown = 0;
  for (const auto& condition : conditions) {
    if (condition.fitness == Fitness::disturbs) disturbing.push_back(condition.what);
    if (condition.fitness == Fitness::unknown) ++unknown;
  }
  const auto unseen = fmt::format("{} of {} conditions can't be seen", unknown, conditions.size());
  if (disturbing.empty() && unknown == 0) return "to be trusted: nothing that disturbs was found";
  if (disturbing.empty() && 2 * unknown > conditions.size()) return "not known: " + unseen;
  if (disturbing.empty()) return "to be trusted as far as can be seen: " + unseen;
  return fmt::format("only in pairs that are measured in turns: disturbed by {}; {}",
                     base::join(disturbing, ", "), unseen);
}

// The first condition is the weightiest.
std::string help_line(const std::vector<Condition>& conditions) {
  std::vector<std::string> helps;
  for (const auto& condition : conditions) {
    if (condition.fitness == Fitness::disturbs &&
        std::ranges::find(helps, condition.help) == helps.end()) {
      helps.push_back(condition.help);
    }
  }
  if (helps.empty()) return "nothing that can be seen from here";
  if (helps.size() == 1) return helps.front();
  return fmt::format("{}; and {} more: doctor lists them", helps.front(), helps.size() - 1);
}

}  // namespace

std::vector<std::pair<std::string, std::string>> five_lines(
    const record::Host& host, const std::vector<catalog::Target>& targets) {
  const auto conditions = judge_fitness(host);
  return {{"machine", machine_line(host)},
          {"runs on", runs_on_line(host)},
          {"target", target_line(host, targets)},
          {"times", times_line(host, conditions)},
          {"help", help_line(conditions)}};
}

}  // namespace assay::host
