// SPDX-License-Identifier: Apache-2.0
#include "present/csv.h"

#include <gmock/gmock.h>

#include "present/tables_test.h"

namespace assay::present {
namespace {

using ::testing::HasSubstr;

TEST(CsvText, HasALineForEachBenchmarkAndColumn) {
  judge::Table table = two_compilers();
  table.rows.resize(1);
  table.rows[0].values[1].checksum = "12ab";
  EXPECT_EQ(csv_text(judge::Comparison{{table}, {}}),
            "domain,unit,target,toolchain,os,runner,compiler,libc,emulator,benchmark,outcome,code,"
            "reason,value,low,high,"
            "ratio,ratio_low,ratio_high,finding,time_p,cpu_p,cpu_ratio,determinism,marks,checksum,"
            "record,title,metric\r\n"
            "emu_count,instructions,riscv64-gc,clang,debian-12,qemu-user,clang 19.1.7,glibc 2.36,"
            "QEMU 7.2.22 max,compute/crc,ok,,,4103,,,,,,,,,,"
            "exact,,,r1,clang,\r\n"
            "emu_count,instructions,riscv64-gc,gcc,debian-12,qemu-user,gcc 12.2.0,glibc 2.36,"
            "QEMU 7.2.22 max,compute/crc,ok,,,4103,,,1,,,,,,,"
            "exact,,12ab,r1,gcc,\r\n");
}

TEST(CsvText, HasALineForEachVariant) {
  judge::Tuning tuning = two_targets();
  tuning.tables[0].rows.resize(1);
  const std::string text = csv_text(tuning);
  EXPECT_THAT(text,
              HasSubstr(",checksum,record,variant,variant_benchmark,highway_target,"
                        "highway_bytes,best,left_on_table,left_low,left_high,title,metric\r\n"));
  EXPECT_THAT(text, HasSubstr("QEMU 7.2.22 max,ai/gemm/64,ok,,,1000,,,,,,,,,,exact,,,r1,"
                              "auto,ai/gemm/auto/64,,,highway,4,,,riscv64-gcv,\r\n"));
  EXPECT_THAT(text, HasSubstr(",ok,,,250,,,0.25,,,,,,,exact,,,r1,"
                              "highway,ai/gemm/highway/64,RVV,16,highway,4,,,riscv64-gcv,\r\n"));
  EXPECT_THAT(csv_text(timed_variants()),
              HasSubstr(",lib=eigen,ai/gemm/lib=eigen/64,,,lib=eigen,2,1.6,2.5,clang,\r\n"));
}

TEST(CsvText, RoundsNothing) {
  judge::Table table = two_times();
  table.rows[0].values[0].value = 0.1 + 0.2;
  EXPECT_THAT(csv_text(judge::Comparison{{table}, {}}),
              HasSubstr(",ok,,,0.30000000000000004,12.1,12.9,,,,,,,,unknown,,,r1,clang,\r\n"));
}

TEST(CsvText, HasTheIntervalOfARatioAndItsFinding) {
  EXPECT_THAT(csv_text(judge::Comparison{{two_times()}, {}}),
              HasSubstr(",24.6,24,25,2,1.9,2.125,slower,,,,unknown,"));
}

TEST(CsvText, HasTheUTest) {
  EXPECT_THAT(csv_text(judge::Comparison{{tested_times()}, {}}),
              HasSubstr(",slower,0.0625,0.125,1.5,unknown,"));
}

TEST(CsvText, TellsWhyAValueIsMissing) {
  judge::Table table = two_compilers();
  table.rows = {{"a,b", {missing(base::Outcome::failed("signal", "SIGILL, at 0x1a2c4"))}}};
  EXPECT_THAT(
      csv_text(judge::Comparison{{table}, {}}),
      HasSubstr("\"a,b\",failed,signal,\"SIGILL, at 0x1a2c4\",,,,,,,,,,,unknown,,,r1,clang,\r\n"));
}

TEST(CsvText, MarksWhatIsDoubtful) {
  judge::Table table = two_times();
  table.rows[0].values[0].doubt = record::Doubt{"foreign-host", ""};
  EXPECT_THAT(csv_text(judge::Comparison{{table}, {}}), HasSubstr(",unknown,foreign-host,,r1,"));
  table.columns[0].edited = true;
  EXPECT_THAT(csv_text(judge::Comparison{{table}, {}}),
              HasSubstr(",unknown,edited foreign-host,,r1,"));
}

TEST(CsvText, NamesTheMetric) {
  judge::Table table = two_times();
  table.metric = judge::parse_metric("cpu");
  const std::string text = csv_text(judge::Comparison{{table}, {}});
  EXPECT_EQ(std::ranges::count(text, '\n'), 1 + 2 * static_cast<long>(table.rows.size()));
  EXPECT_THAT(text, HasSubstr(",r1," + table.columns[0].title + ",cpu\r\n"));
}

TEST(CsvText, SaysWhoseASubmissionIsBehindAllElse) {
  const std::string sent =
      ",alice@example.org,virtualised,open,2026-12-01,"
      "\"revoked-lost: the key, and more; two\"\r\n";
  const std::string heads = ",signer,class,division,date,remarks\r\n";
  const std::string compared = csv_text(judge::Comparison{{submitted_times()}, {}});
  EXPECT_THAT(compared, HasSubstr(",record,title,metric" + heads));
  EXPECT_THAT(compared, HasSubstr(",r1,clang,,,,,,\r\n"));  // what is no submission
  EXPECT_THAT(compared, HasSubstr(",r1,gcc," + sent));
  const std::string matrix = csv_text(submitted_matrix());
  EXPECT_THAT(matrix, HasSubstr(",record" + heads));
  EXPECT_THAT(matrix, HasSubstr(",r1,,,,,\r\n"));
  EXPECT_THAT(matrix, HasSubstr(",r1" + sent));
}

TEST(CsvText, ShowsTheMatrix) {
  EXPECT_EQ(csv_text(small_matrix()),
            "target,toolchain,os,suite,builds,builds_detail,runs,runs_detail,correct,"
            "correct_detail,vectorised,vectorised_detail,exact,exact_detail,kernel,kernel_detail,"
            "image,image_detail,boots,boots_detail,faults,record\r\n"
            "riscv64-gcv,clang,debian-12,compute,yes,,yes,,partly,2 of 3,yes,3.4 %,yes,,"
            "unknown,,unknown,,unknown,,"
            "\"compute/crc on vlen-1024: wrong-checksum: 12ab, not 34cd\",r1\r\n"
            "armhf,clang,debian-12,compute,no,no compiler: apt install "
            "g++-arm-linux-gnueabihf,unknown,,unknown,,unknown,,unknown,,unknown,,unknown,,unknown,"
            ",,r1\r\n");
}

}  // namespace
}  // namespace assay::present
