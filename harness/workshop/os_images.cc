// SPDX-License-Identifier: Apache-2.0
#include "workshop/os_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/sha256.h"
#include "base/text.h"
#include "catalog/architecture.h"
#include "emulate/boot_stages.h"
#include "emulate/guest.h"
#include "image/boot_image.h"
#include "image/distribution.h"
#include "image/guest_init.h"
#include "image/kernel.h"
#include "sys/files.h"
#include "work/run_plan.h"

namespace assay::workshop {
namespace {

namespace fs = std::filesystem;

using base::Outcome;

// Linux is built with clang for every architecture.
const record::Compiler* clang_for(const Workspace& space, std::string_view arch) {
  for (const auto& toolchain : space.catalog.toolchains) {
    if (toolchain.family != "clang") continue;
    const auto* compiler = space.capabilities.compiler(toolchain.name, arch);
    if (compiler != nullptr) return compiler;
  }
  return nullptr;
}

Outcome missing(const Workspace& space, const catalog::Target& target, const catalog::Os& os) {
  if (!catalog::boots(os)) {
    return Outcome::unavailable("no-kernel", fmt::format("{} has no kernel to boot", os.name));
  }
  if (!catalog::boots(os, target.arch)) {
    return Outcome::unavailable("no-architecture",
                                fmt::format("{} boots on no {}", os.name, target.arch));
  }
  const auto* clang = clang_for(space, target.arch);
  if (clang == nullptr) return Outcome::unavailable("no-compiler", "no clang for " + target.arch);
  for (const auto* tool : {&clang->c, &clang->linker}) {
    if (tool->found()) continue;
    return Outcome::unavailable("no-compiler",
                                fmt::format("{} is missing: {}", tool->name, tool->remedy));
  }
  return Outcome::ok();
}

void check_fragments(const catalog::Catalog& catalog, const std::vector<std::string>& fragments) {
  std::vector<std::string> known;
  for (const auto& fragment : catalog.kernel_fragments) {
    if (std::ranges::find(known, fragment.name) == known.end()) known.push_back(fragment.name);
  }
  for (const auto& name : fragments) {
    if (std::ranges::find(known, name) != known.end()) continue;
    throw base::Error(base::Exit::usage, fmt::format("no fragment '{}'{}", base::printable(name),
                                                     base::did_you_mean(name, known)))
        .hint("there are " + base::join(known, ", "));
  }
}

// Init is built with the headers of the Linux that is compiled here, whatever it is to start.
const catalog::KernelSource& source_of_headers(const catalog::Catalog& catalog) {
  const auto found = std::ranges::find_if(
      catalog.systems, [](const catalog::Os& os) { return os.kernel.has_value(); });
  if (found == catalog.systems.end()) {
    throw base::Error(base::Exit::bad,
                      "no system of targets/os/ has a [kernel], whose headers init is built with");
  }
  return *found->kernel;
}

// Fills in what boots and what it was made of; ok, or what went wrong.
Outcome add_compiled(const Workspace& space, const ImageQuestion& question,
                     const image::LinuxSource& source, image::ImageParts& parts, bool& was_current,
                     base::Progress& progress) {
  const auto& [target, os, fragments, mirror, key, jobs] = question;
  parts.fragments = fragments.empty() ? os.kernel->fragments : fragments;
  auto built =
      image::build_kernel({.machine = *space.catalog.machine(target.arch),
                           .source = source,
                           .options = catalog::merged_options(space.catalog.kernel_fragments,
                                                              parts.fragments, target.arch),
                           .clang = *clang_for(space, target.arch),
                           .cache = space.folders.cache,
                           .jobs = jobs},
                          progress);
  was_current = built.was_current;
  if (!built.outcome.good()) return std::move(built.outcome);
  parts.kernel = built.kernel->image;
  parts.release = built.kernel->release;
  parts.config = built.kernel->config;
  parts.symbols = built.kernel->symbols;
  parts.compiler = built.kernel->compiler;
  parts.inputs = {{source.archive.filename().string(), source.sha256},
                  {"config", base::sha256(sys::read_file(parts.config, base::Bytes{1u << 24}))}};
  return Outcome::ok();
}

Outcome add_packages(const Workspace& space, const ImageQuestion& question,
                     image::ImageParts& parts, bool& was_current, base::Progress& progress) {
  const auto& [target, os, fragments, mirror, key, jobs] = question;
  if (!fragments.empty()) {
    throw base::Error(base::Exit::usage,
                      fmt::format("--fragments: {} brings a kernel of its own", os.name));
  }
  auto made = image::make_distribution({.os = os,
                                        .arch = *catalog::find_architecture(target.arch),
                                        .mirror = mirror,
                                        .key = key,
                                        .cache = space.folders.cache},
                                       progress);
  was_current = made.was_current;
  if (!made.outcome.good()) return std::move(made.outcome);
  parts.kernel = made.distribution->kernel;
  parts.release = made.distribution->release;
  parts.root = made.distribution->root;
  parts.inputs = std::move(made.distribution->packages);
  return Outcome::ok();
}

constexpr std::string_view kSymbolsOfKernel = "/proc/kallsyms";

// Of its lines, "ffffffc080012340 T vfs_read", those of functions; "" when addresses are hidden.
std::string functions_in(std::string_view kallsyms) {
  std::string functions;
  for (const std::string& line : base::split(kallsyms, '\n')) {
    const auto type = line.find(' ');
    if (line.ends_with(']') || type == std::string::npos) continue;  // a module's
    if (line.compare(type, 3, " T ") == 0 || line.compare(type, 3, " t ") == 0) {
      functions += line + "\n";
    }
  }
  return emulate::kernel_function(functions, "start_kernel").value_or(0) == 0 ? std::string()
                                                                              : functions;
}

// Fills in the file: empty when the kernel tells none. Nothing is kept of a boot that went wrong.
void ask_for_symbols(const Workspace& space, const catalog::Target& target, OsImage& image,
                     base::Progress& progress) {
  std::error_code ignored;
  if (!fs::exists(image.told_symbols, ignored)) {
    const auto* qemu = space.capabilities.machine(target.arch);
    if (qemu == nullptr || !qemu->tool.found()) return;
    progress.note(fmt::format("asking Linux {} for its symbols", image.image->release));
    std::vector<emulate::GuestOrder> orders;
    for (const char* cat : {"/bin/cat", "/usr/bin/cat"}) {
      orders.push_back({.argv = {cat, std::string(kSymbolsOfKernel)}});
    }
    const auto boot = emulate::boot({.machine = *space.catalog.machine(target.arch),
                                     .qemu = *qemu,
                                     .cpu = target.qemu_cpu,
                                     .image = *image.image},
                                    {}, orders, {});
    if (!boot.outcome.good()) return;
    std::string functions;
    for (const auto& program : boot.report.programs) {
      if (functions.empty()) functions = functions_in(program.out);
    }
    sys::write_whole(image.told_symbols, functions);
  }
  image.image->symbols = image.told_symbols.string();
}

}  // namespace

OsImage build_image(const Workspace& space, const ImageQuestion& question,
                    base::Progress& progress) {
  const auto& target = question.target;
  const auto& os = question.os;
  check_fragments(space.catalog, question.fragments);
  if (auto outcome = missing(space, target, os); !outcome.good()) {
    return {.outcome = std::move(outcome), .image = {}};
  }
  const auto* machine = space.catalog.machine(target.arch);
  const auto* arch = catalog::find_architecture(target.arch);
  base::ensure(machine != nullptr && arch != nullptr, "the catalog wants a machine for an image");
  const auto& clang = *clang_for(space, target.arch);
  const auto source = image::find_linux_source(
      os.kernel ? *os.kernel : source_of_headers(space.catalog), space.folders.cache);

  OsImage result;
  image::ImageParts parts{
      .os = os.name, .arch = target.arch, .kernel = {}, .release = {}, .init = {}, .inputs = {}};
  result.outcome = os.packages
                       ? add_packages(space, question, parts, result.was_current, progress)
                       : add_compiled(space, question, source, parts, result.was_current, progress);
  if (!result.outcome.good()) return result;
  const auto headers = image::linux_headers(source, *machine, clang, space.folders.cache, progress);
  if (!headers.outcome.good()) return {.outcome = headers.outcome, .image = {}};
  auto init = image::build_init(space.folders.init, headers, clang, arch->triple);
  if (!init.outcome.good()) return {.outcome = init.outcome, .image = {}};
  parts.init = std::move(*init.bytes);
  parts.inputs.emplace_back(
      "init.c", base::sha256(sys::read_file(space.folders.init, base::Bytes{1u << 20})));
  result.image = image::write_image(parts, space.folders.images / target.name / os.name);
  if (os.packages) result.told_symbols = parts.kernel.parent_path() / "System.map";
  return result;
}

OsImages build_images(const Workspace& space, const std::vector<catalog::Cell>& cells,
                      const std::vector<std::string>& runners, unsigned jobs,
                      base::Progress& progress) {
  OsImages images;
  for (const auto& cell : cells) {
    if (!work::is_run(space.catalog, cell, runners, true) ||
        images.contains({cell.target, cell.os}))
      continue;
    const auto& target = *space.catalog.target(cell.target);
    auto image = build_image(
        space, {.target = target, .os = *space.catalog.os(cell.os), .jobs = jobs}, progress);
    if (image.image && !image.told_symbols.empty()) {
      ask_for_symbols(space, target, image, progress);
    }
    images[{cell.target, cell.os}] = std::move(image);
  }
  return images;
}

}  // namespace assay::workshop
