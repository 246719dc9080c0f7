// SPDX-License-Identifier: Apache-2.0
// Against the distribution's sshd.
#include "reach/connection.h"

#include <gmock/gmock.h>

#include <functional>
#include <optional>
#include <thread>

#include "base/error.h"
#include "reach/sshd_test.h"
#include "reach/stand_in_test.h"
#include "record/host.h"
#include "sys/environment.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Place box() { return parse_ssh_word("ssh:box"); }

std::string message_of(Connection& connection) {
  try {
    return connection.open() ? "it was opened" : connection.lost().what;
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    return error.what();
  }
}

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!Sshd::is_here()) GTEST_SKIP() << "openssh-server is not installed";
  }
};

TEST_F(ConnectionTest, BringsTheProgramOnceAndSaysWhatTheMachineIs) {
  const Sshd sshd;
  Connection connection(box(), stand_in_program, sshd.options());
  int told = 0;
  connection.when_bringing([&] { ++told; });
  ASSERT_TRUE(connection.open()) << connection.lost().what << sshd.log();
  EXPECT_TRUE(connection.brought());
  EXPECT_EQ(told, 1);
  EXPECT_EQ(connection.hello().version, "0.0");
  EXPECT_EQ(connection.hello().folder, (sshd.home() / ".cache/assay/kit").string());
  EXPECT_EQ(record::fingerprint_value(connection.hello().host, "arch"), machine_here());
  ASSERT_TRUE(connection.open()) << connection.lost().what;
  EXPECT_FALSE(connection.brought());
  EXPECT_EQ(told, 1);
}

TEST_F(ConnectionTest, EachLoginShellIsSpokenTo) {
  for (const std::string shell : {"dash", "busybox sh", "tcsh", "csh", "fish", "zsh", "ksh"}) {
    if (!sys::find_program(base::split(shell, ' ')[0])) continue;
    // A banner, noise of start-up files and half a line go before.
    const Sshd sshd("Banner " ASSAY_SOURCE_DIR "/LICENSE\nForceCommand echo hello; printf half; " +
                    shell + " -c \"$SSH_ORIGINAL_COMMAND\"");
    Connection connection(box(), stand_in_program, sshd.options());
    EXPECT_TRUE(connection.open()) << shell << ": " << connection.lost().what;
  }
}

TEST_F(ConnectionTest, ItsFailuresAreNamedByWhatSshSays) {
  const Sshd sshd;
  sshd.write_client("unknown", sshd.at("user"), "/dev/null");
  sshd.write_client("stranger", sshd.at("stranger"), sshd.at("known_hosts"));
  sshd.write_client("silent", sshd.at("user"), sshd.at("known_hosts"), "  ProxyCommand sleep 100");
  const auto message = [&](const char* client, Broken broken) {
    ConnectOptions options = sshd.options(client);
    options.ssh.program.insert(options.ssh.program.end(), {"-o", "ConnectTimeout=1"});
    Connection connection(box(), stand_in_program, options);
    std::string text = message_of(connection);
    EXPECT_EQ(connection.lost().broken, broken) << text;
    return text;
  };
  EXPECT_THAT(message("unknown", Broken::unknown_key), HasSubstr("host key is not known"));
  EXPECT_THAT(message("stranger", Broken::denied), HasSubstr("not let in"));
  EXPECT_THAT(message("silent", Broken::timed_out), HasSubstr("did not answer"));
  sshd.write_client("cut", sshd.at("user"), sshd.at("known_hosts"), "  ProxyCommand true");
  EXPECT_THAT(message("cut", Broken::cut), HasSubstr("cut"));
  Connection nowhere(parse_ssh_word("ssh:no-such-host.invalid"), stand_in_program, sshd.options());
  EXPECT_THAT(message_of(nowhere), HasSubstr("its name was not found"));
}

TEST_F(ConnectionTest, ARefusedConnectionIsNamed) {
  Sshd sshd;
  sshd.stop();
  Connection connection(box(), stand_in_program, sshd.options());
  EXPECT_THAT(message_of(connection), AllOf(HasSubstr("ssh:box"), HasSubstr("refused")));
}

// Whatever is said to it has a consequence.
class Listening final : public base::Progress {
 public:
  explicit Listening(std::function<void()> then) : then_(std::move(then)) {}
  void stage(std::string_view, const std::vector<std::string>&) override {}
  void step(std::string_view, std::string_view, std::chrono::nanoseconds) override {}
  void note(std::string_view text) override {
    said.emplace_back(text);
    then_();
  }
  std::vector<std::string> said;

 private:
  std::function<void()> then_;
};

TEST_F(ConnectionTest, ARefusedConnectionIsTriedAgainAndAnUnknownKeyIsNot) {
  Sshd sshd;
  sshd.stop();
  Connection connection(box(), stand_in_program, sshd.options());
  Listening starts([&] { sshd.start(); });
  EXPECT_TRUE(connection.open_patiently(starts)) << connection.lost().what;
  EXPECT_THAT(starts.said, ElementsAre(HasSubstr("refused")));

  sshd.write_client("stranger_config", sshd.at("user"), "/dev/null");
  Connection unknown(box(), stand_in_program, sshd.options("stranger_config"));
  Listening nothing([] {});
  EXPECT_FALSE(unknown.open_patiently(nothing));
  EXPECT_THAT(nothing.said, IsEmpty());
}

TEST_F(ConnectionTest, APlaceThatAnsweredOnceIsTriedForItsPatience) {
  const Sshd sshd;
  const auto write = [&](const std::string& way) {
    sshd.write_client("flaky", sshd.at("user"), sshd.at("known_hosts"), way);
  };
  write("");
  ConnectOptions options = sshd.options("flaky");
  options.ssh.program.insert(options.ssh.program.end(), {"-o", "ConnectTimeout=1"});
  bool cut = false;
  Connection connection(
      box(),
      [&](const std::string& machine) {
        if (!cut) {
          write("  ProxyCommand sleep 100");
          sshd.cut();
        }
        cut = true;
        return stand_in_program(machine);
      },
      options);
  int losses = 0;
  Listening repairs([&] {
    if (++losses == 2) write("");
  });
  EXPECT_TRUE(connection.open_patiently(repairs)) << connection.lost().what;
  EXPECT_THAT(repairs.said,
              ElementsAre(HasSubstr("trying again"),
                          AllOf(HasSubstr("did not answer"), HasSubstr("again for 15 min"))));

  // One that was never heard is named at once.
  write("  ProxyCommand sleep 100");
  Connection silent(box(), stand_in_program, options);
  Listening nothing([] {});
  EXPECT_FALSE(silent.open_patiently(nothing));
  EXPECT_THAT(nothing.said, IsEmpty());
}

TEST_F(ConnectionTest, WhatASignalEndedThereIsTriedAgain) {
  for (const std::string dies : {"kill -9 $$", "exit 137"}) {
    const sys::TemporaryFolder folder;
    const Sshd sshd("ForceCommand mkdir " + (folder.path() / "once").string() + " 2>&- && " + dies +
                    "; /bin/sh -c \"$SSH_ORIGINAL_COMMAND\"");
    Connection connection(box(), stand_in_program, sshd.options());
    Listening listening([] {});
    EXPECT_TRUE(connection.open_patiently(listening)) << connection.lost().what;
    EXPECT_THAT(listening.said, ElementsAre(HasSubstr("trying again"))) << dies;
  }
}

TEST_F(ConnectionTest, ALoginThatStartsNoShellIsQuoted) {
  const Sshd sshd("ForceCommand echo This account is closed.; exit 1");
  Connection connection(box(), stand_in_program, sshd.options());
  EXPECT_THAT(message_of(connection),
              AllOf(HasSubstr("exit status 1"), HasSubstr("This account is closed.")));
}

TEST_F(ConnectionTest, ALoginThatSaysNothingOrNeverEndsIsLeft) {
  const Sshd silent("ForceCommand sleep 1000");
  ConnectOptions options = silent.options();
  options.patience = 700ms;
  Connection one(box(), stand_in_program, options);
  EXPECT_THAT(message_of(one), HasSubstr("no shell answered"));
  const Sshd endless("ForceCommand yes");
  Connection other(box(), stand_in_program, endless.options());
  EXPECT_THAT(message_of(other), HasSubstr("its login says much"));
}

TEST_F(ConnectionTest, AProgramThatIsBrokenThereIsBroughtAnew) {
  const Sshd sshd;
  const auto program = sshd.home() / ".cache/assay/kit" / ("assay-kit-" + stand_in_hash());
  sys::write_whole(program,
                   "\x7f"
                   "ELF but not really");
  std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  Connection connection(box(), stand_in_program, sshd.options());
  EXPECT_TRUE(connection.open()) << connection.lost().what;
  EXPECT_TRUE(connection.brought());
}

TEST_F(ConnectionTest, AMachineThatNoProgramIsForIsNamed) {
  const Sshd sshd;
  Connection connection(box(), [](const std::string&) { return std::nullopt; }, sshd.options());
  EXPECT_THAT(message_of(connection),
              AllOf(HasSubstr(machine_here()), HasSubstr("no program here")));
}

TEST_F(ConnectionTest, WaitsUntilTheProgramThatItNeedsIsBuilt) {
  const Sshd sshd;
  int built = 0;
  Connection connection(
      box(),
      [&](const std::string& machine) {
        ++built;
        std::this_thread::sleep_for(100ms);
        return stand_in_program(machine);
      },
      sshd.options());
  ASSERT_TRUE(connection.open()) << connection.lost().what;
  EXPECT_EQ(built, 1);
}

TEST_F(ConnectionTest, SaysThatItIsThere) {
  const Sshd sshd;
  Connection connection(box(), stand_in_program, sshd.options());
  ASSERT_TRUE(connection.open());
  connection.say_here();
  EXPECT_TRUE(connection.is_open());
  connection.close();
  connection.say_here();  // nothing happens
  EXPECT_FALSE(connection.is_open());
}

TEST_F(ConnectionTest, AnErrorThereIsAnErrorHere) {
  const Sshd sshd;
  Connection connection(box(), stand_in_program, sshd.options());
  ASSERT_TRUE(connection.open());
  try {
    connection.ask(base::Json(base::Json::Object{{"dance", true}}), "danced");
    FAIL();
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::missing);
    EXPECT_THAT(error.what(), HasSubstr("ssh:box: "));
  }
}

// In place of the kit's program: what a place could say that means harm.
ProgramFor saying(const Sshd& sshd, const std::string& script) {
  const std::string text = "#!/bin/sh\n" + script;
  const ProgramHere program{
      .sha256 = base::sha256(text), .size = text.size(), .file = sshd.at("harm")};
  sys::write_whole(program.file, text);
  return [program](const std::string&) { return program; };
}

TEST_F(ConnectionTest, WhatIsNoFrameBreaksIt) {
  const Sshd sshd;
  for (const auto& [script, means] : std::vector<std::pair<std::string, std::string>>{
           {"echo rubbish", "not a line of it"},
           {"yes '' ", "not a line of it"},
           {"head -c 100000 /dev/zero", "longer than 64 KiB"},
           {"echo '0123456789abcdef {\"hello\":1}'", "altered"},
           {"exit 3", "exit status 3"}}) {
    Connection connection(box(), saying(sshd, script), sshd.options());
    EXPECT_THAT(message_of(connection), HasSubstr(means)) << script;
  }
}

TEST_F(ConnectionTest, WhoNeverAnswersIsLeft) {
  const Sshd sshd;
  ConnectOptions options = sshd.options();
  options.patience = 5s;
  Connection connection(box(), saying(sshd, "sleep 1000"), options);
  EXPECT_THAT(message_of(connection), HasSubstr("no answer within"));
}

}  // namespace
}  // namespace assay::reach
