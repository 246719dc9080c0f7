// SPDX-License-Identifier: Apache-2.0
// Run while assay is built: writes its manual and its completion scripts into a folder, in the
// places below share/ where they are installed.
#include <fmt/format.h>

#include <exception>
#include <filesystem>

#include "cli/commands.h"
#include "cli/completion_command.h"
#include "cli/manual.h"
#include "cli/version.h"
#include "cli/words.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

void write_pages(const std::filesystem::path& share, const std::string& date) {
  const ManualHead head{.version = std::string(kVersion), .date = date};
  std::vector<CommandSpec> specs;
  for (const auto& command : commands()) specs.push_back(command.spec());
  const auto man = share / "man/man1";
  sys::write_whole(man / "assay.1", manual_overview(specs, head));
  for (const auto& spec : specs) {
    sys::write_whole(man / fmt::format("assay-{}.1", spec.name), manual_page(spec, head));
  }
  sys::write_whole(share / "bash-completion/completions/assay", completion_script("bash"));
  sys::write_whole(share / "zsh/vendor-completions/_assay", completion_script("zsh"));
  sys::write_whole(share / "fish/vendor_completions.d/assay.fish", completion_script("fish"));
}

}  // namespace
}  // namespace assay::cli

int main(int argc, char** argv) {
  try {
    if (argc != 3) {
      assay::terminal::complain("assay_pages", "takes FOLDER DATE");
      return 2;
    }
    assay::cli::write_pages(argv[1], argv[2]);
    return 0;
  } catch (const std::exception& error) {
    assay::terminal::complain("assay_pages", error.what());
    return 3;
  }
}
