// SPDX-License-Identifier: Apache-2.0
#include "sys/call_filter.h"

#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::sys {
namespace {

// AUDIT_ARCH_...: the ELF number of the machine, with bits for 64 bits and little-endian. A process
// can make calls of a second architecture (i386 on x86-64), whose numbers mean something else.
#if defined(__x86_64__)
constexpr std::uint32_t kArchitecture = 0xc000003e;
#elif defined(__aarch64__)
constexpr std::uint32_t kArchitecture = 0xc00000b7;
#elif defined(__riscv) && __riscv_xlen == 64
constexpr std::uint32_t kArchitecture = 0xc00000f3;
#elif defined(__loongarch64)
constexpr std::uint32_t kArchitecture = 0xc0000102;
#elif defined(__arm__)
constexpr std::uint32_t kArchitecture = 0x40000028;
#else
constexpr std::uint32_t kArchitecture = 0;
#endif

#ifdef SYS_mmap2
constexpr std::uint32_t kMmap = SYS_mmap2;  // 32-bit Arm has only this one
#else
constexpr std::uint32_t kMmap = SYS_mmap;
#endif

#ifndef SECCOMP_RET_KILL_PROCESS
#define SECCOMP_RET_KILL_PROCESS 0x80000000U  // before Linux 4.14 it kills the thread: we have one
#endif

// Bits of an argument, of its lower half, that must have this value.
struct Condition {
  unsigned argument;
  std::uint32_t bits, value;
};

struct Allowed {
  std::uint32_t call;
  std::vector<Condition> conditions{};
};

// Memory is malloc's: no file's, not shared, and it never becomes code. The first exception of a
// program wakes who waits for the tables of stack frames: nobody, and to wait is not allowed.
std::vector<Allowed> allowed_calls(int output) {
  constexpr unsigned kProtection = 2, kFlags = 3;
  constexpr Condition kNoCode{kProtection, PROT_EXEC, 0};
  constexpr Condition kOwn{kFlags, MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS,
                           MAP_PRIVATE | MAP_ANONYMOUS};
  constexpr Condition kWakeOnly{1, ~0u, FUTEX_WAKE_PRIVATE};
  return {{SYS_write, {{0, ~0u, static_cast<std::uint32_t>(output)}}},
          {kMmap, {kNoCode, kOwn}},
          {SYS_mprotect, {kNoCode}},
          {SYS_munmap},
          {SYS_mremap},
          {SYS_madvise},
          {SYS_brk},
          {SYS_futex, {kWakeOnly}},
          {SYS_exit_group},
          {SYS_exit}};
}

// Steps of the kernel's small machine: one register, and jumps that only lead forward.
class Program {
 public:
  void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, offset); }
  void keep_bits(std::uint32_t bits) { add(BPF_ALU | BPF_AND | BPF_K, bits); }
  void end_with(std::uint32_t action) { add(BPF_RET | BPF_K, action); }
  // Goes on where the register has this value, else leaves out so many steps.
  void expect(std::uint32_t value, std::size_t left_out) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value);
    steps_.back().jf = static_cast<std::uint8_t>(left_out);
  }
  void leave_out_next_if(std::uint32_t value) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value);
    steps_.back().jt = 1;
  }
  sock_fprog whole() { return {static_cast<unsigned short>(steps_.size()), steps_.data()}; }

 private:
  void add(int what, std::size_t operand) {
    steps_.push_back({static_cast<std::uint16_t>(what), 0, 0, static_cast<std::uint32_t>(operand)});
  }

  std::vector<sock_filter> steps_;
};

Program program_for(const std::vector<Allowed>& calls) {
  static_assert(std::endian::native == std::endian::little, "an argument's lower half comes first");
  Program program;
  program.load(offsetof(seccomp_data, arch));
  program.leave_out_next_if(kArchitecture);
  program.end_with(SECCOMP_RET_KILL_PROCESS);
  for (const Allowed& allowed : calls) {
    constexpr std::size_t kStepsOfACondition = 3;
    std::size_t left = kStepsOfACondition * allowed.conditions.size() + 1;
    program.load(offsetof(seccomp_data, nr));
    program.expect(allowed.call, left);
    for (const Condition& condition : allowed.conditions) {
      left -= kStepsOfACondition;
      program.load(offsetof(seccomp_data, args) + sizeof(std::uint64_t) * condition.argument);
      program.keep_bits(condition.bits);
      program.expect(condition.value, left);
    }
    program.end_with(SECCOMP_RET_ALLOW);
  }
  program.end_with(SECCOMP_RET_KILL_PROCESS);
  return program;
}

}  // namespace

int filter_calls(int output) {
  if (kArchitecture == 0) return -ENOSYS;
  Program program = program_for(allowed_calls(output));
  const sock_fprog whole = program.whole();
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &whole) == 0 ? 0 : -errno;
}

}  // namespace assay::sys
