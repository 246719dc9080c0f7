// SPDX-License-Identifier: Apache-2.0
// The functions of every runner, in order of preference: what run_cells is given.
#pragma once

#include "run/native.h"
#include "run/qemu_kvm.h"
#include "run/qemu_system.h"
#include "run/qemu_user.h"

namespace assay::cli {

inline constexpr run::RunnerFunctions kRunners[] = {
    {record::kNative, run::can_run_native, run::native_depends_on, run::run_native},
    {record::kQemuKvm, run::can_run_qemu_kvm, run::qemu_kvm_depends_on, run::run_qemu_kvm},
    {record::kQemuUser, run::can_run_qemu_user, run::qemu_user_depends_on, run::run_qemu_user},
    {record::kQemuSystem, run::can_run_qemu_system, run::qemu_system_depends_on,
     run::run_qemu_system},
};

}  // namespace assay::cli
