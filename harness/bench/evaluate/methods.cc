// SPDX-License-Identifier: Apache-2.0
#include "evaluate/methods.h"

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <functional>

#include "base/error.h"
#include "base/json.h"
#include "evaluate/rules.h"
#include "evaluate/words.h"
#include "import/google_benchmark.h"
#include "record/record_json.h"
#include "stats/order.h"
#include "stats/random.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/process.h"

namespace assay::evaluate {
namespace {

using base::Error;
using base::Exit;
using base::Json;

constexpr base::Bytes kLargestRecord{64u << 20};
constexpr int kPairs = 10;          // of RMIT, as published
constexpr double kTrialNs = 0.5e9;  // of one of them
constexpr double kRunNs = 0.3e9;  // of one run under hyperfine, which then does ten or more in 3 s

double seconds_since(std::chrono::nanoseconds begin) {
  return std::chrono::duration<double>(sys::monotonic_now() - begin).count();
}

std::string run_tool(const std::vector<std::string>& argv, base::Bytes most) {
  const sys::ProcessRequest request{.argv = argv, .output_limit = most};
  const sys::Ended ended = sys::run_process(request);
  if (ended.exited(0) && !ended.cut) return ended.out;
  throw Error(Exit::missing,
              fmt::format("{}: {}\n{}", argv[0], sys::describe(ended, request), ended.err));
}

const Json& member(const Json& json, std::string_view key) {
  const Json* const found = json.find(key);
  if (found == nullptr) throw Error(Exit::missing, fmt::format("a tool's answer has no {}", key));
  return *found;
}

std::string text(const Json& json, std::string_view key) {
  const std::string* const found = member(json, key).string();
  return found == nullptr ? std::string() : *found;
}

double number(const Json& json, std::string_view key) {
  const Json* const found = json.find(key);
  return found != nullptr && found->number() != nullptr ? found->as_double() : 0;
}

const Json::Array& array(const Json& json, std::string_view key) {
  static const Json::Array kNone;
  const Json::Array* const found = member(json, key).array();
  return found == nullptr ? kNone : *found;
}

std::string only_kernel(const std::string& kernel) {
  return fmt::format("--benchmark_filter=^{}$", kernel);
}

using Rule = std::function<std::string(std::span<const double>, std::span<const double>)>;

Answer answer(const std::string& kernel, std::vector<double> base, std::vector<double> head,
              const Rule& rule) {
  Answer result{.kernel = kernel, .verdict = rule(base, head)};
  result.ratio = stats::median(head).value_or(0) / stats::median(base).value_or(1);
  result.base = std::move(base);
  result.head = std::move(head);
  return result;
}

}  // namespace

Line Methods::ask(const Task& task, std::uint64_t seed) {
  Line line{.task = task, .set = set_.name, .created = sys::utc_now()};
  const bool counted = task.method == "hyperfine" || task.method == "RMIT";
  if (counted && !ns_per_pass_.contains(task.kernel)) {
    ns_per_pass_[task.kernel] = run("base", {only_kernel(task.kernel)}).at(task.kernel).at(0);
  }
  const auto begin = sys::monotonic_now();
  if (task.method.starts_with("assay")) ask_gate(line, seed);
  if (task.method == "words") line.answers = ask_compare(program("base"), program(task.head), set_);
  if (task.method == "compare.py") ask_repetitions(line);
  if (task.method == "interleaved") ask_interleaved(line);
  if (task.method == "hyperfine") ask_hyperfine(line);
  if (task.method == "RMIT") ask_rmit(line, seed);
  line.seconds = seconds_since(begin);
  if (!task.method.starts_with("assay")) {
    for (Answer& each : line.answers) {
      each.seconds = line.seconds / static_cast<double>(line.answers.size());
    }
  }
  return line;
}

std::string Methods::passes_for(double ns, const std::string& kernel) const {
  return fmt::format("--benchmark_min_time={}x", std::llround(ns / ns_per_pass_.at(kernel)));
}

std::string Methods::program(const std::string& side) const {
  return (tools_.programs / side / "kernels").string();
}

std::map<std::string, std::vector<double>> Methods::run(
    const std::string& side, const std::vector<std::string>& words) const {
  std::vector<std::string> argv{program(side), "--benchmark_format=json"};
  argv.insert(argv.end(), words.begin(), words.end());
  const auto results =
      import::read_google_benchmark(run_tool(argv, base::Bytes{8u << 20}), argv[0]);
  std::map<std::string, std::vector<double>> times;
  for (const import::GoogleEntry& entry : results.entries) {
    if (!entry.aggregate) times[entry.run_name].push_back(entry.real_ns);
  }
  return times;
}

void Methods::ask_gate(Line& line, std::uint64_t seed) {
  const auto record_file = tools_.folder / "gate.json";
  const bool fine = line.task.method == "assay at 1 %";
  const Json gate = base::parse_json(
      run_tool({tools_.assay.string(), "gate", program("base"), program(line.task.head), "--margin",
                fine ? "1%" : "2%", "--seed", std::to_string(seed), "--warn-only", "--json",
                "--output", record_file.string()},
               base::Bytes{8u << 20}),
      "assay gate --json");
  const record::Record record =
      record::parse_record(sys::read_file(record_file, kLargestRecord), record_file.string());
  if (!record.paired) throw Error(Exit::missing, "the gate's record has no paired blocks");
  std::map<std::string, std::vector<double>> blocks;
  std::map<std::string, std::string> modes;
  for (const record::PairedBenchmark& each : record.paired->benchmarks) {
    blocks[each.name] = record::log_ratios(each, record::Stage::all);
    modes[each.name] = each.mode;
  }
  line.unfit = text(gate, "unfit");
  for (const Json& row : array(gate, "rows")) {
    const std::string name = text(row, "benchmark");
    Answer result{.kernel = name.substr(name.find('/') + 1),
                  .mode = modes[name],
                  .verdict = text(row, "verdict")};
    result.ratio = number(row, "ratio");
    result.low = number(row, "low");
    result.high = number(row, "high");
    result.dilution = number(row, "dilution");
    result.seconds = number(row, "seconds");
    result.blocks = blocks[name];
    line.answers.push_back(std::move(result));
  }
}

void Methods::ask_repetitions(Line& line) {
  const std::string& kernel = line.task.kernel;
  const std::vector<std::string> words{only_kernel(kernel), "--benchmark_repetitions=10"};
  auto base = run("base", words), head = run(line.task.head, words);
  line.answers.push_back(answer(kernel, base[kernel], head[kernel], by_u_test));
}

void Methods::ask_interleaved(Line& line) {
  const std::vector<std::string> words{"--benchmark_repetitions=10",
                                       "--benchmark_enable_random_interleaving=true"};
  auto base = run("base", words), head = run(line.task.head, words);
  for (const Kernel& kernel : set_.kernels) {
    line.answers.push_back(answer(kernel.name, base[kernel.name], head[kernel.name], by_u_test));
  }
}

void Methods::ask_hyperfine(Line& line) {
  const std::string& kernel = line.task.kernel;
  const auto command = [&](const std::string& side) {
    return fmt::format("{} {} {}", program(side), only_kernel(kernel), passes_for(kRunNs, kernel));
  };
  const auto file = tools_.folder / "hyperfine.json";
  run_tool({"hyperfine", "--shell=none", "--warmup=1", "--style=none", "--export-json",
            file.string(), command("base"), command(line.task.head)},
           base::Bytes{1u << 20});
  const Json json = base::parse_json(sys::read_file(file, base::Bytes{1u << 20}), file.string());
  std::vector<std::vector<double>> times;
  for (const Json& result : array(json, "results")) {
    times.emplace_back();
    for (const Json& time : array(result, "times")) times.back().push_back(time.as_double());
  }
  if (times.size() != 2)
    throw Error(Exit::missing, "hyperfine did not report the times of two commands");
  line.answers.push_back(answer(kernel, times[0], times[1], by_welch));
}

void Methods::ask_rmit(Line& line, std::uint64_t seed) {
  const std::string& kernel = line.task.kernel;
  stats::Random random(seed);
  const std::string passes = passes_for(kTrialNs, kernel);
  std::vector<double> base, head;
  for (int pair = 0; pair < kPairs; ++pair) {
    const bool head_first = random.coin();
    for (const bool is_head : {head_first, !head_first}) {
      const auto time =
          run(is_head ? line.task.head : "base", {only_kernel(kernel), passes})[kernel];
      (is_head ? head : base).push_back(time.at(0));
    }
  }
  line.answers.push_back(answer(kernel, base, head, by_signed_ranks));
}

}  // namespace assay::evaluate
