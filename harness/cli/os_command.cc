// SPDX-License-Identifier: Apache-2.0
#include "cli/os_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/ensure.h"
#include "base/error.h"
#include "base/json.h"
#include "base/number.h"
#include "base/text.h"
#include "base/units.h"
#include "catalog/architecture.h"
#include "cli/opening.h"
#include "emulate/guest.h"
#include "record/elf.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/process.h"
#include "workshop/os_images.h"
#include "workshop/workspace.h"

namespace assay::cli {
namespace {

namespace fs = std::filesystem;
using base::Outcome;

const catalog::Target& target_named(const workshop::Workspace& space, const std::string& name) {
  catalog::Selection selection;
  selection.targets = {name};
  static_cast<void>(catalog::select(space.catalog, selection));  // refuses unknown names
  return *space.catalog.target(name);
}

const catalog::Os& os_named(const workshop::Workspace& space, const std::string& name) {
  std::vector<std::string> images;
  for (const auto& os : space.catalog.systems) {
    if (catalog::boots(os)) images.push_back(os.name);
    if (catalog::boots(os) && os.name == name) return os;
  }
  throw base::Error(base::Exit::usage,
                    name.empty() ? "--os OS is missing: which system is to boot"
                                 : fmt::format("no system '{}' that boots{}", base::printable(name),
                                               base::did_you_mean(name, images)))
      .hint("there are " + base::join(images, ", "));
}

int exit_of(const Outcome& outcome) {
  if (outcome.good()) return 0;
  return static_cast<int>(outcome.kind == Outcome::Kind::unavailable ? base::Exit::missing
                                                                     : base::Exit::bad);
}

std::string size_of(const std::string& path) {
  std::error_code fault;
  const auto bytes = fs::file_size(path, fault);
  return fault ? std::string() : base::to_text(base::Bytes{bytes});
}

workshop::ImageQuestion image_question_of(const catalog::Target& target, const catalog::Os& os,
                                          const Arguments& words) {
  return {.target = target,
          .os = os,
          .fragments = words.texts("fragments"),
          .mirror = words.text("mirror"),
          .key = words.text("key"),
          .jobs = jobs(words)};
}

int build_images(const workshop::Workspace& space, const Arguments& words, Console& console) {
  const auto& os = os_named(space, words.text("os"));
  std::vector<const catalog::Target*> targets;
  for (std::size_t i = 1; i < words.positionals.size(); ++i) {
    targets.push_back(&target_named(space, words.positionals[i]));
  }
  present::List list{
      .what = "images",
      .heads = {"target", "os", "outcome", "linux", "kernel", "initramfs", "sha256", "folder"},
      .rows = {},
      .notes = {}};
  int exit = 0;
  for (const auto* target : targets) {
    const auto begin = sys::monotonic_now();
    const auto [outcome, image, was_current, told] =
        workshop::build_image(space, image_question_of(*target, os, words), console.progress());
    exit = std::max(exit, exit_of(outcome));
    const std::chrono::duration<double, std::nano> took = sys::monotonic_now() - begin;
    console.progress().note(fmt::format("{} {}: {}", target->name, os.name,
                                        !outcome.good() ? outcome.reason
                                        : was_current
                                            ? "current"
                                            : "built in " + base::duration_text(took.count())));
    if (image) {
      list.rows.push_back({target->name, os.name, "ok", image->release, size_of(image->kernel),
                           size_of(image->initramfs), image->sha256,
                           fs::path(image->kernel).parent_path().string()});
    } else {
      console.say(fmt::format("{}: {}: {}", target->name, outcome.code, outcome.reason));
      list.rows.push_back({target->name, os.name, outcome.code, "", "", "", "", ""});
    }
  }
  console.print(present::render(list, console.style(words)));
  return exit;
}

// Each line of the script: a program in the guest and its arguments.
std::vector<emulate::GuestOrder> orders_of(const fs::path& script) {
  std::vector<emulate::GuestOrder> orders;
  const auto text = sys::read_file(script, base::Bytes{1u << 20});
  for (const std::string& line : base::split(text, '\n')) {
    emulate::GuestOrder order;
    for (std::string& word : base::split(line, ' ')) {
      if (!word.empty()) order.argv.push_back(std::move(word));
    }
    if (order.argv.empty() || order.argv.front().starts_with('#')) continue;
    order.environment = {{"PATH", "/bin"}};
    orders.push_back(std::move(order));
  }
  return orders;
}

base::Json boot_json(const emulate::Boot& boot) {
  base::Json::Array programs;
  for (const auto& program : boot.report.programs) {
    base::Json json;
    json.set("end", program.end).set("out", program.out).set("err", program.err);
    programs.push_back(std::move(json));
  }
  base::Json json;
  json.set("schema", "assay.boot/1")
      .set("outcome", base::to_text(boot.outcome.kind))
      .set("code", boot.outcome.code)
      .set("reason", boot.outcome.reason)
      .set("release", boot.report.release)
      .set("instructions_to_init", boot.report.init_ns)
      .set("free_kib", boot.report.free_kib)
      .set("console", boot.console)
      .set("programs", std::move(programs));
  return json;
}

// What `os boot` is asked beside which image.
struct BootQuestion {
  std::vector<emulate::GuestFile> files;
  std::string script;
  std::chrono::seconds idle;
  base::Bytes memory;
};

// A program gets into /bin, a folder into the root.
emulate::GuestFile added(const fs::path& word) {
  std::error_code unknown;
  if (!fs::is_directory(word, unknown)) {
    return {.path = "bin/" + word.filename().string(), .from = word};
  }
  const fs::path folder = fs::canonical(word);  // "." and "kit/" have no name of their own
  if (!folder.has_filename() || folder.filename() == "bin") {  // "bin" can be a link there
    throw base::Error(
        base::Exit::usage,
        fmt::format("--add {}: a folder of this name can't be put into a guest's root",
                    base::printable(word.string())));
  }
  return {.path = folder.filename().string(), .from = folder};
}

BootQuestion boot_question_of(const Arguments& words) {
  BootQuestion question{.files = {},
                        .script = words.text("script"),
                        .idle = std::chrono::seconds(words.whole("timeout", 60, 1, 1'000'000)),
                        .memory = words.bytes("memory", emulate::kGuestMemory)};
  for (const auto& word : words.texts("add")) question.files.push_back(added(word));
  if (question.script.empty() && !question.files.empty()) {
    throw base::Error(base::Exit::usage,
                      "--add goes with --script: a machine that is talked to on "
                      "the terminal gets the image alone");
  }
  return question;
}

// "cannot start: error 2" with what the number means.
std::string end_text(const std::string& end) {
  constexpr std::string_view kCannotStart = "cannot start: error ";
  if (end.empty()) return "did not end";
  if (!end.starts_with(kCannotStart)) return end;
  const auto number =
      static_cast<int>(base::to_uint64(end.substr(kCannotStart.size())).value_or(0));
  const std::string why = number == ENOENT
                              ? "no such file in the guest, or it needs a library that is not there"
                          : number == ENOEXEC ? "not a program of this architecture"
                                              : std::strerror(number);
  return fmt::format("{}, {}", end, why);
}

// A program that the guest can't start is named before minutes go by.
void refuse_foreign_program(const fs::path& file, const catalog::Target& target,
                            const catalog::Os& os) {
  std::error_code unknown;
  if (fs::is_directory(file, unknown)) return;
  const auto elf = record::read_elf(sys::read_file(file, record::kLargestProgram));
  const auto* arch = catalog::find_architecture(target.arch);
  if (!elf || !elf->program || arch == nullptr) return;  // a script, or data
  if (elf->machine != arch->elf_machine) {
    throw base::Error(base::Exit::usage, fmt::format("--add {}: not a program for {}",
                                                     base::printable(file.string()), target.arch))
        .hint("build it for the target");
  }
  if (elf->dynamic && os.kernel) {
    throw base::Error(base::Exit::usage,
                      fmt::format("--add {}: it is dynamically linked, and {} has no libraries",
                                  base::printable(file.string()), os.name))
        .hint("link it with -static, or boot a distribution");
  }
}

int boot_with_script(const emulate::Guest& guest, const BootQuestion& question,
                     const Arguments& words, Console& console) {
  const auto orders = orders_of(question.script);
  const auto boot = emulate::boot(guest, question.files, orders, {.idle = question.idle});
  if (words.format() == "json") {
    console.print(boot_json(boot).dump());
  } else {
    // What the kernel says ends after the programs; a person wants it when something went wrong.
    if (words.has("verbose") || !boot.outcome.good()) console.print(boot.console);
    for (std::size_t i = 0; i < boot.report.programs.size(); ++i) {
      const auto& program = boot.report.programs[i];
      console.print(fmt::format("$ {}\n{}{}[{}]\n", base::join(orders[i].argv, " "), program.out,
                                program.err, end_text(program.end)));
    }
  }
  if (!boot.outcome.good()) {
    console.say(fmt::format("{}: {}", boot.outcome.code, boot.outcome.reason));
    return static_cast<int>(base::Exit::bad);
  }
  const bool all_good = std::ranges::all_of(
      boot.report.programs, [](const auto& program) { return program.end == "exit 0"; });
  return all_good ? 0 : static_cast<int>(base::Exit::bad);
}

int boot_image(const workshop::Workspace& space, const Arguments& words, Console& console) {
  if (words.positionals.size() != 2) {
    throw base::Error(base::Exit::usage, "boots one target at a time")
        .hint("assay os boot TARGET --os OS");
  }
  const BootQuestion question = boot_question_of(words);
  const auto& os = os_named(space, words.text("os"));
  const auto& target = target_named(space, words.positionals[1]);
  for (const auto& file : question.files) refuse_foreign_program(file.from, target, os);
  const auto* machine = space.catalog.machine(target.arch);
  const auto* qemu = space.capabilities.machine(target.arch);
  if (machine != nullptr && (qemu == nullptr || !qemu->tool.found())) {
    throw base::Error(base::Exit::missing, fmt::format("{} is missing", machine->program))
        .hint(qemu == nullptr ? space.capabilities.setup : qemu->tool.remedy);
  }
  const auto [outcome, image, was_current, told] =
      workshop::build_image(space, image_question_of(target, os, words), console.progress());
  if (!image) {
    console.say(fmt::format("{}: {}", outcome.code, outcome.reason));
    return exit_of(outcome);
  }
  base::ensure(machine != nullptr && qemu != nullptr, "an image has a machine");
  if (!machine->minimum.empty() &&
      base::compare_versions(qemu->tool.version, machine->minimum) < 0) {
    throw base::Error(base::Exit::missing,
                      fmt::format("{} {} is too old, {} or later is needed", machine->program,
                                  qemu->tool.version, machine->minimum))
        .hint(space.capabilities.setup);
  }
  const emulate::Guest guest{.machine = *machine,
                             .qemu = *qemu,
                             .cpu = target.qemu_cpu,
                             .image = *image,
                             .memory = question.memory,
                             .accelerator = question.script.empty() ? "tcg" : "",
                             .verbose = !words.has("quiet")};
  if (!question.script.empty()) return boot_with_script(guest, question, words, console);
  console.say("Ctrl-A X ends the machine");
  sys::become(emulate::interactive_command(guest));
}

}  // namespace

CommandSpec os_spec() {
  return {
      .name = "os",
      .summary = "build bootable images of an operating system, and boot them",
      .description =
          "`os build` makes the kernel and the first file system of a system for the targets. "
          "Linux is compiled if the cache does not have it yet, which takes minutes. The same "
          "inputs give the same bytes, and manifest.json lists their hashes. `os boot` starts an "
          "image under QEMU on this terminal, or runs the programs of a script in it. The "
          "guest's clock counts instructions, so two boots with one script are equal to the byte.",
      .positional = "build|boot TARGET...",
      .least = 2,
      .most = 100,
      .shared = {.jobs = true, .color = true},
      .options = {{.name = "--os", .value = "OS", .help = "the system to build or boot"},
                  {.name = "--fragments",
                   .value = "NAME",
                   .help = "configure Linux with these fragments of targets/os/kernel/ instead",
                   .list = true},
                  {.name = "--mirror",
                   .value = "ADDRESS",
                   .help = "take packages from here; default: the system's own sources"},
                  {.name = "--key",
                   .value = "FILE",
                   .help = "the keys that packages are signed with, if they are in another place"},
                  {.name = "--script",
                   .value = "FILE",
                   .help = "boot: run the program on each line of this file, given with its full "
                           "path (/bin/ls /; blanks separate words, quotes mean nothing), show "
                           "what it prints, then power off; -v shows the kernel's messages too"},
                  {.name = "--add",
                   .value = "FILE",
                   .help = "boot: put this program into the guest's /bin, or this folder with all "
                           "that is in it into its root",
                   .list = true},
                  {.name = "--memory",
                   .value = "SIZE",
                   .help = "boot: memory of the machine; default 512M"},
                  {.name = "--timeout",
                   .value = "SECONDS",
                   .help = "boot: give up after this time without an answer; default 60"}},
      .examples = {{"assay os build riscv64-gc x86-64-v3 --os from-source", "two images"},
                   {"assay os boot riscv64-gc --os from-source", "an interactive machine"},
                   {"assay os boot riscv64-gc --os from-source --add ./hello --script lines",
                    "run programs in it"}}};
}

int run_os(const Arguments& words, Console& console) {
  const auto space = open_workspace(words);
  const auto& action = words.positionals.front();
  if (action == "build") return build_images(space, words, console);
  if (action == "boot") return boot_image(space, words, console);
  throw base::Error(base::Exit::usage,
                    fmt::format("assay os {}: expected build or boot", base::printable(action)));
}

}  // namespace assay::cli
