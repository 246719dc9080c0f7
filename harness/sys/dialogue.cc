// SPDX-License-Identifier: Apache-2.0
#include "sys/dialogue.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>
#include <utility>

#include "base/ensure.h"
#include "base/error.h"
#include "sys/child_end.h"
#include "sys/clock.h"
#include "sys/interrupt.h"
#include "sys/left_over.h"
#include "sys/spawn.h"

namespace assay::sys {

struct DialogueEnds {
  Descriptor ours, childs;
};

namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

// Where no descriptor is left that would tell us of its end.
constexpr nanoseconds kLook = 100ms;

// A socket and not a pipe: who writes where nobody reads gets an error, and no signal.
DialogueEnds make_ends() {
  std::array<int, 2> ends{-1, -1};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw base::Error(base::Exit::missing, "cannot make standard input for a process: " +
                                               std::generic_category().message(errno));
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

Spawned spawn_with(ProcessRequest request, const Descriptor& input) {
  base::ensure(request.input.empty() && !request.input_file, "a dialogue has its own input");
  request.input_file = input.number();
  return spawn(request);
}

// Puts a process group in front on a terminal; the kernel would stop us for that otherwise.
void put_in_front(const Descriptor& terminal, pid_t group) {
  sigset_t stops, before;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTTOU);
  pthread_sigmask(SIG_BLOCK, &stops, &before);
  tcsetpgrp(terminal.number(), group);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace

struct Dialogue::State {
  State(const ProcessRequest& request, DialogueEnds made)
      : ends(std::move(made)),
        child(spawn_with(request, ends.childs)),
        child_end(child.id),
        limit(request.output_limit.value),
        begin(monotonic_now()) {
    ends.childs.close();
  }

  DialogueEnds ends;
  Spawned child;
  ChildEnd child_end;
  std::uint64_t limit;
  nanoseconds begin;
  std::string told;       // not taken yet, from `taken` on
  std::size_t taken = 0;  // of `told`
  bool heard_end = false;
  Descriptor terminal;
  Ended ended{};

  void hand_over() {
    while (taken < told.size()) {
      const ssize_t sent = send(ends.ours.number(), told.data() + taken, told.size() - taken,
                                MSG_NOSIGNAL | MSG_DONTWAIT);
      if (sent < 0 && errno == EINTR) continue;
      if (sent < 0 && errno != EAGAIN) ends.ours.close();  // it reads no more: it will say why
      if (sent <= 0) break;
      taken += static_cast<std::size_t>(sent);
    }
    if (taken == told.size() || !ends.ours.good()) {
      told.clear();
      taken = 0;
    }
  }

  // Of standard error the last bytes are kept.
  // Were there any?
  bool read_complaints() {
    const std::uint64_t any = ended.err.size() + (std::uint64_t{1} << 20);
    const auto got = read_output(child.err, ended.err, any, ended.cut);
    if (got == 0) child.err.close();
    if (ended.err.size() > limit) {
      ended.err.erase(0, ended.err.size() - static_cast<std::size_t>(limit));
      ended.cut = true;
    }
    return got.value_or(0) > 0;
  }

  // One wait for whatever there is to do. True when something was heard.
  bool wait(std::string* into, nanoseconds most, Wakes wakes) {
    const bool tells = taken < told.size() && ends.ours.good();
    const int out = into == nullptr || heard_end ? -1 : child.out.number();
    const int interrupt = wakes == Wakes::by_interrupt ? interrupt_descriptor() : -1;
    const int end = into == nullptr ? child_end.descriptor() : -1;
    std::array<pollfd, 5> look{{{out, POLLIN, 0},
                                {child.err.number(), POLLIN, 0},
                                {tells ? ends.ours.number() : -1, POLLOUT, 0},
                                {interrupt, POLLIN, 0},
                                {end, POLLIN, 0}}};
    most = std::min<nanoseconds>(most, 1h);  // fits into any timespec; the callers come again
    const timespec timeout{.tv_sec = static_cast<std::time_t>(most / 1s),
                           .tv_nsec = static_cast<long>((most % 1s).count())};
    // Fails by a signal only (EINTR): then the callers look and come again.
    if (ppoll(look.data(), look.size(), &timeout, nullptr) <= 0) return false;
    if (look[4].revents != 0) child_end.take();
    if (look[2].revents != 0) hand_over();
    if (look[1].revents != 0) read_complaints();
    if (look[0].revents == 0) return false;
    const auto got =
        read_output(child.out, *into, into->size() + (std::uint64_t{1} << 20), ended.cut);
    if (got == 0) heard_end = true;
    return got.value_or(0) > 0;
  }

  void take_terminal_back() {
    if (terminal.good()) put_in_front(terminal, getpgrp());
    terminal.close();
  }

  bool wait_for_end(nanoseconds most, Wakes wakes) {
    const nanoseconds until = monotonic_now() + most;
    while (!sys::has_ended(child.id)) {
      const nanoseconds left = until - monotonic_now();
      if (left <= 0ns || (wakes == Wakes::by_interrupt && interrupted())) return false;
      wait(nullptr, child_end.good() ? left : std::min(left, kLook), wakes);
    }
    return true;
  }

  Ended end(nanoseconds grace) {
    take_terminal_back();
    child.out.close();
    ends.ours.close();
    const bool by_itself = wait_for_end(grace, Wakes::never);
    if (!by_itself) kill(-child.id, SIGKILL);
    while (!wait_for_end(1h, Wakes::never)) {
    }
    auto left = end_left_over(child.mark, child.id);
    if (by_itself) ended.left = std::move(left);
    kill(-child.id, SIGKILL);
    // What left its group may write for ever.
    for (int reads = 0; reads < 64 && child.err.good() && read_complaints(); ++reads) {
    }
    child_end.close();
    reap(child.id, ended);
    forget(child.mark);
    child.id = 0;
    ended.wall = monotonic_now() - begin;
    if (ended.signal != 0) ended.why = Ended::Why::signalled;
    return std::move(ended);
  }
};

Dialogue::Dialogue(const ProcessRequest& request) : state_(new State(request, make_ends())) {}

Dialogue::Dialogue(Dialogue&&) noexcept = default;

Dialogue::~Dialogue() {
  if (state_ && state_->child.id != 0) state_->end(0ns);
}

void Dialogue::lend_terminal() {
  Descriptor terminal(open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal.good() || tcgetpgrp(terminal.number()) != getpgrp()) return;
  put_in_front(terminal, state_->child.id);
  kill(-state_->child.id, SIGCONT);  // it may have asked before, and was stopped for that
  state_->terminal = std::move(terminal);
}

void Dialogue::take_terminal_back() { state_->take_terminal_back(); }

void Dialogue::tell(std::string_view bytes) {
  if (!state_->ends.ours.good()) return;
  state_->told.append(bytes);
  state_->hand_over();
}

std::size_t Dialogue::untaken() const { return state_->told.size() - state_->taken; }

void Dialogue::close_input() {
  base::ensure(untaken() == 0, "input is closed after all was taken");
  state_->ends.ours.close();
}

Dialogue::Heard Dialogue::hear(std::string& into, nanoseconds most, Wakes wakes) {
  const nanoseconds until = monotonic_now() + most;
  do {
    if (state_->heard_end) return Heard::end;
    if (wakes == Wakes::by_interrupt && interrupted()) return Heard::nothing;
    const nanoseconds left = std::max(0ns, until - monotonic_now());
    if (state_->wait(&into, left, wakes)) return Heard::words;
  } while (monotonic_now() < until);
  return state_->heard_end ? Heard::end : Heard::nothing;
}

bool Dialogue::wait_for_end(nanoseconds most) {
  return state_->wait_for_end(most, Wakes::by_interrupt);
}

void Dialogue::signal(int number) { kill(-state_->child.id, number); }

const std::string& Dialogue::complaints() const { return state_->ended.err; }

Ended Dialogue::end(nanoseconds grace) { return state_->end(grace); }

}  // namespace assay::sys
