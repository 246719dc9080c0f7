// SPDX-License-Identifier: Apache-2.0
// Pages of a B-tree in InnoDB's compact format: search by a key of three fields, big-endian loads
// at each alignment, and the checksum that is stored with a page.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "report.h"
#include "slices.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kPage = 16384;
constexpr std::size_t kInfimum = 99, kSupremum = 112;  // origins of the page's two border records
constexpr std::size_t kRecords = 240, kRecordBytes = 64, kFirstOrigin = 125;
constexpr std::size_t kKeyBytes = 20;
constexpr std::size_t kGroup = 6;  // records that a slot of the directory owns: InnoDB has 4 to 8
constexpr std::size_t kSlots = kRecords / kGroup + 2;
constexpr std::size_t kProbes = 512;

using Key = std::array<std::uint8_t, kKeyBytes>;

struct Field {
  std::uint8_t offset, bytes;
  bool is_text;
};

// INT UNSIGNED, CHAR(8), BIGINT UNSIGNED: integers are stored so that bytes compare as they do.
constexpr std::array<Field, 3> kFields = {{{0, 4, false}, {4, 8, true}, {12, 8, false}}};

struct Index {
  const Field* fields;
  std::size_t count;
  std::array<std::uint8_t, 256> weights;  // of text that ignores case
};

Index make_index() {
  Index index{kFields.data(), kFields.size(), {}};
  for (std::size_t c = 0; c < 256; ++c)
    index.weights[c] = static_cast<std::uint8_t>(c >= 'a' && c <= 'z' ? c - 32 : c);
  return index;
}

std::uint8_t* slot(std::uint8_t* page, std::size_t i) { return page + kPage - 8 - 2 * (i + 1); }

std::size_t in_slot(const std::uint8_t* page, std::size_t i) {
  return load_big<std::uint16_t>(page + kPage - 8 - 2 * (i + 1));
}

// A record's successor, as a distance modulo the page in the two bytes before its origin.
std::size_t next_of(const std::uint8_t* page, std::size_t origin) {
  return (origin + load_big<std::uint16_t>(page + origin - 2)) & (kPage - 1);
}

// Field by field and byte by byte, each as its type wants it: what InnoDB did before keys of fixed
// length were compared at once.
struct Fieldwise {
  static int compare(const Index& index, const std::uint8_t* key, const std::uint8_t* record) {
    for (std::size_t f = 0; f < index.count; ++f) {
      const Field field = index.fields[f];
      for (std::size_t i = field.offset, end = i + field.bytes; i < end; ++i) {
        std::uint8_t a = key[i], b = record[i];
        if (field.is_text) a = index.weights[a], b = index.weights[b];
        if (a != b) return a < b ? -1 : 1;
      }
    }
    return 0;
  }
};

struct Whole {
  static int compare(const Index&, const std::uint8_t* key, const std::uint8_t* record) {
    return std::memcmp(key, record, kKeyBytes);
  }
};

// The last record that is not greater than the key, and in the lowest bit whether it is equal.
template <class How>
std::size_t search(const Index& index, const std::uint8_t* page, const std::uint8_t* key) {
  std::size_t equal = 0;
  const auto is_after = [&](std::size_t origin) {
    const int order = How::compare(index, key, page + origin);
    if (order == 0) equal = 1;
    return order >= 0;
  };
  std::size_t low = 0, up = kSlots - 1;
  while (up - low > 1) {
    const std::size_t middle = (low + up) / 2;
    (is_after(in_slot(page, middle)) ? low : up) = middle;
  }
  std::size_t before = in_slot(page, low);
  const std::size_t end = in_slot(page, up);
  for (std::size_t at = next_of(page, before); at != end && is_after(at); at = next_of(page, at))
    before = at;
  return before << 1 | equal;
}

template <class How>
[[gnu::noinline]] void search_all(const Index& index, const std::uint8_t* page, const Key* keys,
                                  std::uint16_t* found) {
  for (std::size_t i = 0; i < kProbes; ++i)
    found[i] = static_cast<std::uint16_t>(search<How>(index, page, keys[i].data()));
}

// Eight regions and sixteen names: the first two fields are often equal.
class Keys {
 public:
  explicit Keys(Random& random) {
    for (auto& name : names_) {
      std::uint64_t letters = random.next();
      for (std::uint8_t& letter : name) {
        letter = static_cast<std::uint8_t>('a' + (letters & 31) % 26);
        letters >>= 5;
      }
    }
  }
  Key draw(Random& random) const {
    Key key;
    store_big(key.data(), random.below(8));
    const auto& name = names_[random.below(16)];
    std::copy(name.begin(), name.end(), key.data() + 4);
    store_big(key.data() + 12, random.next());
    return key;
  }

 private:
  std::array<std::array<std::uint8_t, 8>, 16> names_;
};

// Records lie in the order in which they were drawn, and are linked in that of their keys.
Bytes page_of(const std::array<Key, kRecords>& keys) {
  Bytes page = random_bytes(kPage, seed(0x101));
  std::array<std::size_t, kRecords> order;
  for (std::size_t i = 0; i < kRecords; ++i) order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
  std::size_t before = kInfimum, slots = 1;
  const auto link = [&](std::size_t origin) {
    store_big(page.data() + before - 2, static_cast<std::uint16_t>(origin - before));
    before = origin;
  };
  store_big(slot(page.data(), 0), static_cast<std::uint16_t>(kInfimum));
  for (std::size_t i = 0; i < kRecords; ++i) {
    const std::size_t origin = kFirstOrigin + order[i] * kRecordBytes;
    std::copy(keys[order[i]].begin(), keys[order[i]].end(), page.data() + origin);
    link(origin);
    if ((i + 1) % kGroup == 0)
      store_big(slot(page.data(), slots++), static_cast<std::uint16_t>(origin));
  }
  link(kSupremum);
  store_big(slot(page.data(), slots), static_cast<std::uint16_t>(kSupremum));
  return page;
}

// Half of the keys are there. A search takes about nine decisions: 16 inputs of 512 keys, 10 KB
// each.
template <class How>
void btree_page_search(benchmark::State& state) {
  Random random(seed(0x100));
  const Keys keys(random);
  std::array<Key, kRecords> there;
  for (Key& key : there) key = keys.draw(random);
  const Bytes page = page_of(there);
  Turns turns(state, 16);
  Buffer<Key> wanted(static_cast<std::size_t>(turns.count()) * kProbes, 192);
  for (Key& key : wanted) key = random.below(2) == 0 ? keys.draw(random) : there[random.below(240)];
  Buffer<std::uint16_t> found(kProbes, 4096);
  Index index = make_index();
  const std::uint8_t* data = page.data();
  opaque(data), opaque(index.fields), opaque(index.count);
  in_turns(
      state, {kProbes, "searches"}, turns, [&] { poison(found); },
      [&](std::uint64_t turn) {
        search_all<How>(index, data, wanted.data() + turn * kProbes, found.data());
      },
      [&] { return Fnv1a64().add(found); });
}
BENCHMARK(btree_page_search<Fieldwise>)->Name("btree_page_search/fieldwise")->Arg(kPage);
BENCHMARK(btree_page_search<Whole>)->Name("btree_page_search/memcmp")->Arg(kPage);

// mach_read_from_4 of InnoDB: by four loads of a byte, as it is written there, and by a copy and a
// swap of bytes. Today's compilers make one load of both; each byte is opaque, so that the first
// stays what it was with those that do not.
struct Bytewise {
  static std::uint32_t read(const std::uint8_t* from) {
    return byte(from) << 24 | byte(from + 1) << 16 | byte(from + 2) << 8 | byte(from + 3);
  }
  static std::uint32_t byte(const std::uint8_t* at) {
    std::uint32_t value = *at;
    opaque(value);
    return value;
  }
};
struct Copied {
  static std::uint32_t read(const std::uint8_t* from) {
    std::uint32_t word;
    std::memcpy(&word, from, sizeof(word));
    return std::endian::native == std::endian::little ? __builtin_bswap32(word) : word;
  }
};

// Each word is needed as such: no vector of them.
template <class How>
[[gnu::noinline]] std::uint64_t read_all(const std::uint8_t* from, std::size_t bytes,
                                         std::uint64_t sum) {
  for (std::size_t i = 0; i + 8 <= bytes; i += 8) {
    const std::uint32_t word = How::read(from + i);
    used(word);
    sum += word;
  }
  return sum;
}

// The argument is how far the words are from a multiple of eight.
template <class How>
void mach_read_4(benchmark::State& state) {
  const Bytes page = random_bytes(kPage + 8, seed(0x102));
  const std::uint8_t* from = page.data() + state.range(0);
  std::uint64_t sum = 0, last = 0;
  for (auto _ : slices(state, KeepLast(sum, last))) {
    opaque(from);
    sum = read_all<How>(from, kPage, sum);
    used(sum);
  }
  const std::uint64_t once = read_all<How>(from, kPage, 0);
  report(state, {kPage / 8, "loads"}, Checksum{once},
         Left{Checksum{last}, Checksum{once * passes_done(state)}});
}
BENCHMARK(mach_read_4<Bytewise>)->Name("mach_read_4/bytewise")->DenseRange(0, 7);
BENCHMARK(mach_read_4<Copied>)->Name("mach_read_4/memcpy")->DenseRange(0, 7);

// InnoDB's fold of two words; the constants are those of its format.
std::uint32_t folded(std::uint32_t fold, std::uint32_t value) {
  return ((((fold ^ value ^ 1653893711u) << 8) + fold) ^ 1463735687u) + value;
}

std::uint32_t fold_of(const std::uint8_t* bytes, std::size_t size) {
  std::uint32_t fold = 0;
  for (std::size_t i = 0; i < size; ++i) fold = folded(fold, bytes[i]);
  return fold;
}

// innodb_checksum_algorithm = innodb: bytes 4 to 25 and 38 to the trailer of 8 bytes. Written to a
// page before it goes to disk, as the log sequence number is (bytes 16 to 23).
[[gnu::noinline]] void stamp(std::uint8_t* page, std::uint64_t sequence_number) {
  store_big(page + 16, sequence_number);
  const std::uint32_t fold = fold_of(page + 4, 22) + fold_of(page + 38, kPage - 38 - 8);
  store_big(page, fold);
}

void innodb_checksum(benchmark::State& state) {
  Bytes page = random_bytes(kPage, seed(0x103));
  std::uint8_t* data = page.data();
  opaque(data);
  Turns turns(state, 64);
  in_turns(
      state, {kPage, "bytes"}, turns, [&] { poison(page.span().first(24)); },
      [&](std::uint64_t turn) { stamp(data, (turn + 1) << 20); },
      [&] { return Fnv1a64().add(page.span().first(24)); });
}
BENCHMARK(innodb_checksum)->Arg(kPage);

}  // namespace
}  // namespace assay
