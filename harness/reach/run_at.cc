// SPDX-License-Identifier: Apache-2.0
#include "reach/run_at.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "reach/protocol.h"
#include "reach/run_start.h"
#include "record/json_node.h"
#include "record/record_json.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/interrupt.h"
#include "sys/machine_lock.h"
#include "work/gate_kit.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
using base::Error;
using base::Exit;
using base::Json;
using record::JsonNode;
using std::chrono::nanoseconds;

constexpr base::Bytes kMostFile = kMostAtOnce;
constexpr base::Bytes kMostLogEnd{16u << 10};  // of a log's end
constexpr std::size_t kHashesALine = 400;
constexpr std::chrono::seconds kListPatience{60};  // between two lines of what is left there
// Of a machine that has much else to do.
constexpr nanoseconds kLeastSilence = 10s;
constexpr int kMostBeginnings = 3;  // without a byte of a journal in between
constexpr int kMostRubbish = 5;     // conversations without a byte
constexpr int kMostAnew = 10;       // files that were other ones there
constexpr int kMostWaits = 5;       // said of a run; a hostile place may go on for ever

std::string bytes_of(const work::KitFile& file) {
  return file.source.empty() ? file.bytes : sys::read_file(file.source, kMostFile);
}

// Of a gate's kit; empty for others.
std::string_view question_in(const Parcel& parcel) {
  const work::KitFile* question = work::question_file(parcel.files);
  return question == nullptr ? std::string_view() : std::string_view(question->bytes);
}

class Carrier {
 public:
  Carrier(Connection& connection, const Parcel& parcel, const RunAtOptions& options,
          base::Progress& progress)
      : connection_(connection),
        parcel_(parcel),
        options_(options),
        progress_(progress),
        kept_(options.kept, options.limits, question_in(parcel)),
        may_run_(kept_.is_known()) {}

  Brought run() {
    if (kept_.is_brought()) {
      progress_.say(fmt::format("{}: the result of the run there was brought before",
                                connection_.place().name));
      return with_record({.how = "exited"});
    }
    if (!connection_.is_open() && !connection_.open_patiently(progress_)) {
      sys::stop_if_interrupted();
      throw unreachable(connection_.lost());
    }
    for (;;) {
      const std::optional<RunEnd> end = converse();
      if (end) return bring_home(*end);
      if (sys::interrupted()) stop();
      reach_again();
    }
  }

 private:
  // One conversation, as far as it goes: the end of the run, or nothing when the line was lost.
  std::optional<RunEnd> converse() {
    following_ = false;
    while (connection_.is_open() && !sys::interrupted()) {
      // A run that went on without us is not disturbed by looking through its files again.
      if (!begun_ && (!send_files() || !begin())) return std::nullopt;
      begun_ = true;
      const std::optional<Frame> over = follow();
      if (!over) return std::nullopt;
      if (auto end = end_of(*over)) return end;
      begun_ = false;
    }
    return std::nullopt;
  }

  // Only what is missing there, in one exchange for each 400 files.
  bool send_files() {
    std::vector<const work::KitFile*> missing;
    for (std::size_t first = 0; first < parcel_.files.size(); first += kHashesALine) {
      Json hashes{Json::Array{}};
      const std::size_t last = std::min(first + kHashesALine, parcel_.files.size());
      for (std::size_t i = first; i < last; ++i) {
        const work::KitFile& file = parcel_.files[i];
        hashes.push(fmt::format("{} {} {}", file.sha256, file.size, file.executable ? "x" : "-"));
      }
      const auto answer =
          connection_.ask(Json(Json::Object{{"have", std::move(hashes)}}), "missing");
      if (!answer) return false;
      JsonNode(answer->line, "an answer").member("missing").each_item([&](const JsonNode& item) {
        if (item.whole() >= last - first) item.fail("nobody asked for this file");
        missing.push_back(&parcel_.files[first + static_cast<std::size_t>(item.whole())]);
      });
    }
    return put(missing);
  }

  bool put(const std::vector<const work::KitFile*>& files) {
    std::size_t done = 0;
    std::set<std::pair<std::string, bool>> sent;  // several paths may have one content
    for (const work::KitFile* file : files) {
      if (sys::interrupted()) return false;
      progress_.inside(fmt::format("sending to {}", connection_.place().name), done++, files.size(),
                       "files");
      if (!sent.emplace(file->sha256, file->executable).second) continue;
      Json line;
      line.set("put", file->sha256).set("executable", file->executable);
      connection_.tell(std::move(line), bytes_of(*file));
      if (!connection_.is_open()) return false;
    }
    return true;
  }

  // What it is asked to begin with: the kit, the order, and the journals that are here.
  std::optional<Frame> ask_to_begin() {
    std::vector<KitListing> listing;
    for (const work::KitFile& file : parcel_.files) {
      listing.push_back({.path = file.path, .content = {file.sha256, file.executable}});
    }
    const Place& place = connection_.place();
    Json line;
    line.set("start", kept_.name());
    line.set("order", to_json(Order{.arguments = options_.arguments,
                                    .environment = place.environment,
                                    .cpus = place.cpus,
                                    .patience = place.patience,
                                    .label = options_.label}));
    line.set("journals", journal_list(kept_.journals()));
    may_run_ = true;  // whether we hear the answer or not
    return connection_.ask(std::move(line), "started", kit_list(listing));
  }

  bool begin() {
    if (kept_.journalled() != journalled_) beginnings_ = 0;
    journalled_ = kept_.journalled();
    auto answer = ask_to_begin();
    if (answer && lacks_journals(*answer)) {
      if (!send_journals()) return false;
      answer = ask_to_begin();
    }
    if (!answer) return false;
    if (++beginnings_ > kMostBeginnings) refuse_further_beginnings();
    tell_beginning(*answer);
    return true;
  }

  static bool lacks_journals(const Frame& answer) {
    return JsonNode(answer.line, "an answer").boolean("lacks");
  }

  bool send_journals() {
    progress_.say(fmt::format("{}: the run is not there any more, and begins with what came of it",
                              connection_.place().name));
    for (const JournalListing& journal : kept_.journals()) {
      Json line;
      line.set("put", journal.sha256).set("executable", false);
      connection_.tell(std::move(line), sys::read_file(kept_.file(journal.name), kMostFile));
      if (!connection_.is_open()) return false;
    }
    return true;
  }

  void tell_beginning(const Frame& answer) {
    const Place& place = connection_.place();
    const JsonNode node(answer.line, "an answer");
    if (!node.boolean("begun")) {
      progress_.say(fmt::format("{}: the run that was begun there before {}", place.name,
                                node.text("was") == "running" ? "goes on" : "has ended"));
      return;
    }
    say_beginning(node.text("was"));
  }

  [[noreturn]] void refuse_further_beginnings() {
    connection_.ask(Json(Json::Object{{"stop", kept_.name()}}), "stopping");
    throw Error(Exit::missing,
                fmt::format("{}: the run ended {} times in a row and finished nothing in between; "
                            "{}",
                            connection_.place().name, kMostBeginnings, last_words(options_.kept)));
  }

  void say_beginning(const std::string& was) {
    const std::string& name = connection_.place().name;
    if (was == "rebooted") {
      progress_.say(fmt::format("{}: the machine was started again, and the run goes on", name));
    } else if (was == "died") {
      progress_.say(fmt::format("{}: the run had died, and goes on", name));
    } else if (was == "ended") {
      progress_.say(fmt::format("{}: the run had been stopped, and goes on", name));
    }
    if (connection_.hello().logout_ends) {
      progress_.say(fmt::format("{}: this machine ends what runs when the connection ends", name));
    }
  }

  // Takes what comes until the run is over. Nothing when the line was lost, or on Ctrl-C.
  std::optional<Frame> follow() {
    ask_to_follow();
    const auto renew_every =
        std::min<nanoseconds>(options_.renew_every, connection_.place().patience / 4);
    nanoseconds renewed = sys::monotonic_now(), heard = renewed;
    while (connection_.is_open() && !sys::interrupted()) {
      auto frame = connection_.hear(renew_every / 4);
      const nanoseconds now = sys::monotonic_now();
      // By time: a run that always has something to say needs it as much as a silent one.
      if (now - renewed >= renew_every) {
        connection_.tell(Json(Json::Object{{"renew", kept_.name()}}));
        renewed = now;
      }
      if (frame) {
        heard = now;
        retry_since_ = {};
        if (frame->line.find("over") != nullptr) return frame;
        take(*frame);
      } else if (now - heard > std::max<nanoseconds>(3 * renew_every, kLeastSilence)) {
        connection_.lose({.what = connection_.place().name + ": nothing is heard any more"});
      }
    }
    return std::nullopt;
  }

  void ask_to_follow() {
    Json line;
    line.set("follow", kept_.name()).set("files", kept_.known());
    line.set("patience_s", std::int64_t{connection_.place().patience.count()});
    connection_.tell(std::move(line));
    following_ = true;
  }

  void take(const Frame& frame) {
    const JsonNode node(frame.line, "a part of a file");
    if (node.has("anew")) return forget(node.text("anew"));
    if (!node.has("part")) return;
    const FilePart part{.name = node.text("part"),
                        .at = node.whole("at"),
                        .bytes = frame.bytes,
                        .sha256 = node.text("upto")};
    if (!kept_.add(part)) {  // and from there again
      return connection_.lose(
          {.what = connection_.place().name + ": parts came that do not fit", .rubbish = true});
    }
    if (part.name.starts_with("session")) rubbish_ = 0;
    if (options_.told) options_.told(part.name, part.bytes);
    if (part.name == "log") note_log(part.bytes);
  }

  void forget(const std::string& name) {
    const bool known = std::ranges::find(kFollowed, std::string_view(name)) != kFollowed.end();
    if (!known || ++anew_ > kMostAnew) {
      throw Error(Exit::missing,
                  fmt::format("{}: its files are others at each look", connection_.place().name));
    }
    kept_.forget(name);
  }

  // A run that waits for another one may do so for minutes: everybody is told that.
  void note_log(std::string_view bytes) {
    log_ += bytes;
    for (const std::string_view line : base::ended_lines(log_)) {
      if (line.empty()) continue;
      const std::string text =
          fmt::format("{}: {}", connection_.place().name, base::printable(line));
      if (line.starts_with(sys::kWaitsForMachine) && ++waits_ <= kMostWaits) {
        progress_.say(text);
      } else {
        progress_.note(text);
      }
    }
    log_.erase(0, log_.rfind('\n') + 1);  // npos + 1 is 0
    if (log_.size() > 4096) log_.clear();
  }

  // The end of a run that is not to go on.
  static std::optional<RunEnd> end_of(const Frame& over) {
    const Json* const json = over.line.find("end");
    if (over.line.text("over") != "ended" || json == nullptr) return std::nullopt;
    const auto end = read_run_end(json->dump());
    const bool final = end && (end->how == "exited" || end->how == "failed");
    return final ? end : std::nullopt;
  }

  bool patience_is_over() const {
    return sys::monotonic_now() - retry_since_ > connection_.place().patience;
  }

  [[noreturn]] void give_up() const {
    throw unreachable(connection_.lost()).hint(next_time(false));
  }

  // What the same command finds when it is given again.
  std::string next_time(bool over) const {
    if (kept_.journalled() > 0) {
      return fmt::format("what came is in {}; the same command goes on from there",
                         options_.kept.string());
    }
    if (over) return "nothing of it was finished: the same command begins anew";
    return "nothing of it came yet: the same command goes on with the run there, or takes its "
           "result, and begins anew if there is neither";
  }

  // Until the line is there again. Throws when the place's patience is over.
  void reach_again() {
    const Place& place = connection_.place();
    if (connection_.lost().rubbish && ++rubbish_ > kMostRubbish) {
      throw unreachable(connection_.lost());
    }
    // It may let us in and then not answer, each time.
    if (retry_since_ != nanoseconds{} && patience_is_over()) give_up();
    if (retry_since_ == nanoseconds{}) {
      retry_since_ = sys::monotonic_now();
      progress_.say(trying_again_for(connection_.lost(), place));
    }
    const nanoseconds until = retry_since_ + place.patience;
    if (connection_.open_until(until, options_.first_retry, options_.longest_retry)) return;
    if (sys::interrupted()) stop();
    give_up();
  }

  // After Ctrl-C. Ends the run there when the line is up, takes what it still writes, and says what
  // becomes of it.
  [[noreturn]] void stop() {
    const Place& place = connection_.place();
    const auto minutes = std::chrono::ceil<std::chrono::minutes>(place.patience).count();
    bool over = !may_run_;
    std::string fate = fmt::format("nothing was begun at {}", place.name);
    if (may_run_) {
      fate = fmt::format("{} can't be reached: {} there ends by itself within {} min", place.name,
                         begun_ ? "the run" : "a run that began", minutes);
    }
    if (may_run_ && connection_.is_open()) {
      connection_.tell(Json(Json::Object{{"stop", kept_.name()}}));
      if (!following_) ask_to_follow();
      over = drain();
      fate = over ? fmt::format("the run at {} was ended", place.name)
                  : fmt::format("the run at {} was told to end, and ends within {} min", place.name,
                                minutes);
    }
    throw Error(Exit::interrupted, fmt::format("interrupted; {}", fate)).hint(next_time(over));
  }

  // What comes until the run is over. Yes when it is.
  bool drain() {
    const nanoseconds until = sys::monotonic_now() + options_.stop_patience;
    while (connection_.is_open() && sys::monotonic_now() < until) {
      const auto frame = connection_.hear(200ms, sys::Dialogue::Wakes::never);
      if (frame && frame->line.find("over") != nullptr) return true;
      if (frame) take(*frame);
    }
    return false;
  }

  Brought bring_home(const RunEnd& end) {
    const bool has_record = !sys::read_start(kept_.file("record"), {1}).empty();
    const bool usage = end.how == "exited" && end.status == static_cast<int>(Exit::usage);
    // It goes on when it is asked for again: what made it end may have passed.
    const bool goes_on = !has_record && !usage && kept_.journalled() > 0;
    if (goes_on) return {.record = {}, .end = end, .kept = options_.kept};
    if (has_record) kept_.mark_brought();
    // What is not removed there now is removed after a week.
    connection_.ask(Json(Json::Object{{"remove", kept_.name()}}), "removed", {},
                    sys::Dialogue::Wakes::never);
    if (has_record) return with_record(end);
    kept_.finish();
    return {.record = {}, .end = end, .kept = options_.kept};
  }

  Brought with_record(const RunEnd& end) {
    try {
      const std::string bytes = sys::read_file(kept_.file("record"), options_.limits.record);
      return {.record = read_record(bytes), .end = end, .kept = options_.kept};
    } catch (const Error&) {
      kept_.finish();  // it would be no better the next time
      throw;
    }
  }

  record::Record read_record(const std::string& bytes) const {
    const std::string name = fmt::format("the record of {}", connection_.place().name);
    record::Record record = record::parse_record(bytes, name);
    if (record.seal != record::Seal::intact) {
      throw Error(Exit::missing, fmt::format("{} was changed after it was written", name));
    }
    return record;
  }

  Connection& connection_;
  const Parcel& parcel_;
  const RunAtOptions& options_;
  base::Progress& progress_;
  KeptRun kept_;
  std::string log_;         // the line that has not ended
  bool may_run_ = false;    // was asked to begin
  bool begun_ = false;      // and not known to be over
  bool following_ = false;  // in this conversation
  int beginnings_ = 0, rubbish_ = 0, anew_ = 0, waits_ = 0;
  std::uint64_t journalled_ = 0;  // when it last began
  nanoseconds retry_since_{};     // 0: it was heard since
};

constexpr std::string_view kWhatCame = "what came is in ";

// For the end of a message; empty when no sample came.
std::string what_came(const std::filesystem::path& kept) {
  if (sys::read_start(kept / "session-1.jsonl", {1}).empty()) return {};
  return fmt::format("; {}{}", kWhatCame, kept.string());
}

// The place would refuse it after everything before it was sent.
void require_small(const Parcel& parcel) {
  for (const work::KitFile& file : parcel.files) {
    if (file.size <= kMostFile.value) continue;
    throw Error(Exit::missing,
                fmt::format("{} has {}; a file for a place has at most {}", file.path,
                            base::to_text(base::Bytes{file.size}), base::to_text(kMostFile)))
        .hint("carry the kit there yourself: assay kit");
  }
}

// An answer that did not come.
[[noreturn]] void tell_silence(Connection& connection) {
  sys::stop_if_interrupted();
  if (connection.is_open()) {
    connection.lose({.what = fmt::format("{}: no answer within {} s", connection.place().name,
                                         kListPatience.count())});
  }
  throw unreachable(connection.lost());
}

}  // namespace

Brought run_at(Connection& connection, const Parcel& parcel, const RunAtOptions& options,
               base::Progress& progress) {
  require_small(parcel);
  try {
    return Carrier(connection, parcel, options, progress).run();
  } catch (const Error& error) {
    std::string what = error.what();
    // The user is not at fault for what a place says.
    const bool of_place = error.exit() == Exit::usage;
    if (of_place) what = fmt::format("{}: {}", connection.place().name, what);
    if (what.find(kWhatCame) == std::string::npos) what += what_came(options.kept);
    throw Error(of_place ? Exit::missing : error.exit(), what);
  }
}

std::string last_words(const std::filesystem::path& kept) {
  const std::filesystem::path log = kept / "log";
  const std::string end = sys::read_end(log, kMostLogEnd);
  std::string_view last;
  for (const std::string_view line : base::ended_lines(end)) {
    if (!base::trim(line).empty()) last = base::trim(line);
  }
  const std::string words =
      last.empty() ? "it said nothing"
                   : fmt::format("its last words are \"{}\"", base::printable(last, 300));
  return fmt::format("{}; its log is {}{}", words, log.string(), what_came(kept));
}

LeftAtPlace left_at(Connection& connection) {
  LeftAtPlace left;
  connection.tell(Json(Json::Object{{"list", true}}));
  for (;;) {
    const auto frame = connection.hear(kListPatience);
    if (!frame) tell_silence(connection);
    const JsonNode node(frame->line, "what is left at the place");
    if (node.has("listed")) {
      left.stored = {node.whole("stored_bytes")};
      left.folder = base::printable(node.text("folder"));
      return left;
    }
    if (!node.has("run")) continue;
    left.runs.push_back({.name = base::printable(node.text("run"), 64),
                         .state = base::printable(node.text("state"), 20),
                         .label = base::printable(node.text("label"), 100),
                         .size = {node.whole("size")},
                         .unasked = std::chrono::seconds(node.whole("unasked_s"))});
    if (left.runs.size() > 10'000) node.fail("too many runs");
  }
}

std::uint64_t clean(Connection& connection) {
  const auto answer = connection.ask(Json(Json::Object{{"remove", "*"}}), "removed");
  if (!answer) tell_silence(connection);
  return JsonNode(answer->line, "an answer").whole("removed");
}

std::string why_left(const LeftAtPlace::Run& run) {
  const auto why = [&]() -> std::string {
    if (run.state == to_text(RunState::running)) return "it runs";
    if (run.state != to_text(RunState::rebooted)) return "it ended just now, say --clean again";
    // Housekeeping::clean.
    return "the machine was started again since, or another one that shares the folder runs it; "
           "--clean takes it when nobody has asked after it for 20 min";
  };
  return fmt::format("{} was left: {}", run.name, why());
}

}  // namespace assay::reach
