// SPDX-License-Identifier: Apache-2.0
#include "record/place.h"

namespace assay::record {

PlaceIdentity identity_of(const Host& host, const Place& place) {
  PlaceIdentity identity{
      .host_key = host.key,
      .host_place = host.place,
      .host_class = place.guest_class.empty() ? host.host_class : place.guest_class,
      .runner = place.runner};
  if (place.emulator) {
    identity.emulator_sha256 = place.emulator->sha256;
    identity.cpu = place.emulator->cpu;
    identity.accelerator = place.emulator->accelerator;
    identity.image_sha256 = place.emulator->image_sha256;
  }
  return identity;
}

bool may_be_one(const PlaceIdentity& one, const PlaceIdentity& other) {
  if (one == other) return true;
  if (one.host_place.empty() != other.host_place.empty()) {
    PlaceIdentity here = one, there = other;
    here.host_place = there.host_place = {};
    return may_be_one(here, there);
  }
  return one.emulator_sha256.empty() != other.emulator_sha256.empty() &&
         one.host_key == other.host_key && one.host_place == other.host_place &&
         one.runner == other.runner;
}

std::string_view difference(const PlaceIdentity& one, const PlaceIdentity& other) {
  if (one.host_key != other.host_key) return "hosts";
  if (one.host_place != other.host_place) return "places";
  if (one.host_class != other.host_class) return "classes of host";
  if (one.runner != other.runner) return "runners";
  if (one.emulator_sha256 != other.emulator_sha256) return "QEMUs";
  if (one.cpu != other.cpu) return "emulated CPUs";
  if (one.accelerator != other.accelerator) return "accelerators";
  if (one.image_sha256 != other.image_sha256) return "images";
  return "";
}

}  // namespace assay::record
