// SPDX-License-Identifier: Apache-2.0
#include "record/record_json.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "base/error.h"
#include "base/text.h"
#include "record/runner.h"

namespace assay::record {
namespace {

using base::Json;
using testing::HasSubstr;

std::string hash(char digit) { return std::string(64, digit); }

Program program() {
  return {.path = "build/cells/a/clang/debian-12/compute/compute",
          .sha256 = hash('0'),
          .build_id = "23cd",
          .arch = "aarch64",
          .linkage = "static",
          .compiler = "clang 19.1.7",
          .flags = {"-O2", "-march=armv8.2-a"},
          .linker = "LLD 19.1.7",
          .libc = "glibc 2.36",
          .benchmark_library = "Google Benchmark 1.9.1"};
}

CellRecord counted_cell() {
  CellRecord cell;
  cell.cell = {"kunpeng-920", "clang", "debian-12", "compute"};
  cell.place.runner = "qemu-user";
  cell.domain = Domain::emu_count;
  cell.place.emulator = Emulator{.name = "qemu-aarch64",
                                 .version = "7.2.22",
                                 .sha256 = hash('4'),
                                 .cpu = "max",
                                 .variant = {},
                                 .plugin_sha256 = hash('6'),
                                 .kernel = "6.12.1",
                                 .image_sha256 = hash('7'),
                                 .kernel_bytes = 5'000'000,
                                 .initramfs_bytes = 10'000};
  cell.guest_free_bytes = 500'000'000;
  cell.program = program();
  Benchmark benchmark;
  benchmark.name = "compute/matmul/64";
  benchmark.samples = Samples<EmuCount>{
      {{.iterations = 1000, .instructions = 7030}, {.iterations = 2000, .instructions = 14030}}};
  cell.benchmarks = {benchmark};
  return cell;
}

CellRecord timed_cell() {
  CellRecord cell;
  cell.cell = {"x86-64-v3", "gcc", "debian-12", "memory"};
  cell.place.runner = "native";
  cell.domain = Domain::hw_time;
  cell.target_note = "x86-64-v3 flags on a CPU";
  cell.notes = {"exit status 2 after its last result"};
  Benchmark benchmark;
  benchmark.name = "memory/chase/16384";
  benchmark.samples =
      Samples<HwTime>{{{.iterations = 100, .wall_ns = 1.25, .cpu_ns = 1.125, .process = 1}}};
  cell.benchmarks = {benchmark};
  return cell;
}

CellRecord missing_cell() {
  CellRecord cell;
  cell.cell = {"loongarch64", "clang", "debian-13", "libc"};
  cell.place.runner = "qemu-user";
  cell.domain = Domain::emu_count;
  cell.outcome = base::Outcome::unavailable("no-emulator", "QEMU 7.2 is too old, needs 8.1");
  return cell;
}

Record record() {
  Record record;
  record.created = "2026-11-24T05:00:00Z";
  record.provenance = "measured";
  record.harness = {.version = "0.1.0", .commit = "", .dirty = true};
  record.hosts[0].fingerprint = {{"kernel", "6.1"}, {"arch", "x86_64"}};
  record.hosts[0].features = {"avx2", "bmi1"};
  record.hosts[0].host_class = "virtualised";
  record.hosts[0].evidence = {{"cpuid hypervisor bit", "strong", "set"}};
  record.hosts[0].session = "0123456789abcdef";
  record.cells = {counted_cell(), timed_cell(), missing_cell()};
  seal(record);
  return record;
}

std::string fault_of_record(std::string_view bytes) {
  try {
    parse_record(bytes, "a.json");
  } catch (const base::Error& error) {
    EXPECT_EQ(error.exit(), base::Exit::usage);
    return error.what();
  }
  return "";
}

// The document of record() with one piece of its text replaced by another.
std::string with(std::string_view from, std::string_view to) {
  const std::string document = to_json(record()).dump_compact();
  EXPECT_THAT(document, HasSubstr(from));
  return base::replace_all(document, from, to);
}

TEST(RecordJson, WritesKeysInAFixedOrder) {
  Record small = record();
  small.id = "20261124T050000Z-0a1b2c";
  small.content = "";
  small.cells = {missing_cell()};
  EXPECT_EQ(to_json(small).dump_compact(),
            R"({"schema":"assay.record/2","id":"20261124T050000Z-0a1b2c","content":"",)"
            R"("created":"2026-11-24T05:00:00Z","provenance":"measured",)"
            R"("harness":{"version":"0.1.0","commit":"","dirty":true},)"
            R"("hosts":[{"session":"0123456789abcdef","class":"virtualised",)"
            R"("evidence":[{"signal":"cpuid hypervisor bit","strength":"strong","value":"set"}],)"
            R"("fingerprint":{"kernel":"6.1","arch":"x86_64"},"features":["avx2","bmi1"]}],)"
            R"("places":[{"host":0,"runner":"qemu-user"}],)"
            R"("cells":[{"target":"loongarch64","toolchain":"clang","os":"debian-13",)"
            R"("suite":"libc","place":0,"domain":"emu_count","outcome":"unavailable",)"
            R"("code":"no-emulator","reason":"QEMU 7.2 is too old, needs 8.1",)"
            R"("benchmarks":[]}]})");
}

TEST(RecordJson, ReadsBackWhatItWrote) {
  EXPECT_EQ(parse_record(to_json(record()).dump(), "a.json"), record());
  EXPECT_EQ(parse_record(to_json(record()).dump_compact(), "a.json"), record());

  Record imported;
  imported.created = record().created;
  imported.provenance = "imported";
  imported.source = "run.json";
  seal(imported);
  EXPECT_EQ(parse_record(to_json(imported).dump(), "a.json"), imported);
}

TEST(RecordJson, ListsEachPlaceOnce) {
  Record two = record();
  CellRecord again = timed_cell();
  again.cell.suite = "libc";
  two.hosts.push_back(two.hosts[0]);
  two.hosts[1].key = "0123456789abcdef";
  CellRecord elsewhere = timed_cell();
  elsewhere.place.host = 1;
  two.cells = {timed_cell(), again, elsewhere};
  seal(two);
  const base::Json json = to_json(two);
  EXPECT_EQ(json.find("places")->array()->size(), 2u);
  EXPECT_EQ(parse_record(json.dump(), "a.json"), two);
}

TEST(RecordJson, TellsAnEditedRecordFromOneThatIsAsItWasWritten) {
  const auto seal_of = [](const std::string& text) { return parse_record(text, "a.json").seal; };
  const std::string id = record().id, content = record().content;
  EXPECT_EQ(id, "20261124T050000Z-" + content.substr(0, 6));
  EXPECT_EQ(seal_of(to_json(record()).dump()), Seal::intact);
  EXPECT_EQ(seal_of(with("7030", "7031")), Seal::broken);
  EXPECT_EQ(seal_of(with(R"("iterations":100,)", R"("iterations":100,"later":1,)")), Seal::broken);
  EXPECT_EQ(seal_of(with(id, "20261124T050000Z-000000")), Seal::broken);
  EXPECT_EQ(seal_of(with(id, "20261124T050001Z-" + content.substr(0, 6))), Seal::broken);
  EXPECT_EQ(seal_of(with(content, hash('0'))), Seal::broken);
  // The same values, written otherwise.
  EXPECT_EQ(seal_of(with("7030", "7030.0")), Seal::intact);
  EXPECT_EQ(provenance_of(parse_record(with("7030", "7031"), "a.json")), "edited");
  EXPECT_EQ(provenance_of(parse_record(to_json(record()).dump(), "a.json")), "measured");
}

TEST(RecordJson, ARecordMadeFromAnotherIsNotEdited) {
  Record part = record();
  part.derived_from = {.id = record().id, .removed = {"cells of other targets"}};
  part.cells.pop_back();
  seal(part);
  const Record read = parse_record(to_json(part).dump(), "a.json");
  EXPECT_EQ(read, part);
  EXPECT_EQ(read.seal, Seal::intact);
  EXPECT_NE(read.id, record().id);
}

TEST(RecordJson, CellsStandAloneToo) {
  CellRecord variant = counted_cell();
  variant.place.emulator->variant = "sve512";
  variant.benchmarks[0].samples = {};
  for (const CellRecord& cell : {counted_cell(), timed_cell(), missing_cell(), variant}) {
    EXPECT_EQ(parse_cell(to_json(cell), "journal"), cell) << name_of(cell.domain);
  }
}

// Under KVM a guest's times are times, of a machine of another class than the host.
TEST(RecordJson, KeepsTimesOfAGuestUnderKvmOnly) {
  Record timed = record();
  CellRecord guest = timed_cell();
  guest.place.runner = "qemu-kvm";
  guest.place.guest_class = "virtualised";
  guest.place.emulator = Emulator{.name = "qemu-system-x86_64",
                                  .version = "10.0.13",
                                  .sha256 = hash('4'),
                                  .cpu = "host",
                                  .variant = {},
                                  .plugin_sha256 = {},
                                  .accelerator = "kvm"};
  timed.hosts[0].host_class = "bare-metal-claimed";
  timed.cells = {timed_cell(), guest};
  seal(timed);
  std::string text = to_json(timed).dump_compact();
  EXPECT_EQ(parse_record(text, "a.json"), timed);
  EXPECT_EQ(host_class_of(timed, timed.cells[0].place), "bare-metal-claimed");
  EXPECT_EQ(host_class_of(timed, timed.cells[1].place), "virtualised");
  text = base::replace_all(text, R"("accelerator":"kvm")", R"("hypervisor":"kvm")");
  EXPECT_EQ(fault_of_record(text),
            "a.json: cells[1].domain: a time cannot be measured under emulation");
}

TEST(RecordJson, IgnoresKeysItDoesNotKnow) {
  Record known = record();
  known.seal = Seal::broken;  // whoever added them did not seal it again
  EXPECT_EQ(parse_record(
                with(R"("provenance":"measured")", R"("provenance":"measured","later":{"x":[1]})"),
                "a.json"),
            known);
  EXPECT_EQ(parse_record(with(R"("iterations":100,)", R"("iterations":100,"cycles":7,)"), "a.json"),
            known);
}

TEST(RecordJson, NamesAMissingKeyAndItsPlace) {
  struct Case {
    std::string_view cut, message;
  };
  const Case cases[] = {
      {R"("schema":"assay.record/2",)", R"(a.json: the key "schema" is missing)"},
      {R"("created":"2026-11-24T05:00:00Z",)", R"(a.json: the key "created" is missing)"},
      {R"("session":"0123456789abcdef",)", R"(a.json: hosts[0]: the key "session" is missing)"},
      {R"("provenance":"measured",)", R"(a.json: the key "provenance" is missing)"},
      {R"("commit":"",)", R"(a.json: harness: the key "commit" is missing)"},
      {R"("class":"virtualised",)", R"(a.json: hosts[0]: the key "class" is missing)"},
      {R"("strength":"strong",)", R"(a.json: hosts[0].evidence[0]: the key "strength" is missing)"},
      {R"("target":"loongarch64",)", R"(a.json: cells[2]: the key "target" is missing)"},
      {R"(,"runner":"native")", R"(a.json: places[1]: the key "runner" is missing)"},
      {R"("place":1,)", R"(a.json: cells[1]: the key "place" is missing)"},
      {R"("name":"qemu-aarch64",)", R"(a.json: places[0].emulator: the key "name" is missing)"},
      {R"("sha256":"0000000000000000000000000000000000000000000000000000000000000000",)",
       R"(a.json: cells[0].program: the key "sha256" is missing)"},
      {R"("name":"memory/chase/16384",)",
       R"(a.json: cells[1].benchmarks[0]: the key "name" is missing)"},
      {R"(,"instructions":14030)",
       R"(a.json: cells[0].benchmarks[0].samples[1]: the key "instructions" is missing)"},
  };
  for (const auto& [cut, message] : cases) EXPECT_EQ(fault_of_record(with(cut, "")), message);
}

TEST(RecordJson, NamesAWrongValueAndItsPlace) {
  struct Case {
    std::string_view from, to;
    std::string message;
  };
  const Case cases[] = {
      {R"("assay.record/2")", R"("assay.record/3")",
       R"(a.json: schema: "assay.record/3" is not known, expected "assay.record/2" or )"
       R"("assay.record/1")"},
      {R"("id":)", R"("id":1,"old":)", "a.json: id: expected a string"},
      {R"("content":")", R"("content":"x)",
       "a.json: content: expected 64 hexadecimal digits in lower case, not \"x" + record().content +
           "\""},
      {R"("place":1)", R"("place":3)", "a.json: cells[1].place: 3 of 3 places, counted from 0"},
      {R"({"host":0,"runner":"native"})", R"({"host":0,"runner":"qemu-user"})",
       "a.json: places[2]: places[1] is the same place"},
      {R"("hosts":[)", R"("hosts":[],"old":[)", "a.json: hosts: a record has at least one"},
      {R"("measured")", R"("guessed")",
       R"(a.json: provenance: expected one of "measured", "imported", not "guessed")"},
      {R"("dirty":true)", R"("dirty":1)", "a.json: harness.dirty: expected true or false"},
      {R"("kernel":"6.1")", R"("kernel":6.1)",
       "a.json: hosts[0].fingerprint.kernel: expected a string"},
      {R"("bmi1")", "null", "a.json: hosts[0].features[1]: expected a string"},
      {R"("unavailable")", R"("gone")",
       R"(a.json: cells[2].outcome: expected one of "ok", "failed", "unavailable", "skipped", not "gone")"},
      {R"("iterations":2000)", R"("iterations":2.5)",
       "a.json: cells[0].benchmarks[0].samples[1].iterations: expected a whole number"},
      {R"("wall_ns":1.25)", R"("wall_ns":-1.25)",
       "a.json: cells[1].benchmarks[0].samples[0].wall_ns: "
       "expected a number that is not negative, not -1.25"},
      {R"("place":1)", R"("place":2)",
       "a.json: cells[1].domain: a time cannot be measured under emulation"},
      {R"("hw_time")", R"("emu_count")",
       "a.json: cells[1].benchmarks[0].samples[0]: a sample of hw_time in a cell of emu_count"},
  };
  for (const auto& [from, to, message] : cases) EXPECT_EQ(fault_of_record(with(from, to)), message);
}

TEST(RecordJson, KnowsTheDomainsOfTheTableAndNoOthers) {
  for (const std::string_view name : {"wall_time", "hw", ""}) {
    EXPECT_EQ(fault_of_record(with(R"("hw_time")", fmt::format("\"{}\"", name))),
              fmt::format(R"(a.json: cells[1].domain: expected one of "{}", not "{}")",
                          fmt::join(domain_names(), R"(", ")"), name));
  }
}

TEST(RecordJson, KnowsTheRunnersOfTheTableAndNoOthers) {
  EXPECT_EQ(fault_of_record(with(R"("runner":"native")", R"("runner":"qemu")")),
            R"(a.json: places[1].runner: "qemu" is not a runner, expected )" +
                base::join(runner_names(), ", "));
}

TEST(RecordJson, HoldsCountsBelow2To53Only) {
  const auto counts = [](std::string_view instructions) {
    return with(R"("instructions":14030)", R"("instructions":)" + std::string(instructions));
  };
  const Record read = parse_record(counts("9007199254740991"), "a.json");
  const auto& samples = std::get<Samples<EmuCount>>(read.cells[0].benchmarks[0].samples);
  EXPECT_EQ(samples.values[1].instructions, 9007199254740991u);
  EXPECT_EQ(fault_of_record(counts("9007199254740992")),
            "a.json: cells[0].benchmarks[0].samples[1].instructions: "
            "9007199254740992 is above 2^53 - 1, the largest number");
}

TEST(RecordJson, RefusesOtherDocuments) {
  EXPECT_EQ(fault_of_record("[]"), "a.json: expected an object");
  EXPECT_EQ(fault_of_record("{}"), R"(a.json: the key "schema" is missing)");
  EXPECT_EQ(fault_of_record(R"({"schema":"assay.comparison/1"})"),
            R"(a.json: schema: "assay.comparison/1" is not known, expected "assay.record/2" or )"
            R"("assay.record/1")");
}

TEST(RecordJson, RefusesEveryTruncation) {
  const std::string document = to_json(record()).dump_compact();
  for (std::size_t length = 0; length < document.size(); ++length) {
    EXPECT_THAT(fault_of_record(document.substr(0, length)), HasSubstr("a.json:1:")) << length;
  }
}

TEST(RecordJson, ReadsOrRefusesWhateverAByteBecomes) {
  const std::string document = to_json(record()).dump_compact();
  for (const char wrong : {'"', '{', ']', '0', '-', ',', '\\', '\0', '\x80', '\xff'}) {
    for (std::size_t at = 0; at < document.size(); ++at) {
      std::string changed = document;
      changed[at] = wrong;
      // What is read in spite of it can be written and read again.
      if (!fault_of_record(changed).empty()) continue;
      const Record read = parse_record(changed, "a.json");
      EXPECT_EQ(parse_record(to_json(read).dump(), "a.json"), read) << at;
    }
  }
}

TEST(RecordJsonDeathTest, NeverWritesSamplesOfAnotherDomain) {
  CellRecord cell = timed_cell();
  cell.domain = Domain::emu_count;
  EXPECT_DEATH(to_json(cell), "samples are of their cell's domain");
}

}  // namespace
}  // namespace assay::record
