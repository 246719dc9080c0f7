// SPDX-License-Identifier: Apache-2.0
// Pages of HTML, compressed as servers send them (DEFLATE, RFC 1951; without the frame of gzip and
// its CRC).
#include "inflate.h"

#include "deflate.h"
#include "html_pages.h"
#include "sizes.h"

namespace assay::web {
namespace {

[[gnu::noinline]] std::uint32_t inflated(Text text, std::uint8_t* out) {
  return Inflater(text, {out, kMostPage}).inflate();
}

// Some 25,000 symbols: which comes next, a byte or a repeat, how long and how far back, is
// undetermined. Four pages of together 100 KB.
void inflate(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const Vocabulary words(seed(0x001));
  Turns turns(state, 4);
  const Messages pages(turns.count(), [&](std::uint64_t turn) {
    return PageMaker<CompressedPage>(words, size, seed_of_turn(0x080, turn)).make();
  });
  run_in_turns<inflated, std::uint8_t>(
      state, turns, {size, "bytes"}, pages, kMostPage,
      [](Fnv1a64& hash, Bytes& out) { add_streams(hash, out, inflated); });
}
BENCHMARK(inflate)->Name("inflate/html")->Arg(kLongBytes);

}  // namespace
}  // namespace assay::web
