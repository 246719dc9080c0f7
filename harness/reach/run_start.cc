// SPDX-License-Identifier: Apache-2.0
#include "reach/run_start.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "reach/follower.h"
#include "reach/protocol.h"
#include "record/json_node.h"
#include "sys/clock.h"
#include "sys/detached.h"
#include "sys/file_lock.h"
#include "sys/files.h"
#include "sys/laid_out.h"
#include "sys/trees.h"
#include "work/kit.h"

namespace assay::reach {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;
using base::Error;
using base::Exit;
using base::Json;
using record::JsonNode;

constexpr base::Bytes kMostList{16u << 20};
constexpr std::size_t kMostFiles = 10'000;
constexpr auto kPatience = 30s;  // with a slow machine that starts a process
constexpr base::Bytes kMostLogShown{2000};

// Whatever made it end before its record was there may have passed when it is asked for again.
bool is_over(const RunFolder& run) {
  std::error_code fault;
  const auto end = run.end();
  return end && end->how == "exited" && fs::exists(run.results() / "record.json", fault);
}

Content content_of(const JournalListing& journal) { return {journal.sha256, false}; }

// As files of their own: what is in the store has several names.
void lay_out_journals(const RunFolder& run, const ContentStore& store,
                      const std::vector<JournalListing>& journals) {
  for (const JournalListing& journal : journals) {
    const fs::path kept = store.path_of(content_of(journal));
    sys::write_whole(run.results() / fmt::format("{}.jsonl", journal.name),
                     sys::read_file(kept, {journal.size}));
  }
}

void lay_out(const RunFolder& run, const ContentStore& store,
             const std::vector<KitListing>& files) {
  sys::remove_tree(run.kit());
  for (const KitListing& file : files) store.give(file.content, run.kit() / file.path);
}

// Until whoever runs it has said so, or has ended.
void wait_for_beginning(const RunFolder& run, const sys::ProcessIdentity& process) {
  const auto until = sys::monotonic_now() + kPatience;
  while (sys::monotonic_now() < until) {
    const RunState state = run.state();
    if (state == RunState::running || state == RunState::ended) return;
    if (sys::fate_of(process) != sys::ProcessFate::alive) break;
    std::this_thread::sleep_for(2ms);
  }
  if (run.state() == RunState::running || run.state() == RunState::ended) return;
  throw Error(Exit::missing,
              fmt::format("the run could not be started: {}",
                          base::printable(sys::read_start(run.log(), kMostLogShown))));
}

}  // namespace

std::vector<KitListing> read_kit_list(std::string_view bytes) {
  const Json json = base::parse_json(bytes, "the list of a kit's files", kMostList);
  const JsonNode node(json, "the list of a kit's files");
  std::vector<KitListing> files;
  node.member("files").each_item([&](const JsonNode& item) {
    if (files.size() == kMostFiles) item.fail("too many files");
    KitListing file{
        .path = item.text("path"),
        .content = {.sha256 = item.text("sha256"), .executable = item.boolean("executable")}};
    if (!work::is_kit_path(file.path)) item.fail("this is not a path inside a kit");
    if (!is_sha256(file.content.sha256)) item.fail("a file is named by its hash");
    files.push_back(std::move(file));
  });
  return files;
}

std::string kit_list(const std::vector<KitListing>& files) {
  Json list{Json::Array{}};
  for (const KitListing& file : files) {
    list.push(Json(Json::Object{{"path", file.path},
                                {"sha256", file.content.sha256},
                                {"executable", file.content.executable}}));
  }
  return Json(Json::Object{{"files", std::move(list)}}).dump_compact();
}

std::vector<JournalListing> read_journal_list(const Json& list) {
  std::vector<JournalListing> journals;
  JsonNode(list, "the list of journals").each_item([&](const JsonNode& item) {
    JournalListing journal{
        .name = item.text("name"), .sha256 = item.text("sha256"), .size = item.whole("size")};
    const bool known = std::ranges::find(kFollowed, journal.name) != kFollowed.end();
    if (!known || !journal.name.starts_with("session")) item.fail("this is no journal");
    if (!is_sha256(journal.sha256)) item.fail("a journal is named by its hash");
    journals.push_back(std::move(journal));
  });
  return journals;
}

Json journal_list(const std::vector<JournalListing>& journals) {
  Json list{Json::Array{}};
  for (const JournalListing& journal : journals) {
    list.push(Json(Json::Object{
        {"name", journal.name}, {"sha256", journal.sha256}, {"size", Json(journal.size)}}));
  }
  return list;
}

Started start_run(const RunFolder& run, const ContentStore& store,
                  const std::vector<KitListing>& files, const Order& order,
                  const std::vector<JournalListing>& journals) {
  sys::make_folder(run.path().parent_path());
  const sys::FileLock lock(run.path().parent_path() / "lock");
  const RunState was = run.state();
  if (was == RunState::running || (was == RunState::ended && is_over(run))) {
    run.renew();
    return {.was = was, .begun = false};
  }
  const bool lacks =
      was == RunState::absent && std::ranges::any_of(journals, [&](const JournalListing& each) {
        return !store.holds(content_of(each), each.size);
      });
  if (lacks) return {.was = was, .begun = false, .lacks = true};
  if (was == RunState::absent && !sys::make_new_folder(run.path())) {
    throw Error(Exit::missing, fmt::format("somebody else made {}", run.path().string()));
  }
  sys::remove_tree(run.pid());
  sys::remove_tree(run.ended());
  lay_out(run, store, files);
  sys::make_folder(run.results());
  if (was == RunState::absent) lay_out_journals(run, store, journals);
  run.renew();
  sys::write_whole(run.order(), to_json(order).dump());
  const auto process = sys::start_detached({.argv = {run.program(), "supervise", run.path()},
                                            .folder = run.path(),
                                            .output = run.log()});
  wait_for_beginning(run, process);
  return {.was = was, .begun = true};
}

}  // namespace assay::reach
