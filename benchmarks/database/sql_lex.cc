// SPDX-License-Identifier: Apache-2.0
// The tokens of SQL statements of some 200 bytes: keywords in any case, names, numbers, texts in
// quotes, operators and comments. Which tokens follow each other is drawn, not meant.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"
#include "words.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 24> kKeywords = {
    "select", "from",   "where",  "and",    "or",   "not",     "insert", "into",
    "values", "update", "set",    "delete", "join", "on",      "left",   "group",
    "by",     "order",  "having", "limit",  "as",   "between", "like",   "null"};
constexpr std::array<std::string_view, 14> kOperators = {
    "=", "<", ">", "<=", ">=", "<>", "!=", "+", "-", "*", "(", ")", ",", "."};
constexpr std::size_t kStatementBytes = 200;

// 0 to 23 are keywords.
enum TokenKind : std::uint32_t { kName = 100, kNumber, kQuoted, kOperator, kFaulty };

struct Token {
  std::uint32_t kind, place, size;
};

enum class Class : std::uint8_t { blank, letter, digit, quote, slash, pair, single, other };

// What a token can begin with.
std::array<Class, 256> make_classes() {
  std::array<Class, 256> classes;
  for (std::size_t c = 0; c < 256; ++c) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    classes[c] = is_letter ? Class::letter : c >= '0' && c <= '9' ? Class::digit : Class::other;
  }
  for (const char c : std::string_view(" \t\n"))
    classes[static_cast<std::uint8_t>(c)] = Class::blank;
  for (const char c : std::string_view("<>!=")) classes[static_cast<std::uint8_t>(c)] = Class::pair;
  for (const char c : std::string_view("+-*(),.;"))
    classes[static_cast<std::uint8_t>(c)] = Class::single;
  classes['\''] = Class::quote;
  classes['/'] = Class::slash;
  return classes;
}

class Lexer {
 public:
  explicit Lexer(const std::uint8_t* text) : text_(text), words_(kKeywords) {}

  // The tokens between two places of the text; returns how many.
  std::size_t tokens(std::size_t at, std::size_t end, Token* out) const {
    Token* const first = out;
    while (at < end) {
      const std::size_t begin = at;
      std::uint32_t kind = kOperator;
      switch (classes_[text_[at++]]) {
        case Class::blank:
          continue;
        case Class::letter:
          at = end_of_word(at, end);
          kind = words_.find(text_ + begin, at - begin);
          if (kind == WordTable::kUnknown) kind = kName;
          break;
        case Class::digit:
          at = end_of_number(at, end);
          kind = kNumber;
          break;
        case Class::quote:
          at = end_of_quoted(at, end);
          kind = kQuoted;
          break;
        case Class::slash:
          if (at < end && text_[at] == '*') {
            at = end_of_comment(at + 1, end);
            continue;
          }
          break;
        case Class::pair:
          at = end_of_pair(at, end);
          break;
        case Class::single:
          break;
        case Class::other:
          kind = kFaulty;
      }
      *out++ = {kind, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at - begin)};
    }
    return static_cast<std::size_t>(out - first);
  }

 private:
  std::size_t end_of_word(std::size_t at, std::size_t end) const {
    while (at < end &&
           (classes_[text_[at]] == Class::letter || classes_[text_[at]] == Class::digit))
      ++at;
    return at;
  }

  std::size_t end_of_number(std::size_t at, std::size_t end) const {
    const auto skip = [&] {
      while (at < end && classes_[text_[at]] == Class::digit) ++at;
    };
    skip();
    if (at < end && text_[at] == '.') {
      ++at;
      skip();
    }
    return at;
  }

  // <=, >=, !=, <>, and the first alone.
  std::size_t end_of_pair(std::size_t at, std::size_t end) const {
    if (at == end) return at;
    const bool is_pair = text_[at] == '=' || (text_[at - 1] == '<' && text_[at] == '>');
    return is_pair ? at + 1 : at;
  }

  // A quote twice stands for one.
  std::size_t end_of_quoted(std::size_t at, std::size_t end) const {
    for (; at < end; ++at) {
      if (text_[at] != '\'') continue;
      if (at + 1 >= end || text_[at + 1] != '\'') return at + 1;
      ++at;
    }
    return end;
  }

  std::size_t end_of_comment(std::size_t at, std::size_t end) const {
    for (; at + 1 < end; ++at) {
      if (text_[at] == '*' && text_[at + 1] == '/') return at + 2;
    }
    return end;
  }

  const std::uint8_t* text_;
  WordTable words_;
  std::array<Class, 256> classes_ = make_classes();
};

std::string draw_word(Random& random) {
  std::string word(1 + random.below(10), '_');
  for (char& letter : word) letter = static_cast<char>('a' + random.below(26));
  return word;
}

// Of sixteen tokens four are keywords, five operators, four names, one a number, one a text, one a
// comment.
std::string draw_token(Random& random) {
  const std::uint32_t kind = random.below(16);
  if (kind < 4) {
    std::string keyword(kKeywords[random.below(24)]);
    if (random.below(2) == 0) {
      for (char& letter : keyword) letter = static_cast<char>(letter - 32);
    }
    return keyword;
  }
  if (kind < 9) return std::string(kOperators[random.below(14)]);
  if (kind < 13) {
    std::string name = draw_word(random);  // drawn first: operands of + have no order
    return name.append("_").append(std::to_string(random.below(100)));
  }
  if (kind == 13) {
    const std::string whole = std::to_string(random.below(1u << (4 * random.below(7))));
    return random.below(2) == 0 ? whole : whole + "." + std::to_string(random.below(100));
  }
  const std::string word = draw_word(random);
  if (kind == 15) return "/* " + word + " */";
  return "'" + word + (random.below(4) == 0 ? "''s '" : "'");
}

[[gnu::noinline]] std::size_t lex_all(const Lexer& lexer, const std::uint32_t* ends,
                                      std::size_t statements, Token* tokens) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < statements; ++i)
    count += lexer.tokens(ends[i], ends[i + 1], tokens + count);
  return count;
}

// 16 statements of some 35 tokens, five decisions each.
void sql_lex(benchmark::State& state) {
  constexpr std::size_t kStatements = 16;
  Turns turns(state, 32);
  const std::size_t all = static_cast<std::size_t>(turns.count()) * kStatements;
  std::string text;
  Buffer<std::uint32_t> ends(all + 1, 192);
  Random random(seed(0x1f0));
  for (std::size_t i = 0; i < all; ++i) {
    const std::size_t enough = text.size() + kStatementBytes;
    while (text.size() < enough) text.append(draw_token(random)).append(" ");
    ends[i + 1] = static_cast<std::uint32_t>(text.size());
  }
  Bytes bytes(text.size());
  std::copy(text.begin(), text.end(), bytes.begin());
  const Lexer lexer(bytes.data());
  Buffer<Token> tokens(kStatements * 2 * kStatementBytes, 4096);
  std::size_t count = 0;
  const std::uint32_t* data = ends.data();
  in_turns(
      state, {kStatements, "statements"}, turns, [&] { poison(tokens), count = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        count = lex_all(lexer, data + turn * kStatements, kStatements, tokens.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Token& token : tokens.span().first(count))
          hash.add(token.kind).add(token.place).add(token.size);
        return hash;
      });
}
BENCHMARK(sql_lex)->Name("sql_lex/200");

}  // namespace
}  // namespace assay
