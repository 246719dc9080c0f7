// SPDX-License-Identifier: Apache-2.0
#include "judge/boot_checks.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

#include "base/units.h"
#include "record/runner.h"

namespace assay::judge {
namespace {

using record::CellRecord;

// Codes of what goes wrong on the way, in its order.
constexpr std::string_view kKernelFaults[] = {"lost-option", "kernel-error"};
constexpr std::string_view kImageFaults[] = {"init-error", "packages", "no-kernel", "no-module"};
constexpr std::string_view kBootFaults[] = {"no-init",     "init-killed",    "kernel-panic",
                                            "guest-ended", "guest-timeout",  "emulator-killed",
                                            "bad-orders",  "emulator-error", "bad-report"};

bool is_one_of(std::span<const std::string_view> codes, std::string_view code) {
  return std::ranges::find(codes, code) != codes.end();
}

// The cell's record by the runner that boots; null when its system doesn't.
const CellRecord* booted(const CellRecords& cells) {
  const auto found = std::ranges::find(cells, record::kQemuSystem.name,
                                       [](const CellRecord* cell) { return cell->place.runner; });
  return found == cells.end() ? nullptr : *found;
}

Check no(const CellRecord& cell) {
  return {Answer::no, cell.outcome.code + ": " + cell.outcome.reason};
}

// " 5.13 MiB"; "" for what is not known.
std::string size_text(std::uint64_t bytes) {
  return bytes == 0 ? std::string() : " " + base::to_text(base::Bytes{bytes});
}

// An image there was is named beside the emulator that booted it.
bool had_image(const CellRecord& cell) {
  return cell.place.emulator && !cell.place.emulator->image_sha256.empty();
}

}  // namespace

Check check_kernel(const CellRecords& cells) {
  const auto* cell = booted(cells);
  if (cell == nullptr) return {};
  if (is_one_of(kKernelFaults, cell->outcome.code)) return no(*cell);
  if (had_image(*cell)) {
    return {Answer::yes,
            cell->place.emulator->kernel + size_text(cell->place.emulator->kernel_bytes)};
  }
  // Init is built after the kernel; packages bring one that was.
  return cell->outcome.code == "init-error" ? Check{Answer::yes, {}} : Check{};
}

Check check_image(const CellRecords& cells) {
  const auto* cell = booted(cells);
  if (cell == nullptr) return {};
  if (is_one_of(kImageFaults, cell->outcome.code)) return no(*cell);
  if (!had_image(*cell)) return {};
  return {Answer::yes, "first file system" + size_text(cell->place.emulator->initramfs_bytes)};
}

Check check_boots(const CellRecords& cells) {
  const auto* cell = booted(cells);
  if (cell == nullptr || !had_image(*cell)) return {};
  const bool any = std::ranges::any_of(
      cell->benchmarks, [](const record::Benchmark& each) { return each.outcome.good(); });
  if (!any && is_one_of(kBootFaults, cell->outcome.code)) return no(*cell);
  if (!any && !cell->outcome.good()) return {};
  const auto free = cell->guest_free_bytes;
  return {Answer::yes, free == 0 ? std::string() : "memory free at init" + size_text(free)};
}

}  // namespace assay::judge
