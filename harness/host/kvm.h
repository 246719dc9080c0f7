// SPDX-License-Identifier: Apache-2.0
// Whether this machine lets us ask its kernel for virtual machines.
#pragma once

#include <filesystem>
#include <string>

namespace assay::host {

// "" when `device` can be opened as QEMU does; else why not, and what to do. Whether Linux starts
// in such a machine only a guest can tell.
std::string why_no_kvm(const std::filesystem::path& device = "/dev/kvm");

}  // namespace assay::host
