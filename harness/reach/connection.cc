// SPDX-License-Identifier: Apache-2.0
#include "reach/connection.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "record/json_node.h"
#include "record/place_json.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
using base::Error;
using base::Exit;
using base::Json;
using record::JsonNode;
using std::chrono::nanoseconds;
using Heard = sys::Dialogue::Heard;
using Wakes = sys::Dialogue::Wakes;

constexpr nanoseconds kSshGrace = 2s;                      // for ssh to end
constexpr std::array<nanoseconds, 3> kPauses{1s, 3s, 6s};  // before further tries
constexpr nanoseconds kLongestPause = 30s;                 // where many tries are made
constexpr std::chrono::seconds kLeastForProgram = 90s;     // longer than this side waits
constexpr nanoseconds kMostPatience = 100s;                // then no third try begins
constexpr std::uint64_t kSlowestLink = 8'000;              // bytes per second: 64 kbit/s
constexpr std::size_t kMuch = 4u << 20;                    // waits to be taken
constexpr base::Bytes kMostProgram{64u << 20};
constexpr base::Bytes kMostBytes{1u << 20};  // after one line of a place

std::string fresh_nonce() {
  static std::atomic<unsigned> number{0};
  return base::sha256(
             fmt::format("{} {} {}", getpid(), sys::monotonic_now().count(), number.fetch_add(1)))
      .substr(0, 16);
}

// Of an answer that was hoped for, what came instead.
std::string in_quotes(std::string_view said) {
  const std::string_view trimmed = base::trim(said);
  if (trimmed.empty()) return {};
  return fmt::format("; it said: \"{}\"", base::printable(trimmed, 200));
}

// What we said came to it as something else: that may go well the next time.
bool is_broken_there(const Frame& frame) {
  const Json* const broken = frame.line.find("broken");
  return broken != nullptr && broken->boolean() != nullptr && *broken->boolean() &&
         frame.line.find("error") != nullptr;
}

std::string patience_text(nanoseconds patience) {
  return fmt::format("{} s", std::chrono::duration_cast<std::chrono::seconds>(patience).count());
}

}  // namespace

Error unreachable(const Lost& lost) {
  Error error(Exit::missing, lost.what);
  if (!lost.hint.empty()) error.hint(lost.hint);
  return error;
}

std::string trying_again_for(const Lost& lost, const Place& place) {
  return fmt::format("{}; trying again for {} min", lost.what,
                     std::chrono::ceil<std::chrono::minutes>(place.patience).count());
}

Connection::Connection(Place place, ProgramFor program_for, ConnectOptions options)
    : place_(std::move(place)),
      program_for_(std::move(program_for)),
      options_(std::move(options)) {}

Connection::~Connection() { close(); }

Connection::Connection(Connection&&) noexcept = default;

bool Connection::open() {
  close();
  lost_ = {};
  Opened opened = open_once(false);
  // It is there, but ends before it speaks: it was damaged, or is of another machine.
  if (opened == Opened::broken_program) opened = open_once(true);
  return opened == Opened::yes;
}

bool Connection::open_until(nanoseconds until, nanoseconds pause, nanoseconds longest_pause) {
  for (;; pause = std::min(2 * pause, longest_pause)) {
    sys::rest(pause);
    if (sys::interrupted()) return false;
    if (open()) return true;
    if (!lost_.may_pass || sys::monotonic_now() > until) return false;
  }
}

bool Connection::open_patiently(base::Progress& progress) {
  if (open_soon(progress)) return true;
  const bool line_is_down = lost_.broken == Broken::cut || lost_.broken == Broken::refused ||
                            lost_.broken == Broken::timed_out;
  if (!answered_ || !line_is_down || sys::interrupted()) return false;
  progress.say(trying_again_for(lost_, place_));
  return open_until(sys::monotonic_now() + place_.patience, kPauses.front(), kLongestPause);
}

bool Connection::open_soon(base::Progress& progress) {
  const nanoseconds begin = sys::monotonic_now();
  bool again = false;  // one further try is made however long the first took
  for (const nanoseconds pause : kPauses) {
    if (open()) return true;
    if (again && sys::monotonic_now() - begin > kMostPatience) return false;
    again = true;
    const bool soon_over = lost_.rubbish || lost_.ended_there || lost_.broken == Broken::refused ||
                           lost_.broken == Broken::cut;
    if (!soon_over || !lost_.may_pass || sys::interrupted()) return false;
    progress.say(fmt::format("{}; trying again", lost_.what));
    sys::rest(pause);
  }
  return open();
}

Connection::Opened Connection::open_once(bool anew) {
  start(anew);
  const auto sign = hear_first_sign();
  if (dialogue_) dialogue_->take_terminal_back();
  if (!sign) return Opened::no;
  if (!is(Sign::Kind::ask, *sign)) return Opened::no;
  answered_ = true;
  const auto program = program_for_(sign->machine);
  if (!program) refuse_machine(sign->machine);
  dialogue_->tell(program_line(program->sha256, program->size));
  const auto kept = hear_next_sign();
  if (!kept) return Opened::no;
  brought_ = kept->kind == Sign::Kind::need;
  if (brought_ && !bring(*program)) return Opened::no;
  if (!brought_ && !is(Sign::Kind::have, *kept)) return Opened::no;
  if (hear_hello()) return Opened::yes;
  const bool by_itself = lost_.broken == Broken::other && !sys::interrupted();
  return by_itself && !brought_ && !anew ? Opened::broken_program : Opened::no;
}

void Connection::start(bool anew) {
  nonce_ = fresh_nonce();
  said_.clear();
  unanswered_ = 0;
  reader_.emplace(Side::there, nonce_, FrameLimits{kMostBytes, options_.total});
  writer_.emplace(Side::here, nonce_);
  const RemoteWish wish{.folder = place_.folder,
                        .nonce = nonce_,
                        .anew = anew,
                        .patience = std::max(place_.patience, kLeastForProgram)};
  dialogue_ = std::make_unique<sys::Dialogue>(sys::ProcessRequest{
      .argv = ssh_words(place_, options_.ssh, remote_command(wish)), .output_limit = {64u << 10}});
  if (options_.ssh.may_ask) dialogue_->lend_terminal();
}

std::optional<Sign> Connection::hear_first_sign() {
  // A person who is asked for something takes the time that it takes.
  const nanoseconds most =
      options_.ssh.may_ask ? std::max<nanoseconds>(10min, patience()) : patience();
  return hear_sign(most, {.what = fmt::format("{}: no shell answered within {}", place_.name,
                                              patience_text(patience())),
                          .hint = advice(Broken::other, place_),
                          .broken = Broken::timed_out});
}

std::optional<Sign> Connection::hear_next_sign() { return hear_sign(patience(), no_answer()); }

// `silent`: why the conversation ends when none comes within that time.
std::optional<Sign> Connection::hear_sign(nanoseconds most, Lost silent) {
  const nanoseconds until = sys::monotonic_now() + most;
  for (;;) {
    if (auto sign = take_sign(said_, nonce_)) return sign;
    if (lose_by_words()) return std::nullopt;
    const nanoseconds left = until - sys::monotonic_now();
    const Heard heard = left > 0ns ? dialogue_->hear(said_, left) : Heard::nothing;
    if (heard == Heard::words) continue;
    if (heard == Heard::nothing) {
      silent.what += in_quotes(said_);
      lose(std::move(silent));
      return std::nullopt;
    }
    auto sign = take_sign(said_, nonce_);  // it may have come with the last words
    if (!sign) lose_by_end();
    return sign;
  }
}

Lost Connection::no_answer() const {
  return {.what = fmt::format("{}: no answer within {}", place_.name, patience_text(patience())),
          .hint = {},
          .broken = Broken::cut};
}

// Can no sign follow what was said?
bool Connection::lose_by_words() {
  if (holds_broken_sign(said_, nonce_)) {
    lose({.what =
              fmt::format("{}: its words were altered on the way{}", place_.name, in_quotes(said_)),
          .rubbish = true});
  } else if (said_.size() > kMostBeforeSign) {
    lose({.what = fmt::format("{}: its login says much, and nothing of ours{}", place_.name,
                              in_quotes(said_)),
          .hint = "is a program started there at each login?",
          .may_pass = false});
  }
  return dialogue_ == nullptr;
}

// Nothing but the program is sent before the next sign: whatever reads there takes no more.
bool Connection::bring(const ProgramHere& program) {
  const std::string bytes = sys::read_file(program.file, kMostProgram);
  if (base::sha256(bytes) != program.sha256) {
    throw Error(Exit::missing, fmt::format("{} was changed meanwhile", program.file.string()));
  }
  if (when_bringing_) when_bringing_();
  dialogue_->tell(bytes);
  unanswered_ += bytes.size();
  const auto sign = hear_next_sign();
  unanswered_ = 0;
  if (!sign) return false;
  if (!is(Sign::Kind::got, *sign)) return false;
  dialogue_->tell(kWhole);
  return true;
}

nanoseconds Connection::patience() const {
  return options_.patience + std::chrono::seconds(unanswered_ / kSlowestLink);
}

bool Connection::hear_hello() {
  const auto frame = ask(Json(), "hello");
  if (!frame) return false;
  try {
    read_hello(*frame);
    return true;
  } catch (const Error& error) {
    lose({.what = fmt::format("{}: {}", place_.name, error.what()), .may_pass = false});
    return false;
  }
}

void Connection::read_hello(const Frame& frame) {
  const JsonNode node(frame.line, "what the place says of itself");
  if (node.whole("hello") != kProtocol) node.fail("it speaks another protocol");
  const Json host = base::parse_json(frame.bytes, "what the place says of itself", kMostBytes);
  hello_ = {.version = base::printable(node.text("version"), 100),
            .commit = base::printable(node.text("commit"), 100),
            .folder = base::printable(node.text("folder")),
            .logout_ends = node.boolean("logout_ends"),
            .host = record::read_host(JsonNode(host, "what the place says of itself"))};
}

// Is it the awaited one? Else the conversation is lost. Throws for what no second try changes.
bool Connection::is(Sign::Kind awaited, const Sign& sign) {
  if (sign.kind == awaited) return true;
  const std::string complaints = dialogue_ ? dialogue_->complaints() : std::string();
  close();
  switch (sign.kind) {
    case Sign::Kind::nowhere:
      throw Error(Exit::missing,
                  fmt::format("{}: no folder there can be written and executed from", place_.name))
          .hint("name one in assay.toml: folder = \"/...\" under [place.NAME]");
    case Sign::Kind::unwritten:
      throw Error(Exit::missing, fmt::format("{}: the kit's program could not be written there{}",
                                             place_.name, in_quotes(complaints)))
          .hint("free some space there, or name another folder in assay.toml");
    default:
      lose({.what = fmt::format("{}: an answer came at the wrong time", place_.name),
            .rubbish = true});
      return false;
  }
}

void Connection::refuse_machine(const std::string& machine) {
  close();
  throw Error(Exit::missing, fmt::format("{}: its machine is {}, and no program here is for that",
                                         place_.name, base::printable(machine, 40)));
}

void Connection::lose(Lost lost) {
  lost_ = std::move(lost);
  close();
}

void Connection::lose_by_end() {
  const sys::Ended ended = dialogue_->end(kSshGrace);
  dialogue_.reset();
  if (ended.exited(255) && base::trim(ended.err).empty()) {
    return lose({.what = fmt::format("{}: ssh ended without a word: what it had started there was "
                                     "ended, or its line was lost{}",
                                     place_.name, in_quotes(said_)),
                 .hint = advice(Broken::other, place_),
                 .ended_there = true});
  }
  if (ended.exited(255) || ended.why != sys::Ended::Why::exited) {
    const bool by_signal = ended.why != sys::Ended::Why::exited;  // somebody killed ssh
    const Broken broken = by_signal ? Broken::cut : name_failure(ended.err);
    return lose({.what = sentence(broken, place_, ended.err),
                 .hint = advice(broken, place_),
                 .may_pass = may_pass(broken),
                 .broken = broken});
  }
  lose({.what = fmt::format("{}: what the login started there ended with exit status {}{}",
                            place_.name, ended.status, in_quotes(said_ + ended.err)),
        .hint = advice(Broken::other, place_),
        .ended_there = ended.status > 128});  // a shell's word for a signal
}

void Connection::tell(Json line, std::string_view bytes) {
  if (!dialogue_) return;
  const std::string frame = writer_->write(std::move(line), bytes);
  unanswered_ += frame.size();
  dialogue_->tell(frame);
  nanoseconds since = sys::monotonic_now();
  for (std::size_t before = dialogue_->untaken(); before > kMuch && !sys::interrupted();) {
    if (dialogue_->hear(said_, 100ms) == Heard::end) return lose_by_end();
    const std::size_t now = dialogue_->untaken();
    if (now < before) since = sys::monotonic_now();
    before = now;
    if (sys::monotonic_now() - since > options_.patience) {
      return lose({.what = fmt::format("{}: it takes nothing any more", place_.name),
                   .broken = Broken::cut});
    }
  }
}

// The next frame of what was heard; of rubbish, here or there, the conversation is lost.
std::optional<Frame> Connection::take_frame() {
  std::optional<Frame> frame;
  try {
    reader_->add(std::exchange(said_, {}));
    frame = reader_->next();
  } catch (const Error& error) {
    lose({.what = fmt::format("{}: {}", place_.name, error.what()), .rubbish = true});
    return std::nullopt;
  }
  if (!frame || frame->line.find("error") == nullptr) return frame;
  std::string said =
      fmt::format("{}: {}", place_.name, base::printable(frame->line.text("error"), 1000));
  if (is_broken_there(*frame)) {
    lose({.what = std::move(said), .rubbish = true});
    return std::nullopt;
  }
  close();
  throw Error(Exit::missing, std::move(said));
}

std::optional<Frame> Connection::hear(nanoseconds most, Wakes wakes) {
  const nanoseconds until = sys::monotonic_now() + most;
  while (dialogue_) {
    auto frame = take_frame();
    if (frame || !dialogue_) return frame;
    const nanoseconds left = std::max<nanoseconds>(0ns, until - sys::monotonic_now());
    const Heard heard = dialogue_->hear(said_, left, wakes);
    if (heard == Heard::end && said_.empty()) lose_by_end();
    if (heard == Heard::nothing) break;
  }
  return std::nullopt;
}

std::optional<Frame> Connection::ask(Json line, std::string_view key, std::string_view bytes,
                                     Wakes wakes) {
  if (!line.is_null()) tell(std::move(line), bytes);
  const nanoseconds until = sys::monotonic_now() + patience();
  while (dialogue_) {
    const nanoseconds left = until - sys::monotonic_now();
    auto frame = left > 0ns ? hear(left, wakes) : std::nullopt;
    if (frame && frame->line.find(key) != nullptr) {
      unanswered_ = 0;
      return frame;
    }
    if (frame || !dialogue_) continue;
    if (wakes == Wakes::by_interrupt && sys::interrupted()) break;
    lose(no_answer());
  }
  return std::nullopt;
}

void Connection::say_here() {
  try {
    ask(Json(Json::Object{{"here", true}}), "here");
  } catch (const Error&) {  // closed: whoever needs it opens it again, and hears why it can't be
  }
}

void Connection::close() {
  if (!dialogue_) return;
  dialogue_->end(kSshGrace);
  dialogue_.reset();
}

}  // namespace assay::reach
