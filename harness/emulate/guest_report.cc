// SPDX-License-Identifier: Apache-2.0
#include "emulate/guest_report.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace assay::emulate {
namespace {

// Fowler, Noll, Vo: FNV-1a with 64 bits (RFC 9923).
std::uint64_t fnv1a64(std::string_view bytes) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  return hash;
}

struct Frame {
  std::string kind;
  std::size_t number = 0;
  std::string_view bytes;
};

class FrameReader {
 public:
  FrameReader(std::string_view bytes, std::string_view name) : bytes_(bytes), name_(name) {}

  // Nothing at the end, and where the last frame has none.
  std::optional<Frame> next() {
    const auto end = bytes_.find('\n', at_);
    if (end == std::string_view::npos) {
      if (bytes_.size() - at_ > kLongestHead) broken("is not a frame");
      return std::nullopt;
    }
    const auto words = base::split(bytes_.substr(at_, end - at_), ' ');
    if (words.size() != 5 || words[0] != "assay") broken("is not a frame");
    const auto number = whole(words[2], 10), length = whole(words[3], 10),
               hash = whole(words[4], 16);
    if (bytes_.size() - end - 1 < length || bytes_.size() - end - 1 - length < 1) {
      return std::nullopt;
    }
    const auto content = bytes_.substr(end + 1, length);
    if (bytes_[end + 1 + length] != '\n' || fnv1a64(content) != hash) {
      broken("is another frame than its hash says");
    }
    at_ = end + 1 + length + 1;
    return Frame{words[1], number, content};
  }

  [[noreturn]] void broken(std::string_view what) const {
    throw base::Error(base::Exit::bad, fmt::format("{}: byte {} {}", name_, at_, what));
  }

 private:
  static constexpr std::size_t kLongestHead = 256;

  std::uint64_t whole(const std::string& text, int base) const {
    std::uint64_t value = 0;
    const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (text.empty() || fault != std::errc() || rest != text.data() + text.size()) {
      broken("is not a frame");
    }
    return value;
  }

  std::string_view bytes_, name_;
  std::size_t at_ = 0;
};

// The rest of the line that begins with `word`: "6.12" of "release 6.12".
std::string line_of(std::string_view text, std::string_view word) {
  for (const std::string& line : base::split(text, '\n')) {
    if (line.starts_with(word) && line.size() > word.size() && line[word.size()] == ' ') {
      return line.substr(word.size() + 1);
    }
  }
  return {};
}

// 0 when it isn't there: a clock that could not be read.
std::uint64_t number_of(std::string_view text, std::string_view word) {
  const std::string digits = line_of(text, word);
  std::uint64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

void take_of_program(const Frame& frame, GuestProgram& program, const FrameReader& reader) {
  if (frame.kind == "out") {
    program.out += frame.bytes;
  } else if (frame.kind == "err") {
    program.err += frame.bytes;
  } else if (frame.kind == "results") {
    program.results += frame.bytes;
  } else if (frame.kind == "cut") {
    program.cut = true;
  } else if (frame.kind == "end") {
    program.end = std::string(frame.bytes.substr(0, frame.bytes.find('\n')));
    program.end_ns = number_of(frame.bytes, "clock");
  } else {
    reader.broken(fmt::format("is of the unknown kind '{}'", base::printable(frame.kind, 40)));
  }
}

void take_frame(const Frame& frame, GuestReport& report, const FrameReader& reader) {
  if (frame.kind == "init") {
    report.up = true;
    report.init_ns = number_of(frame.bytes, "clock");
    report.free_kib = number_of(frame.bytes, "free");
    report.release = line_of(frame.bytes, "release");
  } else if (frame.kind == "fault") {
    report.fault = frame.bytes;
  } else if (frame.kind == "bye") {
    report.done = true;
  } else if (frame.kind == "begin") {
    if (frame.number != report.programs.size() + 1) reader.broken("comes before another program");
    report.programs.push_back({.begin_ns = number_of(frame.bytes, "clock")});
  } else {
    if (frame.number == 0 || frame.number != report.programs.size()) {
      reader.broken("is of a program that did not begin");
    }
    take_of_program(frame, report.programs.back(), reader);
  }
}

}  // namespace

GuestReport parse_guest_report(std::string_view bytes, std::string_view name) {
  GuestReport report;
  FrameReader reader(bytes, name);
  while (const auto frame = reader.next()) take_frame(*frame, report, reader);
  return report;
}

}  // namespace assay::emulate
