// SPDX-License-Identifier: Apache-2.0
// A follower's log in Raft (D. Ongaro, J. Ousterhout 2014, figure 2): AppendEntries with
// heartbeats, repeated and lost messages, those of an old leader, and a new leader that overwrites
// what was not committed. A rejection says where to go on (section 5.3). Nothing is written to a
// disk.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "batches.h"

namespace assay {
namespace {

struct NewEntry {
  std::uint32_t term;
  Slice command;
};

// Of the entries of a batch so many from `first`.
struct AppendMessage {
  std::uint32_t term, previous, previous_term, commit, first, entries;
};

struct Reply {
  std::uint32_t term, success, index;  // up to where the logs match, or where to go on
};

constexpr std::size_t kCommandBytes = 4096;  // in which all commands are
constexpr std::uint32_t kFirstTerm = 2;

struct Traffic {
  std::vector<AppendMessage> messages;
  std::vector<NewEntry> entries;
};

// What leaders send one after the other. The log's entry 0 stands for the empty log.
class Leaders {
 public:
  Leaders(std::uint64_t seed_value, std::size_t messages) : random_(seed_value) {
    while (traffic_.messages.size() < messages) {
      if (length() > 4) commit_ = std::max(commit_, length() - 4);
      next(traffic_.messages.size() + 2 <= messages);
    }
  }
  Traffic traffic() && { return std::move(traffic_); }

 private:
  std::uint32_t length() const { return static_cast<std::uint32_t>(log_.size() - 1); }

  NewEntry any_entry(std::uint32_t term) {
    const auto size = static_cast<std::uint32_t>(any_length(random_, 7));
    return {term, any_slice(random_, kCommandBytes, size)};
  }

  void send(std::uint32_t term, std::uint32_t previous, std::uint32_t previous_term,
            std::span<const NewEntry> entries) {
    traffic_.messages.push_back({term, previous, previous_term, commit_,
                                 static_cast<std::uint32_t>(traffic_.entries.size()),
                                 static_cast<std::uint32_t>(entries.size())});
    traffic_.entries.insert(traffic_.entries.end(), entries.begin(), entries.end());
  }
  void send_from(std::uint32_t previous) {
    send(term_, previous, log_[previous].term, std::span(log_).subspan(previous + 1));
  }

  void next(bool room_for_two) {
    const std::uint32_t kind = random_.below(16);
    if (kind == 0) {
      new_leader(room_for_two);
    } else if (kind <= 2) {  // an old leader, or one whose messages were lost
      const std::uint32_t term = kind == 1 ? term_ - 1 : term_;
      const std::uint32_t previous = length() + (kind == 1 ? 0 : 1 + random_.below(4));
      const NewEntry entry = any_entry(term);
      send(term, previous, log_.back().term, {&entry, 1});
    } else if (kind <= 4) {  // sent before
      send_from(length() - std::min(random_.below(8), length()));
    } else {
      const std::uint32_t previous = length(), entries = random_.below(4);
      for (std::uint32_t i = 0; i < entries; ++i) log_.push_back(any_entry(term_));
      send_from(previous);
    }
  }

  // It lacks some entries that no majority has, and begins with an empty one of its own.
  void new_leader(bool room_for_two) {
    ++term_;
    const std::uint32_t lacks = std::min(random_.below(4), length() - commit_);
    log_.resize(log_.size() - lacks);
    log_.push_back({term_, {0, 0}});
    const bool lost = random_.below(2) == 0;
    if (lost && room_for_two) send_from(length());
    send_from(length() - 1);
  }

  Random random_;
  Traffic traffic_;
  std::vector<NewEntry> log_{{0, {0, 0}}};
  std::uint32_t term_ = kFirstTerm, commit_ = 0;
};

struct LogEntry {
  std::uint32_t term;
  Slice command;  // in the log's own bytes
};

class Follower {
 public:
  explicit Follower(std::size_t entries) : entries_(entries + 1, 192), bytes_(entries * 128, 320) {}

  void clear() {
    entries_[0] = {0, {0, 0}};
    last_ = commit_ = 0;
    term_ = 0;
  }
  void poison_all() {
    poison(entries_);
    poison(bytes_);
    last_ = commit_ = term_ = 0;
  }

  Reply append(const AppendMessage& message, const NewEntry* entries,
               const std::uint8_t* commands) {
    if (message.term < term_) return {term_, 0, 0};
    term_ = message.term;
    if (message.previous > last_) return {term_, 0, last_ + 1};
    if (entries_[message.previous].term != message.previous_term)
      return {term_, 0, start_of_term(message.previous)};
    for (std::uint32_t i = 0; i < message.entries; ++i)
      keep(message.previous + 1 + i, entries[message.first + i], commands);
    const std::uint32_t matched = message.previous + message.entries;
    commit_ = std::max(commit_, std::min(message.commit, matched));
    return {term_, 1, matched};
  }

  void add_to(Fnv1a64& hash) const {
    hash.add(last_).add(commit_).add(term_);
    for (std::size_t i = 0; i <= last_; ++i) {
      hash.add(entries_[i].term);
      add_slice(hash, bytes_.span(), entries_[i].command);
    }
  }

 private:
  // A whole term is skipped, not one entry after the other.
  std::uint32_t start_of_term(std::uint32_t index) const {
    const std::uint32_t term = entries_[index].term;
    while (index > 1 && entries_[index - 1].term == term) --index;
    return index;
  }

  // An entry of another term goes, with all that follow it.
  void keep(std::uint32_t index, const NewEntry& entry, const std::uint8_t* commands) {
    if (index <= last_ && entries_[index].term == entry.term) return;
    const Slice before = entries_[index - 1].command;
    const std::uint32_t at = before.at + before.size;
    std::copy_n(commands + entry.command.at, entry.command.size, bytes_.data() + at);
    entries_[index] = {entry.term, {at, entry.command.size}};
    last_ = index;
  }

  Buffer<LogEntry> entries_;
  Bytes bytes_;
  std::uint32_t last_ = 0, commit_ = 0, term_ = 0;
};

// How many messages were accepted.
[[gnu::noinline]] std::uint64_t follow(Follower& follower, const Traffic& traffic,
                                       const std::uint8_t* commands, Reply* replies) {
  follower.clear();
  std::uint64_t accepted = 0;
  for (const AppendMessage& message : traffic.messages) {
    *replies = follower.append(message, traffic.entries.data(), commands);
    accepted += replies++->success;
  }
  return accepted;
}

// The kind of each message, how many entries it has, and how long each of them is: 6 bits of a
// message.
void raft_append(benchmark::State& state) {
  const auto size = static_cast<std::size_t>(state.range(0));
  Turns turns(state, 4 * kBatches);
  const Bytes commands = random_bytes(kCommandBytes, seed(0x750));
  std::vector<Traffic> batches;
  for (std::size_t turn = 0; turn < turns.count(); ++turn)
    batches.push_back(Leaders(seed_of_turn(0x751, turn), size).traffic());
  Follower follower(4 * size);
  Buffer<Reply> replies(size, 448);
  run_batches(
      state, turns, Work{size, "messages"},
      [&] {
        follower.poison_all();
        poison(replies);
      },
      [&](std::size_t turn) {
        return follow(follower, batches[turn], commands.data(), replies.data());
      },
      [&](std::uint64_t accepted) {
        Fnv1a64 hash;
        hash.add(accepted);
        for (const Reply& reply : replies) hash.add(reply.term).add(reply.success).add(reply.index);
        follower.add_to(hash);
        return hash;
      });
}
BENCHMARK(raft_append)->Name("raft/append")->Arg(512);

}  // namespace
}  // namespace assay
