// SPDX-License-Identifier: Apache-2.0
// assay-kit: the measuring half as one program, on the machine that it was carried to.
#include <fmt/format.h>

#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/text.h"
#include "kit/commands.h"
#include "sys/environment.h"
#include "sys/interrupt.h"
#include "sys/standard_streams.h"
#include "terminal/help.h"
#include "work/kit_run.h"

namespace assay::kit {
namespace {

namespace fs = std::filesystem;

constexpr terminal::About kAbout = {
    .program = "assay-kit",
    .text =
        "Measures this machine with the benchmark programs beside it. Needs no compiler, no "
        "network and no root, and writes nothing outside its folder of results."};

// Beside the program. Where /proc is missing, what was typed tells where that is.
fs::path kit_folder(const std::string& typed) {
  std::error_code fault;
  const fs::path program = fs::read_symlink("/proc/self/exe", fault);
  return (fault ? fs::absolute(typed) : program).parent_path();
}

const Command& find_command(const std::string& name) {
  return terminal::find_command(commands(), name, kProgram);
}

int print_overview(const std::vector<std::string>& words) {
  std::vector<CommandSpec> specs;
  for (const auto& command : commands()) specs.push_back(command.spec());
  Console(Arguments{}).print(terminal::overview(kAbout, specs, sys::terminal_columns()));
  return words.empty() ? static_cast<int>(base::Exit::usage) : 0;
}

int dispatch(const fs::path& folder, const std::vector<std::string>& words) {
  if (words.empty() || words[0] == "--help" || words[0] == "-h" || words[0] == "help") {
    return print_overview(words);
  }
  if (words[0] == "--version") {
    const auto manifest = work::open_kit(folder);
    Console(Arguments{})
        .print(fmt::format("assay-kit {} {}\n", manifest.harness.version, manifest.harness.commit));
    return 0;
  }
  const auto& command = find_command(words[0]);
  const auto spec = command.spec();
  const auto parsed = parse(spec, {words.begin() + 1, words.end()});
  if (parsed.help) {
    Console(Arguments{}).print(terminal::help(spec, sys::terminal_columns()));
    return 0;
  }
  Console console(parsed.words);
  return command.run(folder, parsed.words, console);
}

}  // namespace
}  // namespace assay::kit

int main(int argc, char** argv) {
  try {
    assay::sys::occupy_standard_streams();
    assay::sys::catch_interrupts();
    return assay::kit::dispatch(assay::kit::kit_folder(argv[0]), {argv + 1, argv + argc});
  } catch (const assay::base::Error& error) {
    assay::terminal::complain(assay::kit::kProgram, error.what());
    return static_cast<int>(error.exit());
  } catch (const std::exception& error) {  // the standard library's own: out of memory and the like
    assay::terminal::complain(assay::kit::kProgram, error.what());
    return static_cast<int>(assay::base::Exit::missing);
  }
}
