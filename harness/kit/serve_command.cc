// SPDX-License-Identifier: Apache-2.0
#include "kit/serve_command.h"

#include "host/fingerprint.h"
#include "host/root.h"
#include "reach/served.h"
#include "reach/supervised.h"

namespace assay::kit {

CommandSpec serve_spec() {
  return {.name = "serve",
          .summary = "take a kit through standard input and send back what it measures",
          .description =
              "Not for people: assay run --on PLACE starts it through ssh. It keeps what "
              "it takes, and the runs, in FOLDER.",
          .positional = "NONCE FOLDER",
          .least = 2,
          .most = 2,
          .shared = {.defaults = false},
          .examples = {{"assay-kit serve NONCE FOLDER", "as the other side types it"}},
          .program = kProgram,
          .listed = false};
}

// The program lies alone in the folder of what it keeps, so that no kit is around it.
int run_serve(const std::filesystem::path&, const Arguments& words, Console&) {
  return reach::serve({.nonce = words.positionals.at(0),
                       .folder = words.positionals.at(1),
                       .version = {},
                       .commit = {},
                       .host = [] { return host::look(host::Root()); }});
}

CommandSpec supervise_spec() {
  return {
      .name = "supervise",
      .summary = "start a run that serve has laid out, and end it when nobody asks after it",
      .description = "Not for people: serve starts it, and it goes on when the connection ends.",
      .positional = "FOLDER",
      .least = 1,
      .most = 1,
      .shared = {.defaults = false},
      .examples = {{"assay-kit supervise FOLDER", "as serve types it"}},
      .program = kProgram,
      .listed = false};
}

int run_supervise(const std::filesystem::path&, const Arguments& words, Console&) {
  return reach::supervise(words.positionals.at(0));
}

}  // namespace assay::kit
