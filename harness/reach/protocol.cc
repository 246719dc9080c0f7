// SPDX-License-Identifier: Apache-2.0
#include "reach/protocol.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"

namespace assay::reach {
namespace {

using base::Error;
using base::Exit;
using base::Json;

constexpr std::size_t kShown = 16;  // digits of the hash before a line

std::string first_link(Side from, std::string_view nonce) {
  return base::sha256(
      fmt::format("assay.reach/{} {} {}", kProtocol, from == Side::here ? "here" : "there", nonce));
}

std::string next_link(std::string_view chain, std::string_view line) {
  return base::sha256(fmt::format("{}{}", chain, line));
}

Error broken(std::string_view why, std::string_view line = {}) {
  std::string what = fmt::format("the conversation is broken: {}", why);
  if (!line.empty()) what += fmt::format(": \"{}\"", base::printable(line, 120));
  return Error(Exit::missing, std::move(what));
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

FrameWriter::FrameWriter(Side from, std::string_view nonce) : chain_(first_link(from, nonce)) {}

std::string FrameWriter::write(Json line, std::string_view bytes) {
  base::ensure(line.find("bytes") == nullptr && line.find("sha256") == nullptr,
               "these keys say what follows a line");
  if (!bytes.empty()) {
    line.set("bytes", std::uint64_t{bytes.size()});
    line.set("sha256", base::sha256(bytes));
  }
  const std::string text = line.dump_compact();
  base::ensure(text.size() + kShown + 2 <= kMostLine.value, "a line of the protocol is short");
  chain_ = next_link(chain_, text);
  std::string frame = chain_.substr(0, kShown);
  frame.reserve(frame.size() + text.size() + bytes.size() + 2);
  frame.append(" ").append(text).append("\n").append(bytes);
  return frame;
}

FrameReader::FrameReader(Side from, std::string_view nonce, FrameLimits limits)
    : chain_(first_link(from, nonce)), limits_(limits) {}

void FrameReader::add(std::string_view bytes) {
  total_ += bytes.size();
  if (total_ > limits_.total.value) {
    throw broken(fmt::format("more than {} came", base::to_text(limits_.total)));
  }
  // What was read is dropped now and then, not for each frame.
  if (at_ > pending_.size() / 2) {
    pending_.erase(0, at_);
    at_ = 0;
  }
  pending_.append(bytes);
}

std::optional<Frame> FrameReader::next() {
  if (!open_) {
    const auto line = take_line();
    if (!line) return std::nullopt;
    open_line(*line);
  }
  if (pending_.size() - at_ < awaited_) return std::nullopt;
  const auto size = static_cast<std::size_t>(std::exchange(awaited_, 0));
  open_->bytes = pending_.substr(at_, size);
  at_ += size;
  if (size != 0 && base::sha256(open_->bytes) != sha256_) {
    throw broken("bytes were altered on the way");
  }
  return std::exchange(open_, std::nullopt);
}

std::optional<std::string_view> FrameReader::take_line() {
  const std::string_view rest = std::string_view(pending_).substr(at_);
  const std::size_t end = rest.find('\n');
  if (std::min(end, rest.size()) >= kMostLine.value) {
    throw broken(fmt::format("a line is longer than {}", base::to_text(kMostLine)), rest);
  }
  if (end == std::string_view::npos) return std::nullopt;
  at_ += end + 1;
  return rest.substr(0, end);
}

void FrameReader::open_line(std::string_view line) {
  if (line.size() < kShown + 2 || line[kShown] != ' ' ||
      !std::ranges::all_of(line.substr(0, kShown), is_hex)) {
    throw broken("this is not a line of it", line);
  }
  const std::string_view text = line.substr(kShown + 1);
  chain_ = next_link(chain_, text);
  if (line.substr(0, kShown) != std::string_view(chain_).substr(0, kShown)) {
    throw broken("a line was lost, doubled, moved or altered on the way", line);
  }
  Json json = base::parse_json(text, "a line of the conversation", kMostLine);
  if (json.object() == nullptr) throw broken("a line is not an object", line);
  if (const Json* const bytes = json.find("bytes"); bytes != nullptr) {
    const std::int64_t* const size = bytes->integer();
    sha256_ = json.text("sha256");
    if (size == nullptr || *size < 1 || !is_sha256(sha256_)) {
      throw broken("a line does not say what follows it", line);
    }
    awaited_ = static_cast<std::uint64_t>(*size);
    if (awaited_ > limits_.bytes.value) {
      throw broken(fmt::format("{} are announced, at most {} are taken",
                               base::to_text(base::Bytes{awaited_}), base::to_text(limits_.bytes)));
    }
  }
  open_ = Frame{.line = std::move(json), .bytes = {}};
}

bool is_run_name(std::string_view text) {
  return text.size() >= 8 && text.size() <= 64 && text.front() != '-' &&
         std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 && std::ranges::all_of(text, is_hex);
}

}  // namespace assay::reach
