// SPDX-License-Identifier: Apache-2.0
// The functions of every runner, in order of preference: what run_cells is given.
#pragma once

#include "emulate/qemu_kvm.h"
#include "emulate/qemu_system.h"
#include "emulate/qemu_user.h"
#include "run/native.h"

namespace assay::workshop {

inline constexpr run::RunnerFunctions kRunners[] = {
    {record::kNative, run::can_run_native, run::native_depends_on, nullptr, run::native_launchers},
    {record::kQemuKvm, emulate::can_run_qemu_kvm, emulate::qemu_kvm_depends_on,
     emulate::run_qemu_kvm},
    {record::kQemuUser, emulate::can_run_qemu_user, emulate::qemu_user_depends_on,
     emulate::run_qemu_user},
    {record::kQemuSystem, emulate::can_run_qemu_system, emulate::qemu_system_depends_on,
     emulate::run_qemu_system},
};

}  // namespace assay::workshop
