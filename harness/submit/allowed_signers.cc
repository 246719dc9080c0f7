// SPDX-License-Identifier: Apache-2.0
#include "submit/allowed_signers.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/code_point.h"
#include "base/text.h"
#include "record/text_form.h"
#include "submit/ssh_signature.h"

namespace assay::submit {
namespace {

using base::Error;
using base::Exit;
using base::Problem;

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kLongestName = 100;
constexpr std::string_view kForm =
    "the form is: NAME namespaces=\"assay-submission\" ssh-ed25519 AAAA... comment";

Error wrong(std::string what) { return Error(Exit::usage, std::move(what)); }

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", base::printable(text, 100));
}

bool is_lower(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

void skip_blanks(std::string_view& text) {
  text.remove_prefix(std::min(text.size(), text.find_first_not_of(kBlanks)));
}

// Up to the first blank that is not between quotes.
std::string_view take_quotable_word(std::string_view& text) {
  bool inside = false;
  std::size_t end = 0;
  for (; end < text.size() && (inside || kBlanks.find(text[end]) == kBlanks.npos); ++end) {
    if (text[end] == '"') inside = !inside;
  }
  if (inside) throw wrong("a quote is not closed");
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  skip_blanks(text);
  return word;
}

// The value between quotes that stand around all of it.
std::optional<std::string_view> unquote(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || text.back() != '"') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  if (text.find_first_of("\"\\") != text.npos) return std::nullopt;
  return text;
}

std::string read_principal(std::string_view word) {
  const std::string_view name = unquote(word).value_or(word);
  if (const std::string problem = principal_problem(name); !problem.empty()) {
    throw wrong(fmt::format("{}: {}", quoted(word), problem));
  }
  return std::string(name);
}

std::vector<std::string> read_namespaces(std::string_view value) {
  std::vector<std::string> names = base::split(value, ',');
  const bool plain = std::ranges::all_of(names, [](const std::string& name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) {
      return is_lower(c) || (c >= 'A' && c <= 'Z') ||
             std::string_view("-_.@").find(c) != std::string_view::npos;
    });
  });
  if (names.empty() || !plain || value.back() == ',') {
    throw wrong(fmt::format("namespaces={} is not a list of plain names", quoted(value)));
  }
  return names;
}

// "20261201Z", "202612011230Z" or "20261201123000Z" as "2026-12-01T12:30:00Z".
std::string read_time(std::string_view option, std::string_view value) {
  if (!value.ends_with('Z')) {
    throw wrong(fmt::format("{}={} does not end in Z", option, quoted(value)))
        .hint("write UTC and a Z: a local time is another moment on each machine");
  }
  std::string digits(value.substr(0, value.size() - 1));
  const std::size_t given = digits.size();
  digits.resize(14, '0');
  const auto part = [&](std::size_t at, std::size_t count) { return digits.substr(at, count); };
  std::string time = fmt::format("{}-{}-{}T{}:{}:{}Z", part(0, 4), part(4, 2), part(6, 2),
                                 part(8, 2), part(10, 2), part(12, 2));
  // ssh-keygen counts seconds from 1970, and before it there is nothing to sign.
  if ((given != 8 && given != 12 && given != 14) || !record::kUtcTime.fits(time) ||
      time < "1970-01-02") {
    throw wrong(fmt::format("{}={} is not a time", option, quoted(value)))
        .hint("the forms are YYYYMMDDZ, YYYYMMDDHHMMZ and YYYYMMDDHHMMSSZ");
  }
  return time;
}

void read_option(std::string_view option, AllowedSigner& signer, std::vector<std::string>& seen) {
  const std::string_view name = option.substr(0, option.find('='));
  if (name == "cert-authority") throw wrong("certificates are not accepted: cert-authority");
  const auto value =
      name.size() < option.size() ? unquote(option.substr(name.size() + 1)) : std::nullopt;
  const bool known = name == "namespaces" || name == "valid-after" || name == "valid-before";
  if (!known) {
    throw wrong(fmt::format("{} is neither a type of key nor an option", quoted(name)))
        .hint("options are namespaces=\"...\", valid-after=\"...\" and valid-before=\"...\"");
  }
  if (!value) throw wrong(fmt::format("the value of {} is not plain text in quotes", name));
  if (std::ranges::find(seen, name) != seen.end()) {
    throw wrong(fmt::format("{} is given twice", name));
  }
  seen.emplace_back(name);
  if (name == "namespaces") signer.namespaces = read_namespaces(*value);
  if (name == "valid-after") signer.valid_after = read_time(name, *value);
  if (name == "valid-before") signer.valid_before = read_time(name, *value);
}

// Separated by commas that are not between quotes.
void read_options(std::string_view word, AllowedSigner& signer) {
  std::vector<std::string> seen;
  bool inside = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= word.size(); ++at) {
    if (at < word.size() && word[at] == '"') inside = !inside;
    if (at < word.size() && (inside || word[at] != ',')) continue;
    read_option(word.substr(begin, at - begin), signer, seen);
    begin = at + 1;
  }
  if (!signer.valid_before.empty() && signer.valid_before <= signer.valid_after) {
    throw wrong("valid-before is not later than valid-after");
  }
}

AllowedSigner read_signer(std::string_view line) {
  for (std::string_view left = line; !left.empty();) {
    const base::CodePoint next = base::first_code_point(left);
    if (next.bytes == 0 || (base::is_control(next.value) && next.value != '\t')) {
      throw wrong("the line holds a control character, CR LF or broken UTF-8");
    }
    left.remove_prefix(next.bytes);
  }
  AllowedSigner signer;
  signer.principal = read_principal(take_quotable_word(line));
  if (kind_of(line.substr(0, line.find_first_of(kBlanks))) == KeyKind::other) {
    const std::string_view options = take_quotable_word(line);
    if (options.empty()) throw wrong("the key is missing").hint(std::string(kForm));
    read_options(options, signer);
  }
  signer.key = parse_key_line(line);
  if (const base::Outcome judged = judge_key(signer.key); !judged.good()) {
    throw wrong(judged.reason);
  }
  return signer;
}

// What a reader could take for the same name: "1ab" and "lab", "rn" and "m".
std::string look_of(std::string_view name) {
  std::string look(name);
  for (const auto& [seen, as] :
       std::initializer_list<std::pair<std::string_view, std::string_view>>{
           {"rn", "m"}, {"vv", "w"}, {"1", "l"}, {"0", "o"}, {"_", "-"}}) {
    look = base::replace_all(std::move(look), seen, as);
  }
  return look;
}

// Between lines: a key belongs to one principal, and no two principals look the same.
class Enrolled {
 public:
  void add(const AllowedSigner& signer) {
    refuse_other(keys_, signer.key.blob, signer, "the key belongs to {} too, in line {}");
    refuse_other(looks_, look_of(signer.principal), signer, "the name looks like {} in line {}");
  }

 private:
  struct Owner {
    std::string principal;
    std::size_t line = 0;
  };

  static void refuse_other(std::map<std::string, Owner>& owners, const std::string& what,
                           const AllowedSigner& signer, fmt::string_view why) {
    const auto [owner, fresh] =
        owners.try_emplace(what, Owner{signer.principal, signer.position.line});
    const auto& [principal, line] = owner->second;
    if (!fresh && principal != signer.principal) {
      throw wrong(
          fmt::format("{}: {}", signer.principal, fmt::format(fmt::runtime(why), principal, line)));
    }
  }

  std::map<std::string, Owner> keys_, looks_;
};

}  // namespace

std::string principal_problem(std::string_view name) {
  if (name.empty()) return "the name is empty";
  if (name.size() > kLongestName) {
    return fmt::format("the name is longer than {} characters", kLongestName);
  }
  if (name.find_first_of("*?") != name.npos) return "a pattern is not a name";
  if (name[0] == '!') return "a negated pattern is not a name";
  if (name.find(',') != name.npos) return "a key belongs to one name, write one line for each";
  const bool plain =
      is_lower(name[0]) && std::ranges::all_of(name, [](char c) {
        return is_lower(c) || std::string_view("._+-@").find(c) != std::string_view::npos;
      });
  return plain ? ""
               : "a name has letters a to z, digits and . _ + - @ and begins with one of the first "
                 "two";
}

std::vector<AllowedSigner> parse_allowed_signers(std::string_view text, const std::string& file) {
  std::vector<AllowedSigner> signers;
  std::vector<Problem> problems;
  Enrolled enrolled;
  base::Position position{.file = file};
  while (!text.empty()) {
    ++position.line;
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    skip_blanks(line);
    if (line.empty() || line[0] == '#') continue;
    try {
      AllowedSigner signer = read_signer(line);
      signer.position = position;
      enrolled.add(signer);
      signers.push_back(std::move(signer));
    } catch (const Error& error) {
      problems.push_back({position, error.what(), {}});
    }
  }
  if (!problems.empty()) throw Error::of(Exit::usage, problems);
  return signers;
}

std::string allowed_signers_line(std::string_view principal, const SshKey& key) {
  return fmt::format("{} namespaces=\"{}\" {}", principal, kSubmissionNamespace, key_line(key));
}

}  // namespace assay::submit
