// SPDX-License-Identifier: Apache-2.0
#include "reach/served.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdint>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "base/sha256.h"
#include "base/text.h"
#include "reach/content_store.h"
#include "reach/follower.h"
#include "reach/housekeeping.h"
#include "reach/protocol.h"
#include "reach/run_folder.h"
#include "reach/run_start.h"
#include "record/json_node.h"
#include "record/place_json.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/trees.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using base::Error;
using base::Exit;
using base::Json;
using record::JsonNode;

constexpr FrameLimits kTaken{.bytes = kMostAtOnce, .total = {std::uint64_t{4} << 30}};
// How often a followed run's files are looked at: each look wakes a CPU that may be measured.
constexpr std::chrono::milliseconds kLook = 500ms;
// Who says nothing for so long is not there any more, although its machine never said so. While a
// run is followed, the time is its patience, within which the other side renews several times.
constexpr std::chrono::seconds kSilence = 5min, kLeastPatience = 10s;

class Server {
 public:
  explicit Server(const ServeOptions& options)
      : options_(options),
        house_(options.folder),
        reader_(Side::here, options.nonce, kTaken),
        writer_(Side::there, options.nonce) {}

  void run() {
    house_.tidy();
    house_.adopt_program();
    say_hello();
    while (!gone_ && !sys::interrupted()) {
      wait();
      while (!gone_) {
        broken_ = true;  // if it can't be read
        const auto frame = reader_.next();
        broken_ = false;
        if (!frame) break;
        answer(*frame);
      }
      if (follower_) follow_on();
    }
  }

  void complain(const Error& error) {
    send(Json(Json::Object{{"error", base::printable(error.what(), 2000)},
                           {"exit", static_cast<int>(error.exit())},
                           {"broken", broken_}}));
  }

 private:
  void say_hello() {
    Json hello;
    hello.set("hello", kProtocol).set("version", options_.version).set("commit", options_.commit);
    hello.set("folder", options_.folder.string());
    hello.set("logout_ends", ends_at_logout());
    send(std::move(hello), record::to_json(options_.host()).dump_compact());
  }

  // More of what the other side says, or the time to look at what is followed.
  void wait() {
    std::array<pollfd, 2> look{
        {{options_.input, POLLIN, 0}, {sys::interrupt_descriptor(), POLLIN, 0}}};
    const int look_in = behind_ ? 0 : static_cast<int>(kLook.count());
    const int most = follower_ ? look_in : static_cast<int>(1000 * silence_.count());
    if (poll(look.data(), look.size(), most) <= 0 || look[0].revents == 0) {
      gone_ = sys::monotonic_now() - heard_ > silence_;
      return;
    }
    heard_ = sys::monotonic_now();
    std::array<char, std::size_t{64} << 10> buffer;
    const ssize_t got = read(options_.input, buffer.data(), buffer.size());
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (got <= 0) {
      gone_ = true;
      return;
    }
    reader_.add({buffer.data(), static_cast<std::size_t>(got)});
  }

  void send(Json line, std::string_view bytes = {}) {
    const std::string frame = writer_.write(std::move(line), bytes);
    std::string_view rest = frame;
    while (!rest.empty() && !gone_) {
      if (!is_taken()) {
        gone_ = true;
        return;
      }
      // As many as a pipe that can be written to takes without waiting (POSIX, pipe(7)).
      const ssize_t sent =
          write(options_.output, rest.data(), std::min(rest.size(), std::size_t{PIPE_BUF}));
      if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
      if (sent < 0 && errno != EINTR) gone_ = true;
    }
  }

  // Waits until the other side takes more. No when it has not for as long as it may be silent, or
  // on an interrupt.
  bool is_taken() const {
    const std::chrono::nanoseconds until = sys::monotonic_now() + silence_;
    for (;;) {
      std::array<pollfd, 2> look{
          {{options_.output, POLLOUT, 0}, {sys::interrupt_descriptor(), POLLIN, 0}}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - sys::monotonic_now());
      if (left.count() <= 0) return false;
      const int ready = poll(look.data(), look.size(), static_cast<int>(left.count()));
      if (ready > 0 && look[0].revents != 0) return true;
      if (sys::interrupted() || (ready < 0 && errno != EINTR)) return false;
    }
  }

  void answer(const Frame& frame) {
    using Answer = void (Server::*)(const JsonNode&, const Frame&);
    constexpr std::array<std::pair<std::string_view, Answer>, 9> kAnswers{
        {{"here", &Server::here},
         {"have", &Server::have},
         {"put", &Server::put},
         {"start", &Server::start},
         {"follow", &Server::follow},
         {"renew", &Server::renew},
         {"stop", &Server::stop},
         {"list", &Server::list},
         {"remove", &Server::drop}}};
    const JsonNode node(frame.line, "a line of the conversation");
    for (const auto& [word, handle] : kAnswers) {
      if (node.has(word)) return (this->*handle)(node, frame);
    }
    node.fail("nothing is known to be asked so");
  }

  void here(const JsonNode&, const Frame&) { send(Json(Json::Object{{"here", true}})); }

  // "SHA256 SIZE x" for an executable file, "SHA256 SIZE -" for another.
  void have(const JsonNode& node, const Frame&) {
    Json missing{Json::Array{}};
    std::int64_t index = 0;
    for (const std::string& wanted : node.texts("have")) {
      const auto words = base::split(wanted, ' ');
      if (words.size() != 3 || !is_sha256(words[0])) node.fail("a file is named by its hash");
      const Content content{.sha256 = words[0], .executable = words[2] == "x"};
      const auto size = base::to_uint64(words[1]);
      if (!size) node.fail("a file has a size");
      if (!house_.store().holds(content, *size)) missing.push(index);
      ++index;
    }
    send(Json(Json::Object{{"missing", std::move(missing)}}));
  }

  // Answered only when it fails: many follow each other.
  void put(const JsonNode& node, const Frame& frame) {
    const Content content{.sha256 = node.text("put"), .executable = node.boolean("executable")};
    const std::string came =
        frame.bytes.empty() ? base::sha256("") : node.text("sha256");  // checked by the reader
    if (!is_sha256(content.sha256) || came != content.sha256) node.fail("these are other bytes");
    house_.store().put(content, frame.bytes);
  }

  void start(const JsonNode& node, const Frame& frame) {
    const RunFolder run = run_named(node.text("start"));
    const Json* const order = frame.line.find("order");
    if (order == nullptr) node.fail("it does not say what is to be done");
    const Json* const journals = frame.line.find("journals");
    const Started started = start_run(
        run, house_.store(), read_kit_list(frame.bytes), read_order(*order),
        journals == nullptr ? std::vector<JournalListing>() : read_journal_list(*journals));
    send(Json(Json::Object{{"started", run.path().filename().string()},
                           {"was", to_text(started.was)},
                           {"begun", started.begun},
                           {"lacks", started.lacks}}));
  }

  void follow(const JsonNode& node, const Frame&) {
    follower_.emplace(run_named(node.text("follow")));
    if (follower_->run().state() != RunState::absent) follower_->run().renew();
    silence_ = std::clamp(std::chrono::seconds(node.whole("patience_s")), kLeastPatience, kSilence);
    node.member("files").each_member([&](const std::string& name, const JsonNode& known) {
      if (!follower_->resume(name, known.whole("at"), known.text("sha256"))) {
        send(Json(Json::Object{{"anew", name}}));
      }
    });
  }

  // No when there is none. The other side is listened to after each: on a slow link many would
  // take longer than a lease.
  bool send_part(RunState state) {
    const auto part = follower_->next(state);
    if (!part) return false;
    Json line;
    line.set("part", part->name).set("at", part->at).set("upto", part->sha256);
    send(std::move(line), part->bytes);
    return true;
  }

  void follow_on() {
    // Asked before the files are read: what a run wrote before its end is not missed.
    const RunState state = follower_->run().state();
    behind_ = send_part(state);
    if (behind_ || gone_ || state == RunState::running) return;
    Json over;
    over.set("over", to_text(state));
    if (const auto end = follower_->run().end()) over.set("end", to_json(*end));
    send(std::move(over));
    follower_.reset();
  }

  void renew(const JsonNode& node, const Frame&) {
    const RunFolder run = run_named(node.text("renew"));
    if (run.state() != RunState::absent) run.renew();
    send(Json(Json::Object{{"renewed", to_text(run.state())}}));
  }

  void stop(const JsonNode& node, const Frame&) {
    send(Json(Json::Object{{"stopping", run_named(node.text("stop")).stop()}}));
  }

  void list(const JsonNode&, const Frame&) {
    std::int64_t runs = 0;
    for (const LeftRun& left : house_.runs()) {
      Json line;
      line.set("run", left.name).set("state", to_text(left.state)).set("label", left.label);
      line.set("size", left.size.value);
      line.set("unasked_s", std::int64_t{left.unasked.count()});
      send(std::move(line));
      ++runs;
    }
    Json sum;
    sum.set("listed", runs).set("folder", options_.folder.string());
    sum.set("stored_bytes", house_.stored().value);
    send(std::move(sum));
  }

  // One run, or "*": all that are not running, and everything that was kept for the next one.
  void drop(const JsonNode& node, const Frame&) {
    const std::string name = node.text("remove");
    const std::uint64_t removed =
        name == "*" ? house_.clean() : std::uint64_t{house_.drop(run_named(name))};
    send(Json(Json::Object{{"removed", Json(removed)}}));
  }

  RunFolder run_named(const std::string& name) const {
    if (!is_run_name(name)) {
      throw Error(Exit::usage,
                  fmt::format("\"{}\" is not the name of a run", base::printable(name)));
    }
    return house_.run(name);
  }

  const ServeOptions& options_;
  Housekeeping house_;
  FrameReader reader_;
  FrameWriter writer_;
  std::optional<Follower> follower_;
  std::chrono::nanoseconds heard_ = sys::monotonic_now();
  std::chrono::seconds silence_ = kSilence;
  bool broken_ = false;  // what came can't be read
  bool behind_ = false;  // there is more to send now
  bool gone_ = false;
};

}  // namespace

int serve(const ServeOptions& options) {
  sys::catch_interrupts();
  Server server(options);
  try {
    server.run();
  } catch (const Error& error) {
    server.complain(error);
    return static_cast<int>(error.exit());
  }
  return 0;
}

}  // namespace assay::reach
