// SPDX-License-Identifier: Apache-2.0
#include "host/own_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csetjmp>
#include <csignal>
#include <cstdint>
#include <span>

#include "base/text.h"

#if defined(__x86_64__)
#include <cpuid.h>
#else
#include <sys/auxv.h>
#endif

namespace assay::host {
namespace {

// "avx2 -avx512f": what there is, and what there is not.
class Told {
 public:
  void add(std::string_view name, bool there) {
    if (!text_.empty()) text_ += ' ';
    if (!there) text_ += '-';
    text_ += name;
  }
  std::string text() { return std::move(text_); }

 private:
  std::string text_;
};

#if defined(__x86_64__)

enum class Register { ebx, ecx, edx };
enum class State { none, avx, avx512 };  // which registers the kernel must keep for it
struct Bit {
  std::string_view name;
  unsigned leaf;
  Register in;
  unsigned bit;
  State state = State::none;
};
// Intel SDM volume 2A, CPUID; AMD APM volume 3, appendix E. The names are Linux's
// (arch/x86/include/asm/cpufeatures.h).
constexpr std::array<Bit, 28> kBits = {{{"sse2", 1, Register::edx, 26},
                                        {"pni", 1, Register::ecx, 0},
                                        {"pclmulqdq", 1, Register::ecx, 1},
                                        {"ssse3", 1, Register::ecx, 9},
                                        {"fma", 1, Register::ecx, 12, State::avx},
                                        {"cx16", 1, Register::ecx, 13},
                                        {"sse4_1", 1, Register::ecx, 19},
                                        {"sse4_2", 1, Register::ecx, 20},
                                        {"movbe", 1, Register::ecx, 22},
                                        {"popcnt", 1, Register::ecx, 23},
                                        {"aes", 1, Register::ecx, 25},
                                        {"avx", 1, Register::ecx, 28, State::avx},
                                        {"f16c", 1, Register::ecx, 29, State::avx},
                                        {"bmi1", 7, Register::ebx, 3},
                                        {"avx2", 7, Register::ebx, 5, State::avx},
                                        {"bmi2", 7, Register::ebx, 8},
                                        {"avx512f", 7, Register::ebx, 16, State::avx512},
                                        {"avx512dq", 7, Register::ebx, 17, State::avx512},
                                        {"adx", 7, Register::ebx, 19},
                                        {"avx512cd", 7, Register::ebx, 28, State::avx512},
                                        {"sha_ni", 7, Register::ebx, 29},
                                        {"avx512bw", 7, Register::ebx, 30, State::avx512},
                                        {"avx512vl", 7, Register::ebx, 31, State::avx512},
                                        {"avx512_vnni", 7, Register::ecx, 11, State::avx512},
                                        {"gfni", 7, Register::ecx, 8},
                                        {"vaes", 7, Register::ecx, 9, State::avx},
                                        {"lahf_lm", 0x80000001, Register::ecx, 0},
                                        {"abm", 0x80000001, Register::ecx, 5}}};

bool bit_of(const Bit& asked) {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  if (__get_cpuid_count(asked.leaf, 0, &eax, &ebx, &ecx, &edx) == 0) return false;
  const unsigned word = asked.in == Register::ebx ? ebx : asked.in == Register::ecx ? ecx : edx;
  return (word >> asked.bit & 1) != 0;
}

// XCR0: bits 1 and 2 are those of AVX, 5 to 7 those of AVX-512 (Intel SDM volume 1, 13.3).
std::uint64_t kept_states() {
  constexpr Bit kOsxsave{"osxsave", 1, Register::ecx, 27};
  if (!bit_of(kOsxsave)) return 0;
  unsigned low = 0, high = 0;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return std::uint64_t{high} << 32 | low;
}

std::string ask() {
  const std::uint64_t states = kept_states();
  const auto keeps = [&](State state) {
    const std::uint64_t needed = state == State::none ? 0 : state == State::avx ? 0x6 : 0xe6;
    return (states & needed) == needed;
  };
  Told told;
  for (const Bit& each : kBits) told.add(each.name, keeps(each.state) && bit_of(each));
  return told.text();
}

#else

using Names = std::span<const std::string_view>;  // by their bits; "": not known to anybody

// Linux include/uapi/asm/hwcap.h of each architecture; the names are those of its /proc/cpuinfo.
#if defined(__aarch64__)
constexpr std::array<std::string_view, 32> kFirst = {
    "fp",      "asimd", "evtstrm", "aes",   "pmull",    "sha1",   "sha2", "crc32",
    "atomics", "fphp",  "asimdhp", "cpuid", "asimdrdm", "jscvt",  "fcma", "lrcpc",
    "dcpop",   "sha3",  "sm3",     "sm4",   "asimddp",  "sha512", "sve",  "asimdfhm",
    "dit",     "uscat", "ilrcpc",  "flagm", "ssbs",     "sb",     "paca", "pacg"};
constexpr std::array<std::string_view, 32> kSecond = {
    "dcpodp",    "sve2",      "sveaes",  "svepmull",  "svebitperm", "svesha3",  "svesm4",
    "flagm2",    "frint",     "svei8mm", "svef32mm",  "svef64mm",   "svebf16",  "i8mm",
    "bf16",      "dgh",       "rng",     "bti",       "mte",        "ecv",      "afp",
    "rpres",     "mte3",      "sme",     "smei16i64", "smef64f64",  "smei8i32", "smef16f32",
    "smeb16f32", "smef32f32", "smefa64", "wfxt"};
#elif defined(__arm__)
constexpr std::array<std::string_view, 28> kFirst = {
    "swp",      "half", "thumb",   "26bit",   "fastmult", "fpa",       "vfp",
    "edsp",     "java", "iwmmxt",  "crunch",  "thumbee",  "neon",      "vfpv3",
    "vfpv3d16", "tls",  "vfpv4",   "idiva",   "idivt",    "vfpd32",    "lpae",
    "evtstrm",  "fphp", "asimdhp", "asimddp", "asimdfhm", "asimdbf16", "i8mm"};
constexpr std::array<std::string_view, 7> kSecond = {"aes",   "pmull", "sha1", "sha2",
                                                     "crc32", "sb",    "ssbs"};
#elif defined(__loongarch__)
constexpr std::array<std::string_view, 13> kFirst = {
    "cpucfg",  "lam",    "ual", "fpu",     "lsx",     "lasx",    "crc32",
    "complex", "crypto", "lvz", "lbt_x86", "lbt_arm", "lbt_mips"};
constexpr std::array<std::string_view, 0> kSecond = {};
#elif defined(__riscv)
// The bit of a letter is its place in the alphabet.
constexpr std::array<std::string_view, 22> kFirst = {
    "a", "", "c", "d", "", "f", "", "", "i", "", "", "", "m", "", "", "", "", "", "", "", "", "v"};
constexpr std::array<std::string_view, 0> kSecond = {};
#else
constexpr std::array<std::string_view, 0> kFirst = {}, kSecond = {};
#endif

#if defined(__riscv)
sigjmp_buf without_vectors;  // a handler takes no argument of ours

// QEMU before 8.1 tells its programs nothing of V, so that only trying remains.
bool executes_vectors() {
  struct sigaction trap{};
  struct sigaction before{};
  trap.sa_handler = [](int) { siglongjmp(without_vectors, 1); };
  if (sigaction(SIGILL, &trap, &before) != 0) return false;
  volatile bool done = false;
  if (sigsetjmp(without_vectors, 1) == 0) {
    asm volatile(".word 0x0c0072d7" ::: "t0");  // vsetvli t0, zero, e8, m1, ta, ma
    done = true;
  }
  sigaction(SIGILL, &before, nullptr);
  return done;
}
#endif

bool is_there(std::string_view name, bool told) {
#if defined(__riscv)
  return told || (name == "v" && executes_vectors());
#else
  static_cast<void>(name);
  return told;
#endif
}

void add_word(Names names, unsigned long word, Told& told) {
  for (std::size_t bit = 0; bit < names.size(); ++bit) {
    if (!names[bit].empty()) told.add(names[bit], is_there(names[bit], (word >> bit & 1) != 0));
  }
}

std::string ask() {
  const unsigned long first = getauxval(AT_HWCAP);
  if (first == 0) return {};
  Told told;
  add_word(kFirst, first, told);
  add_word(kSecond, getauxval(AT_HWCAP2), told);
  return told.text();
}

#endif

}  // namespace

std::vector<std::string> usable_features(const Root& root, const CpuIdentity& cpu,
                                         std::string_view machine) {
  const auto told = root.observe("features", ask);
  if (!told) return cpu.features;
  std::vector<std::string> has, lacks;
  for (std::string& word : base::split(*told, ' ')) {
    if (word.starts_with('-')) {
      lacks.push_back(word.substr(1));
    } else if (!word.empty()) {
      has.push_back(std::move(word));
    }
  }
  std::ranges::sort(has);
  std::ranges::sort(lacks);
  if (cpu.architecture != machine) return has;
  std::vector<std::string> listed, usable;
  std::ranges::set_difference(cpu.features, lacks, std::back_inserter(listed));
  std::ranges::set_union(listed, has, std::back_inserter(usable));
  return usable;
}

}  // namespace assay::host
