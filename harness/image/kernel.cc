// SPDX-License-Identifier: Apache-2.0
#include "image/kernel.h"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/error.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "image/linux_make.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/kept_folder.h"
#include "sys/trees.h"

namespace assay::image {
namespace {

namespace fs = std::filesystem;
using base::Outcome;

constexpr base::Bytes kLargestFile{std::uint64_t{256} << 20};
// Objects and image of a small configuration take about 300 MB.
constexpr base::Bytes kRoomForObjects{std::uint64_t{1} << 30};

std::string kernel_key(const KernelRequest& request) {
  std::string text = fmt::format("{}\n{}\n{} {}\nclang {} lld {}\n", request.source.sha256,
                                 config_text(request.options), request.machine.linux_arch,
                                 request.machine.make_target, request.clang.c.version,
                                 request.clang.linker.version);
  for (const auto& [name, value] : linux_builder()) text += name + "=" + value + "\n";
  return base::sha256(text).substr(0, 32);
}

// Says every second how far a long compilation is. How many objects there will be nobody knows.
class Ticker {
 public:
  Ticker(fs::path folder, std::string step, base::Progress& progress)
      : thread_([this, folder = std::move(folder), step = std::move(step),
                 &progress](const std::stop_token& stop) {
          using namespace std::chrono_literals;
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, stop, 1s, [&] { return stop.stop_requested(); })) {
            progress.inside(step, objects(folder), 0, "objects");
          }
        }) {}

 private:
  static std::size_t objects(const fs::path& folder) {
    std::size_t count = 0;
    std::error_code fault;
    for (fs::recursive_directory_iterator at(folder, fault), end; at != end; at.increment(fault)) {
      count += at->path().extension() == ".o" ? 1 : 0;
    }
    return count;
  }

  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

class KernelBuild {
 public:
  KernelBuild(const KernelRequest& request, fs::path work, base::Progress& progress)
      : request_(request), work_(std::move(work)), progress_(progress) {}

  Outcome run() {
    if (auto outcome = configure(); !outcome.good()) return outcome;
    const std::string& step = request_.machine.name;
    progress_.stage("compiling Linux", {step});
    const auto begin = sys::monotonic_now();
    Outcome outcome = [&] {
      const Ticker ticker(work_, step, progress_);
      return make(request_.machine.make_target);
    }();
    progress_.step(step, outcome.good() ? "compiled" : outcome.code, sys::monotonic_now() - begin);
    return outcome;
  }

  std::string release() const {
    return std::string(
        base::trim(sys::read_file(work_ / "include/config/kernel.release", base::Bytes{200})));
  }

 private:
  Outcome make(const std::string& what, const sys::Environment& more = {}) const {
    return make_linux({.source = request_.source,
                       .machine = request_.machine,
                       .clang = request_.clang,
                       .folder = work_,
                       .jobs = request_.jobs},
                      what, more);
  }

  Outcome configure() const {
    const std::string asked = config_text(request_.options);
    std::error_code ignored;
    if (sys::file_holds(work_ / "asked", asked) && fs::exists(work_ / "configured", ignored)) {
      return Outcome::ok();
    }
    sys::remove_tree(work_);
    sys::write_whole(work_ / "asked", asked);
    if (auto outcome = make("allnoconfig", {{"KCONFIG_ALLCONFIG", (work_ / "asked").string()}});
        !outcome.good())
      return outcome;
    const auto lost =
        lost_options(request_.options, sys::read_file(work_ / ".config", kLargestFile));
    if (!lost.empty()) {
      return Outcome::failed(
          "lost-option",
          fmt::format(
              "the configuration of Linux for {} lacks {}: an option that it depends on is not "
              "set, or it has another name on this architecture",
              request_.machine.linux_arch, base::join(lost, ", ")));
    }
    sys::write_whole(work_ / "configured", "");
    return Outcome::ok();
  }

  const KernelRequest& request_;
  fs::path work_;
  base::Progress& progress_;
};

// Nothing when it isn't there, is torn, or its image is not the one that was built.
std::optional<Kernel> read_kernel(const fs::path& folder) {
  try {
    const auto path = folder / "kernel.json";
    const auto json = base::parse_json(sys::read_file(path, base::Bytes{1u << 16}), path.string());
    Kernel kernel{.image = folder / "image",
                  .config = folder / "config",
                  .symbols = folder / "System.map",
                  .release = json.text("release"),
                  .sha256 = json.text("sha256"),
                  .compiler = json.text("compiler")};
    if (json.text("stamp") == sys::file_stamp(kernel.image)) return kernel;
    if (base::sha256(sys::read_file(kernel.image, kLargestFile)) == kernel.sha256) return kernel;
    return std::nullopt;
  } catch (const base::Error&) {
    return std::nullopt;  // it is built again
  }
}

void fill(const fs::path& fresh, const KernelRequest& request, const KernelBuild& built,
          const fs::path& work) {
  sys::copy_file(work / request.machine.image, fresh / "image");
  sys::copy_file(work / ".config", fresh / "config");
  sys::copy_file(work / "System.map", fresh / "System.map");
  base::Json json;
  json.set("release", built.release())
      .set("sha256", base::sha256(sys::read_file(fresh / "image", kLargestFile)))
      .set("stamp", sys::file_stamp(fresh / "image"))
      .set("compiler", "clang " + request.clang.c.version);
  sys::write_whole(fresh / "kernel.json", json.dump());
}

}  // namespace

BuiltKernel build_kernel(const KernelRequest& request, base::Progress& progress) {
  const fs::path folder = request.cache / "kernels" / kernel_key(request);
  std::optional<Kernel> kernel;
  sys::KeptFolder kept(folder, [&] {
    kernel = read_kernel(folder);
    return kernel.has_value();
  });
  if (kept.found()) return {.outcome = {}, .kernel = std::move(kernel), .was_current = true};
  require_linux_tools();
  unpack(request.source, progress);
  sys::require_room(request.cache, kRoomForObjects);
  const fs::path work = folder.string() + ".building";
  KernelBuild build(request, work, progress);
  if (auto outcome = build.run(); !outcome.good()) {
    return {.outcome = std::move(outcome), .kernel = {}, .was_current = false};
  }
  fill(kept.unfinished(), request, build, work);
  kept.keep();
  sys::remove_tree(work);
  return {.outcome = {}, .kernel = read_kernel(folder), .was_current = false};
}

}  // namespace assay::image
