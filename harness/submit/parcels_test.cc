// SPDX-License-Identifier: Apache-2.0
#include "submit/parcels.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "host/fingerprint.h"
#include "submit/allowed_signers.h"
#include "submit/key_file.h"
#include "sys/files.h"

namespace assay::submit {
namespace {

using testing::HasSubstr;

class Parcels : public testing::Test {
 protected:
  Parcels() {
    write_key_pair(folder_.path() / "key", new_key("alice"));
    sys::write_whole(folder_.path() / "notes", "The fan was loud.\n");
  }

  Parcel parcel(const char* name = "a.assay") const {
    const auto record =
        std::filesystem::path(ASSAY_SOURCE_DIR) / "harness/submit/testdata/timed.json";
    return {.ingredients = {.record = sys::read_file(record, base::Bytes{1u << 20}),
                            .kit = {},
                            .made = "2026-12-01T08:00:00Z"},
            .key = folder_.path() / "key",
            .notes = folder_.path() / "notes",
            .output = folder_.path() / name};
  }

  sys::TemporaryFolder folder_;
};

TEST_F(Parcels, AreWrittenSignedAndOpenedAgain) {
  EXPECT_THAT(lines_of(write_parcel(parcel())),
              testing::ElementsAre(HasSubstr("not the machine"), HasSubstr("a.assay")));
  const auto opened = open_file(parcel().output);
  ASSERT_TRUE(opened.outcome.good()) << opened.outcome.reason;
  const auto checked = check(opened.files, {}, "2026-12-01");
  EXPECT_EQ(verdict_of(checked), "not enrolled");
  EXPECT_EQ(checked.notes, "The fan was loud.\n");
  EXPECT_EQ(checked.record.cells.size(), 2u);
}

TEST_F(Parcels, OfTheSameThingsAreTheSameToTheByte) {
  write_parcel(parcel("a.assay"));
  write_parcel(parcel("b.assay"));
  EXPECT_EQ(sys::read_file(folder_.path() / "a.assay", kArchiveLimit),
            sys::read_file(folder_.path() / "b.assay", kArchiveLimit));
}

TEST_F(Parcels, AreNeverWrittenOverAnotherFile) {
  sys::write_whole(folder_.path() / "a.assay", "somebody's");
  EXPECT_THROW(write_parcel(parcel()), base::Error);
  EXPECT_EQ(sys::read_file(folder_.path() / "a.assay", kArchiveLimit), "somebody's");
}

TEST_F(Parcels, AreAcceptedWhenTheKeyIsInTheFileOfSigners) {
  write_parcel(parcel());
  const auto key = read_private_key(folder_.path() / "key").key;
  sys::write_whole(folder_.path() / "signers",
                   allowed_signers_line("alice@example.org", key) + "\n");
  const auto trust = read_trust(folder_.path() / "signers", {});
  const auto checked = check(open_file(parcel().output).files, trust, "2026-12-01");
  EXPECT_EQ(verdict_of(checked), "accepted with remarks");  // of no machine at hand
  sys::write_whole(folder_.path() / "revoked", "");
  EXPECT_THROW(read_trust({}, folder_.path() / "revoked"), base::Error);
}

TEST_F(Parcels, HaveACopyOfTheMachineWhereItWasMeasured) {
  record::Record record;
  record.hosts = {host::look(host::Root())};
  EXPECT_TRUE(copy_of_machine(record, {}).contains("/proc/cpuinfo"));
  record.hosts[0].key = "0123456789abcdef";
  EXPECT_TRUE(copy_of_machine(record, {}).empty());
  Parcel with_copy = parcel();
  with_copy.ingredients.machine = {{"/proc/cpuinfo", "processor : 0\n"}};
  EXPECT_THAT(lines_of(write_parcel(with_copy)), testing::ElementsAre(HasSubstr("a.assay")));
}

TEST_F(Parcels, ThatAreNoneAreRefusedByTheirCode) {
  sys::write_whole(folder_.path() / "text", "hello");
  const auto opened = open_file(folder_.path() / "text");
  EXPECT_FALSE(opened.outcome.good());
  const auto verified = verify_file(folder_.path() / "text", {}, "2026-12-01");
  EXPECT_EQ(verdict_of(verified.checked), "refused");
  EXPECT_EQ(verified.checked.refusals.at(0), opened.outcome);
}

}  // namespace
}  // namespace assay::submit
