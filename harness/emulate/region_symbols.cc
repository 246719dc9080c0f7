// SPDX-License-Identifier: Apache-2.0
#include "emulate/region_symbols.h"

#include <string_view>

#include "record/elf.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

using base::Outcome;

std::string read_program(const std::filesystem::path& program) {
  return sys::read_file(program, record::kLargestProgram);
}

// Is the function of benchmark::State in the program itself? One that a shared library has stands
// at 0.
bool has(std::string_view program, std::string_view function) {
  const std::string name = "_ZN9benchmark5State" + std::string(function);
  return record::function_address(program, name).value_or(0) != 0;
}

bool starts(std::string_view program) { return has(program, "16StartKeepRunningEv"); }
bool finishes(std::string_view program) { return has(program, "17FinishKeepRunningEv"); }

}  // namespace

Outcome why_none_met(const std::filesystem::path& program) {
  const std::string bytes = read_program(program);
  const auto notes = record::read_elf(bytes);
  if (!notes || starts(bytes)) return Outcome::ok();
  if (notes->symbols && notes->dynamic) {
    return Outcome::unavailable(
        "shared-library",
        "its Google Benchmark is a shared library, of which no function that bounds what is "
        "counted can be seen; link it with libbenchmark.a");
  }
  if (!notes->stripped) return Outcome::ok();
  return Outcome::unavailable(
      "stripped",
      "the program has no symbols of Google Benchmark, which bound what is counted; build it "
      "without -s and without strip");
}

std::optional<std::string> note_on_pauses(const std::filesystem::path& program) {
  const std::string bytes = read_program(program);
  if (!starts(bytes) || !finishes(bytes) || has(bytes, "11PauseTimingEv") ||
      has(bytes, "12ResumeTimingEv")) {
    return std::nullopt;
  }
  return "PauseTiming and ResumeTiming were inlined (LTO): a benchmark that calls them is counted "
         "with its pauses; link the library without -flto";
}

}  // namespace assay::emulate
