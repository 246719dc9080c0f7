// SPDX-License-Identifier: Apache-2.0
#include "record/place.h"

#include <gtest/gtest.h>

namespace assay::record {
namespace {

Host host_with_key(const char* key) {
  Host host;
  host.key = key;
  host.host_class = "bare-metal-claimed";
  return host;
}

Place counted_place() {
  return {.runner = "qemu-user",
          .emulator = Emulator{.name = "qemu-riscv64",
                               .version = "7.2.22",
                               .sha256 = "aa",
                               .cpu = "max",
                               .variant = {},
                               .plugin_sha256 = "bb"}};
}

TEST(PlaceIdentity, IsWhatAnotherNumberWouldDependOn) {
  const PlaceIdentity one = identity_of(host_with_key("h1"), counted_place());
  EXPECT_EQ(one, (PlaceIdentity{.host_key = "h1",
                                .host_class = "bare-metal-claimed",
                                .runner = "qemu-user",
                                .emulator_sha256 = "aa",
                                .cpu = "max"}));
  EXPECT_EQ(difference(one, one), "");
}

TEST(PlaceIdentity, LeavesOutReadingsAndThePlugin) {
  Host later = host_with_key("h1");
  later.readings = {{.at = "2026-11-24T05:00:00Z", .values = {{"load", "9.00"}}}};
  Place other = counted_place();
  other.emulator->plugin_sha256 = "cc";
  EXPECT_EQ(identity_of(later, other), identity_of(host_with_key("h1"), counted_place()));
}

TEST(PlaceIdentity, AGuestHasAClassOfItsOwn) {
  Place guest = counted_place();
  guest.guest_class = "virtualised";
  EXPECT_EQ(identity_of(host_with_key("h1"), guest).host_class, "virtualised");
}

TEST(PlaceIdentity, EveryDifferenceHasAName) {
  const PlaceIdentity one = identity_of(host_with_key("h1"), counted_place());
  const auto changed = [&](std::string PlaceIdentity::* member) {
    PlaceIdentity other = one;
    other.*member = "other";
    EXPECT_FALSE(may_be_one(one, other));
    return difference(one, other);
  };
  EXPECT_EQ(changed(&PlaceIdentity::host_key), "hosts");
  EXPECT_EQ(changed(&PlaceIdentity::host_class), "classes of host");
  EXPECT_EQ(changed(&PlaceIdentity::runner), "runners");
  EXPECT_EQ(changed(&PlaceIdentity::emulator_sha256), "QEMUs");
  EXPECT_EQ(changed(&PlaceIdentity::cpu), "emulated CPUs");
  EXPECT_EQ(changed(&PlaceIdentity::accelerator), "accelerators");
  EXPECT_EQ(changed(&PlaceIdentity::image_sha256), "images");
}

TEST(MayBeOne, ACellThatNeverStartedNamesNoEmulator) {
  const PlaceIdentity ran = identity_of(host_with_key("h1"), counted_place());
  const PlaceIdentity never = identity_of(host_with_key("h1"), {.runner = "qemu-user"});
  EXPECT_TRUE(may_be_one(ran, never));
  EXPECT_TRUE(may_be_one(never, ran));
  EXPECT_FALSE(may_be_one(ran, identity_of(host_with_key("h2"), {.runner = "qemu-user"})));
  EXPECT_FALSE(may_be_one(ran, identity_of(host_with_key("h1"), {.runner = "qemu-system"})));
}

// Equal machines have one key. The word that --on was given is all that tells them apart.
TEST(MayBeOne, EqualMachinesAtTwoPlacesAreTwo) {
  const auto at = [](const char* word) {
    Host host = host_with_key("h1");
    host.place = word;
    return identity_of(host, {.runner = "native"});
  };
  EXPECT_TRUE(may_be_one(at("lab1"), at("lab1")));
  EXPECT_FALSE(may_be_one(at("lab1"), at("lab2")));
  EXPECT_EQ(difference(at("lab1"), at("lab2")), "places");
  EXPECT_TRUE(may_be_one(at("lab1"), at("")));  // a kit that was started there by hand
  EXPECT_TRUE(may_be_one(at(""), at("lab1")));
}

}  // namespace
}  // namespace assay::record
