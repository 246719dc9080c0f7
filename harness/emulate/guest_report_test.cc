// SPDX-License-Identifier: Apache-2.0
#include "emulate/guest_report.h"

#include <gmock/gmock.h>

#include <cstdio>

#include "base/error.h"

namespace assay::emulate {
namespace {

using testing::HasSubstr;

// Hashes from the published test vectors of FNV-1a, 64 bits: "" and "foobar".
constexpr std::string_view kBye = "assay bye 0 0 cbf29ce484222325\n\n";

TEST(ParseGuestReport, ReadsAFrameWithItsPublishedHash) {
  const auto report = parse_guest_report(
      "assay begin 1 0 cbf29ce484222325\n\n"
      "assay out 1 6 85944171f73967e8\nfoobar\n",
      "its report");
  ASSERT_EQ(report.programs.size(), 1u);
  EXPECT_EQ(report.programs[0].out, "foobar");
  EXPECT_FALSE(report.done);
}

std::string frame(std::string_view kind, unsigned number, std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char byte : bytes) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 1099511628211u;
  }
  char head[200];
  std::snprintf(head, sizeof(head), "assay %s %u %zu %016llx\n", std::string(kind).c_str(), number,
                bytes.size(), static_cast<unsigned long long>(hash));
  return head + std::string(bytes) + "\n";
}

TEST(ParseGuestReport, KeepsWhatEachProgramPrintedLeftAndHowItEnded) {
  const auto report = parse_guest_report(
      frame("init", 0, "clock 210000000\nfree 480000\nrelease 6.12.1\n") +
          frame("begin", 1, "clock 220000000\n") + frame("out", 1, "a\nassay ") +
          frame("err", 1, "e") + frame("out", 1, "b") + frame("results", 1, "{}") +
          frame("end", 1, "exit 0\nclock 230000000\n") + frame("begin", 2, "clock 240000000\n") +
          frame("cut", 2, "") + frame("end", 2, "signal 11\nclock 250000000\n") + std::string(kBye),
      "its report");
  EXPECT_TRUE(report.up);
  EXPECT_EQ(report.init_ns, 210'000'000u);
  EXPECT_EQ(report.free_kib, 480'000u);
  EXPECT_EQ(report.release, "6.12.1");
  EXPECT_TRUE(report.done);
  ASSERT_EQ(report.programs.size(), 2u);
  EXPECT_EQ(report.programs[0].out, "a\nassay b");
  EXPECT_EQ(report.programs[0].err, "e");
  EXPECT_EQ(report.programs[0].results, "{}");
  EXPECT_EQ(report.programs[0].end, "exit 0");
  EXPECT_EQ(report.programs[0].begin_ns, 220'000'000u);
  EXPECT_EQ(report.programs[0].end_ns, 230'000'000u);
  EXPECT_TRUE(report.programs[1].cut);
  EXPECT_EQ(report.programs[1].end, "signal 11");
}

TEST(ParseGuestReport, LeavesOutALastFrameWithoutItsEnd) {
  const auto whole = frame("begin", 1, "clock 1\n") + frame("out", 1, "text");
  for (std::size_t cut = 1; cut < frame("out", 1, "text").size(); ++cut) {
    const auto report = parse_guest_report(whole.substr(0, whole.size() - cut), "r");
    ASSERT_EQ(report.programs.size(), 1u) << cut;
    EXPECT_EQ(report.programs[0].out, "") << cut;
  }
  EXPECT_FALSE(parse_guest_report("", "r").up);
}

TEST(ParseGuestReport, RefusesWhatIsNoFrameOrNotItsHashs) {
  const auto begin = frame("begin", 1, "");
  const struct {
    std::string bytes, fault;
  } cases[] = {
      {"rubbish\n", "r: byte 0 is not a frame"},
      {std::string(300, 'x'), "r: byte 0 is not a frame"},
      {"assay out 1 -1 0\n\n", "r: byte 0 is not a frame"},
      {"assay out 1 1 zz\n\n", "r: byte 0 is not a frame"},
      {begin + "assay out 1 6 85944171f73967e8\nfoobaz\n",
       "r: byte 34 is another frame than its hash says"},
      {begin + "assay out 1 6 85944171f73967e8\nfoobarX", "r: byte 34 is another frame"},
      {frame("out", 1, "x"), "is of a program that did not begin"},
      {frame("begin", 2, ""), "comes before another program"},
      {begin + frame("sing", 1, ""), "is of the unknown kind 'sing'"},
  };
  for (const auto& [bytes, fault] : cases) {
    try {
      parse_guest_report(bytes, "r");
      ADD_FAILURE() << bytes;
    } catch (const base::Error& error) {
      EXPECT_THAT(error.what(), HasSubstr(fault)) << bytes;
    }
  }
}

}  // namespace
}  // namespace assay::emulate
