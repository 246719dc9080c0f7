// SPDX-License-Identifier: Apache-2.0
#include "reach/run_folder.h"

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <system_error>

#include "base/error.h"
#include "reach/place_words.h"
#include "record/json_node.h"
#include "sys/files.h"
#include "sys/process_identity.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

namespace fs = std::filesystem;
using base::Json;
using record::JsonNode;

constexpr base::Bytes kMostStatus{64u << 10};
constexpr std::uint64_t kLongestPatience = std::uint64_t{7} * 24 * 3600 * 1000;  // a week
constexpr std::size_t kMostWords = 256;

bool there_is(const fs::path& path) {
  std::error_code fault;
  return fs::exists(fs::symlink_status(path, fault));
}

std::optional<sys::ProcessIdentity> runner_of(const fs::path& pid) {
  return sys::read_identity(sys::read_start(pid, kMostStatus));
}

bool is_variable(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

// The system's interfaces end a text at the first NUL.
std::string word_of(const JsonNode& node) {
  std::string text = node.as_text();
  if (text.find('\0') != std::string::npos) node.fail("a word holds no NUL");
  return text;
}

}  // namespace

Json to_json(const Order& order) {
  Json json, arguments{Json::Array{}}, environment{Json::Object{}};
  for (const std::string& word : order.arguments) arguments.push(word);
  for (const auto& [name, value] : order.environment) environment.set(name, value);
  json.set("arguments", std::move(arguments)).set("environment", std::move(environment));
  json.set("cpus", order.cpus);
  json.set("patience_ms", std::int64_t{order.patience.count()});
  json.set("label", order.label);
  return json;
}

Order read_order(const Json& json) {
  const JsonNode node(json, "what a run is to do");
  Order order;
  node.member("arguments").each_item([&](const JsonNode& word) {
    if (order.arguments.size() == kMostWords) word.fail("too many words");
    order.arguments.push_back(word_of(word));
  });
  node.member("environment").each_member([&](const std::string& name, const JsonNode& value) {
    if (!is_variable(name)) value.fail("this is not the name of a variable");
    if (order.environment.size() == kMostWords) value.fail("too many variables");
    order.environment.emplace_back(name, word_of(value));
  });
  order.cpus = node.text_or("cpus");
  if (!order.cpus.empty() && parse_cpus(order.cpus).empty()) node.fail("cpus are no numbers");
  const std::uint64_t patience = node.whole("patience_ms", 1);
  if (patience > kLongestPatience) node.fail("patience is longer than a week");
  order.patience = std::chrono::milliseconds(patience);
  order.label = node.text_or("label");
  return order;
}

std::string_view to_text(RunState state) {
  switch (state) {
    case RunState::absent:
      return "absent";
    case RunState::running:
      return "running";
    case RunState::ended:
      return "ended";
    case RunState::died:
      return "died";
    case RunState::rebooted:
      break;
  }
  return "rebooted";
}

Json to_json(const RunEnd& end) {
  Json json;
  json.set("how", end.how).set("status", end.status).set("why", end.why);
  return json;
}

std::optional<RunEnd> read_run_end(std::string_view text) {
  constexpr std::string_view kWays[] = {"exited", "signal", "lease", "stopped", "failed"};
  try {
    const Json json = base::parse_json(text, "the end of a run", kMostStatus);
    const JsonNode node(json, "the end of a run");
    RunEnd end;
    end.how = node.word("how", kWays);
    end.status = static_cast<int>(std::min<std::uint64_t>(node.whole("status"), 255));
    end.why = node.text_or("why");
    return end;
  } catch (const base::Error&) {
    return std::nullopt;  // a text of somebody else
  }
}

RunState RunFolder::state() const {
  if (!there_is(path_)) return RunState::absent;
  const auto runner = runner_of(pid());
  const sys::ProcessFate fate = runner ? sys::fate_of(*runner) : sys::ProcessFate::gone;
  if (fate == sys::ProcessFate::alive) return RunState::running;
  if (end()) return RunState::ended;
  return fate == sys::ProcessFate::rebooted ? RunState::rebooted : RunState::died;
}

std::optional<RunEnd> RunFolder::end() const {
  return there_is(ended()) ? read_run_end(sys::read_start(ended(), kMostStatus)) : std::nullopt;
}

void RunFolder::renew() const {
  if (there_is(lease())) {
    sys::mark_used(lease());
  } else {
    sys::write_whole(lease(), "");
  }
}

std::optional<std::chrono::seconds> RunFolder::unasked() const {
  std::error_code fault;
  const auto renewed = fs::last_write_time(there_is(lease()) ? lease() : path_, fault);
  if (fault) return std::nullopt;
  const auto since = fs::file_time_type::clock::now() - renewed;
  // Below 0 after the machine's clock was set back.
  return std::max(std::chrono::seconds{0}, std::chrono::duration_cast<std::chrono::seconds>(since));
}

bool RunFolder::stop() const {
  const auto runner = runner_of(pid());
  return runner && sys::signal_process(*runner, SIGINT);
}

}  // namespace assay::reach
