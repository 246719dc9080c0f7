// SPDX-License-Identifier: Apache-2.0
#include "cli/journey.h"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/text.h"
#include "sys/files.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;

// Nobody's own defaults decide a test.
[[maybe_unused]] const int kNoOwnDefaults =
    setenv("XDG_CONFIG_HOME", ASSAY_BINARY_DIR "/journeys/no-config", 1);

void copy_fresh(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::copy(from, to, fs::copy_options::overwrite_existing | fs::copy_options::recursive);
}

void link_fresh(const fs::path& from, const fs::path& to) {
  fs::create_directories(to.parent_path());
  fs::remove(to);
  fs::create_directory_symlink(from, to);
}

}  // namespace

Ran run_program(const fs::path& program, std::vector<std::string> words, const fs::path& folder) {
  words.insert(words.begin(), program.string());
  const auto ended = sys::run_process(
      {.argv = std::move(words), .folder = folder, .output_limit = base::Bytes{64u << 20}});
  return {ended.why == sys::Ended::Why::exited ? ended.status : -1, ended.out, ended.err};
}

namespace {

// What comes on the terminal until nobody has it any more. The keys are typed one by one, each when
// nothing came for a while after the first text.
std::string watch(int ours, const Terminal& terminal) {
  std::string out, keys = terminal.keys;
  std::array<char, 4096> buffer{};
  pollfd reading{.fd = ours, .events = POLLIN, .revents = 0};
  for (int quiet = 0; quiet < 3000;) {  // of 100 ms, after which something hangs
    const bool ready = poll(&reading, 1, 100) > 0;
    const ssize_t count = ready ? read(ours, buffer.data(), buffer.size()) : 0;
    if (ready && count <= 0) break;  // EIO: nobody has the terminal any more
    out.append(buffer.data(), static_cast<std::size_t>(count));
    quiet = ready ? 0 : quiet + 1;
    if (ready || keys.empty() || out.find(terminal.first) == std::string::npos) continue;
    if (write(ours, keys.data(), 1) == 1) keys.erase(0, 1);
  }
  return out;
}

}  // namespace

Ran run_on_terminal(const fs::path& program, std::vector<std::string> words,
                    const Terminal& terminal) {
  words.insert(words.begin(), program.string());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  winsize size{};
  size.ws_row = terminal.rows;
  size.ws_col = terminal.columns;
  int ours = -1;
  const pid_t child = forkpty(&ours, nullptr, nullptr, &size);
  if (child < 0) return {};
  if (child == 0) {
    setenv("TERM", "xterm", 1);
    for (const auto& [name, value] : terminal.environment) {
      setenv(name.c_str(), value.c_str(), 1);
    }
    execv(argv.front(), argv.data());
    _exit(99);
  }
  Ran ran;
  ran.out = base::replace_all(watch(ours, terminal), "\r\n", "\n");
  close(ours);
  int status = 0;
  waitpid(child, &status, 0);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

Ran assay(std::vector<std::string> words) {
  return run_program(fs::path(ASSAY_BINARY_DIR) / "assay", std::move(words));
}

SmallTree::SmallTree(const std::string& name, const std::vector<std::string>& targets)
    : root_(fs::path(ASSAY_BINARY_DIR) / "journeys" / name) {
  const fs::path source = ASSAY_SOURCE_DIR;
  for (const char* stale : {"targets", "benchmarks", "results"}) fs::remove_all(root_ / stale);
  for (const auto& target : targets) {
    copy_fresh(source / "targets" / (target + ".toml"), root_ / "targets" / (target + ".toml"));
  }
  copy_fresh(source / "targets/toolchains", root_ / "targets/toolchains");
  copy_fresh(source / "targets/os", root_ / "targets/os");
  copy_fresh(source / "targets/machines", root_ / "targets/machines");
  link_fresh(source / "harness/image/init", root_ / "harness/image/init");
  link_fresh(source / "benchmarks/support", root_ / "benchmarks/support");
  copy_fresh(fs::path(ASSAY_BINARY_DIR) / "assay", program());
  link_fresh(fs::path(ASSAY_BINARY_DIR) / "plugin", root_ / "build/plugin");
  write("CMakeLists.txt", "# marks a source tree\n");
}

void SmallTree::write(const fs::path& below, const std::string& text) const {
  sys::write_whole(root_ / below, text);
}

void SmallTree::remove(const fs::path& below) const { fs::remove_all(root_ / below); }

void SmallTree::suite(const std::string& name, const std::string& body, const std::string& rules,
                      const std::string& checksums) const {
  const auto folder = fs::path("benchmarks") / name;
  write(folder / "CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.20)\nproject(assay_" + name +
            " LANGUAGES CXX)\ninclude(${CMAKE_CURRENT_LIST_DIR}/../support/suite.cmake)\n"
            "assay_suite(" +
            name + " SOURCES " + name + ".cc)\n");
  write(folder / "suite.toml", "[suite]\nname = \"" + name +
                                   "\"\ntitle = \"for a test\"\n"
                                   "description = \"made by a test\"\n" +
                                   rules);
  write(folder / "checksums.toml", "[checksums]\n" + checksums);
  write(folder / (name + ".cc"),
        "#include <benchmark/benchmark.h>\n#include <csignal>\n#include <cstdio>\n"
        "#include <cstdlib>\n#include <cstring>\n#include <unistd.h>\n#include <vector>\n"
        "#include \"data.h\"\n#include \"opaque.h\"\n#include \"report.h\"\n#include \"slices.h\"\n"
        "namespace {\nusing namespace assay;\n"
        "// 100 dependent steps a pass.\n"
        "[[maybe_unused]] [[gnu::noinline]] std::uint64_t steps(std::uint64_t x) {\n"
        "  for (int i = 0; i < 100; ++i) { x = x * 6364136223846793005u + 1; opaque(x); }\n"
        "  return x;\n}\n" +
            body + "\n}  // namespace\n");
}

base::Json read_json(const fs::path& path) {
  return base::parse_json(sys::read_file(path, base::Bytes{64u << 20}), path.string());
}

base::Json find(const base::Json& array,
                const std::vector<std::pair<std::string, std::string>>& texts) {
  if (array.array() == nullptr) return {};
  for (const auto& item : *array.array()) {
    if (std::all_of(texts.begin(), texts.end(),
                    [&](const auto& pair) { return text(item, pair.first) == pair.second; })) {
      return item;
    }
  }
  return {};
}

std::string text(const base::Json& object, std::string_view key) {
  const auto* member = object.find(key);
  return member == nullptr || member->string() == nullptr ? std::string() : *member->string();
}

const base::Json& place_of(const base::Json& record, const base::Json& cell) {
  const auto index = static_cast<std::size_t>(*cell.find("place")->integer());
  return record.find("places")->array()->at(index);
}

}  // namespace assay::cli
