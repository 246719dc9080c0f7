// SPDX-License-Identifier: Apache-2.0
// For tests: runs a program as on an older kernel or in a tighter container. The kernel refuses the
// system calls named, to it and to all that it starts.
//   old_kernel FAULT CALL[,CALL...] [FAULT CALL[,CALL...]]... -- PROGRAM ARG...
// FAULT is ENOSYS (a kernel that does not know them), EPERM (a container that forbids them),
// EOPNOTSUPP (a part that was switched off at boot) or KILL (SIGSYS ends who calls them: nobody can
// try and go on); of calls that stand twice the first counts.
// newer-than-4.19 means all that Linux 4.19 did not have.
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The first number that Linux 4.19 did not have. Since 5.0 all architectures number alike, from 424
// on; below that x86-64 ends with 334 (rseq), 32-bit Arm with 399, the others with 293 (rseq).
#if defined(__x86_64__)
#define AFTER_4_19 335
#elif defined(__arm__)
#define AFTER_4_19 400
#else
#define AFTER_4_19 294
#endif

struct call {
  const char* name;
  unsigned number;
};

// Some numbers are missing in older headers, but are the same everywhere.
static const struct call calls[] = {
    {"bpf", SYS_bpf},
    {"clone3", 435},
    {"close_range", 436},
    {"connect", SYS_connect},
    {"copy_file_range", SYS_copy_file_range},
    {"eventfd2", SYS_eventfd2},
    {"faccessat2", 439},
    {"getrandom", SYS_getrandom},
    {"io_uring_setup", 425},
    {"landlock_create_ruleset", 444},
    {"memfd_create", SYS_memfd_create},
    {"openat2", 437},
    {"perf_event_open", SYS_perf_event_open},
    {"personality", SYS_personality},
    {"pidfd_open", 434},
    {"pidfd_send_signal", 424},
    {"renameat2", SYS_renameat2},
    {"rseq", SYS_rseq},
    {"seccomp", SYS_seccomp},
    {"socket", SYS_socket},
    {"socketpair", SYS_socketpair},
    {"statx", SYS_statx},
};

enum { MOST = 128 };
static struct sock_filter filter[MOST];
static unsigned short length;

static int add(struct sock_filter step) {
  if (length == MOST) {
    fprintf(stderr, "old_kernel: too many system calls\n");
    return 0;
  }
  filter[length++] = step;
  return 1;
}

// Compares the call's number as `how` says; where that fits, the filter returns `action`.
static int refuse(unsigned how, unsigned number, unsigned action) {
  return add((struct sock_filter)BPF_JUMP(BPF_JMP | how | BPF_K, number, 0, 1)) &&
         add((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

static int refuse_named(const char* name, size_t size, unsigned action) {
  static const char newer[] = "newer-than-4.19";
  if (size == sizeof newer - 1 && strncmp(name, newer, size) == 0) {
    return refuse(BPF_JGE, AFTER_4_19, action);
  }
  for (size_t i = 0; i < sizeof calls / sizeof calls[0]; ++i) {
    if (strlen(calls[i].name) == size && strncmp(calls[i].name, name, size) == 0) {
      return refuse(BPF_JEQ, calls[i].number, action);
    }
  }
  fprintf(stderr, "old_kernel: no system call %.*s in its list\n", (int)size, name);
  return 0;
}

static int refuse_list(const char* list, unsigned action) {
  for (;;) {
    const size_t size = strcspn(list, ",");
    if (!refuse_named(list, size, action)) return 0;
    if (list[size] == '\0') return 1;
    list += size + 1;
  }
}

// 0 for none of them.
static unsigned action_of(const char* word) {
  if (strcmp(word, "ENOSYS") == 0) return SECCOMP_RET_ERRNO | ENOSYS;
  if (strcmp(word, "EPERM") == 0) return SECCOMP_RET_ERRNO | EPERM;
  if (strcmp(word, "EOPNOTSUPP") == 0) return SECCOMP_RET_ERRNO | EOPNOTSUPP;
  if (strcmp(word, "KILL") == 0) return SECCOMP_RET_KILL_PROCESS;
  return 0;
}

// 0, or where the program stands among the arguments.
static int read_arguments(int count, char** words) {
  for (int at = 1; at + 1 < count; at += 2) {
    if (strcmp(words[at], "--") == 0) return at + 1;
    const unsigned action = action_of(words[at]);
    if (action == 0) break;
    if (!refuse_list(words[at + 1], action)) return 0;
  }
  fprintf(stderr,
          "usage: old_kernel ENOSYS|EPERM|EOPNOTSUPP|KILL CALL[,CALL...] ... -- PROGRAM ARG...\n");
  return 0;
}

int main(int count, char** words) {
  add((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
  const int program = read_arguments(count, words);
  if (program == 0) return 2;
  if (!add((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW))) return 2;
  const struct sock_fprog all = {length, filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &all) != 0) {
    perror("old_kernel: seccomp");
    return 77;
  }
  execvp(words[program], words + program);
  perror(words[program]);
  return 127;
}
