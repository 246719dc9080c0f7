// SPDX-License-Identifier: Apache-2.0
#include "submit/told_files.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"

namespace assay::submit {
namespace {

using base::Outcome;

// A letter: a file with its name and bytes; a refusal with its code and sentence; the end. Each
// text stands behind its length, in eight bytes, the lowest first.
constexpr char kFile = 'F', kRefusal = 'R', kEnd = 'E';
constexpr std::size_t kLengthSize = 8;

std::string length_of(std::string_view text) {
  std::string bytes;
  std::uint64_t size = text.size();
  for (std::size_t i = 0; i < kLengthSize; ++i, size >>= 8u) {
    bytes += static_cast<char>(size & 0xffu);
  }
  return bytes;
}

void tell(char what, std::string_view first, std::string_view second, const sys::Say& say) {
  say(std::string(1, what) + length_of(first));
  say(first);
  say(length_of(second));
  say(second);
}

// Nothing when it is not there in full.
std::optional<std::string_view> take_text(std::string_view& from) {
  if (from.size() < kLengthSize) return std::nullopt;
  std::uint64_t size = 0;
  for (std::size_t i = kLengthSize; i-- > 0;)
    size = size << 8u | static_cast<unsigned char>(from[i]);
  from.remove_prefix(kLengthSize);
  if (size > from.size()) return std::nullopt;
  const std::string_view text = from.substr(0, static_cast<std::size_t>(size));
  from.remove_prefix(text.size());
  return text;
}

Outcome nonsense() {
  return Outcome::failed(
      "child-taken-over",
      "what reads the archive behind the walls gave an answer that it never gives: "
      "do not open this file with other programs");
}

bool is_code(std::string_view code) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-";
  constexpr std::size_t kMost = 40;
  return !code.empty() && code.size() <= kMost &&
         code.find_first_not_of(kLetters) == std::string_view::npos;
}

Outcome refusal(std::string_view told) {
  const auto code = take_text(told);
  const auto sentence = code ? take_text(told) : std::nullopt;
  if (!sentence || !told.empty() || !is_code(*code)) return nonsense();
  return Outcome::failed(std::string(*code), base::printable(*sentence));
}

}  // namespace

void tell_files(const std::vector<TarFile>& files, const sys::Say& say) {
  for (const TarFile& file : files) tell(kFile, file.name, file.bytes, say);
  say(std::string(1, kEnd));
}

void tell_refusal(const Outcome& refused, const sys::Say& say) {
  tell(kRefusal, refused.code, refused.reason, say);
}

ToldFiles hear_files(std::string_view told) {
  ToldFiles result;
  if (told.starts_with(kRefusal)) return {{}, refusal(told.substr(1))};
  ArchiveNames names;
  while (told.starts_with(kFile)) {
    told.remove_prefix(1);
    const auto name = take_text(told);
    const auto bytes = name ? take_text(told) : std::nullopt;
    if (!bytes || bytes->size() > kFileLimit.value || !names.add_file(*name).good()) {
      return {{}, nonsense()};
    }
    result.files.push_back({std::string(*name), std::string(*bytes)});
  }
  if (told != std::string_view(&kEnd, 1) || result.files.empty()) return {{}, nonsense()};
  return result;
}

}  // namespace assay::submit
