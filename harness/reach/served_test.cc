// SPDX-License-Identifier: Apache-2.0
// The far end by pipes, as ssh would start it, with the stand-in for the kit's program.
#include "reach/served.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <csignal>
#include <map>

#include "reach/housekeeping.h"
#include "reach/stand_in_test.h"
#include "record/place_json.h"
#include "sys/process_identity.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using base::Json;
using ::testing::HasSubstr;

constexpr const char* kRun = "20261201-0123456789abcdef";

Json about(const char* what, const std::string& name = kRun) {
  return Json(Json::Object{{what, name}});
}

Json to_follow(std::uint64_t at = 0, const std::string& sha256 = base::sha256(""),
               int patience_s = 300) {
  Json line = about("follow");
  line.set(
      "files",
      Json(Json::Object{{"session-1", Json(Json::Object{{"at", Json(at)}, {"sha256", sha256}})}}));
  line.set("patience_s", patience_s);
  return line;
}

class ServedTest : public ::testing::Test {
 protected:
  ~ServedTest() override {
    run().stop();
    comes_true([&] { return run().state() != RunState::running; });
  }
  fs::path folder() const { return folder_.path() / "kit"; }
  RunFolder run() const { return RunFolder(folder() / "runs" / kRun); }

  // What comes of each file until the run is over.
  static std::map<std::string, std::string> follow(Talk& talk) {
    std::map<std::string, std::string> files;
    while (auto frame = talk.hear()) {
      if (frame->line.find("over") != nullptr) break;
      if (frame->line.find("part") == nullptr) continue;
      std::string& file = files[frame->line.text("part")];
      EXPECT_EQ(*frame->line.find("at")->integer(), static_cast<std::int64_t>(file.size()));
      file += frame->bytes;
      EXPECT_EQ(frame->line.text("upto"), base::sha256(file));
    }
    return files;
  }

  sys::TemporaryFolder folder_;
};

TEST_F(ServedTest, SaysWhatTheMachineIs) {
  Talk talk(folder());
  const Frame hello = talk.hear("hello");
  EXPECT_EQ(*hello.line.find("hello")->integer(), kProtocol);
  EXPECT_EQ(hello.line.text("version"), "0.0");
  const Json json = base::parse_json(hello.bytes, "host");
  const record::Host host = record::read_host(record::JsonNode(json, "host"));
  EXPECT_EQ(record::fingerprint_value(host, "arch"), machine_here());
  talk.process().close_input();
  EXPECT_TRUE(talk.process().wait_for_end(60s));
}

TEST_F(ServedTest, RunsAKitAndSendsWhatItWrites) {
  Talk talk(folder());
  Json have(Json::Object{{"have", Json(Json::Array{stand_in_hash() + " 1 x"})}});
  EXPECT_EQ(talk.ask(std::move(have), "missing").line.dump_compact(), R"({"missing":[0]})");
  talk.put_all();
  const Frame started = talk.start(kRun, {.arguments = {"--lines", "20", "--pause", "10"},
                                          .environment = {{"ASSAY_EXTRA", "yes"}},
                                          .cpus = "0"});
  EXPECT_EQ(started.line.text("was"), "absent");
  EXPECT_TRUE(fs::exists(run().kit() / "targets/deep/two.toml"));
  talk.tell(to_follow());
  const auto files = follow(talk);
  EXPECT_EQ(files.at("session-1"), sys::read_file(run().results() / "session-1.jsonl", {1u << 20}));
  EXPECT_EQ(std::ranges::count(files.at("session-1"), '\n'), 20);
  EXPECT_THAT(files.at("log"), HasSubstr("extra yes, 1 CPUs"));
  EXPECT_THAT(files.at("record"), HasSubstr("assay.record/"));
  EXPECT_EQ(run().end()->how, "exited");
  // It is known now, and not sent a second time.
  Json again(Json::Object{{"have", Json(Json::Array{fmt::format("{} {} x", stand_in_hash(),
                                                                stand_in_bytes().size())})}});
  EXPECT_EQ(talk.ask(std::move(again), "missing").line.dump_compact(), R"({"missing":[]})");
  EXPECT_EQ(*talk.ask(about("remove"), "removed").line.find("removed")->integer(), 1);
  EXPECT_FALSE(fs::exists(run().path()));
}

TEST_F(ServedTest, AskedTwiceItBeginsOnce) {
  Talk talk(folder()), other(folder());
  talk.put_all();
  const Order order{.arguments = {"--lines", "1000", "--pause", "10"}};
  const Frame one = talk.start(kRun, order), two = other.start(kRun, order);
  EXPECT_TRUE(*one.line.find("begun")->boolean());
  EXPECT_FALSE(*two.line.find("begun")->boolean());
  EXPECT_EQ(two.line.text("was"), "running");
}

TEST_F(ServedTest, ItsEndEndsNoRunAndAnotherOneGoesOnFromAnOffset) {
  std::string first;
  {
    Talk talk(folder());
    talk.put_all();
    talk.start(kRun, {.arguments = {"--lines", "100", "--pause", "10"}});
    talk.tell(to_follow());
    while (std::ranges::count(first, '\n') < 5) {
      const Frame part = talk.hear("part");
      if (part.line.text("part") == "session-1") first += part.bytes;
      ASSERT_FALSE(HasFailure());
    }
    talk.process().signal(SIGKILL);
  }
  EXPECT_EQ(run().state(), RunState::running);
  Talk talk(folder());
  talk.tell(to_follow(first.size(), base::sha256(first)));
  while (auto frame = talk.hear()) {
    EXPECT_EQ(frame->line.find("anew"), nullptr);
    if (frame->line.find("over") != nullptr) break;
    if (frame->line.text("part") == "session-1") first += frame->bytes;
  }
  EXPECT_EQ(first, sys::read_file(run().results() / "session-1.jsonl", {1u << 20}));
  EXPECT_EQ(std::ranges::count(first, '\n'), 100);
}

TEST_F(ServedTest, AFileThatDoesNotBeginSoIsSentAnew) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {});
  talk.tell(to_follow(5, base::sha256("other")));
  EXPECT_EQ(talk.hear("anew").line.text("anew"), "session-1");
  EXPECT_EQ(std::ranges::count(follow(talk).at("session-1"), '\n'), 3);
}

TEST_F(ServedTest, StopEndsTheRunAndItGoesOnWhenItIsStartedAgain) {
  Talk talk(folder());
  talk.put_all();
  const Order order{.arguments = {"--lines", "30", "--pause", "20"}};
  talk.start(kRun, order);
  talk.tell(to_follow());
  while (talk.hear("part").line.text("part") != "session-1") {
    ASSERT_FALSE(HasFailure());
  }
  talk.tell(about("stop"));
  const Frame over = talk.hear("over");
  EXPECT_EQ(over.line.find("end")->text("how"), "stopped");
  const std::string before = sys::read_file(run().results() / "session-1.jsonl", {1u << 20});
  EXPECT_LT(std::ranges::count(before, '\n'), 30);
  const Frame again = talk.start(kRun, order);
  EXPECT_EQ(again.line.text("was"), "ended");
  EXPECT_TRUE(*again.line.find("begun")->boolean());
  talk.tell(to_follow());
  const std::string all = follow(talk).at("session-1");
  EXPECT_EQ(all.substr(0, before.size()), before);
  EXPECT_EQ(std::ranges::count(all, '\n'), 30);
}

TEST_F(ServedTest, WhoSaysNothingForARunsPatienceIsLeft) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "1000", "--pause", "10"}});
  talk.tell(to_follow(0, base::sha256(""), 1));
  EXPECT_TRUE(talk.process().wait_for_end(60s));
  EXPECT_EQ(run().state(), RunState::running);
}

TEST_F(ServedTest, WhoTakesNothingForARunsPatienceIsLeft) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "40", "--width", "100000"}});
  EXPECT_TRUE(comes_true([&] { return run().state() == RunState::ended; }));
  talk.tell(to_follow(0, base::sha256(""), 1));  // 4 MB, which nobody reads
  EXPECT_TRUE(talk.process().wait_for_end(60s));
}

TEST_F(ServedTest, ARunThatNobodyAsksAfterEndsWithItsLease) {
  {
    Talk talk(folder());
    talk.put_all();
    talk.start(kRun, {.arguments = {"--lines", "1000", "--pause", "10"}, .patience = 700ms});
    for (int i = 0; i < 8; ++i) {
      std::this_thread::sleep_for(200ms);
      EXPECT_EQ(talk.ask(about("renew"), "renewed").line.text("renewed"), "running");
    }
  }
  EXPECT_TRUE(comes_true([&] { return run().state() == RunState::ended; }));
  EXPECT_EQ(run().end()->how, "lease");
  EXPECT_GT(fs::file_size(run().results() / "session-1.jsonl"), 0u);
  EXPECT_FALSE(fs::exists(run().results() / "record.json"));
}

TEST_F(ServedTest, WhoFollowsARunAsksAfterIt) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "1000", "--pause", "10"}, .patience = 700ms});
  for (int i = 0; i < 8; ++i) {
    std::this_thread::sleep_for(200ms);
    talk.tell(to_follow());
  }
  EXPECT_EQ(run().state(), RunState::running);
}

TEST_F(ServedTest, IsHeardAlthoughMuchIsStillToBeSent) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "40", "--width", "100000"}});
  EXPECT_TRUE(comes_true([&] { return run().state() == RunState::ended; }));
  talk.tell(to_follow());
  while (talk.hear("part").line.text("part") != "session-1") ASSERT_FALSE(HasFailure());
  talk.tell(about("renew"));
  int parts = 0;  // of more than 80
  for (auto frame = talk.hear(); frame && frame->line.find("renewed") == nullptr;
       frame = talk.hear()) {
    ++parts;
  }
  EXPECT_LT(parts, 20);
}

TEST_F(ServedTest, ARunThatWasKilledIsSeenAndARebootToo) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "1000", "--pause", "10"}});
  auto runner = sys::read_identity(sys::read_file(run().pid(), {1000}));
  ASSERT_TRUE(runner.has_value());
  sys::signal_process(*runner, SIGKILL);
  EXPECT_TRUE(comes_true([&] { return run().state() == RunState::died; }));
  talk.tell(to_follow());
  EXPECT_EQ(talk.hear("over").line.text("over"), "died");
  runner->boot = "another";
  sys::write_whole(run().pid(), to_text(*runner));
  EXPECT_EQ(run().state(), RunState::rebooted);
  EXPECT_EQ(talk.start(kRun, {}).line.text("was"), "rebooted");
}

TEST_F(ServedTest, ListsAndRemovesWhatIsLeft) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "1"}, .label = "one for the list"});
  talk.tell(to_follow());
  follow(talk);
  talk.tell(Json(Json::Object{{"list", true}}));
  const Frame left = talk.hear("run");
  EXPECT_EQ(left.line.text("run"), kRun);
  EXPECT_EQ(left.line.text("state"), "ended");
  EXPECT_EQ(left.line.text("label"), "one for the list");
  EXPECT_GT(*talk.hear("listed").line.find("stored_bytes")->integer(), 1000);
  EXPECT_EQ(*talk.ask(about("remove", "*"), "removed").line.find("removed")->integer(), 1);
  EXPECT_EQ(Housekeeping(folder()).stored().value, 0u);
}

TEST_F(ServedTest, DoesNotRemoveWhatRuns) {
  Talk talk(folder());
  talk.put_all();
  talk.start(kRun, {.arguments = {"--lines", "1000", "--pause", "10"}});
  EXPECT_EQ(*talk.ask(about("remove", "*"), "removed").line.find("removed")->integer(), 0);
  EXPECT_EQ(run().state(), RunState::running);
}

TEST_F(ServedTest, RefusesWhatIsNoQuestionAndEnds) {
  for (const std::string& rubbish : {std::string("hello\n"), std::string(100'000, 'x')}) {
    Talk talk(folder());
    talk.hear("hello");
    talk.tell_rubbish(rubbish);
    EXPECT_THAT(talk.hear("error").line.text("error"), HasSubstr("conversation"));
    EXPECT_TRUE(talk.process().wait_for_end(60s));
  }
  for (Json line : {about("follow", "../../etc"), about("remove", "/"), about("dance"),
                    about("start", "../escape1"), Json(Json::Object{{"have", 5}}),
                    Json(Json::Object{{"put", "x"}, {"executable", true}})}) {
    Talk talk(folder());
    talk.hear("hello");
    talk.tell(line);
    EXPECT_NE(talk.hear("error").line.text("error"), "") << line.dump();
  }
}

TEST_F(ServedTest, RefusesPathsThatLeadOutOfTheKit) {
  Talk talk(folder());
  talk.hear("hello");
  Json line = about("start");
  line.set("order", to_json(Order{}));
  talk.tell(std::move(line),
            kit_list({{.path = "../../escaped", .content = {.sha256 = stand_in_hash()}}}));
  EXPECT_THAT(talk.hear("error").line.text("error"), HasSubstr("path"));
  EXPECT_FALSE(fs::exists(run().path()));
}

TEST_F(ServedTest, BytesWithAnotherHashAreNotKept) {
  Talk talk(folder());
  talk.hear("hello");
  Json line;
  line.set("put", base::sha256("these")).set("executable", false);
  talk.tell(std::move(line), "those");
  EXPECT_THAT(talk.hear("error").line.text("error"), HasSubstr("other bytes"));
}

}  // namespace
}  // namespace assay::reach
