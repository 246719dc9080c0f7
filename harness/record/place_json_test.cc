// SPDX-License-Identifier: Apache-2.0
#include "record/place_json.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/text.h"
#include "record/runner.h"

namespace assay::record {
namespace {

Host whole_host() {
  return {.fingerprint = {{"arch", "aarch64"}},
          .readings = {{.at = "2026-11-24T05:00:00Z", .values = {{"load", "0.25 0.50 0.75"}}},
                       {.at = "2026-11-24T05:01:00Z", .values = {}}},
          .unreadable = {"governor"},
          .features = {"sve"},
          .host_class = "virtualised",
          .evidence = {{"cpuid hypervisor bit", "strong", "set"}},
          .session = "0123456789abcdef",
          .key = "fedcba9876543210",
          .place = "ssh:lab1"};
}

Place guest() {
  return {.host = 1,
          .runner = "qemu-kvm",
          .guest_class = "virtualised",
          .guest_evidence = {{"accelerator of QEMU", "strong", "kvm"}},
          .emulator = Emulator{.name = "qemu-system-aarch64",
                               .version = "7.2.22",
                               .sha256 = std::string(64, 'a'),
                               .cpu = "host",
                               .variant = {},
                               .plugin_sha256 = {},
                               .accelerator = "kvm",
                               .kernel = "6.12.1",
                               .image_sha256 = std::string(64, 'b'),
                               .kernel_bytes = 3,
                               .initramfs_bytes = 4}};
}

std::string answer_to_place(const Place& place, std::size_t hosts) {
  const base::Json json = to_json(place);
  try {
    read_place(JsonNode(json, "a.json"), hosts);
  } catch (const base::Error& error) {
    return error.what();
  }
  return "";
}

TEST(HostJson, IsReadBackAsWritten) {
  const base::Json json = to_json(whole_host());
  EXPECT_EQ(read_host(JsonNode(json, "a.json")), whole_host());
  EXPECT_EQ(to_json(Host{}).find("readings"), nullptr);
}

TEST(PlaceJson, IsReadBackAsWritten) {
  for (const Place& place : {guest(), Place{.runner = "native"}}) {
    const base::Json json = to_json(place);
    EXPECT_EQ(read_place(JsonNode(json, "a.json"), 2), place);
  }
}

TEST(PlaceJson, NamesAHostOfTheRecord) {
  EXPECT_EQ(answer_to_place(guest(), 2), "");
  EXPECT_EQ(answer_to_place(guest(), 1), "a.json: host: 1 of 1 hosts, counted from 0");
}

TEST(PlaceJson, OfAGuestHasItsClass) {
  Place place = guest();
  place.guest_class.clear();
  EXPECT_EQ(answer_to_place(place, 2),
            "a.json: the key \"class\" is missing: with an accelerator it is a guest's place");
}

TEST(PlaceJson, HasARunnerThatThereIs) {
  EXPECT_EQ(
      answer_to_place({.runner = "qemu"}, 1),
      "a.json: runner: \"qemu\" is not a runner, expected " + base::join(runner_names(), ", "));
  Place place = guest();
  place.runner = "native";
  EXPECT_EQ(answer_to_place(place, 2), "a.json: emulator: a native cell has no emulator");
}

TEST(PlaceList, HoldsEachPlaceOnce) {
  PlaceList places;
  EXPECT_EQ(places.index_of(guest()), 0u);
  EXPECT_EQ(places.index_of({.runner = "native"}), 1u);
  EXPECT_EQ(places.index_of(guest()), 0u);
  EXPECT_EQ(places.json().array()->size(), 2u);
}

}  // namespace
}  // namespace assay::record
