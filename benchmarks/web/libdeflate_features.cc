// SPDX-License-Identifier: Apache-2.0
// libdeflate asks the CPU at run time what it has (lib/x86/cpu_features.c, lib/arm/cpu_features.c,
// which are not compiled). These stand for the answer, "known, and nothing more": what is used is
// then what the flags of the target allow, on every machine and under every emulator.
#include <cstdint>

#if ASSAY_HAS_LIBDEFLATE

extern "C" {

constexpr std::uint32_t kKnown = 0x80000000u;

extern volatile std::uint32_t libdeflate_x86_cpu_features, libdeflate_arm_cpu_features;
volatile std::uint32_t libdeflate_x86_cpu_features = kKnown, libdeflate_arm_cpu_features = kKnown;

// Called where the answer is 0: never.
void libdeflate_init_x86_cpu_features();
void libdeflate_init_x86_cpu_features() {}
void libdeflate_init_arm_cpu_features();
void libdeflate_init_arm_cpu_features() {}
}

#endif
