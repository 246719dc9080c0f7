// SPDX-License-Identifier: Apache-2.0
// On programs that a compiler and a linker make just now.
#include "emulate/region_symbols.h"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

#include "run/guests_test.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using testing::HasSubstr;

const std::string kStart = "_ZN9benchmark5State16StartKeepRunningEv";
const std::string kFinish = "_ZN9benchmark5State17FinishKeepRunningEv";
const std::string kPause = "_ZN9benchmark5State11PauseTimingEv";
const std::string kResume = "_ZN9benchmark5State12ResumeTimingEv";

class RegionSymbols : public testing::Test {
 protected:
  // C of functions with these names, as a file of this name.
  fs::path source(const std::string& name, const std::vector<std::string>& functions,
                  const std::string& more = {}) const {
    std::string text;
    for (const std::string& function : functions) text += "void " + function + "(void) {}\n";
    sys::write_whole(at(name), text + more);
    return at(name);
  }
  fs::path made(const std::string& name, std::vector<std::string> words) const {
    words.insert(words.begin(), {"clang-19", "-o", at(name).string()});
    const sys::Ended ended = sys::run_process({.argv = std::move(words)});
    EXPECT_TRUE(ended.exited(0)) << ended.err;
    return at(name);
  }
  fs::path program_with(const std::vector<std::string>& functions) const {
    return made("program", {source("program.c", functions, "int main(void) { return 0; }\n")});
  }
  fs::path at(const std::string& name) const { return folder_.path() / name; }

  sys::TemporaryFolder folder_;
};

TEST_F(RegionSymbols, OfAStrippedProgramAreGone) {
  const Outcome why = why_none_met(run::built("guests/stripped-x86_64"));
  EXPECT_EQ(why.kind, Outcome::Kind::unavailable);
  EXPECT_EQ(why.code, "stripped");
}

TEST_F(RegionSymbols, OfASharedLibraryAreNotTheProgramsOwn) {
  const fs::path library =
      made("libb.so", {"-shared", "-fPIC", source("library.c", {kStart, kFinish})});
  const fs::path main = source(
      "main.c", {}, "void " + kStart + "(void);\nint main(void) { " + kStart + "(); return 0; }\n");
  for (const char* strip : {"-g", "-s"}) {
    const Outcome why = why_none_met(made("program", {main, library, strip}));
    EXPECT_EQ(why.kind, Outcome::Kind::unavailable) << strip;
    EXPECT_EQ(why.code, "shared-library") << strip;
  }
}

TEST_F(RegionSymbols, ThatWereInlinedAreNotCalledStripped) {
  EXPECT_EQ(why_none_met(program_with({})), Outcome::ok());
  EXPECT_EQ(why_none_met(run::built("guests/guest-x86_64")), Outcome::ok());
  EXPECT_EQ(why_none_met(run::built("guests/dynamic-x86_64")), Outcome::ok());
}

TEST_F(RegionSymbols, ShowWherePausesCannotBeSeen) {
  EXPECT_THAT(note_on_pauses(program_with({kStart, kFinish})).value_or(""),
              HasSubstr("PauseTiming and ResumeTiming were inlined"));
  for (const auto& functions : std::vector<std::vector<std::string>>{
           {kStart, kFinish, kPause}, {kStart, kFinish, kResume}, {kStart}, {kFinish}, {}}) {
    EXPECT_EQ(note_on_pauses(program_with(functions)), std::nullopt);
  }
  EXPECT_EQ(note_on_pauses(run::built("guests/guest-x86_64")), std::nullopt);
  EXPECT_EQ(note_on_pauses(run::built("guests/stripped-x86_64")), std::nullopt);
}

}  // namespace
}  // namespace assay::emulate
