// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 as a server reads it: the head of a request (RFC 9112, sections 3 and 5), and a body in
// chunks (section 7.1). Both refuse what the grammar does not have: no bare line feed, no folded
// header.
#include "messages.h"
#include "sizes.h"

namespace assay::web {
namespace {

constexpr std::array<std::string_view, 8> kMethods = {"GET",  "GET", "GET",    "GET",
                                                      "POST", "PUT", "DELETE", "OPTIONS"};
constexpr std::array<std::string_view, 16> kNames = {"Accept",
                                                     "Accept-Encoding",
                                                     "Accept-Language",
                                                     "Cache-Control",
                                                     "Connection",
                                                     "Cookie",
                                                     "DNT",
                                                     "If-Modified-Since",
                                                     "If-None-Match",
                                                     "Origin",
                                                     "Pragma",
                                                     "Referer",
                                                     "Sec-Fetch-Mode",
                                                     "Upgrade-Insecure-Requests",
                                                     "User-Agent",
                                                     "X-Forwarded-For"};

// Header fields beside Host: requests of 300 and 700 bytes on average.
constexpr std::uint32_t kSmall = 5, kBrowser = 14;
constexpr std::uint32_t kMostWords = 6;  // of a value
constexpr std::uint32_t kRequests = 32;

void append_word(std::string& to, char before, const Vocabulary& words, Random& random) {
  to += before;
  to += words.draw(random);
}

void append_request(std::string& to, std::uint32_t fields, const Vocabulary& words,
                    Random& random) {
  to += kMethods[random.below(8)];
  to += ' ';
  for (std::uint32_t left = 1 + random.below(4); left > 0; --left) {
    append_word(to, '/', words, random);
  }
  if (random.below(2) == 0) {
    append_word(to, '?', words, random);
    append_word(to, '=', words, random);
  }
  to += random.below(8) == 0 ? " HTTP/1.0\r\nHost:" : " HTTP/1.1\r\nHost:";
  append_word(to, ' ', words, random);
  append_word(to, '.', words, random);
  to += ".example\r\n";
  const std::uint32_t first = random.below(16), step = random.below(8) * 2 + 1;
  for (std::uint32_t i = 0; i < fields; ++i) {
    to += kNames[(first + i * step) % 16];
    to += ':';
    for (std::uint32_t left = 1 + random.below(kMostWords); left > 0; --left) {
      append_word(to, ' ', words, random);
      if (left > 1) to += ';';
    }
    to += random.below(16) == 0 ? " \r\n" : "\r\n";
  }
  to += "\r\n";
}

// Bits of a byte: what it may be a part of.
enum : std::uint8_t { kToken = 1, kTarget = 2, kValue = 4 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  for (std::uint32_t c = 0; c < 256; ++c) {
    std::uint8_t bits = 0;
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const auto is_mark = [c](char mark) { return static_cast<std::uint32_t>(mark) == c; };
    if (alphanumeric || std::any_of(kMarks.begin(), kMarks.end(), is_mark)) bits |= kToken;
    if (c > 0x20 && c < 0x7f) bits |= kTarget;
    if ((c >= 0x20 && c != 0x7f) || c == '\t') bits |= kValue;
    classes[c] = bits;
  }
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

// Where the run of bytes of a class that begins at `at` ends.
std::size_t end_of_run(Text text, std::size_t at, std::uint8_t wanted) {
  while (at < text.size() && (kClasses[text[at]] & wanted) != 0) ++at;
  return at;
}

bool has(Text text, std::size_t at, std::string_view wanted) {
  return text.size() - at >= wanted.size() &&
         std::memcmp(text.data() + at, wanted.data(), wanted.size()) == 0;
}

// A request line; returns where it ends, or 0. Writes length of the method, place and length of the
// target, and the minor version.
std::size_t parse_request_line(Text text, std::size_t at, std::uint32_t* to) {
  const std::size_t method_end = end_of_run(text, at, kToken);
  if (method_end == at || !has(text, method_end, " ")) return 0;
  const std::size_t target = method_end + 1;
  const std::size_t target_end = end_of_run(text, target, kTarget);
  if (target_end == target || !has(text, target_end, " HTTP/1.")) return 0;
  const std::size_t version = target_end + 8;
  if (version >= text.size() || (text[version] != '0' && text[version] != '1')) return 0;
  if (!has(text, version + 1, "\r\n")) return 0;
  to[0] = static_cast<std::uint32_t>(method_end - at);
  to[1] = static_cast<std::uint32_t>(target);
  to[2] = static_cast<std::uint32_t>(target_end - target);
  to[3] = text[version] - std::uint32_t{'0'};
  return version + 3;
}

// A field line; writes place and length of its name, and of its value without blanks around it.
std::size_t parse_field(Text text, std::size_t at, std::uint32_t* to) {
  const auto is_blank = [](std::uint8_t byte) { return byte == ' ' || byte == '\t'; };
  const std::size_t name_end = end_of_run(text, at, kToken);
  if (name_end == at || !has(text, name_end, ":")) return 0;
  std::size_t value = name_end + 1;
  const std::size_t line_end = end_of_run(text, value, kValue);
  if (!has(text, line_end, "\r\n")) return 0;
  std::size_t value_end = line_end;
  while (value < value_end && is_blank(text[value])) ++value;
  while (value < value_end && is_blank(text[value_end - 1])) --value_end;
  to[0] = static_cast<std::uint32_t>(at);
  to[1] = static_cast<std::uint32_t>(name_end - at);
  to[2] = static_cast<std::uint32_t>(value);
  to[3] = static_cast<std::uint32_t>(value_end - value);
  return line_end + 2;
}

constexpr std::uint32_t kMostFields = 64;
constexpr std::size_t kWordsPerRequest = 5 + 4 * kMostFields;

// Requests one behind the other, as a client sends them that does not wait for answers. Of each the
// output is what parse_request_line() writes, the number of fields, and the fields.
[[gnu::noinline]] std::uint32_t parse_requests(Text text, std::uint32_t* out) {
  std::uint32_t* to = out;
  std::size_t at = 0;
  while (at < text.size()) {
    at = parse_request_line(text, at, to);
    if (at == 0) return kFault;
    std::uint32_t* const count = to + 4;
    to += 5;
    *count = 0;
    while (!has(text, at, "\r\n")) {
      if (*count == kMostFields) return kFault;
      at = parse_field(text, at, to);
      if (at == 0) return kFault;
      ++*count;
      to += 4;
    }
    at += 2;
  }
  return static_cast<std::uint32_t>(to - out);
}

// Where a name, a value or a blank ends is not determined: three times a header, so a batch of
// small requests takes some 600 decisions, and one of browsers' 1,500. All inputs have 1.2 or
// 2.8 MB.
template <std::uint32_t fields, std::uint64_t k>
void http1_parse(benchmark::State& state) {
  const Vocabulary words(seed(0x001));
  Turns turns(state, 128);
  const Messages requests(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(k, turn));
    std::string batch;
    for (std::uint32_t i = 0; i < kRequests; ++i) append_request(batch, fields, words, random);
    return batch;
  });
  run_in_turns<parse_requests, std::uint32_t>(
      state, turns, {kRequests, "requests"}, requests, kRequests * kWordsPerRequest,
      [&](Fnv1a64& hash, Buffer<std::uint32_t>& out) {
        Random random(seed(k + 1));
        std::string one;
        append_request(one, fields, words, random);
        constexpr std::string_view kWrong("\0 :\r\n\t/\x7f\xc3=", 10);
        add_faulty<parse_requests>(hash, out, one, kWrong, seed(k + 2));
      });
}
BENCHMARK(http1_parse<kSmall, 0x010>)->Name("http1_parse/small");
BENCHMARK(http1_parse<kBrowser, 0x014>)->Name("http1_parse/browser");

constexpr std::uint32_t kNoDigit = 16;

constexpr std::uint32_t hex_digit(std::uint8_t byte) {
  if (byte >= '0' && byte <= '9') return byte - std::uint32_t{'0'};
  const std::uint32_t letter = byte | 0x20u;
  return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : kNoDigit;
}

// Size in hexadecimal digits and what may follow a semicolon; returns where the line ends, or 0.
std::size_t parse_chunk_size(Text text, std::size_t at, std::size_t& size) {
  const std::size_t first = at;
  size = 0;
  for (; at < text.size(); ++at) {
    const std::uint32_t digit = hex_digit(text[at]);
    if (digit == kNoDigit) break;
    if (at - first == 7) return 0;  // 256 MiB and more
    size = size * 16 + digit;
  }
  if (at == first) return 0;
  if (has(text, at, ";")) at = end_of_run(text, at, kValue);
  return has(text, at, "\r\n") ? at + 2 : 0;
}

// The body without its chunks' sizes; trailers are read and dropped.
[[gnu::noinline]] std::uint32_t decode_chunks(Text text, std::uint8_t* out) {
  std::uint8_t* to = out;
  std::size_t size = 0;
  std::size_t at = parse_chunk_size(text, 0, size);
  while (at != 0 && size != 0) {
    if (text.size() - at < size) return kFault;
    std::memcpy(to, text.data() + at, size);
    to += size;
    at += size;
    if (!has(text, at, "\r\n")) return kFault;
    at = parse_chunk_size(text, at + 2, size);
  }
  if (at == 0) return kFault;
  std::array<std::uint32_t, 4> field;
  while (!has(text, at, "\r\n")) {
    at = parse_field(text, at, field.data());
    if (at == 0) return kFault;
  }
  return at + 2 == text.size() ? static_cast<std::uint32_t>(to - out) : kFault;
}

// Chunks of 1 to 128 bytes, as a server sends events.
std::string chunked_body(std::size_t size, const Vocabulary& words, Random& random) {
  const Bytes body = random_bytes(size, random.next());
  const std::string_view data(reinterpret_cast<const char*>(body.data()), size);
  std::string text;
  for (std::size_t at = 0; at < size;) {
    const std::size_t length = std::min<std::size_t>(1 + random.below(128), size - at);
    const std::string_view digits = random.below(2) == 0 ? "0123456789abcdef" : "0123456789ABCDEF";
    if (length >= 16) text += digits[length / 16];
    text += digits[length % 16];
    if (random.below(8) == 0) append_word(text, ';', words, random);
    text += "\r\n";
    text += data.substr(at, length);
    text += "\r\n";
    at += length;
  }
  return text + "0\r\nExpires: never\r\n\r\n";
}

// Some 1,000 chunks, of each of which the digits, an extension and how to copy are undetermined:
// 32 bodies of together 2 MB, read in order.
void chunked_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 32);
  const Messages bodies(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x018, turn));
    return chunked_body(size, words, random);
  });
  run_in_turns<decode_chunks, std::uint8_t>(
      state, turns, {size, "bytes"}, bodies, size, [&](Fnv1a64& hash, Bytes& out) {
        Random random(seed(0x019));
        const std::string body = chunked_body(256, words, random);
        add_faulty<decode_chunks>(hash, out, body, "0f;\r\n\t:g", seed(0x01a));
      });
}
BENCHMARK(chunked_decode)->Arg(kLongBytes);

}  // namespace
}  // namespace assay::web
