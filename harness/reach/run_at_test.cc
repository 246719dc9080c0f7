// SPDX-License-Identifier: Apache-2.0
// Whole runs over the distribution's sshd, with the stand-in for the kit's program.
#include "reach/run_at.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <mutex>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/json.h"
#include "reach/sshd_test.h"
#include "reach/stand_in_test.h"
#include "sys/interrupt.h"
#include "sys/process_identity.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

class Heard final : public base::Progress {
 public:
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view text) override { notes.emplace_back(text); }
  void say(std::string_view line) override { said.emplace_back(line); }
  std::vector<std::string> notes, said;
};

class RunAtTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Sshd::is_here()) GTEST_SKIP() << "openssh-server is not installed";
    sshd_ = std::make_unique<Sshd>();
  }

  Connection connection(const Place& place = parse_ssh_word("ssh:box")) const {
    return Connection(place, stand_in_program, sshd_->options());
  }
  RunAtOptions options(std::vector<std::string> arguments) const {
    return {.arguments = std::move(arguments),
            .kept = kept(),
            .label = "test",
            .renew_every = 300ms,
            .first_retry = 50ms,
            .longest_retry = 200ms};
  }
  fs::path kept() const { return folder_.path() / "kept"; }
  fs::path runs() const { return sshd_->home() / ".cache/assay/kit/runs"; }
  std::string journal() const { return sys::read_start(kept() / "session-1.jsonl", {1u << 20}); }

  // Its lines count from 0 without a gap; which processes wrote them.
  std::set<std::int64_t> writers(std::size_t lines) const {
    std::set<std::int64_t> all;
    std::int64_t next = 0;
    const std::string text = journal();
    for (const std::string_view line : base::ended_lines(text)) {
      const base::Json json = base::parse_json(line, "line");
      EXPECT_EQ(*json.find("line")->integer(), next++);
      all.insert(*json.find("of")->integer());
    }
    EXPECT_EQ(static_cast<std::size_t>(next), lines);
    return all;
  }

  // Nothing of it runs any more, and the next run finds no trace.
  void expect_nothing_left() const {
    std::error_code fault;
    for (fs::directory_iterator entry(runs(), fault), end; !fault && entry != end; ++entry) {
      EXPECT_EQ(entry->path().filename(), "lock");
    }
  }

  sys::TemporaryFolder folder_;
  std::unique_ptr<Sshd> sshd_;
  Heard heard_;
};

TEST_F(RunAtTest, BringsTheRecordAndTheJournal) {
  Connection there = connection();
  const Brought brought = run_at(there, stand_in_parcel(), options({"--lines", "5"}), heard_);
  ASSERT_TRUE(brought.record.has_value());
  EXPECT_EQ(brought.record->harness.version, "0.0.5");
  EXPECT_EQ(brought.end.how, "exited");
  EXPECT_EQ(writers(5).size(), 1u);
  EXPECT_THAT(heard_.notes, Contains(HasSubstr("ssh:box: measuring 5 lines")));
  expect_nothing_left();
  finish_kept(kept());
  // Another run is another one.
  EXPECT_TRUE(
      run_at(there, stand_in_parcel(), options({"--lines", "6"}), heard_).record.has_value());
  EXPECT_EQ(writers(6).size(), 1u);
}

// It may last for minutes, and off a terminal notes are not shown.
TEST_F(RunAtTest, SaysForWhomAPlaceWaitsAndIsNotFloodedByIt) {
  Connection there = connection();
  run_at(there, stand_in_parcel(), options({"--waits", "7"}), heard_);
  std::vector<std::string> waits;
  for (int i = 0; i < 7; ++i) {
    waits.push_back(fmt::format(
        "ssh:box: waiting for another measurement on this machine: other {}\\x1b[2J", i));
  }
  EXPECT_THAT(heard_.said, ElementsAreArray(waits.begin(), waits.begin() + 5));
  EXPECT_THAT(heard_.notes, IsSupersetOf(waits.begin() + 5, waits.end()));
}

TEST_F(RunAtTest, APlaceThatHasEverythingIsReachedAndAskedOnce) {
  const fs::path heard = folder_.path() / "heard";  // what goes there
  sshd_ = std::make_unique<Sshd>("ForceCommand tee -a " + heard.string() +
                                 " | /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"");
  const auto run_anew = [&](const std::string& lines) {
    Connection there = connection();
    finish_kept(kept());
    return run_at(there, stand_in_parcel(), options({"--lines", lines}), heard_).record.has_value();
  };
  const auto times = [](const std::string& text, std::string_view word) {
    std::size_t count = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
  };
  ASSERT_TRUE(run_anew("5"));
  const std::string log = sshd_->log();
  EXPECT_EQ(times(log, "Accepted publickey"), 1u);
  EXPECT_EQ(times(sys::read_file(heard, {256u << 20}), "{\"put\":"), 1u);
  // Of three files: the program came first, and two have one content.
  sys::remove_tree(heard);
  ASSERT_TRUE(run_anew("6"));
  EXPECT_EQ(times(sshd_->log(), "Accepted publickey"), 2u);
  const std::string told = sys::read_file(heard, {1u << 20});
  EXPECT_EQ(times(told, "{\"have\":"), 1u);
  EXPECT_EQ(times(told, "{\"put\":"), 0u);
  EXPECT_EQ(times(told, "{\"start\":"), 1u);
}

TEST_F(RunAtTest, OfAPlaceWithItsOwnCpusAndVariables) {
  Place place = parse_ssh_word("ssh:box");
  place.cpus = "0";
  place.environment = {{"ASSAY_EXTRA", "yes"}};
  place.folder = "~/elsewhere";
  Connection there = connection(place);
  run_at(there, stand_in_parcel(), options({}), heard_);
  EXPECT_THAT(heard_.notes, Contains(HasSubstr("extra yes, 1 CPUs")));
  EXPECT_TRUE(fs::exists(sshd_->home() / "elsewhere/store"));
}

TEST_F(RunAtTest, GoesOnAfterEachCutAndLosesAndRepeatsNothing) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "60", "--pause", "50"});
  std::size_t lines = 0, cuts = 0;
  with.told = [&](std::string_view name, std::string_view bytes) {
    if (name != "session-1") return;
    lines += static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
    if (lines >= 10 * (cuts + 1) && cuts < 3) {
      ++cuts;
      sshd_->cut();
    }
  };
  const Brought brought = run_at(there, stand_in_parcel(), with, heard_);
  EXPECT_TRUE(brought.record.has_value());
  EXPECT_EQ(cuts, 3u);
  EXPECT_EQ(writers(60).size(), 1u);
  EXPECT_THAT(heard_.said, Contains(AllOf(HasSubstr("ssh:box"), HasSubstr("trying again"))));
}

TEST_F(RunAtTest, WaitsForAMachineThatIsAway) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "30", "--pause", "50"});
  std::jthread back;
  with.told = [&](std::string_view name, std::string_view) {
    if (name != "session-1" || back.joinable()) return;
    sshd_->stop();
    // What a thread starts ends with it.
    back = std::jthread([&](const std::stop_token& stop) {
      std::this_thread::sleep_for(1s);
      sshd_->start();
      while (!stop.stop_requested()) std::this_thread::sleep_for(5ms);
      sshd_->stop();
    });
  };
  EXPECT_TRUE(run_at(there, stand_in_parcel(), with, heard_).record.has_value());
  EXPECT_EQ(writers(30).size(), 1u);
  EXPECT_THAT(heard_.said, Contains(HasSubstr("trying again")));
}

TEST_F(RunAtTest, GivesUpWhenThePatienceIsOverAndSaysWhereItsFilesAre) {
  Place place = parse_ssh_word("ssh:box");
  place.patience = 2s;
  Connection there = connection(place);
  RunAtOptions with = options({"--lines", "1000", "--pause", "50"});
  with.told = [&](std::string_view name, std::string_view) {
    if (name == "session-1") sshd_->stop();
  };
  try {
    run_at(there, stand_in_parcel(), with, heard_);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("refused"), HasSubstr(kept().string())));
  }
  EXPECT_NE(journal(), "");
  // The run there ends by its lease.
  EXPECT_TRUE(comes_true([&] {
    const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
    return run.state() == RunState::ended;
  }));
  // The same call goes on from what is there.
  sshd_->start();
  Connection again = connection();
  EXPECT_TRUE(
      run_at(again, stand_in_parcel(), options({"--lines", "60"}), heard_).record.has_value());
  EXPECT_EQ(writers(60).size(), 2u);
  EXPECT_THAT(heard_.said, Contains(HasSubstr("goes on")));
}

TEST_F(RunAtTest, StartsAgainARunThatDiedAndOneWhoseMachineWasStartedAgain) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "40", "--pause", "50"});
  int strikes = 0;
  std::size_t lines = 0;
  with.told = [&](std::string_view name, std::string_view bytes) {
    if (name == "session-1") lines += static_cast<std::size_t>(std::ranges::count(bytes, '\n'));
    if (name != "session-1" || strikes == 2 || lines < 10u * static_cast<unsigned>(strikes + 1))
      return;
    const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
    auto runner = sys::read_identity(sys::read_file(run.pid(), {1000}));
    ASSERT_TRUE(runner.has_value());
    // The run dies with whoever runs it.
    sys::signal_process(*runner, SIGKILL);
    EXPECT_TRUE(comes_true([&] { return run.state() != RunState::running; }));
    if (++strikes == 1) return;
    runner->boot = "another";
    sys::write_whole(run.pid(), to_text(*runner));
    sshd_->cut();
  };
  EXPECT_TRUE(run_at(there, stand_in_parcel(), with, heard_).record.has_value());
  EXPECT_EQ(strikes, 2);
  EXPECT_EQ(writers(40).size(), 3u);
  EXPECT_THAT(heard_.said, Contains(HasSubstr("had died")));
  EXPECT_THAT(heard_.said, Contains(HasSubstr("was started again")));
  expect_nothing_left();
}

// Parts come more often than anybody waits for one.
TEST_F(RunAtTest, ARunWhoseJournalNeverPausesOutlivesItsPatience) {
  Place place = parse_ssh_word("ssh:box");
  place.patience = 9s;
  Connection there = connection(place);
  RunAtOptions with = options({"--lines", "240", "--pause", "50"});
  with.renew_every = 30s;  // and a quarter of the patience
  EXPECT_TRUE(run_at(there, stand_in_parcel(), with, heard_).record.has_value());
  EXPECT_EQ(writers(240).size(), 1u);
  EXPECT_TRUE(heard_.said.empty()) << heard_.said.front();
}

TEST_F(RunAtTest, WhoWasKilledAndAsksAgainTakesTheRunThatGoesOn) {
  const pid_t child = fork();
  if (child == 0) {
    Connection there = connection();
    RunAtOptions with = options({"--lines", "60", "--pause", "50"});
    with.told = [&](std::string_view name, std::string_view) {
      if (name == "session-1") raise(SIGKILL);
    };
    run_at(there, stand_in_parcel(), with, heard_);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  Connection there = connection();
  EXPECT_TRUE(
      run_at(there, stand_in_parcel(), options({"--lines", "60"}), heard_).record.has_value());
  EXPECT_EQ(writers(60).size(), 1u);
  EXPECT_THAT(heard_.said, ElementsAre("ssh:box: the run that was begun there before goes on"));
}

TEST_F(RunAtTest, ARunThatCrashesGoesOnAndOneThatNeverGetsFurtherIsGivenUp) {
  Connection there = connection();
  EXPECT_TRUE(run_at(there, stand_in_parcel(), options({"--lines", "4", "--crash-at", "2"}), heard_)
                  .record.has_value());
  EXPECT_EQ(writers(4).size(), 2u);
  finish_kept(kept());
  // Its program is none.
  Parcel broken = stand_in_parcel();
  const std::string script = "#!/bin/sh\n[ $1 = supervise ] && exec " + stand_in().string() +
                             " supervise $2\nkill -9 $$\n";
  broken.files[0] = {.path = "assay-kit",
                     .sha256 = base::sha256(script),
                     .size = script.size(),
                     .executable = true,
                     .bytes = script};
  try {
    run_at(there, broken, options({}), heard_);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("finished nothing in between; it said nothing; its log is "));
  }
}

TEST_F(RunAtTest, AnEndWithoutARecordIsTold) {
  Connection there = connection();
  const Brought brought =
      run_at(there, stand_in_parcel(), options({"--lines", "2", "--status", "3"}), heard_);
  EXPECT_FALSE(brought.record.has_value());
  EXPECT_EQ(brought.end.how, "exited");
  EXPECT_EQ(brought.end.status, 3);
  EXPECT_THAT(last_words(brought.kept), HasSubstr("; what came is in " + kept().string()));
  EXPECT_EQ(writers(2).size(), 1u);
  // Whatever it was may have passed.
  EXPECT_TRUE(run_at(there, stand_in_parcel(), options({"--lines", "4"}), heard_).record);
  EXPECT_EQ(writers(4).size(), 2u);
}

// As a machine does that is switched off in order, and whoever mistakes it for another program.
TEST_F(RunAtTest, AKitsProgramThatWasToldToEndGoesOn) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "30", "--pause", "20"});
  bool told = false;
  with.told = [&](std::string_view name, std::string_view bytes) {
    if (name != "session-1" || std::exchange(told, true)) return;
    const std::string line(bytes.substr(0, bytes.find('\n')));
    kill(static_cast<pid_t>(*base::parse_json(line, "line").find("of")->integer()), SIGTERM);
  };
  EXPECT_TRUE(run_at(there, stand_in_parcel(), with, heard_).record);
  EXPECT_EQ(writers(30).size(), 2u);
  EXPECT_THAT(heard_.said, Contains(HasSubstr("had been stopped, and goes on")));
}

TEST_F(RunAtTest, ARecordIsGivenAgainUntilItIsSaved) {
  Connection there = connection();
  const auto version_of = [&](const std::string& lines) {
    const RunAtOptions with = options({"--lines", lines});
    return run_at(there, stand_in_parcel(), with, heard_).record->harness.version;
  };
  EXPECT_EQ(version_of("3"), "0.0.3");
  expect_nothing_left();
  EXPECT_EQ(version_of("4"), "0.0.3");
  EXPECT_THAT(heard_.said, Contains(HasSubstr("was brought before")));
  finish_kept(kept());
  EXPECT_EQ(version_of("4"), "0.0.4");
}

TEST_F(RunAtTest, ARecordThatIsTooLargeIsNoneOfOurs) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "2"});
  with.limits.record = {100};
  try {
    run_at(there, stand_in_parcel(), with, heard_);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("its record is larger than 100 B"));
  }
}

TEST_F(RunAtTest, AFileThatIsTooLargeIsRefusedBeforeAnyIsSent) {
  Connection there = connection();
  Parcel large = stand_in_parcel();
  large.files.push_back({.path = "programs/big", .size = (64u << 20) + 1});
  try {
    run_at(there, large, options({}), heard_);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("programs/big has 64 MiB; a file for a place has at most"));
  }
  EXPECT_FALSE(there.is_open());
  EXPECT_FALSE(fs::exists(runs()));
}

// Its folders may be in memory.
TEST_F(RunAtTest, WhatAPlaceForgotBeginsWithWhatCameOfIt) {
  Place place = parse_ssh_word("ssh:box");
  place.patience = 2s;
  Connection there = connection(place);
  RunAtOptions with = options({"--lines", "1000", "--pause", "20"});
  with.told = [&](std::string_view name, std::string_view) {
    if (name == "session-1") sshd_->stop();
  };
  EXPECT_THROW(run_at(there, stand_in_parcel(), with, heard_), base::Error);
  const auto lines = static_cast<std::size_t>(std::ranges::count(journal(), '\n'));
  ASSERT_GT(lines, 0u);
  EXPECT_TRUE(comes_true([&] {
    return RunFolder(runs() / sys::read_start(kept() / "run", {25})).state() == RunState::ended;
  }));
  sys::remove_tree(runs());
  sshd_->start();
  Connection again = connection();
  EXPECT_TRUE(run_at(again, stand_in_parcel(), options({"--lines", "60"}), heard_).record);
  EXPECT_EQ(writers(60).size(), 2u);
  EXPECT_THAT(heard_.said, Contains(HasSubstr("begins with what came of it")));
}

TEST_F(RunAtTest, LongJournalsComeWhole) {
  Connection there = connection();
  const Brought brought =
      run_at(there, stand_in_parcel(), options({"--lines", "40", "--width", "200000"}), heard_);
  EXPECT_TRUE(brought.record.has_value());
  EXPECT_GT(fs::file_size(kept() / "session-1.jsonl"), 8'000'000u);
}

TEST_F(RunAtTest, APlaceThatSendsForEverIsEnded) {
  Connection there = connection();
  RunAtOptions with = options({"--lines", "100000", "--width", "50000"});
  with.limits.total = {3u << 20};
  try {
    run_at(there, stand_in_parcel(), with, heard_);
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("larger than 3 MiB"),
                                    HasSubstr("; what came is in " + kept().string())));
  }
  Connection again = connection();
  ASSERT_TRUE(again.open());
  const auto left = left_at(again);
  ASSERT_EQ(left.runs.size(), 1u);
  RunFolder(runs() / left.runs[0].name).stop();
  EXPECT_TRUE(comes_true([&] { return left_at(again).runs[0].state == "ended"; }));
  EXPECT_EQ(clean(again), 1u);
  EXPECT_EQ(left_at(again).stored.value, 0u);
}

TEST_F(RunAtTest, WhatCleaningLeavesIsTold) {
  Connection there = connection(), other = connection();
  RunAtOptions with = options({"--lines", "20", "--pause", "50"});
  std::vector<std::string> left;
  const auto clean_once_more = [&] {
    EXPECT_EQ(clean(other), 0u);
    for (const auto& run : left_at(other).runs) left.push_back(why_left(run));
  };
  with.told = [&](std::string_view name, std::string_view) {
    if (name != "session-1" || !left.empty()) return;
    ASSERT_TRUE(other.open());
    clean_once_more();
    const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
    auto runner = sys::read_identity(sys::read_file(run.pid(), {1000}));
    ASSERT_TRUE(runner.has_value());
    sys::signal_process(*runner, SIGKILL);
    EXPECT_TRUE(comes_true([&] { return run.state() != RunState::running; }));
    runner->boot = "another";
    sys::write_whole(run.pid(), to_text(*runner));
    clean_once_more();
  };
  EXPECT_TRUE(run_at(there, stand_in_parcel(), with, heard_).record.has_value());
  EXPECT_THAT(left, ElementsAre(HasSubstr(" was left: it runs"), HasSubstr("20 min")));
  EXPECT_TRUE(left_at(other).runs.empty());
}

// A process of its own gets the signal. What it said stands in a file.
std::string interrupted_run(const std::function<void(const std::function<void()>&)>& work,
                            const fs::path& file) {
  const pid_t child = fork();
  if (child == 0) {
    sys::catch_interrupts();
    try {
      work([] { raise(SIGINT); });
    } catch (const base::Error& error) {
      sys::write_whole(file, fmt::format("{}: {}", static_cast<int>(error.exit()), error.what()));
    }
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  return sys::read_file(file, {10'000});
}

TEST_F(RunAtTest, CtrlCEndsTheRunThereWhenTheLineIsUp) {
  const std::string said = interrupted_run(
      [&](const auto& interrupt) {
        Connection there = connection();
        RunAtOptions with = options({"--lines", "1000", "--pause", "50"});
        with.told = [&](std::string_view name, std::string_view) {
          if (name == "session-1") interrupt();
        };
        run_at(there, stand_in_parcel(), with, heard_);
      },
      folder_.path() / "said");
  EXPECT_THAT(said, AllOf(HasSubstr("130: interrupted; the run at ssh:box was ended"),
                          HasSubstr(kept().string())));
  const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
  EXPECT_EQ(run.end()->how, "stopped");
  EXPECT_NE(journal(), "");
  // The same call goes on.
  Connection there = connection();
  EXPECT_TRUE(
      run_at(there, stand_in_parcel(), options({"--lines", "30"}), heard_).record.has_value());
  EXPECT_EQ(writers(30).size(), 2u);
}

TEST_F(RunAtTest, CtrlCBeforeAnythingIsFinishedPromisesNothing) {
  const std::string said = interrupted_run(
      [&](const auto& interrupt) {
        Connection there = connection();
        RunAtOptions with = options({"--lines", "1", "--pause", "100000"});
        with.told = [&](std::string_view name, std::string_view) {
          if (name == "log") interrupt();
        };
        run_at(there, stand_in_parcel(), with, heard_);
      },
      folder_.path() / "said");
  EXPECT_EQ(said,
            "130: interrupted; the run at ssh:box was ended; nothing of it was finished: the same "
            "command begins anew");
}

// Before its answer is heard, too, a run may have begun.
TEST_F(RunAtTest, CtrlCEndsARunOfAnEarlierCallThatWasNotTakenUpYet) {
  Place place = parse_ssh_word("ssh:box");
  place.patience = 60s;
  const RunAtOptions with = options({"--lines", "1000", "--pause", "50"});
  const pid_t child = fork();
  if (child == 0) {
    Connection there = connection(place);
    RunAtOptions killed = with;
    killed.told = [&](std::string_view name, std::string_view) {
      if (name == "session-1") raise(SIGKILL);
    };
    run_at(there, stand_in_parcel(), killed, heard_);
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ASSERT_TRUE(WIFSIGNALED(status));
  const std::string said = interrupted_run(
      [&](const auto& interrupt) {
        Connection there = connection(place);
        if (there.open_patiently(heard_)) interrupt();
        run_at(there, stand_in_parcel(), with, heard_);
      },
      folder_.path() / "said");
  EXPECT_THAT(said, HasSubstr("130: interrupted; the run at ssh:box was ended"));
  const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
  EXPECT_EQ(run.state(), RunState::ended);
}

TEST_F(RunAtTest, CtrlCWhileSomethingIsAskedIsNoFailureOfThePlace) {
  using Question = void (*)(Connection&);
  constexpr std::array<Question, 2> kQuestions{[](Connection& there) { left_at(there); },
                                               [](Connection& there) { clean(there); }};
  for (const Question question : kQuestions) {
    const std::string said = interrupted_run(
        [&](const auto& interrupt) {
          Connection there = connection();
          if (there.open_patiently(heard_)) interrupt();
          question(there);
        },
        folder_.path() / "said");
    EXPECT_EQ(said, "130: interrupted");
  }
}

TEST_F(RunAtTest, CtrlCWithoutALineSaysThatTheLeaseEndsIt) {
  const std::string said = interrupted_run(
      [&](const auto& interrupt) {
        Place place = parse_ssh_word("ssh:box");
        place.patience = 3s;
        Connection there = connection(place);
        RunAtOptions with = options({"--lines", "1000", "--pause", "50"});
        with.told = [&](std::string_view name, std::string_view) {
          if (name != "session-1") return;
          sshd_->cut();
          interrupt();
        };
        run_at(there, stand_in_parcel(), with, heard_);
      },
      folder_.path() / "said");
  EXPECT_THAT(said, HasSubstr("130: interrupted; "));
  EXPECT_THAT(said, HasSubstr("within 1 min"));
  const RunFolder run(runs() / sys::read_start(kept() / "run", {25}));
  EXPECT_TRUE(comes_true([&] { return run.state() == RunState::ended; }));
  EXPECT_EQ(run.end()->how, "lease");
}

TEST_F(RunAtTest, TwoAtOnceDoNotDisturbEachOther) {
  std::vector<std::jthread> threads;
  std::array<bool, 2> whole{};
  for (std::size_t i = 0; i < whole.size(); ++i) {
    threads.emplace_back([&, i] {
      Connection there = connection();
      RunAtOptions with = options({"--lines", "20", "--pause", "20"});
      with.kept = folder_.path() / fmt::format("kept{}", i);
      base::NoProgress silent;
      whole[i] = run_at(there, stand_in_parcel(), with, silent).record.has_value();
    });
  }
  threads.clear();
  EXPECT_TRUE(whole[0]);
  EXPECT_TRUE(whole[1]);
}

}  // namespace
}  // namespace assay::reach
