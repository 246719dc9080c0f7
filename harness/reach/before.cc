// SPDX-License-Identifier: Apache-2.0
#include "reach/before.h"

#include <fmt/format.h>

#include <chrono>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "sys/process.h"

namespace assay::reach {
namespace {

using base::Error;
using base::Exit;

constexpr std::chrono::minutes kDeadline{10};

std::string shown(const std::vector<std::string>& words) {
  std::vector<std::string> quoted;
  for (const std::string& word : words)
    quoted.push_back(fmt::format("\"{}\"", base::printable(word)));
  return base::join(quoted, " ");
}

}  // namespace

void ask_before(const std::vector<Place>& places, const Consent& consent) {
  std::vector<std::string> sentences;
  for (const Place& place : places) {
    if (place.before.empty() || consent.file.empty() || place.before_from != consent.file) continue;
    sentences.push_back(fmt::format("{} runs {} on this machine before {} is reached",
                                    place.before_from, shown(place.before), place.name));
  }
  if (sentences.empty()) return;
  const std::string question = base::join(sentences, "\n");
  if (!consent.ask) {
    throw Error(Exit::usage, question + ", and nobody is here to agree")
        .hint("name the place in your own assay.toml, or start it on a terminal");
  }
  if (!consent.ask(question)) throw Error(Exit::usage, question + "; that was not wanted");
}

void go_before(const Place& place, base::Progress& progress) {
  if (place.before.empty()) return;
  progress.stage("running what goes before a place", {place.name});
  const sys::ProcessRequest request{.argv = place.before, .deadline = kDeadline};
  const sys::Ended ended = sys::run_process(request);
  progress.step(place.name, ended.exited(0) ? "done" : "failed", ended.wall);
  if (ended.exited(0)) return;
  const std::string_view said = base::trim(ended.err.empty() ? ended.out : ended.err);
  throw Error(Exit::missing, fmt::format("{}: {} failed: {}{}{}", place.name, shown(place.before),
                                         describe(ended, request), said.empty() ? "" : ": ",
                                         base::printable(said)));
}

}  // namespace assay::reach
