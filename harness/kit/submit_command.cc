// SPDX-License-Identifier: Apache-2.0
#include "kit/submit_command.h"

#include <fmt/format.h>

#include <filesystem>
#include <string>

#include "base/error.h"
#include "base/text.h"
#include "kit/kit_place.h"
#include "submit/key_file.h"
#include "submit/parcels.h"
#include "submit/report.h"
#include "submit/round_files.h"
#include "sys/clock.h"
#include "sys/environment.h"
#include "sys/files.h"
#include "terminal/machine_report.h"
#include "work/catalog_files.h"
#include "work/gate_kit.h"
#include "work/kit.h"
#include "work/kit_run.h"

namespace assay::kit {

using base::Error;
using base::Exit;

CommandSpec submit_spec() {
  return {
      .name = "submit",
      .summary = "make one signed file of what was measured, to be sent",
      .description =
          "Writes submission.assay beside the results: the record, the kit's manifest, and what "
          "was read to identify this machine. It is signed with an SSH key. Without --key a new "
          "one is made beside the results, and used again the next time; keep it. Nothing is "
          "sent anywhere, and ./start verify FILE prints what a maintainer will see. A "
          "submission that is there already is not written over: move it away first, to make "
          "one with notes or with a further session.",
      .shared = {.filter = true, .defaults = false},
      .options = {{.name = "-o,--output",
                   .value = "FOLDER",
                   .help = "folder of results; default: results beside this program"},
                  {.name = "--quick", .value = "", .help = "what --quick measured"},
                  {.name = "--round", .value = "FILE", .help = "what was measured for this round"},
                  {.name = "--key",
                   .value = "FILE",
                   .help = "key to sign with; a public half means ssh-agent's key"},
                  {.name = "--notes",
                   .value = "FILE",
                   .help = "a text for the maintainers, signed apart"}},
      .examples = {{"./start submit", "with a key that is made for it"},
                   {"./start submit --key ~/.ssh/id_ed25519", "with your own"},
                   {"./start submit --notes notes.txt", "with what you want to say of it"}},
      .program = kProgram};
}

CommandSpec verify_spec() {
  return {
      .name = "verify",
      .summary = "say of a submission what a maintainer's assay verify says",
      .description =
          "Checks every hash, the record's seal and the signature, computes again what "
          "follows from the record, and looks for what no machine measures. Whether the signer "
          "is known is for the maintainers: without --signers nobody is.",
      .positional = "FILE",
      .least = 1,
      .most = 1,
      .shared = {.color = true, .defaults = false},
      .options =
          {{.name = "--signers", .value = "FILE", .help = "who may sign, as ssh-keygen reads it"},
           {.name = "--round", .value = "FILE", .help = "the round that it was measured for"}},
      .examples = {{"./start verify results/submission.assay", "before it is sent"}},
      .program = kProgram};
}

namespace {

namespace fs = std::filesystem;

fs::path key_of(const KitPlace& place, const Arguments& words, const Console& console) {
  if (words.has("key")) return words.text("key");
  const fs::path path = place.output / "submission-key";
  std::error_code fault;
  if (!fs::exists(path, fault)) {
    submit::write_key_pair(path, submit::new_key("assay-submission"));
    console.say(
        fmt::format("a new key: {}; its public half is {}.pub", path.string(), path.string()));
  }
  return path;
}

}  // namespace

int run_submit(const fs::path& folder, const Arguments& words, Console& console) {
  const KitPlace place = open_place(folder, words);
  if (work::is_gate(place.manifest)) {
    throw Error(Exit::usage, "this kit holds a gate, and submissions are of runs");
  }
  const auto sessions = work::sessions_in(place.output, place.manifest);
  const auto record = work::record_of(sessions);
  if (!record) {
    throw Error(Exit::missing, "no session is finished yet")
        .hint(what_to_type(place, words, "submit"));
  }
  const fs::path output = place.output / "submission.assay";
  submit::require_room_for(output);
  work::restore_record(sessions, place.output);
  sys::set_variable("TMPDIR", place.output.string());  // where ssh-keygen leaves its signature
  const submit::Parcel parcel{
      .ingredients = {.record = sys::read_file(work::record_file(place.output), submit::kFileLimit),
                      .kit = sys::read_file(folder / work::kKitManifest, submit::kFileLimit),
                      .machine = submit::copy_of_machine(*record, place.catalog.cores),
                      .made = sys::utc_now()},
      .key = key_of(place, words, console),
      .notes = words.text("notes"),
      .output = output};
  const auto written = submit::write_parcel(parcel);
  for (const auto& line : submit::lines_of(written)) console.say(line);
  console.say(
      fmt::format("next: look at it (tar -xzf, into an empty folder), then ./start verify {}",
                  written.path.string()));
  return 0;
}

int run_verify(const fs::path& folder, const Arguments& words, Console& console) {
  const std::string& file = words.positionals.at(0);
  auto trust = submit::read_trust(words.text("signers"), {});
  if (words.has("round")) trust.rounds = {submit::read_round_file(words.text("round"))};
  const auto catalog = work::load_catalog({.data = folder});
  const auto [checked, walls] =
      submit::verify_file(file, trust, sys::utc_now().substr(0, 10), catalog);
  const auto style = console.style(words);
  console.print(style.format == "json"
                    ? submit::json_of(checked, base::printable(file), walls).dump()
                    : terminal::lines_text(submit::lines_of(checked, walls), style));
  return static_cast<int>(submit::exit_of(checked));
}

}  // namespace assay::kit
