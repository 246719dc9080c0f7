// SPDX-License-Identifier: Apache-2.0
#include "image/guest_init.h"

#include <fmt/format.h>

#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "base/sha256.h"
#include "base/text.h"
#include "build/compiler_message.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;

constexpr base::Bytes kLargestInit{1u << 20};

// Its addresses are not those of the programs it starts, so that the counting plugin, which goes by
// addresses, never takes one for the other.
constexpr const char* kImageBase = "-Wl,--image-base=0x60000000";

}  // namespace

BuiltInit build_init(const fs::path& source, const LinuxHeaders& headers,
                     const record::Compiler& clang, std::string_view triple) {
  std::vector<std::string> words{clang.c.path,
                                 fmt::format("--target={}", triple),
                                 "-std=gnu11",
                                 "-Os",
                                 "-static",
                                 "-nostdlib",
                                 "-nostdlibinc",
                                 "-fno-stack-protector",
                                 "-fno-asynchronous-unwind-tables",
                                 "-fno-ident",
                                 "-include",
                                 (headers.nolibc / "nolibc.h").string(),
                                 "-isystem",
                                 headers.include.string(),
                                 "--ld-path=" + clang.linker.path,
                                 kImageBase,
                                 "-Wl,--build-id=none"};
  const std::string key =
      base::sha256(fmt::format("{}\nclang {} lld {}\n{}", sys::read_file(source, kLargestInit),
                               clang.c.version, clang.linker.version, base::join(words, "\n")))
          .substr(0, 16);
  const fs::path program = headers.include.parent_path() / ("init-" + key);
  std::error_code ignored;
  if (fs::exists(program, ignored)) {
    return {.outcome = {}, .bytes = sys::read_file(program, kLargestInit)};
  }
  const sys::TemporaryFolder folder;
  const fs::path made = folder.path() / "init";
  words.insert(words.end(), {"-o", made.string(), source.string()});
  const sys::ProcessRequest process{.argv = std::move(words)};
  const auto ended = sys::run_process(process);
  if (!ended.exited(0)) {
    auto outcome = build::build_failure("init-error", ended.out + "\n" + ended.err);
    if (outcome.reason.empty()) outcome.reason = "clang: " + sys::describe(ended, process);
    return {.outcome = std::move(outcome), .bytes = {}};
  }
  std::string bytes = sys::read_file(made, kLargestInit);
  sys::write_whole(program, bytes);
  return {.outcome = {}, .bytes = std::move(bytes)};
}

}  // namespace assay::image
