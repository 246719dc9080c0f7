// SPDX-License-Identifier: Apache-2.0
#include "kit/result_text.h"

#include <fmt/format.h>

#include "judge/comparison.h"
#include "record/sessions.h"
#include "work/run_report.h"

namespace assay::kit {

std::string result_text(const record::Record& record, const present::Style& style) {
  const auto sessions = record::sessions_of(record);
  judge::ComparedRecord compared{&sessions.front(), "record.json"};
  for (std::size_t i = 1; i < sessions.size(); ++i) compared.further.push_back(&sessions[i]);
  std::string text = present::render(judge::compare_recorded({compared}, {}), style);
  if (style.format == "table") text += "\n" + work::tally(record);
  return text;
}

void say_sessions(const std::vector<work::KitSession>& sessions,
                  const std::filesystem::path& output, const terminal::Console& console) {
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    const auto& each = sessions[i];
    console.say(each.ended.empty()
                    ? fmt::format("session {}: began {}, not finished", i + 1, each.began)
                    : fmt::format("session {}: {} to {}", i + 1, each.began, each.ended));
  }
  const std::size_t left = record::kMostSessions - sessions.size();
  const std::filesystem::path file = work::record_file(output);
  std::error_code fault;
  const bool there = std::filesystem::exists(file, fault);
  console.say(fmt::format("result: {}{}", file.string(),
                          there ? "" : " is not there any more; ./start makes it again"));
  if (left > 0) {
    console.say(
        fmt::format("next: start it again after a reboot, or six hours later, {} more; each "
                    "session makes the result surer",
                    left == 1 ? "one time" : "two times"));
  }
  console.say("to send it: ./start submit, with the options that it was measured with, signs it");
}

}  // namespace assay::kit
