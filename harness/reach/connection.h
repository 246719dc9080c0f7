// SPDX-License-Identifier: Apache-2.0
// This end of a conversation with one place: ssh is started, the kit's program begins there, and
// frames go both ways. A connection that breaks says how, and can be opened again; what a place
// says that is not a frame breaks it too.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/progress.h"
#include "reach/place_words.h"
#include "reach/protocol.h"
#include "reach/remote_command.h"
#include "reach/ssh_words.h"
#include "record/host.h"
#include "sys/dialogue.h"

namespace assay::reach {

// A kit's program, and the file it is in here.
struct ProgramHere {
  std::string sha256;
  std::uint64_t size = 0;
  std::filesystem::path file;
};
// The program for a machine by what `uname -m` says there ("aarch64"), or none. It may take its
// time: the program is built when it is asked for.
using ProgramFor = std::function<std::optional<ProgramHere>(const std::string& machine)>;

struct ConnectOptions {
  SshOptions ssh = {};
  // For each answer, and for what start-up files do; bytes on a slow link have time beyond it.
  std::chrono::milliseconds patience{60'000};
  base::Bytes total{std::uint64_t{1} << 30};  // of what a place says in one conversation
};

struct Hello {
  std::string version, commit, folder;
  bool logout_ends = false;  // this machine ends what runs when its user logs out
  record::Host host;
};

// Why a conversation ended.
struct Lost {
  std::string what;  // a sentence that names the place
  std::string hint;
  bool may_pass = true;  // trying again can help
  Broken broken = Broken::other;
  bool rubbish = false;      // what came was none of the protocol
  bool ended_there = false;  // a signal ended what ssh had started: a line may have been lost
};

// As an error: what is missing is the place.
base::Error unreachable(const Lost& lost);
// As a line for people: what happened, and that the place's patience lasts.
std::string trying_again_for(const Lost& lost, const Place& place);

class Connection {
 public:
  Connection(Place place, ProgramFor program_for, ConnectOptions options = {});
  ~Connection();
  Connection(Connection&&) noexcept;

  const Place& place() const { return place_; }

  // Anew where it was open. No when it can't be: lost() says why. Throws Error(missing) for what no
  // second try changes: no program for that machine, no folder, a full disk. No on Ctrl-C too.
  bool open();
  // The same, and again a few seconds later, up to three times, after what is often over then: a
  // refused or cut connection, words that were altered or lost on the way. Where the place had
  // answered once and its line is down, again for as long as its patience.
  bool open_patiently(base::Progress& progress);
  // The same after a pause, which doubles, until it is open or that time has come. No on Ctrl-C,
  // and for what does not pass.
  bool open_until(std::chrono::nanoseconds until, std::chrono::nanoseconds pause,
                  std::chrono::nanoseconds longest_pause);
  bool is_open() const { return dialogue_ != nullptr; }
  const Lost& lost() const { return lost_; }
  const Hello& hello() const { return hello_; }  // of the last open()
  bool brought() const { return brought_; }      // the last open() sent the program
  // Told before the program is sent, which takes minutes on a slow link; {}: nobody is.
  void when_bringing(std::function<void()> told) { when_bringing_ = std::move(told); }

  // Nothing happens when it is not open. Large bytes are taken before it comes back, or the
  // connection is lost.
  void tell(base::Json line, std::string_view bytes = {});
  // The next frame within that time; nothing when none came, or the connection was lost meanwhile.
  // Throws Error when the place says that something failed.
  std::optional<Frame> hear(std::chrono::nanoseconds most,
                            sys::Dialogue::Wakes wakes = sys::Dialogue::Wakes::by_interrupt);
  // tell(), and the first frame with this key; frames before it are dropped. Nothing when the
  // connection was lost, by impatience too.
  std::optional<Frame> ask(base::Json line, std::string_view key, std::string_view bytes = {},
                           sys::Dialogue::Wakes wakes = sys::Dialogue::Wakes::by_interrupt);

  // Else a place that hears nothing for some minutes takes this side for gone.
  void say_here();
  void close();          // says nothing of a loss
  void lose(Lost lost);  // closes it, and that is why

 private:
  enum class Opened { yes, no, broken_program };
  bool open_soon(base::Progress& progress);
  Opened open_once(bool anew);
  void start(bool anew);
  std::optional<Sign> hear_first_sign();
  std::optional<Sign> hear_next_sign();
  std::optional<Sign> hear_sign(std::chrono::nanoseconds most, Lost silent);
  Lost no_answer() const;
  bool lose_by_words();
  std::optional<Frame> take_frame();
  bool bring(const ProgramHere& program);
  std::chrono::nanoseconds patience() const;
  bool hear_hello();
  void read_hello(const Frame& frame);
  bool is(Sign::Kind awaited, const Sign& sign);
  [[noreturn]] void refuse_machine(const std::string& machine);
  void lose_by_end();

  Place place_;
  ProgramFor program_for_;
  ConnectOptions options_;
  std::function<void()> when_bringing_;
  std::string nonce_;
  std::unique_ptr<sys::Dialogue> dialogue_;
  std::optional<FrameReader> reader_;
  std::optional<FrameWriter> writer_;
  std::string said_;              // before the first frame
  std::uint64_t unanswered_ = 0;  // bytes that were told since the last answer
  Lost lost_;
  Hello hello_;
  bool brought_ = false;
  bool answered_ = false;  // its shell spoke to us, in this conversation or an earlier one
};

}  // namespace assay::reach
