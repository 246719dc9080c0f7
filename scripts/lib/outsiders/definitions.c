// SPDX-License-Identifier: Apache-2.0
// Operations of benchmarks that no package brings, written anew after their definitions, which
// pairs.toml cites. Prints how many nanoseconds one takes: definitions NAME [BYTES]
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int g_in, g_out;  // what an operation reads from and writes to
static char g_block[65536];

static void fail(const char* call) {
  perror(call);
  exit(1);
}

static int checked(long result, const char* call) {
  if (result < 0) fail(call);
  return (int)result;
}

static double now(void) {
  struct timespec at;
  clock_gettime(CLOCK_MONOTONIC, &at);
  return (double)at.tv_sec + 1e-9 * (double)at.tv_nsec;
}

static void open_pipe(void) {
  int ends[2];
  checked(pipe(ends), "pipe");
  g_in = ends[0], g_out = ends[1];
}

static void getpid_call(void) { syscall(SYS_getpid); }

static void mix(void) {
  close(dup(g_in));
  syscall(SYS_getpid);
  getuid();
  umask(022);
}

static void pipe_to_itself(void) {
  if (write(g_out, g_block, 512) != 512) fail("write");
  if (read(g_in, g_block, 512) != 512) fail("read");
}

static void spawn(void) {
  const pid_t child = checked(fork(), "fork");
  if (child == 0) exit(0);
  int status;
  checked(wait(&status), "wait");
}

static void fork_exit(void) {
  const pid_t child = checked(fork(), "fork");
  if (child == 0) _exit(0);
  int status;
  checked(waitpid(child, &status, 0), "waitpid");
}

static void read_zero(void) {
  if (read(g_in, g_block, 1) != 1) fail("read");
}

static void write_null(void) {
  if (write(g_out, g_block, 1) != 1) fail("write");
}

static void status(void) {
  struct stat found;
  checked(fstat(g_in, &found), "fstat");
}

static void handle(int number) { (void)number; }

static void install(void) {
  struct sigaction action, before;
  action.sa_handler = handle;
  action.sa_flags = 0;
  sigemptyset(&action.sa_mask);
  checked(sigaction(SIGUSR1, &action, &before), "sigaction");
}

static pid_t g_self;
static void caught(void) { checked(kill(g_self, SIGUSR1), "kill"); }

static void byte_and_back(void) {
  if (write(g_out, g_block, 1) != 1) fail("write");
  if (read(g_in, g_block, 1) != 1) fail("read");
}

static unsigned long g_count;
static void count_and_back(void) {
  unsigned long back = 0;
  if (write(g_out, &g_count, sizeof g_count) != sizeof g_count) fail("write");
  if (read(g_in, &back, sizeof back) != sizeof back || back != g_count) fail("read");
  ++g_count;
}

// A child that sends back what it gets, until the other end is closed.
static void open_partner(int by_socket, size_t bytes) {
  int there[2], back[2];
  if (by_socket) {
    checked(socketpair(AF_UNIX, SOCK_STREAM, 0, there), "socketpair");
    back[0] = there[0], back[1] = there[1];
  } else {
    checked(pipe(there), "pipe");
    checked(pipe(back), "pipe");
  }
  const int far_in = by_socket ? there[1] : there[0], near_out = by_socket ? there[0] : there[1];
  if (checked(fork(), "fork") == 0) {
    close(near_out);
    while (read(far_in, g_block, bytes) == (ssize_t)bytes &&
           write(back[1], g_block, bytes) == (ssize_t)bytes) {
    }
    _exit(0);
  }
  close(far_in);
  g_in = back[0], g_out = near_out;
}

static double *g_a, *g_b, *g_c;
static size_t g_count_of_doubles;

static void open_arrays(size_t bytes, size_t arrays) {
  g_count_of_doubles = bytes / arrays / sizeof(double);
  double** const all[3] = {&g_a, &g_b, &g_c};
  for (int i = 0; i < 3; ++i) {
    *all[i] = aligned_alloc(4096, (g_count_of_doubles * sizeof(double) / 4096 + 1) * 4096);
    if (*all[i] == NULL) fail("aligned_alloc");
    for (size_t j = 0; j < g_count_of_doubles; ++j) (*all[i])[j] = 1.0 + i;
  }
}

static void scale(void) {
  double* restrict const b = g_b;
  const double* restrict const c = g_c;
  for (size_t j = 0; j < g_count_of_doubles; ++j) b[j] = 3.0 * c[j];
  __asm__ volatile("" : : : "memory");
}

static void add(void) {
  const double* restrict const a = g_a, * restrict const b = g_b;
  double* restrict const c = g_c;
  for (size_t j = 0; j < g_count_of_doubles; ++j) c[j] = a[j] + b[j];
  __asm__ volatile("" : : : "memory");
}

static void triad(void) {
  double* restrict const a = g_a;
  const double* restrict const b = g_b, * restrict const c = g_c;
  for (size_t j = 0; j < g_count_of_doubles; ++j) a[j] = b[j] + 3.0 * c[j];
  __asm__ volatile("" : : : "memory");
}

static void (*prepared(const char* name, size_t bytes))(void) {
  g_self = getpid();
  g_in = checked(open("/dev/zero", O_RDONLY), "open"),
  g_out = checked(open("/dev/null", O_WRONLY), "open");
  if (strcmp(name, "getpid") == 0) return getpid_call;
  if (strcmp(name, "mix") == 0) return open_pipe(), mix;
  if (strcmp(name, "pipe") == 0) return open_pipe(), pipe_to_itself;
  if (strcmp(name, "context1") == 0) return open_partner(0, sizeof(unsigned long)), count_and_back;
  if (strcmp(name, "spawn") == 0) return spawn;
  if (strcmp(name, "fork") == 0) return fork_exit;
  if (strcmp(name, "read") == 0) return read_zero;
  if (strcmp(name, "write") == 0) return write_null;
  if (strcmp(name, "fstat") == 0) return status;
  if (strcmp(name, "install") == 0) return install;
  if (strcmp(name, "catch") == 0) return install(), caught;
  if (strcmp(name, "lat_pipe") == 0) return open_partner(0, 1), byte_and_back;
  if (strcmp(name, "lat_unix") == 0) return open_partner(1, 1), byte_and_back;
  if (strcmp(name, "scale") == 0) return open_arrays(bytes, 2), scale;
  if (strcmp(name, "add") == 0) return open_arrays(bytes, 3), add;
  if (strcmp(name, "triad") == 0) return open_arrays(bytes, 3), triad;
  fprintf(stderr, "definitions: unknown name '%s'\n", name);
  exit(2);
}

int main(int count, char** words) {
  if (count < 2) return fprintf(stderr, "usage: definitions NAME [BYTES]\n"), 2;
  void (*const operation)(void) = prepared(words[1], count > 2 ? strtoull(words[2], NULL, 10) : 0);
  double seconds = 0;
  uint64_t times = 1;
  for (; seconds < 0.3; times *= 2) {
    const double begin = now();
    for (uint64_t i = 0; i < times; ++i) operation();
    seconds = now() - begin;
  }
  printf("%.3f ns\n", seconds * 2e9 / (double)times);
  close(g_out), close(g_in);  // a partner ends then, and its time is counted with ours
  while (wait(NULL) > 0) {
  }
  return 0;
}
