// SPDX-License-Identifier: Apache-2.0
// Header compression of HTTP/2 (RFC 7541): its Huffman code alone, and whole header blocks, which
// refer to a static table and to one that the blocks themselves fill and that drops its oldest
// entries.
#include "header_blocks.h"
#include "huffman.h"
#include "messages.h"

namespace assay::web {
namespace {

// Mostly words, as header fields are; one of 64 is any byte.
std::string header_text(std::size_t size, const Vocabulary& words, Random& random) {
  std::string text;
  while (text.size() < size) {
    text += words.draw(random);
    const std::uint32_t kind = random.below(64);
    text +=
        kind == 0 ? static_cast<char>(random.below(256)) : "0123456789ABCDEF =;/-.,:"[kind % 24];
  }
  text.resize(size);
  return text;
}

struct Encoded {
  const HuffmanCode* code;
  Text text;
};

std::uint32_t huffman_decoded(Encoded in, std::uint8_t* out) {
  return in.code->decode(in.text, out);
}

// No decision depends on data: a byte is always written, and counted or not. Eight texts show that.
void huffman_decode(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  const HuffmanCode code;
  Turns turns(state, 8);
  const Messages texts(turns.count(), [&](std::uint64_t turn) {
    Random random(seed_of_turn(0x060, turn));
    return code.encoded(header_text(size, words, random));
  });
  const auto encoded_of = [&](std::uint64_t turn) { return Encoded{&code, texts(turn)}; };
  run_in_turns<huffman_decoded, std::uint8_t>(
      state, turns, {size, "bytes"}, encoded_of, size + 1, [&](Fnv1a64& hash, Bytes& out) {
        // Each byte alone, as the last and the first of three, and its code; ends that must be
        // refused.
        for (int byte = 0; byte < 256; ++byte) {
          const char one[3] = {static_cast<char>(byte), 'a', static_cast<char>(byte)};
          const std::string text = code.encoded({one, 3});
          hash.add(text);
          add_output(hash, out, code.decode(text_of(text), out.data()));
        }
        for (const std::string_view bad : {"\xff", "\x1c", "\xff\xff\xff\xff", "\x1f\xff"}) {
          add_output(hash, out, code.decode(text_of(bad), out.data()));
        }
      });
}
BENCHMARK(huffman_decode)->Name("hpack/huffman_decode")->Arg(16384);

// All blocks of a connection, each behind its length in two bytes.
struct Connection {
  const HuffmanCode* code;
  DynamicTable* table;
  Text blocks;
};

[[gnu::noinline]] std::uint32_t decode_blocks(Connection connection, std::uint8_t* out) {
  connection.table->clear();
  BlockDecoder decoder(*connection.code, *connection.table, out);
  for (Text rest = connection.blocks; !rest.empty();) {
    if (rest.size() < 2) return kFault;
    const std::size_t length = std::size_t{rest[0]} << 8 | rest[1];
    if (rest.size() - 2 < length || !decoder.decode(rest.subspan(2, length))) return kFault;
    rest = rest.subspan(2 + length);
  }
  return decoder.written();
}

// What a browser's requests have in common, and what changes from one to the next.
class Client {
 public:
  Client(const Vocabulary& words, const HuffmanCode& code, std::uint64_t seed_value)
      : words_(&words), code_(&code), random_(seed_value), table_(4096) {
    for (std::string& host : hosts_) host = some_words(2) + ".example";
    for (std::string& cookie : cookies_) cookie = some_words(6);
    for (std::string& page : pages_) page = "https://" + some_words(4);
    agent_ = some_words(12);
  }

  std::string blocks(std::uint32_t requests) {
    std::string all;
    for (std::uint32_t i = 0; i < requests; ++i) {
      const std::string block = request();
      all += static_cast<char>(block.size() >> 8);
      all += static_cast<char>(block.size() & 0xff);
      all += block;
    }
    return all;
  }

 private:
  // With a blank between them.
  std::string some_words(std::uint32_t count) {
    std::string text(words_->draw(random_));
    while (--count > 0) append_word(text, ' ');
    return text;
  }
  void append_word(std::string& text, char before) {
    text += before;
    text += words_->draw(random_);
  }
  bool is_likely() { return random_.below(4) != 0; }

  std::string request() {
    std::string block;
    std::string path;
    for (std::uint32_t left = 1 + random_.below(3); left > 0; --left) append_word(path, '/');
    put(block, {":method", random_.below(8) == 0 ? "POST" : "GET"});
    put(block, {":scheme", "https"});
    put(block, {":authority", hosts_[random_.below(4)]});
    put(block, {":path", path}, false);
    put(block, {"user-agent", agent_});
    put(block, {"accept-encoding", "gzip, deflate"});
    if (is_likely()) put(block, {"cookie", cookies_[random_.below(8)]});
    if (is_likely()) put(block, {"referer", pages_[random_.below(16)]});
    if (is_likely()) {
      const std::string name = "x-" + some_words(1), value = some_words(1);
      put(block, {name, value});
    }
    return block;
  }

  static void put_integer(std::string& to, std::uint32_t kind, std::uint32_t prefix,
                          std::size_t value) {
    const std::size_t most = (std::size_t{1} << prefix) - 1;
    to += static_cast<char>(kind | std::min(value, most));
    if (value < most) return;
    for (value -= most; value >= 128; value >>= 7) to += static_cast<char>(0x80 | (value & 127));
    to += static_cast<char>(value);
  }
  void put_string(std::string& to, std::string_view text) const {
    const std::string coded = code_->encoded(text);
    put_integer(to, 0x80, 7, coded.size());
    to += coded;
  }
  // Refers to an entry of a table if one is the same, or to its name.
  void put(std::string& to, Field field, bool is_added = true) {
    std::size_t same_name = 0;
    Field entry;
    for (std::size_t index = 1; look_up(table_, index, entry); ++index) {
      if (entry.name != field.name) continue;
      if (entry.value == field.value) return put_integer(to, 0x80, 7, index);
      if (same_name == 0) same_name = index;
    }
    put_integer(to, is_added ? 0x40 : 0, is_added ? 6 : 4, same_name);
    if (same_name == 0) put_string(to, field.name);
    put_string(to, field.value);
    if (is_added) table_.add(field);
  }

  const Vocabulary* words_;
  const HuffmanCode* code_;
  Random random_;
  DynamicTable table_;
  std::array<std::string, 4> hosts_;
  std::array<std::string, 8> cookies_;
  std::array<std::string, 16> pages_;
  std::string agent_;
};

// Appendix C.6: three responses, a table of 256 bytes.
std::string published_blocks() {
  const std::array<std::string_view, 3> kHexadecimal = {
      "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b"
      "97c8e9ae82ae43d3",
      "4883640effc1c0bf",
      "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdf"
      "cd5b3960d5af27087f3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007"};
  std::string all;
  for (const std::string_view hexadecimal : kHexadecimal) {
    const std::string block = bytes_of(hexadecimal);
    all += '\0';
    all += static_cast<char>(block.size());
    all += block;
  }
  return all;
}

std::uint32_t decode_published(Text blocks, std::uint8_t* out) {
  static const HuffmanCode code;
  static DynamicTable table(256);
  return decode_blocks({&code, &table, blocks}, out);
}

// Some eight fields of a request: which are there, whether in the table and how far back, is
// undetermined, and so are lengths: 20 bits of a request. 128 connections of together 220 KB.
void dynamic_table(benchmark::State& state) {
  const auto requests = static_cast<std::uint32_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  const HuffmanCode code;
  DynamicTable table(4096);
  Turns turns(state, 128);
  const Messages blocks(turns.count(), [&](std::uint64_t turn) {
    return Client(words, code, seed_of_turn(0x062, turn)).blocks(requests);
  });
  const auto connection_of = [&](std::uint64_t turn) {
    return Connection{&code, &table, blocks(turn)};
  };
  run_in_turns<decode_blocks, std::uint8_t>(
      state, turns, {requests, "requests"}, connection_of, kMostOutput,
      [&](Fnv1a64& hash, Bytes& out) {
        const std::string published = published_blocks();
        add_output(hash, out, decode_published(text_of(published), out.data()));
        std::string all("\0\x3d", 2);  // of the static table
        for (std::size_t i = 1; i <= kStaticTable.size(); ++i) all += static_cast<char>(0x80 | i);
        add_output(hash, out, decode_published(text_of(all), out.data()));
        // Three entries are left of those that it has added.
        const std::string behind = published + std::string("\0\1\xc1", 3);
        add_output(hash, out, decode_published(text_of(behind), out.data()));
        add_faulty<decode_published>(hash, out, published,
                                     std::string_view("\0\x3f\x7f\x82\xc1\xff", 6), seed(0x063));
      });
}
BENCHMARK(dynamic_table)->Name("hpack/dynamic_table")->Arg(32);

}  // namespace
}  // namespace assay::web
