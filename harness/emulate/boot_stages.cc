// SPDX-License-Identifier: Apache-2.0
#include "emulate/boot_stages.h"

#include <fmt/format.h>

#include <charconv>
#include <span>

#include "record/determinism.h"
#include "record/elf.h"

namespace assay::emulate {

using base::Outcome;

std::optional<std::uint64_t> kernel_function(std::string_view system_map, std::string_view name) {
  // "ffffffc0800a1234 T irq_enter_rcu"
  const std::string end = fmt::format(" T {}\n", name);
  const auto at = system_map.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const auto line = system_map.rfind('\n', at);
  const auto begin = line == std::string_view::npos ? 0 : line + 1;
  std::uint64_t address = 0;
  const auto [stop, fault] =
      std::from_chars(system_map.data() + begin, system_map.data() + at, address, 16);
  if (fault != std::errc{} || stop != system_map.data() + at) return std::nullopt;
  return address;
}

std::vector<BootStage> boot_stages(std::string_view system_map, std::string_view init,
                                   std::string_view program) {
  const auto entry = [](std::string_view bytes) {
    const auto elf = record::read_elf(bytes);
    return elf ? std::optional(elf->entry) : std::nullopt;
  };
  return {{.name = "start_kernel",
           .address = kernel_function(system_map, "start_kernel"),
           .missing = "the distribution's kernel comes without its symbols and doesn't tell them"},
          {.name = "init", .address = entry(init), .missing = "init is not an ELF program"},
          {.name = "program", .address = entry(program), .missing = "it is not an ELF program"},
          {.name = "first_benchmark",
           .address = record::function_address(program, "_ZN9benchmark5State16StartKeepRunningEv"),
           .missing = "the program has no symbols of Google Benchmark"}};
}

namespace {

// The same of each boot, or what became of the boot that lacks it.
template <class Domain, class Read>
void take_samples(record::Benchmark& benchmark, std::span<const CountedBoot> boots,
                  const Read& read) {
  record::Samples<Domain> samples;
  for (const CountedBoot& boot : boots) {
    if (const std::optional<typename Domain::Sample> sample = read(boot)) {
      samples.values.push_back(*sample);
      continue;
    }
    benchmark.outcome = boot.outcome.good()
                            ? Outcome::failed("not-met", "the machine never came there")
                            : boot.outcome;
    return;
  }
  benchmark.determinism = record::classify(samples);
  if (benchmark.determinism != record::Determinism::exact) {
    benchmark.determinism_reason =
        fmt::format("two boots differ by {:.3g} %", 100 * record::spread(samples));
  }
  benchmark.samples = std::move(samples);
}

}  // namespace

void count_boots(const std::vector<BootStage>& stages, const std::function<CountedBoot()>& boot,
                 std::map<std::string, record::Benchmark*>& benchmarks) {
  const CountedBoot boots[] = {boot(), boot()};
  for (const BootStage& stage : stages) {
    const auto found = benchmarks.find(stage.name);
    if (found == benchmarks.end()) continue;
    record::Benchmark& benchmark = *found->second;
    benchmark.fixed_iterations = true;
    if (!stage.address) {
      benchmark.outcome = Outcome::unavailable("no-symbols", stage.missing);
      continue;
    }
    take_samples<record::EmuCount>(
        benchmark, boots, [&](const CountedBoot& one) -> std::optional<record::CountSample> {
          const auto mark = one.marks.find(*stage.address);
          if (mark == one.marks.end()) return std::nullopt;
          return record::CountSample{.iterations = 1, .instructions = mark->second};
        });
  }
  for (const std::string_view name : kBootSizes) {
    const auto found = benchmarks.find(std::string(name));
    if (found == benchmarks.end()) continue;
    take_samples<record::Size>(*found->second, boots,
                               [&](const CountedBoot& one) -> std::optional<record::SizeSample> {
                                 const auto size = one.sizes.find(name);
                                 if (size == one.sizes.end()) return std::nullopt;
                                 return record::SizeSample{.bytes = size->second};
                               });
  }
}

}  // namespace assay::emulate
