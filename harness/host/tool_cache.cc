// SPDX-License-Identifier: Apache-2.0
#include "host/tool_cache.h"

#include <cctype>
#include <chrono>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::host {
namespace {

using namespace std::chrono_literals;

constexpr base::Bytes kProgramLimit{std::uint64_t{512} << 20};

// First dotted number: "10.2.0" of "gcc (Debian 10.2.0-1) 10.2.0". A bare number is none.
std::string first_version(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) continue;
    std::size_t end = at;
    bool dotted = false;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) != 0 ||
                                 (text[end] == '.' && end + 1 < text.size() &&
                                  std::isdigit(static_cast<unsigned char>(text[end + 1])) != 0))) {
      dotted = dotted || text[end] == '.';
      ++end;
    }
    if (dotted) return std::string(text.substr(at, end - at));
    at = end;
  }
  return {};
}

// "" from one that does not come to its end: it is asked again then, not remembered.
std::string said(const std::filesystem::path& program, const char* option) {
  const auto ended = sys::run_process(
      {.argv = {program.string(), option}, .deadline = 20s, .output_limit = base::Bytes{1u << 20}});
  return ended.why == sys::Ended::Why::exited ? ended.out + ended.err : std::string();
}

}  // namespace

ToolCache::ToolCache(std::filesystem::path file) : file_(std::move(file)) {
  try {
    const auto json =
        base::parse_json(sys::read_file(file_, base::Bytes{4u << 20}), file_.string());
    if (json.object() == nullptr) return;
    for (const auto& [path, answer] : *json.object()) {
      answers_[path] = {answer.text("stamp"), answer.text("version"), answer.text("sha256"),
                        answer.text("help")};
    }
  } catch (const base::Error&) {
    answers_.clear();  // a cache: what it can't tell is asked again
  }
}

ToolCache::Answer& ToolCache::entry(const std::filesystem::path& program) {
  auto& answer = answers_[program.string()];
  const auto stamp = sys::file_stamp(program);
  if (answer.stamp != stamp) answer = {stamp, {}, {}, {}};
  return answer;
}

std::string ToolCache::version(const std::filesystem::path& program) {
  auto& answer = entry(program);
  if (answer.version.empty()) {
    answer.version = first_version(said(program, "--version"));
    changed_ = true;
  }
  return answer.version;
}

std::string ToolCache::sha256(const std::filesystem::path& program) {
  auto& answer = entry(program);
  if (answer.sha256.empty()) {
    answer.sha256 = base::sha256(sys::read_file(program, kProgramLimit));
    changed_ = true;
  }
  return answer.sha256;
}

bool ToolCache::offers_plugins(const std::filesystem::path& program) {
  auto& answer = entry(program);
  if (answer.help.empty()) {
    const auto help = said(program, "--help");
    if (help.empty()) return false;
    answer.help = help.find("-plugin") != std::string::npos ? "plugins" : "none";
    changed_ = true;
  }
  return answer.help == "plugins";
}

void ToolCache::save() const {
  if (!changed_) return;
  base::Json json(base::Json::Object{});
  for (const auto& [path, answer] : answers_) {
    base::Json one;
    one.set("stamp", answer.stamp)
        .set("version", answer.version)
        .set("sha256", answer.sha256)
        .set("help", answer.help);
    json.set(path, std::move(one));
  }
  try {
    sys::write_whole(file_, json.dump());
  } catch (const base::Error&) {
    return;  // said in the header: no fault
  }
}

}  // namespace assay::host
