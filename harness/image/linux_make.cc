// SPDX-License-Identifier: Apache-2.0
#include "image/linux_make.h"

#include <fmt/format.h>

#include "base/error.h"
#include "build/compiler_message.h"
#include "sys/environment.h"

namespace assay::image {
namespace {

constexpr base::Bytes kOutput{8u << 20};

// The words that LLVM's own programs end with: "-19" of clang-19, make's LLVM=-19.
std::string llvm_of(const record::Compiler& clang) {
  const auto at = clang.c.name.find('-');
  return at == std::string::npos ? "1" : clang.c.name.substr(at);
}

sys::Environment environment() {
  sys::Environment result = linux_builder();
  result.insert(result.end(), {{"LC_ALL", "C"}, {"TZ", "UTC"}});
  for (const char* name : {"PATH", "HOME", "TMPDIR"}) {
    if (const auto value = sys::variable(name)) result.emplace_back(name, *value);
  }
  return result;
}

}  // namespace

sys::Environment linux_builder() {
  return {{"KBUILD_BUILD_USER", "assay"},
          {"KBUILD_BUILD_HOST", "assay"},
          {"KBUILD_BUILD_VERSION", "1"},
          {"KBUILD_BUILD_TIMESTAMP", "Thu Jan  1 00:00:00 UTC 1970"}};
}

base::Outcome make_linux(const LinuxMake& make, const std::string& what,
                         const sys::Environment& more) {
  sys::ProcessRequest process{
      .argv = {"make", "-C", make.source.folder.string(), "O=" + make.folder.string(),
               "ARCH=" + make.machine.linux_arch, "LLVM=" + llvm_of(make.clang),
               // Else a plus sign is added where the source lies in somebody's repository.
               "LOCALVERSION=", fmt::format("-j{}", make.jobs), what},
      .environment = environment(),
      .output_limit = kOutput};
  process.environment->insert(process.environment->end(), more.begin(), more.end());
  const auto ended = sys::run_process(process);
  if (ended.exited(0)) return base::Outcome::ok();
  auto outcome = build::build_failure("kernel-error", ended.out + "\n" + ended.err);
  if (outcome.reason.empty()) outcome.reason = "make: " + sys::describe(ended, process);
  return outcome;
}

void require_linux_tools() {
  for (const char* name : {"make", "flex", "bison", "bc"}) {
    if (sys::find_program(name)) continue;
    throw base::Error(base::Exit::missing,
                      fmt::format("{} is missing, which Linux is built with", name))
        .hint(fmt::format("apt install {}", name));
  }
}

}  // namespace assay::image
