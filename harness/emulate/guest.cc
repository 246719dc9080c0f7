// SPDX-License-Identifier: Apache-2.0
#include "emulate/guest.h"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>

#include "base/error.h"
#include "base/text.h"
#include "pack/archive.h"
#include "run/execution.h"
#include "sys/files.h"

namespace assay::emulate {
namespace {

namespace fs = std::filesystem;
using base::Outcome;
using Kind = pack::ArchiveEntry::Kind;

constexpr base::Bytes kConsole{4u << 20};  // what is beyond is dropped
constexpr base::Bytes kReport{std::uint64_t{512} << 20};
constexpr base::Bytes kProgram{std::uint64_t{256} << 20};
constexpr std::string_view kPanic = "Kernel panic - not syncing: ";

std::string kernel_line(const Guest& guest) {
  // panic=-1: a panic restarts the machine at once, and QEMU then ends.
  std::vector<std::string> words{"console=" + guest.machine.console, "panic=-1"};
  if (!guest.verbose) words.emplace_back("quiet");
  const auto add = [&](const auto& own) { words.insert(words.end(), own.begin(), own.end()); };
  add(guest.machine.kernel_line);
  if (guest.accelerator.empty()) add(guest.machine.counted_line);
  return base::join(words, " ");
}

std::vector<std::string> machine_command(const Guest& guest, const std::string& initramfs,
                                         const std::string& serial) {
  std::vector<std::string> argv{guest.qemu.tool.path,
                                "-no-user-config",
                                "-nodefaults",
                                "-no-reboot",
                                "-display",
                                "none",
                                "-machine",
                                guest.machine.machine,
                                "-accel",
                                guest.accelerator.empty() ? "tcg" : guest.accelerator,
                                "-cpu",
                                guest.cpu,
                                "-smp",
                                "1",
                                "-m",
                                fmt::format("{}M", guest.memory.value >> 20),
                                "-kernel",
                                guest.image.kernel,
                                "-initrd",
                                initramfs,
                                "-append",
                                kernel_line(guest),
                                "-serial",
                                serial};
  argv.insert(argv.end(), guest.machine.arguments.begin(), guest.machine.arguments.end());
  return argv;
}

// The command of a guest that carries out orders. Counted, nothing in it depends on this machine's
// time (QEMU docs/devel/replay and icount; the seed is what its random numbers come from).
std::vector<std::string> ordered_command(const Guest& guest, const fs::path& initramfs,
                                         const fs::path& report) {
  auto argv = machine_command(guest, initramfs.string(), "stdio");
  const auto add = [&](std::initializer_list<std::string> words) {
    argv.insert(argv.end(), words);
  };
  if (guest.accelerator.empty()) {
    add({"-icount", "shift=0,sleep=off", "-seed", "1", "-rtc",
         "base=2020-01-01T00:00:00,clock=vm"});
  }
  add({"-device", guest.machine.port, "-chardev",
       "file,id=report,path=" + run::for_qemu_option(report), "-device",
       "virtserialport,chardev=report,name=assay,nr=1"});
  if (!guest.plugin.empty()) add({"-plugin", guest.plugin});
  return argv;
}

void add_line(std::string& text, std::string_view word, const std::string& rest) {
  if (rest.find('\n') != std::string::npos) {
    throw base::Error(base::Exit::usage,
                      fmt::format("a guest can't be given a word with a line's end in it: {}",
                                  base::printable(rest, 80)));
  }
  text += fmt::format("{} {}\n", word, rest);
}

std::string orders_text(const Guest& guest, const std::vector<GuestOrder>& orders) {
  std::string text;
  if (guest.accelerator.empty()) text += "counted\n";
  for (const GuestOrder& order : orders) {
    add_line(text, "seconds", std::to_string(order.seconds));
    if (order.delay_ns != 0) add_line(text, "delay", std::to_string(order.delay_ns));
    for (const std::string& word : order.argv) add_line(text, "arg", word);
    for (const auto& [name, value] : order.environment) add_line(text, "env", name + "=" + value);
    text += "run\n";
  }
  return text;
}

// Sorted, each folder before what is in it: the kernel makes no parents.
std::vector<fs::path> all_below(const fs::path& folder) {
  std::error_code fault;
  std::vector<fs::path> paths;
  for (fs::recursive_directory_iterator at(folder, fault), end; !fault && at != end;
       at.increment(fault)) {
    paths.push_back(at->path());
  }
  if (fault) {
    throw base::Error(
        base::Exit::usage,
        fmt::format("cannot read {}: {}", base::printable(folder.string()), fault.message()));
  }
  std::ranges::sort(paths);
  return paths;
}

void add_folder(const GuestFile& folder, std::vector<pack::ArchiveEntry>& entries) {
  entries.push_back({.path = folder.path, .kind = Kind::folder, .mode = 0755, .bytes = {}});
  for (const fs::path& path : all_below(folder.from)) {
    pack::ArchiveEntry entry{
        .path = (fs::path(folder.path) / path.lexically_relative(folder.from)).string(),
        .bytes = {}};
    const fs::file_status status = fs::symlink_status(path);
    const bool executable = (status.permissions() & fs::perms::owner_exec) != fs::perms::none;
    entry.mode = executable ? 0755 : 0644;
    if (fs::is_directory(status)) {
      entry.kind = Kind::folder;
    } else if (fs::is_symlink(status)) {
      entry.kind = Kind::link;
      entry.mode = 0777;
      entry.bytes = fs::read_symlink(path).string();
    } else {
      entry.bytes = sys::read_file(path, kProgram);
    }
    entries.push_back(std::move(entry));
  }
}

// A second archive behind the image's own: the kernel unpacks both.
std::string with_orders(const Guest& guest, const std::vector<GuestFile>& files,
                        const std::vector<GuestOrder>& orders) {
  std::vector<pack::ArchiveEntry> entries;
  for (const GuestFile& file : files) {
    if (fs::is_directory(file.from)) {
      add_folder(file, entries);
      continue;
    }
    entries.push_back(
        {.path = file.path, .mode = 0755, .bytes = sys::read_file(file.from, kProgram)});
  }
  entries.push_back({.path = "assay", .kind = Kind::folder, .mode = 0755, .bytes = {}});
  entries.push_back({.path = "assay/orders", .mode = 0644, .bytes = orders_text(guest, orders)});
  return sys::read_file(guest.image.initramfs, kProgram) + pack::cpio(entries);
}

std::string last_line(std::string_view text) {
  auto lines = base::split(text, '\n');
  while (!lines.empty() && base::trim(lines.back()).empty()) lines.pop_back();
  return lines.empty() ? std::string() : base::printable(base::trim(lines.back()), 200);
}

// "; the console ends with: ..." where there is a console.
std::string console_end(std::string_view console) {
  const std::string line = last_line(console);
  return line.empty() ? "; its console is empty" : "; its console ends with: " + line;
}

std::string how_far(const GuestReport& report) {
  if (!report.up) return "before init ran";
  if (report.programs.empty()) return "before the first program";
  const auto number = report.programs.size();
  return fmt::format("{} program {}", report.programs.back().end.empty() ? "in" : "after", number);
}

}  // namespace

Outcome outcome_of(const sys::Ended& ended, const GuestReport& report, std::string_view console) {
  using Why = sys::Ended::Why;
  if (const auto at = console.find(kPanic); at != std::string_view::npos) {
    auto words = console.substr(at + kPanic.size());
    words = base::trim(words.substr(0, words.find('\n')));
    if (words.starts_with("Attempted to kill init")) {
      return Outcome::failed("init-killed", fmt::format("the guest's init ended {}: {}",
                                                        how_far(report), base::printable(words)));
    }
    return Outcome::failed("kernel-panic", fmt::format("the guest's kernel panicked {}: {}",
                                                       how_far(report), base::printable(words)));
  }
  if (!report.fault.empty()) {
    return Outcome::failed("bad-orders", "the guest's init does not understand: " +
                                             base::printable(report.fault, 200));
  }
  // QEMU stops the machine and waits for somebody to look at it.
  if (const auto at = ended.err.find("KVM internal error"); at != std::string::npos) {
    const auto line = std::string_view(ended.err).substr(at);
    return Outcome::failed("emulator-error",
                           fmt::format("KVM gave the guest up {}: {}", how_far(report),
                                       base::printable(line.substr(0, line.find('\n')), 200)));
  }
  if (ended.why == Why::deadline || ended.why == Why::idle) {
    return Outcome::failed("guest-timeout",
                           fmt::format("the guest gave no answer in time (--timeout), {}{}",
                                       how_far(report), console_end(console)));
  }
  if (ended.why == Why::file) {
    return Outcome::failed(
        "bad-report", fmt::format("the guest's report is larger than {}", base::to_text(kReport)));
  }
  if (ended.why == Why::memory) {
    return Outcome::failed("memory", "QEMU took more memory than it was given");
  }
  if (ended.why == Why::signalled) {
    const std::string words = last_line(ended.err);
    return Outcome::failed(
        "emulator-killed",
        fmt::format("QEMU was ended by {} {}{}{}", sys::signal_name(ended.signal), how_far(report),
                    words.empty() ? "" : ": ", words));
  }
  if (report.done) return Outcome::ok();
  if (ended.status != 0) {
    return Outcome::failed("emulator-error", fmt::format("QEMU ended with exit status {}: {}",
                                                         ended.status, last_line(ended.err)));
  }
  if (!report.up) {
    return Outcome::failed("no-init",
                           "the machine ended or restarted before init ran" + console_end(console));
  }
  return Outcome::failed("guest-ended", fmt::format("the machine ended or restarted {}{}",
                                                    how_far(report), console_end(console)));
}

Boot boot(const Guest& guest, const std::vector<GuestFile>& files,
          const std::vector<GuestOrder>& orders, const BootLimits& limits) {
  const sys::TemporaryFolder folder;
  const fs::path initramfs = folder.path() / "initramfs", report = folder.path() / "report";
  sys::write_whole(initramfs, with_orders(guest, files, orders));
  const sys::ProcessRequest request{
      .argv = ordered_command(guest, initramfs, report),
      .folder = folder.path(),
      .deadline = limits.deadline,
      .idle_limit = limits.idle,
      .watched_file = limits.watched_file.empty() ? report : limits.watched_file,
      .limited_files = {report},
      .file_limit = kReport,
      .output_limit = kConsole,
      .cpu = limits.cpu};
  const auto ended = sys::run_process(request);
  Boot boot{.outcome = {}, .report = {}, .console = ended.out, .wall = ended.wall};
  // The serial line's carriage returns say nothing.
  std::erase(boot.console, '\r');
  std::error_code ignored;
  if (fs::exists(report, ignored)) {
    try {
      boot.report = parse_guest_report(sys::read_file(report, kReport), "the guest's report");
    } catch (const base::Error& error) {
      boot.outcome = Outcome::failed("bad-report", base::printable(error.what()));
      return boot;
    }
  }
  boot.outcome = outcome_of(ended, boot.report, boot.console);
  return boot;
}

std::vector<std::string> interactive_command(const Guest& guest) {
  return machine_command(guest, guest.image.initramfs, "mon:stdio");
}

}  // namespace assay::emulate
