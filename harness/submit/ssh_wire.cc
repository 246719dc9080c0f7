// SPDX-License-Identifier: Apache-2.0
#include "submit/ssh_wire.h"

#include <fmt/format.h>

#include <algorithm>

#include "submit/crypto.h"

namespace assay::submit {
namespace {

constexpr std::size_t kWrittenWidth = 70;  // as ssh-keygen
constexpr std::size_t kLongestLine = 76;   // RFC 2045; other programs write 64

bool is_base64(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' ||
         c == '/' || c == '=';
}

std::string begin_of(std::string_view label) { return fmt::format("-----BEGIN {}-----\n", label); }
std::string end_of(std::string_view label) { return fmt::format("-----END {}-----\n", label); }

}  // namespace

std::string wire_number(std::uint32_t number) {
  std::string bytes;
  for (const unsigned shift : {24u, 16u, 8u, 0u}) {
    bytes += static_cast<char>(static_cast<unsigned char>(number >> shift & 0xffu));
  }
  return bytes;
}

std::string wire_string(std::string_view bytes) {
  return wire_number(static_cast<std::uint32_t>(bytes.size())).append(bytes);
}

std::string_view WireReader::bytes(std::size_t count) {
  if (failed_ || count > left_.size()) {
    failed_ = true;
    return {};
  }
  const std::string_view read = left_.substr(0, count);
  left_.remove_prefix(count);
  return read;
}

std::uint32_t WireReader::number() {
  std::uint32_t number = 0;
  for (const char byte : bytes(4)) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string_view WireReader::string() { return bytes(number()); }

std::string_view WireReader::positive() {
  std::string_view digits = string();
  const auto high_bit = [&](std::size_t at) {
    return at < digits.size() && (static_cast<unsigned char>(digits[at]) & 0x80u) != 0;
  };
  const bool zero_first = !digits.empty() && digits[0] == '\0';
  if (digits.empty() || high_bit(0) || (zero_first && !high_bit(1))) {
    failed_ = true;
    return {};
  }
  if (zero_first) digits.remove_prefix(1);
  return digits;
}

std::string armor(std::string_view bytes, std::string_view label) {
  const std::string text = to_base64(bytes);
  std::string armored = begin_of(label);
  for (std::size_t at = 0; at < text.size(); at += kWrittenWidth) {
    armored.append(text, at, kWrittenWidth) += '\n';
  }
  return armored + end_of(label);
}

Unarmored unarmor(std::string_view text, std::string_view label) {
  const std::string begin = begin_of(label), end = end_of(label);
  if (text.empty()) return {{}, "the file is empty"};
  if (text.find('\r') != std::string_view::npos) {
    return {{}, "its lines end in CR LF, not in LF"};
  }
  if (!text.starts_with(begin)) {
    return {{}, fmt::format("it does not begin with -----BEGIN {}-----", label)};
  }
  text.remove_prefix(begin.size());
  const std::size_t ends = text.find(end);
  if (ends == std::string_view::npos) {
    return {{}, fmt::format("the line -----END {}----- is missing or not whole", label)};
  }
  if (ends + end.size() != text.size()) return {{}, "something follows its END line"};
  text = text.substr(0, ends);
  if (text.empty() || text.back() != '\n') return {{}, "a line break before END is missing"};
  std::string joined;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.empty()) return {{}, "it has an empty line"};
    if (line.size() > kLongestLine) {
      return {{}, fmt::format("a line is longer than {} characters", kLongestLine)};
    }
    if (!std::ranges::all_of(line, is_base64)) return {{}, "a line is not base64"};
    joined += line;
    text.remove_prefix(line.size() + 1);
  }
  std::optional<std::string> bytes = from_base64(joined);
  return {bytes, bytes ? "" : "it is not base64 as RFC 4648 writes it"};
}

}  // namespace assay::submit
