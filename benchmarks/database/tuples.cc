// SPDX-License-Identifier: Apache-2.0
// Rows of a heap with several versions, as PostgreSQL keeps them: which of them a snapshot sees,
// and taking a row apart into its columns.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "byte_order.h"
#include "checksum.h"
#include "data.h"
#include "opaque.h"
#include "passes.h"
#include "turns.h"

namespace assay {
namespace {

constexpr std::size_t kRunning = 64;
constexpr std::uint32_t kOldest = 100000;                // the first transaction of the commit log
constexpr std::uint32_t kFirstRunning = kOldest + 7680;  // 512 numbers, every eighth is running
constexpr std::uint32_t kEnd = kOldest + 8192;           // not begun at the time of the snapshot
constexpr std::uint32_t kLogged = 8192 + 64;

// Hints on the fate of a row's two transactions; without them the commit log tells.
constexpr std::uint16_t kMinCommitted = 0x100, kMinInvalid = 0x200, kMaxCommitted = 0x400,
                        kMaxInvalid = 0x800;

struct Version {
  std::uint32_t xmin, xmax;  // the transactions that made and that deleted it
  std::uint16_t hints;
};

struct Snapshot {
  std::uint32_t xmin, xmax;
  std::array<std::uint32_t, kRunning> running;  // in order
};

// Two bits each, as in pg_xact: 1 committed, 2 aborted.
class CommitLog {
 public:
  CommitLog() : bits_(kLogged / 4) {}
  std::uint32_t status(std::uint32_t xid) const {
    const std::uint32_t i = xid - kOldest;
    return bits_[i / 4] >> (i % 4 * 2) & 3u;
  }
  void set(std::uint32_t xid, std::uint32_t status) {
    const std::uint32_t i = xid - kOldest;
    bits_[i / 4] = static_cast<std::uint8_t>(bits_[i / 4] | status << (i % 4 * 2));
  }

 private:
  Bytes bits_;
};

// PostgreSQL's look at the list until version 15 (16 takes vectors), and that of InnoDB's ReadView.
struct Linear {
  static bool contains(const Snapshot& snapshot, std::uint32_t xid) {
    for (const std::uint32_t id : snapshot.running) {
      if (id == xid) return true;
    }
    return false;
  }
};
struct Binary {
  static bool contains(const Snapshot& snapshot, std::uint32_t xid) {
    return std::binary_search(snapshot.running.begin(), snapshot.running.end(), xid);
  }
};

template <class How>
bool is_running(const Snapshot& snapshot, std::uint32_t xid) {
  if (xid < snapshot.xmin) return false;
  return xid >= snapshot.xmax || How::contains(snapshot, xid);
}

// HeapTupleSatisfiesMVCC without the cases of a transaction's own rows and of row locks.
template <class How>
bool is_visible(const Snapshot& snapshot, const CommitLog& log, const Version& row) {
  if (row.hints & kMinInvalid) return false;
  if (is_running<How>(snapshot, row.xmin)) return false;
  if (!(row.hints & kMinCommitted) && log.status(row.xmin) != 1) return false;
  if (row.hints & kMaxInvalid) return true;
  if (is_running<How>(snapshot, row.xmax)) return true;
  return !(row.hints & kMaxCommitted) && log.status(row.xmax) != 1;
}

template <class How>
[[gnu::noinline]] std::size_t select(const Snapshot& snapshot, const CommitLog& log,
                                     const Version* rows, std::size_t count,
                                     std::uint16_t* places) {
  std::size_t selected = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (is_visible<How>(snapshot, log, rows[i])) places[selected++] = static_cast<std::uint16_t>(i);
  }
  return selected;
}

// Half of the transactions are old, half of about the snapshot's time.
std::uint32_t draw_transaction(Random& random) {
  return random.below(2) == 0 ? kOldest + random.below(7680) : kFirstRunning + random.below(544);
}

Version draw_version(const CommitLog& log, Random& random) {
  Version row{draw_transaction(random), 0, kMaxInvalid};
  const auto hint = [&](std::uint32_t xid, std::uint16_t committed, std::uint16_t invalid) {
    const std::uint32_t status = random.below(4) == 0 ? 0 : log.status(xid);
    return status == 1 ? committed : status == 2 ? invalid : std::uint16_t{0};
  };
  if (random.below(2) == 0) {
    row.xmax = draw_transaction(random);
    row.hints = hint(row.xmax, kMaxCommitted, kMaxInvalid);
  }
  row.hints = static_cast<std::uint16_t>(row.hints | hint(row.xmin, kMinCommitted, kMinInvalid));
  return row;
}

// 2,048 rows, some five decisions each; the argument is how many transactions run.
template <class How>
void mvcc_visibility(benchmark::State& state) {
  constexpr std::size_t kRows = 2048;
  Random random(seed(0x130));
  Snapshot snapshot{0, kEnd, {}};
  CommitLog log;
  for (std::uint32_t i = 0; i < kRunning; ++i)
    snapshot.running[i] = kFirstRunning + 8 * i + random.below(8);
  snapshot.xmin = snapshot.running[0];
  for (std::uint32_t xid = kOldest; xid < kOldest + kLogged; ++xid) {
    const std::uint32_t status = random.below(8) == 0 ? 2 : 1;
    if (!Binary::contains(snapshot, xid)) log.set(xid, status);
  }
  Turns turns(state, 8);
  Buffer<Version> rows(static_cast<std::size_t>(turns.count()) * kRows, 192);
  for (Version& row : rows) row = draw_version(log, random);
  Buffer<std::uint16_t> places(kRows, 4096);
  std::size_t selected = 0;
  const Version* data = rows.data();
  in_turns(
      state, {kRows, "rows"}, turns, [&] { poison(places), selected = 0; },
      [&](std::uint64_t turn) {
        opaque(data);
        selected = select<How>(snapshot, log, data + turn * kRows, kRows, places.data());
      },
      [&] { return Fnv1a64().add(places.span().first(selected)); });
}
BENCHMARK(mvcc_visibility<Linear>)->Name("mvcc_visibility/linear")->Arg(kRunning);
BENCHMARK(mvcc_visibility<Binary>)->Name("mvcc_visibility/binary")->Arg(kRunning);

constexpr std::size_t kColumns = 16;

struct Column {
  std::uint8_t bytes;  // 0: a text with its length in front
};

// Integers are aligned to their size, short texts are not aligned.
constexpr std::array<Column, kColumns> kTable = {
    {{4}, {8}, {1}, {0}, {2}, {4}, {0}, {8}, {8}, {1}, {0}, {4}, {8}, {0}, {1}, {4}}};

struct Row {
  std::array<std::uint64_t, kColumns> values;  // of a text its place and its length
  std::uint16_t nulls;
};

constexpr std::size_t kHeader = 32, kHasNulls = 20, kBitmap = 23;

// slot_deform_heap_tuple: one column after the other, since nulls and texts move those behind them.
[[gnu::always_inline]] inline void deform(const Column* columns, std::size_t count,
                                          const std::uint8_t* tuple, Row& row) {
  const bool has_nulls = (tuple[kHasNulls] & 1) != 0;
  std::size_t at = tuple[kBitmap - 1];
  row.nulls = 0;
  for (std::size_t i = 0; i < count; ++i) {
    row.values[i] = 0;
    if (has_nulls && (tuple[kBitmap + i / 8] >> (i % 8) & 1) == 0) {
      row.nulls = static_cast<std::uint16_t>(row.nulls | 1u << i);
      continue;
    }
    const std::size_t bytes = columns[i].bytes;
    if (bytes == 0) {
      const std::size_t length = (tuple[at] >> 1) - std::size_t{1};
      row.values[i] = (at + 1) << 8 | length;
      at += 1 + length;
      continue;
    }
    at = (at + bytes - 1) & ~(bytes - 1);
    switch (bytes) {
      case 1:
        row.values[i] = tuple[at];
        break;
      case 2:
        row.values[i] = load_little<std::uint16_t>(tuple + at);
        break;
      case 4:
        row.values[i] = load_little<std::uint32_t>(tuple + at);
        break;
      default:
        row.values[i] = load_little<std::uint64_t>(tuple + at);
    }
    at += bytes;
  }
}

[[gnu::noinline]] void deform_all(const Column* columns, std::size_t columns_count,
                                  const std::uint8_t* const* tuples, std::size_t count, Row* rows) {
  for (std::size_t i = 0; i < count; ++i) deform(columns, columns_count, tuples[i], rows[i]);
}

// Every eighth value is null, in half of the rows; texts have 0 to 23 letters. Returns the bytes.
std::size_t form(std::uint8_t* tuple, Random& random) {
  const bool has_nulls = random.below(2) == 0;
  tuple[kHasNulls] = has_nulls ? 1 : 0;
  tuple[kBitmap - 1] = kHeader;
  std::size_t at = kHeader;
  for (std::size_t i = 0; i < kColumns; ++i) {
    const bool is_null = random.below(8) == 0 && has_nulls;
    std::uint64_t value = random.next();
    if (is_null) continue;
    tuple[kBitmap + i / 8] = static_cast<std::uint8_t>(tuple[kBitmap + i / 8] | 1u << (i % 8));
    const std::size_t bytes = kTable[i].bytes;
    if (bytes == 0) {
      const std::size_t length = random.below(24);
      tuple[at++] = static_cast<std::uint8_t>((length + 1) << 1 | 1);
      for (std::size_t k = 0; k < length; ++k) tuple[at++] = static_cast<std::uint8_t>('a' + k);
      continue;
    }
    at = (at + bytes - 1) & ~(bytes - 1);
    for (std::size_t k = 0; k < bytes; ++k, value >>= 8)
      tuple[at++] = static_cast<std::uint8_t>(value);
  }
  return at;
}

// 256 rows of some 120 bytes, 16 decisions each.
void tuple_deform(benchmark::State& state) {
  constexpr std::size_t kRows = 256, kMostBytes = 256;
  Turns turns(state, 16);
  const std::size_t all = static_cast<std::size_t>(turns.count()) * kRows;
  Bytes heap(all * kMostBytes);
  Buffer<const std::uint8_t*> tuples(all, 192);
  Random random(seed(0x131));
  std::size_t used_bytes = 0;
  for (const std::uint8_t*& tuple : tuples) {
    tuple = heap.data() + used_bytes;
    used_bytes += (form(heap.data() + used_bytes, random) + 7) / 8 * 8;
  }
  Buffer<Row> rows(kRows, 4096);
  const Column* columns = kTable.data();
  std::size_t columns_count = kColumns;
  opaque(columns), opaque(columns_count);
  in_turns(
      state, {kRows, "rows"}, turns, [&] { poison(rows); },
      [&](std::uint64_t turn) {
        deform_all(columns, columns_count, tuples.data() + turn * kRows, kRows, rows.data());
      },
      [&] {
        Fnv1a64 hash;
        for (const Row& row : rows) hash.add(row.values).add(row.nulls);
        return hash;
      });
}
BENCHMARK(tuple_deform)->Name("tuple_deform/16");

}  // namespace
}  // namespace assay
