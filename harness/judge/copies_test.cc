// SPDX-License-Identifier: Apache-2.0
#include "judge/copies.h"

#include <gmock/gmock.h>

#include "judge/plausible_records_test.h"

namespace assay::judge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Entry entry(std::string name, std::string signer, const record::Record& made) {
  return {.name = std::move(name),
          .signer = std::move(signer),
          .content = made.content,
          .samples = samples_of(made)};
}

Ledgered with_alices() {
  Ledgered ledgered;
  auto made = honest_record();
  made.cells[0].benchmarks.push_back(benchmark("compute/x", honest_times(700)));
  ledgered.add(entry("alices", "alice", made));
  return ledgered;
}

TEST(Copies, AreSamplesUnderAnotherName) {
  auto made = honest_record("renamed", 5461);
  made.hosts[0].fingerprint = {{"cpu", "Kunpeng 9999"}};
  made.cells[0].benchmarks.push_back(benchmark("compute/also_renamed", honest_times(700)));
  EXPECT_THAT(with_alices().find_copies(entry("bobs", "bob", made)),
              ElementsAre(Copy{Likeness::copy, "alices", 10, 10}));
  EXPECT_THAT(with_alices().find_copies(entry("again", "alice", made)),
              ElementsAre(Copy{Likeness::replay, "alices", 10, 10}));
}

TEST(Copies, ArePartsOfWhatSomebodySent) {
  EXPECT_THAT(with_alices().find_copies(entry("b", "bob", honest_record())),
              ElementsAre(Copy{Likeness::copy, "alices", 5, 5}));
  EXPECT_THAT(with_alices().find_copies(entry("a", "alice", honest_record())),
              ElementsAre(Copy{Likeness::subset, "alices", 5, 5}));
  auto mixed = honest_record();
  mixed.cells[0].benchmarks.push_back(benchmark("compute/own", honest_times(900)));
  EXPECT_THAT(with_alices().find_copies(entry("b", "bob", mixed)),
              ElementsAre(Copy{Likeness::overlap, "alices", 5, 10}));
}

// A kit's record of two sessions holds the one of the first session.
TEST(Copies, AreNotFurtherSessionsOfTheSameSigner) {
  Ledgered ledgered;
  ledgered.add(entry("first", "alice", honest_record()));
  auto made = honest_record();
  made.cells.push_back(made.cells[0]);
  made.cells[1].benchmarks[0].samples = honest_times(5400);
  const auto found = ledgered.find_copies(entry("both", "alice", made));
  EXPECT_THAT(found, ElementsAre(Copy{Likeness::continued, "first", 5, 10}));
  EXPECT_FALSE(refuses(found[0].likeness));
  EXPECT_THAT(ledgered.find_copies(entry("both", "bob", made)),
              ElementsAre(Copy{Likeness::copy, "first", 5, 10}));
}

TEST(Copies, AreNotOneOrTwoSamplesThatAgree) {
  Ledgered ledgered;
  ledgered.add(entry("one", "alice", honest_record()));
  auto made = honest_record("x", 900);
  samples_in(only_benchmark(made))[1] = honest_times().values[1];
  samples_in(only_benchmark(made))[2] = honest_times().values[2];
  EXPECT_THAT(ledgered.find_copies(entry("two", "bob", made)), IsEmpty());
}

TEST(Copies, OfRecordsWithoutTimesAreKnownByTheirContent) {
  Ledgered ledgered;
  ledgered.add({.name = "one", .signer = "alice", .content = "c0ffee", .samples = {}});
  EXPECT_THAT(
      ledgered.find_copies({.name = "", .signer = "bob", .content = "c0ffee", .samples = {}}),
      ElementsAre(Copy{Likeness::copy, "one", 0, 0}));
  EXPECT_THAT(ledgered.find_copies({.name = "", .signer = "bob", .content = "5eed", .samples = {}}),
              IsEmpty());
}

}  // namespace
}  // namespace assay::judge
