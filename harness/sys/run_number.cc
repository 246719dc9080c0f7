// SPDX-License-Identifier: Apache-2.0
#include "sys/run_number.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/number.h"
#include "sys/environment.h"
#include "sys/file_lock.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBegins = "assay.run.";

std::uint64_t draw() {
  std::uint64_t number = 0;
  // Fewer bytes only before the machine has any randomness: then another is drawn if it is taken.
  if (getrandom(&number, sizeof number, GRND_NONBLOCK) < 0) {
    number = static_cast<std::uint64_t>(getpid());
  }
  return number % kRunNumbers;
}

bool lock(const Descriptor& file) {
  return file.good() && flock(file.number(), LOCK_EX | LOCK_NB) == 0;
}

struct Claim {
  pid_t owner = 0;
  std::uint64_t number = 0;
  fs::path file;
  Descriptor held;

  Claim() = default;
  Claim(const Claim&) = delete;
  Claim& operator=(const Claim&) = delete;
  // A forked child ends with a copy of it.
  ~Claim() {
    if (held.good() && owner == getpid()) unlink(file.c_str());
  }

  void make() {
    owner = getpid();
    constexpr int kMostTries = 100;
    for (int tries = 0; tries < kMostTries; ++tries) {
      number = draw();
      file = folder_of_temporaries() / fmt::format("{}{}", kBegins, number);
      held = Descriptor(
          open(file.c_str(), O_RDONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
      if (!held.good() && errno != EEXIST) return;
      // Somebody may have taken it for one that was left, just before it was locked.
      if (lock(held) && is_file_of(held, file)) return;
    }
    held.close();
  }
};

// The file of a run that is no more, locked. A file with another name elsewhere is not taken for
// one: who may write into the folder could have given it this name.
std::optional<KilledRun> killed_run(const fs::path& path) {
  const std::string name = path.filename().string();
  if (!name.starts_with(kBegins)) return std::nullopt;
  const auto number = base::to_uint64(std::string_view(name).substr(kBegins.size()));
  if (!number || *number >= kRunNumbers) return std::nullopt;
  Descriptor file(open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status{};
  if (!file.good() || fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_uid != geteuid() || status.st_nlink != 1) {
    return std::nullopt;
  }
  if (!lock(file) || !is_file_of(file, path)) return std::nullopt;
  return KilledRun(*number, path, std::move(file));
}

}  // namespace

std::uint64_t run_number() {
  static std::mutex guard;
  static Claim claim;
  const std::scoped_lock lock(guard);
  if (claim.owner != getpid()) claim.make();
  return claim.number;
}

KilledRun::KilledRun(std::uint64_t number, fs::path file, Descriptor lock)
    : number_(number), file_(std::move(file)), lock_(std::move(lock)) {}

void KilledRun::forget() { unlink(file_.c_str()); }

std::vector<KilledRun> killed_runs() {
  std::vector<KilledRun> runs;
  std::error_code fault;
  for (fs::directory_iterator at(folder_of_temporaries(), fault), end; !fault && at != end;
       at.increment(fault)) {
    if (auto run = killed_run(at->path())) runs.push_back(*std::move(run));
  }
  return runs;
}

}  // namespace assay::sys
