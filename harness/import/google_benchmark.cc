// SPDX-License-Identifier: Apache-2.0
#include "import/google_benchmark.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "import/near_json.h"

namespace assay::import {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kDeepest = 64;
constexpr std::uint64_t kNumberLimit = std::uint64_t{1} << 53;  // records hold no larger ones

// A fault inside entry `index`; who has the text finds line and column.
struct Fault {
  std::optional<std::size_t> index;  // none when it is about the whole file
  std::string_view key;              // "" when it is about the whole entry
  std::string what;
};

base::Position position_of(std::string_view bytes, std::string_view name, std::size_t offset) {
  const std::string_view before = bytes.substr(0, offset);
  const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
  return {std::string(name), line, offset - before.rfind('\n')};  // npos is -1
}

// Keys of an entry, in the order in which the library writes them. Counters follow them and may
// have any name, also one of these: the first counts.
enum class Key : unsigned {
  name,
  family_index,
  instance_index,
  run_name,
  run_type,
  repetitions,
  repetition_index,
  threads,
  aggregate_name,
  aggregate_unit,
  error,
  error_message,
  skipped,
  skip_message,
  iterations,
  real_time,
  cpu_time,
  time_unit,
  bytes,
  items,
  memory,
  label,
  curve,
  curve_error,
  count
};

constexpr std::array<std::string_view, static_cast<std::size_t>(Key::count)> kKeys{
    "name",
    "family_index",
    "per_family_instance_index",
    "run_name",
    "run_type",
    "repetitions",
    "repetition_index",
    "threads",
    "aggregate_name",
    "aggregate_unit",
    "error_occurred",
    "error_message",
    "skipped",
    "skip_message",
    "iterations",
    "real_time",
    "cpu_time",
    "time_unit",
    "bytes_per_second",
    "items_per_second",
    "max_bytes_used",
    "label",
    "big_o",
    "rms"};

// The values of one entry that stand under known keys.
class Fields {
 public:
  Fields(const dom::object& object, std::size_t index, bool mended)
      : index_(index), mended_(mended) {
    std::size_t next = 0;  // most likely
    for (const auto& field : object) {
      const std::string_view name = field.key;
      if (next == kKeys.size() || kKeys[next] != name) {
        const auto known = std::ranges::find(kKeys, name);
        if (known == kKeys.end()) {
          add_other(name, field.value);
          continue;
        }
        next = static_cast<std::size_t>(known - kKeys.begin());
      }
      const std::size_t key = next++;
      if (seen_[key]) {
        add_twice(name);
        continue;
      }
      seen_[key] = true;
      values_[key] = field.value;
    }
  }

  const std::vector<std::string>& twice() const { return twice_; }

  bool has(Key key) const { return seen_[at(key)]; }

  // A number where a text is expected is a counter that happens to have the name.
  std::string_view text_or(Key key, std::string_view otherwise) const {
    if (!has(key)) return otherwise;
    const dom::element& value = values_[at(key)];
    if (value.is_string()) return value.get_string().value_unsafe();
    if (value.is_number()) return otherwise;
    fail(key, "expected a string");
  }
  bool boolean_or_false(Key key) const {
    if (!has(key)) return false;
    const dom::element& value = values_[at(key)];
    if (value.is_bool()) return value.get_bool().value_unsafe();
    if (value.is_number()) return false;
    fail(key, "expected true or false");
  }
  double real(Key key) const {
    if (!has(key)) fail({}, fmt::format("the key \"{}\" is missing", kKeys[at(key)]));
    if (const auto number = number_of(values_[at(key)])) return *number;
    fail(key, "expected a number");
  }
  double real_or_zero(Key key) const { return has(key) ? real(key) : 0; }
  std::uint64_t whole_or(Key key, std::uint64_t otherwise) const {
    if (!has(key)) return otherwise;
    std::uint64_t number = 0;
    const dom::element& value = values_[at(key)];
    if (value.get_uint64().get(number) == simdjson::SUCCESS) {
      if (number >= kNumberLimit) fail_above(key, fmt::format("{}", number));
      return number;
    }
    double real = 0;  // 2.5e5 is a whole number too
    if (value.get_double().get(real) != simdjson::SUCCESS || real < 0 || real != std::trunc(real)) {
      fail(key, "expected a whole number that is not negative");
    }
    if (real >= static_cast<double>(kNumberLimit)) fail_above(key, fmt::format("{}", real));
    return static_cast<std::uint64_t>(real);
  }
  std::int64_t index_or_none(Key key) const {
    if (!has(key) || values_[at(key)].is_null()) return -1;
    return static_cast<std::int64_t>(whole_or(key, 0));
  }
  // Numbers under keys that are not known.
  std::vector<std::pair<std::string, double>> counters() const {
    std::vector<std::pair<std::string, double>> found;
    for (const auto& [name, value] : others_) {
      if (const auto number = number_of(value)) found.emplace_back(name, *number);
    }
    return found;
  }
  [[noreturn]] void fail(std::optional<Key> key, std::string what) const {
    throw Fault{index_, key ? kKeys[at(*key)] : std::string_view{}, std::move(what)};
  }

 private:
  static constexpr std::size_t at(Key key) { return static_cast<std::size_t>(key); }

  [[noreturn]] void fail_above(Key key, std::string_view number) const {
    fail(key, fmt::format("{} is above 2^53 - 1, the largest number", number));
  }
  void add_other(std::string_view name, const dom::element& value) {
    const auto known =
        std::ranges::find(others_, name, [](const auto& each) { return each.first; });
    if (known != others_.end()) {
      add_twice(name);
    } else {
      others_.emplace_back(name, value);
    }
  }
  void add_twice(std::string_view name) {
    if (std::ranges::find(twice_, name) == twice_.end()) twice_.emplace_back(name);
  }

  std::optional<double> number_of(const dom::element& value) const {
    double number = 0;
    if (value.get_double().get(number) == simdjson::SUCCESS) return number;
    if (!mended_ || !value.is_string()) return std::nullopt;
    return mended_number(value.get_string().value_unsafe());
  }

  std::size_t index_;
  bool mended_;
  std::array<bool, kKeys.size()> seen_{};
  std::array<dom::element, kKeys.size()> values_{};
  std::vector<std::pair<std::string_view, dom::element>> others_;
  std::vector<std::string> twice_;
};

std::string_view key_name(Key key) { return kKeys[static_cast<std::size_t>(key)]; }

double nanoseconds_of(const Fields& fields) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}};
  const std::string_view unit = fields.text_or(Key::time_unit, "ns");
  const auto known = std::ranges::find(kUnits, unit, &std::pair<std::string_view, double>::first);
  if (known == std::end(kUnits)) fields.fail(Key::time_unit, "expected ns, us, ms or s");
  return known->second;
}

// Which benchmark the entry is of.
void read_identity(GoogleEntry& entry, const Fields& fields) {
  entry.aggregate_name = fields.text_or(Key::aggregate_name, {});
  entry.aggregate = fields.text_or(Key::run_type, "iteration") == "aggregate";
  entry.typed = fields.has(Key::run_type);
  entry.big_o =
      entry.aggregate_name == "BigO" || entry.aggregate_name == "RMS" ||
      (!fields.has(Key::real_time) && (fields.has(Key::curve) || fields.has(Key::curve_error)));
  entry.family_index = fields.index_or_none(Key::family_index);
  entry.instance_index = fields.index_or_none(Key::instance_index);
  entry.repetition_index = fields.whole_or(Key::repetition_index, 0);
}

void read_values(GoogleEntry& entry, const Fields& fields) {
  entry.percentage = entry.aggregate && fields.text_or(Key::aggregate_unit, "time") == "percentage";
  entry.threads = fields.whole_or(Key::threads, 1);
  entry.repetitions = fields.whole_or(Key::repetitions, 0);
  entry.error = fields.boolean_or_false(Key::error);
  entry.skipped = fields.boolean_or_false(Key::skipped);
  entry.message = fields.text_or(entry.error ? Key::error_message : Key::skip_message, {});
  entry.label = fields.text_or(Key::label, {});
  if (entry.big_o) return;
  entry.iterations = fields.whole_or(Key::iterations, 0);
  entry.unrun = entry.typed && fields.has(Key::iterations) && entry.iterations == 0;
  entry.memory = fields.has(Key::memory);
  const double unit = entry.percentage ? 1 : nanoseconds_of(fields);
  entry.real_ns = fields.real(Key::real_time) * unit;
  entry.cpu_ns = fields.real(Key::cpu_time) * unit;
  entry.items_per_second = fields.real_or_zero(Key::items);
  entry.bytes_per_second = fields.real_or_zero(Key::bytes);
  entry.counters = fields.counters();
  for (const auto& [key, rate] : {std::pair(Key::items, entry.items_per_second),
                                  std::pair(Key::bytes, entry.bytes_per_second)}) {
    if (fields.has(key)) entry.counters.emplace_back(key_name(key), rate);
  }
}

std::string text_of(const Fault& fault) {
  return fault.key.empty() ? fault.what : fmt::format("{}: {}", fault.key, fault.what);
}

// Gives entries to whoever reads the file, and knows whether any was without a fault.
class EntryReader {
 public:
  EntryReader(const EntrySink& sink, bool keeps_faults)
      : sink_(sink), keeps_faults_(keeps_faults) {}

  std::size_t given() const { return given_; }

  // Throws what it can't give.
  void read(const Fields& fields) {
    GoogleEntry entry;
    const std::string_view name = fields.text_or(Key::name, {});
    if (name.empty()) fields.fail({}, "the key \"name\" is missing or empty");
    entry.run_name = name;
    entry.twice = fields.twice();
    try {
      entry.run_name = fields.text_or(Key::run_name, name);
      read_identity(entry, fields);
      read_values(entry, fields);
      any_good_ = true;
    } catch (const Fault& fault) {
      if (!keeps_faults_) throw;
      entry.fault = text_of(fault);
      if (!first_) first_ = fault;
    }
    sink_(entry);
    ++given_;
  }

  void finish() const {
    if (first_ && !any_good_) throw Fault(*first_);
  }

 private:
  const EntrySink& sink_;
  bool keeps_faults_;
  bool any_good_ = false;
  std::size_t given_ = 0;
  std::optional<Fault> first_;
};

std::string text_of(const dom::element& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string().value_unsafe());
  return simdjson::minify(value);  // also of caches and load_avg, which are lists
}

void read_context(const dom::element& document, GoogleFile& file) {
  dom::object context;
  if (document["context"].get_object().get(context) != simdjson::SUCCESS) return;
  std::set<std::string_view> taken;
  for (const auto& field : context) {
    if (!taken.insert(field.key).second) {
      file.twice.emplace_back(field.key);
      continue;
    }
    std::string value = text_of(field.value);
    if (field.key == "library_version") file.library_version = value;
    if (!value.empty()) file.context.emplace_back(field.key, std::move(value));
  }
}

// Two lists of benchmarks may be of two runs: nobody knows which one is meant.
void refuse_twice(const dom::element& document) {
  dom::object object;
  if (document.get_object().get(object) != simdjson::SUCCESS) return;
  std::size_t lists = 0, contexts = 0;
  for (const auto& field : object) {
    lists += field.key == "benchmarks" ? 1 : 0;
    contexts += field.key == "context" ? 1 : 0;
  }
  if (lists > 1) throw Fault{{}, {}, "the key \"benchmarks\" is given twice"};
  if (contexts > 1) throw Fault{{}, {}, "the key \"context\" is given twice"};
}

// Entries that were given already are left out.
GoogleFile read_document(const dom::element& document, bool mended, EntryReader& reader) {
  refuse_twice(document);
  GoogleFile file;
  read_context(document, file);
  dom::array benchmarks;
  if (document["benchmarks"].get_array().get(benchmarks) != simdjson::SUCCESS) {
    throw Fault{{}, {}, "expected an object with an array \"benchmarks\""};
  }
  const std::size_t first = reader.given();
  std::size_t index = 0;
  for (const dom::element item : benchmarks) {
    dom::object object;
    if (item.get_object().get(object) != simdjson::SUCCESS) {
      throw Fault{index, {}, "expected an object"};
    }
    if (index >= first) reader.read(Fields(object, index, mended));
    ++index;
  }
  return file;
}

// Reads what stands before the entries: a document whose list of benchmarks has just been opened.
bool read_head(std::string_view head, dom::parser& parser, GoogleFile& file) {
  dom::element element;
  dom::array empty;
  if (parser.allocate(1 << 12, kDeepest) != simdjson::SUCCESS ||
      parser.parse(std::string(head) + "]}").get(element) != simdjson::SUCCESS ||
      element["benchmarks"].get_array().get(empty) != simdjson::SUCCESS || empty.size() != 0) {
    return false;
  }
  refuse_twice(element);
  read_context(element, file);
  return true;
}

// Whether list and document are closed at `at` and nothing follows.
bool ends_there(std::string_view bytes, std::size_t at) {
  for (const char closing : {']', '}'}) {
    if (at == std::string_view::npos || bytes[at] != closing) return false;
    at = bytes.find_first_not_of(kBlank, at + 1);
  }
  return at == std::string_view::npos;
}

// Reads a well-formed file one entry at a time: the parser's memory stays in the cache and the text
// is not copied, which halves the time for large files. An entry holds no braces but in a name;
// whatever is out of the ordinary gives nothing, and the whole text is parsed instead.
std::optional<GoogleFile> read_entry_by_entry(std::string_view bytes, EntryReader& reader) {
  constexpr std::size_t kLongestHead = 1 << 16;
  const std::size_t list = bytes.substr(0, kLongestHead).find("\"benchmarks\"");
  std::size_t at = bytes.find('[', list);
  if (list == std::string_view::npos || at == std::string_view::npos) return std::nullopt;
  ++at;
  dom::parser parser;
  GoogleFile file;
  if (!read_head(bytes.substr(0, at), parser, file)) return std::nullopt;
  for (;;) {
    at = bytes.find_first_not_of(kBlank, at);
    const std::size_t end = bytes.find('}', at);
    if (at == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    // The parser reads some bytes beyond the end; where the text ends it makes itself a copy.
    const std::size_t length = end + 1 - at;
    const bool copy = bytes.size() - end <= simdjson::SIMDJSON_PADDING;
    dom::object object;
    if (parser.parse(bytes.data() + at, length, copy).get_object().get(object) !=
        simdjson::SUCCESS) {
      return std::nullopt;
    }
    reader.read(Fields(object, reader.given(), false));
    at = bytes.find_first_not_of(kBlank, end + 1);
    if (at == std::string_view::npos || bytes[at] != ',') break;
    ++at;
  }
  if (!ends_there(bytes, at)) return std::nullopt;
  return file;
}

base::Error error_of(const Fault& fault, std::string_view bytes, std::string_view name) {
  if (!fault.index) return base::Error(base::Exit::usage, fault.what).at({std::string(name), 1, 1});
  std::string inside = fmt::format("benchmarks[{}]", *fault.index);
  std::size_t offset = offset_of_item(bytes, "benchmarks", *fault.index);
  if (!fault.key.empty()) {
    inside += fmt::format(".{}", fault.key);
    offset = std::min(bytes.find(fmt::format("\"{}\"", fault.key), offset), bytes.size());
  }
  base::Error error(base::Exit::usage, fmt::format("{}: {}", inside, fault.what));
  return error.at(position_of(bytes, name, offset));
}

// What the other parser has to say, which knows lines and columns but is slow and uses much memory.
[[noreturn]] void refuse(std::string_view bytes, std::string_view name,
                         simdjson::error_code error) {
  constexpr std::size_t kMost = std::size_t{64} << 20;
  if (bytes.size() <= kMost) base::parse_json(bytes, name);
  throw base::Error(base::Exit::usage, simdjson::error_message(error)).at({std::string(name)});
}

struct Parsed {
  dom::parser parser;  // owns what `document` refers to
  dom::element document;
  simdjson::error_code error = simdjson::SUCCESS;
  bool good() const { return error == simdjson::SUCCESS; }

  void parse(std::string_view bytes) {
    error = parser.allocate(bytes.size(), kDeepest);
    if (good()) error = parser.parse(bytes.data(), bytes.size()).get(document);
  }
};

GoogleFile read_whole(std::string_view bytes, std::string_view name, EntryReader& reader,
                      bool partial) {
  Parsed parsed;
  parsed.parse(bytes);
  std::string mended;
  if (!parsed.good()) {
    mended = mend(bytes);
    parsed.parse(mended);
  }
  if (!parsed.good() && partial) {
    const auto closed = close_after_last_item(mended, "benchmarks");
    const std::size_t first = mended.find_first_not_of(kBlank);
    if (!closed && (first == std::string::npos || mended[first] == '{')) return {};
    if (closed) parsed.parse(*closed);
  }
  if (!parsed.good()) refuse(mended, name, parsed.error);
  return read_document(parsed.document, !mended.empty(), reader);
}

GoogleFile read_file(std::string_view bytes, std::string_view name, EntryReader& reader,
                     bool partial, base::Bytes limit) {
  if (bytes.size() > limit.value) {
    throw base::Error(base::Exit::usage,
                      fmt::format("is {} long, at most {} are read",
                                  base::to_text(base::Bytes{bytes.size()}), base::to_text(limit)))
        .at({std::string(name)});
  }
  try {
    auto file = read_entry_by_entry(bytes, reader);
    if (!file) file = read_whole(bytes, name, reader, partial);
    reader.finish();
    return std::move(*file);
  } catch (const Fault& fault) {
    throw error_of(fault, bytes, name);
  }
}

}  // namespace

GoogleFile read_google_benchmark(std::string_view bytes, std::string_view name, bool partial,
                                 base::Bytes limit) {
  std::vector<GoogleEntry> entries;
  const EntrySink sink = [&](const GoogleEntry& entry) { entries.push_back(entry); };
  EntryReader reader(sink, false);
  GoogleFile file = read_file(bytes, name, reader, partial, limit);
  file.entries = std::move(entries);
  return file;
}

GoogleFile read_google_benchmark(std::string_view bytes, std::string_view name,
                                 const EntrySink& sink, bool partial, base::Bytes limit) {
  EntryReader reader(sink, true);
  return read_file(bytes, name, reader, partial, limit);
}

bool is_google_benchmark(std::string_view bytes) {
  return has_keys(bytes, {"context", "benchmarks"});
}

}  // namespace assay::import
