// SPDX-License-Identifier: Apache-2.0
// The texts of json.cc by simdjson, whose tree is its document (dom): a list of all values in the
// order of the text, with strings unescaped and numbers read. It also looks whether a text is
// well-formed UTF-8, which our own reader does not.
//
// The library is compiled here, with one kernel and no other, so that none is chosen at run time.
// It is the best that the flags allow. For x86-64-v2 that is `fallback`, because `westmere` needs
// PCLMULQDQ, which v2 does not promise. x86-64-v3 does not promise it either, but all CPUs with
// AVX2 that we know of have it: there the kernel is `haswell`, and where a CPU cannot run it the
// row is unavailable. A counter has the kernel's name.
#include "json_checks.h"
#include "libraries.h"

#if ASSAY_HAS_SIMDJSON

#define SIMDJSON_EXCEPTIONS 0
#define SIMDJSON_NO_PORTABILITY_WARNING  // on 32 bits it is only slow
#define SIMDJSON_IMPLEMENTATION_ICELAKE 0
#define SIMDJSON_IMPLEMENTATION_PPC64 0
#if defined(__AVX2__) && defined(__BMI2__) && defined(__LZCNT__)
#define SIMDJSON_BUILTIN_IMPLEMENTATION haswell
#define SIMDJSON_IMPLEMENTATION_HASWELL 1
#define SIMDJSON_IMPLEMENTATION_FALLBACK 0
#else
#define SIMDJSON_IMPLEMENTATION_HASWELL 0
#endif
#if defined(__SSE4_2__) && defined(__PCLMUL__) && !SIMDJSON_IMPLEMENTATION_HASWELL
#define SIMDJSON_IMPLEMENTATION_WESTMERE 1
#define SIMDJSON_IMPLEMENTATION_FALLBACK 0
#else
#define SIMDJSON_IMPLEMENTATION_WESTMERE 0
#endif
#ifdef __aarch64__
#define SIMDJSON_IMPLEMENTATION_FALLBACK 0
#endif
#include <limits>
#include <simdjson.cpp>

namespace assay::web {
namespace {

namespace dom = simdjson::dom;

// Makes our own tree of simdjson's, to be looked at as that of json_reader.h is.
class SimdjsonTree {
 public:
  explicit SimdjsonTree(JsonTree tree) : tree_(tree) {}

  // How many nodes.
  std::uint32_t make(dom::element root) {
    tree_.nodes[used_++] = {};
    value(0, root);
    return used_;
  }

 private:
  void set(std::uint32_t node, JsonType type, std::uint64_t bits) {
    tree_.nodes[node].type = type;
    tree_.nodes[node].value = bits;
  }
  void value(std::uint32_t node, dom::element from) {
    switch (from.type()) {
      case dom::element_type::NULL_VALUE:
        return set(node, JsonType::null, 0);
      case dom::element_type::BOOL:
        return set(node, from.get_bool().value_unsafe() ? JsonType::yes : JsonType::no, 0);
      case dom::element_type::INT64:
        return set(node, JsonType::integer,
                   static_cast<std::uint64_t>(from.get_int64().value_unsafe()));
      case dom::element_type::UINT64:
        return set(node, JsonType::integer, from.get_uint64().value_unsafe());
      case dom::element_type::DOUBLE:
        return set(node, JsonType::real,
                   std::bit_cast<std::uint64_t>(from.get_double().value_unsafe()));
      case dom::element_type::STRING: {
        const std::string_view text = from.get_string().value_unsafe();
        return set(node, JsonType::string, JsonNode::pair(put(text), length_of(text)));
      }
      case dom::element_type::ARRAY:
        return list(node, from.get_array().value_unsafe());
      case dom::element_type::OBJECT:
        return list(node, from.get_object().value_unsafe());
    }
  }
  // Elements of an array, or members of an object.
  template <class List>
  void list(std::uint32_t node, List from) {
    constexpr bool kIsObject = std::is_same_v<List, dom::object>;
    std::uint32_t first = 0, last = 0, count = 0;
    for (const auto element : from) {
      (count++ == 0 ? first : tree_.nodes[last].next) = used_;
      last = used_++;
      tree_.nodes[last] = {};
      if constexpr (kIsObject) {
        tree_.nodes[last].key = put(element.key);
        tree_.nodes[last].key_length = length_of(element.key);
        value(last, element.value);
      } else {
        value(last, element);
      }
    }
    set(node, kIsObject ? JsonType::object : JsonType::array, JsonNode::pair(first, count));
  }
  // Where it is now.
  std::uint32_t put(std::string_view text) {
    if (!text.empty()) std::memcpy(tree_.strings.data() + written_, text.data(), text.size());
    return std::exchange(written_, written_ + length_of(text));
  }
  static std::uint32_t length_of(std::string_view text) {
    return static_cast<std::uint32_t>(text.size());
  }

  JsonTree tree_;
  std::uint32_t used_ = 0, written_ = 0;
};

// For a text behind which no bytes can be read: simdjson copies it.
std::uint32_t parse_copy(Text text, JsonTree tree) {
  dom::parser parser;
  dom::element root;
  if (parser.parse(text.data(), text.size()).get(root) != simdjson::SUCCESS) return kFault;
  return SimdjsonTree(tree).make(root);
}

class SimdjsonReader {
 public:
  explicit SimdjsonReader(std::size_t most) : nodes_(most / 4), strings_(most, 192) {
    // Allocates all that a text of that size needs.
    is_well_ = document_.allocate(most) == simdjson::SUCCESS &&
               parser_.allocate(most) == simdjson::SUCCESS;
  }

  // Another document that can be read, in memory that nothing of a text is in.
  void poison() {
    if (!is_well_) return;
    assay::poison(std::span(document_.tape.get(), document_.capacity()));
    assay::poison(std::span(document_.string_buf.get(), document_.capacity()));
    is_well_ = parser_.parse_into_document(document_, "[]", 2).error() == simdjson::SUCCESS;
  }

  [[gnu::noinline]] std::uint32_t parse(Text text) {
    return static_cast<std::uint32_t>(
        parser_.parse_into_document(document_, text.data(), text.size(), false).error());
  }

  // Of the document that parse() left, if this is what it returned.
  Fnv1a64 hash(std::uint32_t error) {
    const JsonTree tree{nodes_.span(), strings_.span()};
    const bool is_read = is_well_ && error == simdjson::SUCCESS;
    return hash_of(tree, is_read ? SimdjsonTree(tree).make(document_.root()) : kFault);
  }

 private:
  dom::parser parser_;
  dom::document document_;
  bool is_well_ = false;
  Buffer<JsonNode> nodes_;
  Bytes strings_;
};

// false if the CPU lacks what the kernel needs.
bool take_kernel(benchmark::State& state) {
  const simdjson::implementation* const kernel = simdjson::builtin_implementation();
  if (!kernel->supported_by_runtime_system()) {
    const std::string text =
        "unavailable: no-feature: this CPU lacks what simdjson needs for its kernel " +
        kernel->name();
    state.SkipWithMessage(text);
    return false;
  }
  simdjson::get_active_implementation() = kernel;
  state.counters["simdjson_" + kernel->name()] = 1;
  return true;
}

template <const Kind& kind, std::uint64_t inputs>
void json_parse_simdjson(benchmark::State& state) {
  if (!take_kernel(state)) return;
  Turns turns(state, inputs);
  const Messages texts = texts_of(kind, turns.count(), static_cast<std::size_t>(state.range(0)));
  static_assert(Messages::kReadableBehind >= simdjson::SIMDJSON_PADDING);
  SimdjsonReader reader(texts.longest());
  run_passes(
      state, turns, {texts.mean_size(), "bytes"}, [&] { reader.poison(); },
      [&](std::uint64_t turn) { return reader.parse(texts(turn)); },
      [&](std::uint32_t error) { return reader.hash(error); },
      [](Fnv1a64& hash) {
        Bytes out(1024);
        add_faulty_json<parse_copy>(
            hash, out, std::bit_cast<std::uint64_t>(std::numeric_limits<double>::infinity()));
      });
}

}  // namespace
}  // namespace assay::web

#else

namespace assay::web {
namespace {
template <const Kind& kind, std::uint64_t inputs>
void json_parse_simdjson(benchmark::State&) {}
}  // namespace
}  // namespace assay::web

#endif

namespace assay::web {
namespace {

BENCHMARK(row_if<ASSAY_HAS_SIMDJSON, json_parse_simdjson<kTwitter, 32>>)
    ->Name("json_parse/twitter_like/lib=simdjson")
    ->Arg(144);
BENCHMARK(row_if<ASSAY_HAS_SIMDJSON, json_parse_simdjson<kCanada, 8>>)
    ->Name("json_parse/canada_like/lib=simdjson")
    ->Arg(2176);
BENCHMARK(row_if<ASSAY_HAS_SIMDJSON, json_parse_simdjson<kCitm, 128>>)
    ->Name("json_parse/citm_like/lib=simdjson")
    ->Arg(32);

}  // namespace
}  // namespace assay::web
