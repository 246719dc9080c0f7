// SPDX-License-Identifier: Apache-2.0
//
// The first program of a guest, built with the kernel's own nolibc header: mounts, reads its
// orders, runs the programs they name one after the other, sends what they print and leave through
// a port of its own, and turns the machine off. The console belongs to the kernel, and to people:
// without orders a line typed there is a program to run.
//
// Orders are lines in /assay/orders. A program is described and then run:
//   counted            instructions are the guest's clock, a nanosecond each: from now on programs
//                      always lie at the same addresses, and the CPU's frequency is 1000 MHz
//   seconds N          ended after so long by the guest's clock (60)
//   delay NS           waits so long before it starts
//   arg TEXT           the program's path, then its arguments; env NAME=VALUE likewise
//   run                runs it, as number 1, 2 ...; what was described is forgotten. What it
//                      writes to its descriptor 3 is sent as its results
//   echo               from now on what programs print goes to the console too
//
// Frames on the port, each with its hash, so that a torn or mixed one is seen:
//   assay KIND NUMBER LENGTH HASH\n, LENGTH bytes, \n       HASH: FNV-1a, 64 bits, hex
//   init      the guest is up: lines `clock NS`, `free KIB`, `release TEXT`
//   begin     a program begins: `clock NS`
//   out, err  what it printed, in pieces
//   results   what it wrote to descriptor 3, in pieces
//   end       it ended: `exit N`, `signal N`, `timeout` or `cannot start: WORDS`, then `clock NS`
//   cut       the rest of what it printed was dropped
//   fault     orders that can't be carried out: a sentence
//   bye       all orders are done

#include <asm/unistd.h>
#include <linux/reboot.h>

enum { MOST_WORDS = 256, PIECE = 16384, DEFAULT_SECONDS = 60 };
#define MOST_OUTPUT (16ull << 20)  // of one program
#define NS_PER_S 1000000000ull

static int port = -1;
static int echo;     // what programs print goes to the console too
static int counted;  // instructions are the clock

struct order {
  char* words[MOST_WORDS + 1];
  char* environment[MOST_WORDS + 1];
  unsigned words_used, environment_used;
  unsigned seconds;
  unsigned long long delay_ns;
};

// ---- text

struct line {
  char text[256];
  size_t length;
};

static void add(struct line* line, const char* text) {
  while (*text != 0 && line->length < sizeof(line->text)) line->text[line->length++] = *text++;
}

static void add_number(struct line* line, unsigned long long number) {
  char digits[21];
  size_t at = sizeof(digits);
  digits[--at] = 0;
  do digits[--at] = (char)('0' + number % 10);
  while ((number /= 10) != 0);
  add(line, digits + at);
}

static void add_hex(struct line* line, unsigned long long number) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    char digit[2] = {"0123456789abcdef"[(number >> shift) & 15], 0};
    add(line, digit);
  }
}

static void say(const char* what, const char* detail) {
  struct line line = {.length = 0};
  add(&line, "init: ");
  add(&line, what);
  add(&line, detail);
  add(&line, "\n");
  write(2, line.text, line.length);
}

// The rest of `text` after `word` and a space, or null.
static char* after(char* text, const char* word) {
  while (*word != 0) {
    if (*text++ != *word++) return NULL;
  }
  if (*text == 0) return text;
  return *text == ' ' ? text + 1 : NULL;
}

// ---- the port

static void write_all(int file, const char* bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(file, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // nobody is left to be told
    bytes += written;
    length -= (size_t)written;
  }
}

static void send(const char* kind, unsigned number, const char* bytes, size_t length) {
  unsigned long long hash = 0xcbf29ce484222325ull;
  for (size_t i = 0; i < length; ++i) hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3ull;
  struct line head = {.length = 0};
  add(&head, "assay ");
  add(&head, kind);
  add(&head, " ");
  add_number(&head, number);
  add(&head, " ");
  add_number(&head, length);
  add(&head, " ");
  add_hex(&head, hash);
  add(&head, "\n");
  if (port < 0) return;
  write_all(port, head.text, head.length);
  write_all(port, bytes, length);
  write_all(port, "\n", 1);
}

static unsigned long long clock_ns(void) {
  long long time[2] = {0, 0};
  my_syscall2(__NR_clock_gettime, 1 /* CLOCK_MONOTONIC */, time);
  return (unsigned long long)time[0] * NS_PER_S + (unsigned long long)time[1];
}

static void add_clock(struct line* line) {
  add(line, "clock ");
  add_number(line, clock_ns());
  add(line, "\n");
}

static void sleep_ns(unsigned long long ns) {
  long long time[2] = {(long long)(ns / NS_PER_S), (long long)(ns % NS_PER_S)};
  my_syscall2(__NR_nanosleep, time, NULL);
}

// The port appears a moment after the driver has started, in a thread of the kernel.
static void open_port(void) {
  for (int tries = 0; tries < 2000; ++tries) {
    port = open("/dev/vport0p1", O_RDWR | O_CLOEXEC, 0);
    if (port >= 0) return;
    sleep_ns(NS_PER_S / 1000);
  }
  say("no port for results: ", "is the kernel without virtio consoles?");
}

// ---- the machine

static void mount_at(const char* kind, const char* place) {
  mkdir(place, 0755);
  if (mount(kind, place, kind, 0, NULL) != 0 && errno != ENODEV && errno != EBUSY &&
      errno != ENOENT) {
    say("cannot mount ", place);
  }
}

__attribute__((noreturn)) static void power_off(void) {
#ifdef __x86_64__
  reboot(
      LINUX_REBOOT_CMD_RESTART);  // without ACPI a PC can't turn itself off; QEMU ends at a restart
#else
  reboot(LINUX_REBOOT_CMD_POWER_OFF);
#endif
  say("the machine does not turn off", "");
  for (;;) sleep_ns(NS_PER_S);
}

// Whole contents of a file, ended by a zero; null when it can't be read.
static char* read_whole(const char* path, size_t* length) {
  int file = open(path, O_RDONLY, 0);
  if (file < 0) return NULL;
  size_t room = PIECE, used = 0;
  char* text = malloc(room + 1);
  while (text != NULL) {
    ssize_t got = read(file, text + used, room - used);
    if (got <= 0) break;
    used += (size_t)got;
    if (used < room) continue;
    char* larger = malloc(room * 2 + 1);
    if (larger != NULL) memcpy(larger, text, used);
    free(text);
    text = larger;
    room *= 2;
  }
  close(file);
  if (text != NULL) text[used] = 0;
  *length = used;
  return text;
}

// The machine has no source of chance, so the kernel would wait for one for ever, and every random
// number it takes itself (a stack's place, a canary) would cost a hash until then. Always the same
// bytes: this guest has no secrets, and its counts are to repeat.
static void seed_random(void) {
  struct {
    int bits, bytes;
    char seed[32];
  } entropy = {.bits = 256, .bytes = 32, .seed = "assay"};
  const int file = open("/dev/random", O_WRONLY | O_CLOEXEC, 0);
  if (file < 0 || ioctl(file, 0x40085203 /* RNDADDENTROPY, linux/random.h */, &entropy) != 0) {
    say("cannot seed ", "/dev/random");
  }
  if (file >= 0) close(file);
}

// A distribution's kernel has drivers as modules; /assay/modules/order names them, one path a line.
static void load_modules(void) {
  size_t length;
  char* at = read_whole("/assay/modules/order", &length);
  while (at != NULL && *at != 0) {
    char* end = strchr(at, '\n');
    if (end != NULL) *end = 0;
    const int file = open(at, O_RDONLY | O_CLOEXEC, 0);
    if (file < 0 || my_syscall3(__NR_finit_module, file, "", 0) != 0) say("cannot load ", at);
    if (file >= 0) close(file);
    if (end == NULL) return;
    at = end + 1;
  }
}

// Google Benchmark reads a frequency there, and where none is spins a second long to find it: only
// RISC-V's kernel tells none.
static void tell_frequency(void) {
#ifdef __riscv
  static const char frequency[] = "cpu MHz\t\t: 1000.000\n";
  size_t length;
  char* text = read_whole("/proc/cpuinfo", &length);
  const int file = open("/cpuinfo", O_WRONLY | O_CREAT | O_CLOEXEC, 0444);
  if (text != NULL && file >= 0) {
    write_all(file, text, length);
    write_all(file, frequency, sizeof(frequency) - 1);
  }
  if (file >= 0) close(file);
  if (mount("/cpuinfo", "/proc/cpuinfo", NULL, MS_BIND, NULL) != 0) {
    say("cannot tell a frequency in ", "/proc/cpuinfo");
  }
#endif
}

static void send_init(void) {
  struct line line = {.length = 0};
  add_clock(&line);
  size_t length;
  char* memory = read_whole("/proc/meminfo", &length);
  for (char* at = memory; at != NULL; at = strchr(at, '\n')) {
    if (*at == '\n') ++at;
    char* free_memory = after(at, "MemFree:");
    if (free_memory == NULL) continue;
    while (*free_memory == ' ') ++free_memory;
    add(&line, "free ");
    add_number(&line, (unsigned long long)atol(free_memory));
    add(&line, "\n");
  }
  char* release = read_whole("/proc/sys/kernel/osrelease", &length);
  if (release != NULL) {
    add(&line, "release ");
    add(&line, release);  // with its own newline
  }
  send("init", 0, line.text, line.length);
}

// ---- programs

static void forget(struct order* order) {
  memset(order, 0, sizeof(*order));
  order->seconds = DEFAULT_SECONDS;
}

enum stream { OUT, ERR, RESULTS, STREAMS };
static const char* const kinds[STREAMS] = {"out", "err", "results"};

// In the child: never returns. What goes wrong is told by `report`, which exec closes.
__attribute__((noreturn)) static void become(const struct order* order, int pipes[STREAMS][2],
                                             int report) {
  setsid();
  dup2(open("/dev/null", O_RDONLY, 0), 0);
  dup2(pipes[OUT][1], 1);
  dup2(pipes[ERR][1], 2);
  if (pipes[RESULTS][1] == 3) {
    my_syscall3(__NR_fcntl, 3, F_SETFD, 0);
  } else {
    dup2(pipes[RESULTS][1], 3);
  }
  if (counted) my_syscall1(__NR_personality, 0x0040000 /* ADDR_NO_RANDOMIZE */);
  chdir("/tmp");
  execve(order->words[0], order->words, order->environment);
  const int fault = errno;
  write_all(report, (const char*)&fault, sizeof(fault));
  exit(127);  // nolibc has nothing that runs at an exit
}

static void pass_on(enum stream stream, unsigned number, const char* bytes, size_t length,
                    unsigned long long* left) {
  if (echo && stream != RESULTS) write_all(1, bytes, length);
  if (*left == 0) return;
  if (length > *left) length = (size_t)*left;
  send(kinds[stream], number, bytes, length);
  *left -= length;
  if (*left == 0) send("cut", number, "", 0);
}

// Of all processes but this one, so that nothing of a program runs beside the next.
static void end_all(void) {
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {
  }
}

static void send_end(unsigned number, int status, int timeout, int fault) {
  struct line line = {.length = 0};
  if (fault != 0) {
    add(&line, "cannot start: error ");
    add_number(&line, (unsigned long long)fault);
  } else if (timeout) {
    add(&line, "timeout");
  } else if (WIFEXITED(status)) {
    add(&line, "exit ");
    add_number(&line, (unsigned long long)WEXITSTATUS(status));
  } else {
    add(&line, "signal ");
    add_number(&line, (unsigned long long)(status & 127));
  }
  add(&line, "\n");
  add_clock(&line);
  send("end", number, line.text, line.length);
}

// Reads the streams until the program has ended and nothing is left in them, or its time is over
// (1). Sleeps until there is something to do: a wake-up would be counted with the program.
static int watch(unsigned number, int pipes[STREAMS][2], pid_t child, unsigned seconds,
                 int* status) {
  static char piece[PIECE];
  unsigned long long left = MOST_OUTPUT;
  const unsigned long long end = clock_ns() + seconds * NS_PER_S;
  const int process = (int)my_syscall2(__NR_pidfd_open, child, 0);
  struct pollfd watched[STREAMS + 1];
  for (int i = 0; i < STREAMS; ++i) {
    watched[i] = (struct pollfd){.fd = pipes[i][0], .events = POLLIN};
  }
  watched[STREAMS] = (struct pollfd){.fd = process, .events = POLLIN};
  int ended = 0;
  for (;;) {
    const unsigned long long now = clock_ns();
    const int wait_ms = now >= end ? 0 : (int)((end - now) / 1000000) + 1;
    const int ready = poll(watched, STREAMS + 1, ended ? 0 : wait_ms);
    if (ready == 0) break;
    for (int i = 0; ready > 0 && i < STREAMS; ++i) {
      if (watched[i].fd < 0 || watched[i].revents == 0) continue;
      const ssize_t got = read(watched[i].fd, piece, sizeof(piece));
      if (got > 0) pass_on((enum stream)i, number, piece, (size_t)got, &left);
      if (got <= 0) watched[i].fd = -1;
    }
    if (ready > 0 && watched[STREAMS].revents != 0 && waitpid(child, status, WNOHANG) == child) {
      ended = 1;
      watched[STREAMS].fd = -1;
      watched[STREAMS].revents = 0;
    }
    if (clock_ns() > end) break;
  }
  close(process);
  return !ended;
}

static void run(const struct order* order, unsigned number) {
  sleep_ns(order->delay_ns);
  struct line line = {.length = 0};
  add_clock(&line);
  send("begin", number, line.text, line.length);
  // Three for the streams, one on which the child reports that it could not become the program.
  int pipes[STREAMS + 1][2] = {{-1, -1}, {-1, -1}, {-1, -1}, {-1, -1}};
  int fault = 0, status = 0, timeout = 0;
  for (int i = 0; i <= STREAMS; ++i) {
    if (my_syscall2(__NR_pipe2, pipes[i], O_CLOEXEC) != 0) fault = EMFILE;
  }
  const pid_t child = fault != 0 ? -1 : fork();
  if (child < 0 && fault == 0) fault = errno;
  if (child == 0) become(order, pipes, pipes[STREAMS][1]);
  for (int i = 0; i <= STREAMS; ++i) close(pipes[i][1]);
  if (child > 0) {
    if (read(pipes[STREAMS][0], &fault, sizeof(fault)) != (ssize_t)sizeof(fault)) fault = 0;
    timeout = watch(number, pipes, child, order->seconds, &status);
  }
  end_all();
  for (int i = 0; i <= STREAMS; ++i) close(pipes[i][0]);
  send_end(number, status, timeout, fault);
}

// A fresh folder for each program's files.
static void empty_tmp(void) {
  my_syscall2(__NR_umount2, "/tmp", 2 /* MNT_DETACH */);
  mount_at("tmpfs", "/tmp");
}

// ---- orders

static int take(struct order* order, char* text, unsigned* number) {
  char* rest;
  if ((rest = after(text, "arg")) != NULL && order->words_used < MOST_WORDS) {
    order->words[order->words_used++] = rest;
  } else if ((rest = after(text, "env")) != NULL && order->environment_used < MOST_WORDS) {
    order->environment[order->environment_used++] = rest;
  } else if ((rest = after(text, "seconds")) != NULL) {
    order->seconds = (unsigned)atol(rest);
  } else if ((rest = after(text, "delay")) != NULL) {
    order->delay_ns = (unsigned long long)atol(rest);
  } else if (after(text, "counted") != NULL) {
    counted = 1;
    tell_frequency();
  } else if (after(text, "echo") != NULL) {
    echo = 1;
  } else if (after(text, "run") != NULL && order->words_used > 0) {
    empty_tmp();
    run(order, ++*number);
    forget(order);
  } else {
    return 0;
  }
  return 1;
}

static void carry_out(char* text) {
  static struct order order;
  unsigned number = 0;
  forget(&order);
  while (*text != 0) {
    char* end = strchr(text, '\n');
    if (end != NULL) *end = 0;
    if (*text != 0 && !take(&order, text, &number)) {
      send("fault", number, text, strlen(text));
      say("orders that I don't understand: ", text);
      return;
    }
    if (end == NULL) break;
    text = end + 1;
  }
  send("bye", number, "", 0);
}

// The next word of a line, ended by a zero; `*at` moves behind it. Null at the end.
static char* next_word(char** at) {
  while (**at == ' ') ++*at;
  if (**at == 0) return NULL;
  char* word = *at;
  while (**at != ' ' && **at != 0) ++*at;
  if (**at == ' ') *(*at)++ = 0;
  return word;
}

// For people: each line is a program and its arguments.
static void listen(void) {
  static struct order order;
  static char text[1024];
  unsigned number = 0;
  echo = 1;
  say("type a program and its arguments; ", "an empty line turns the machine off");
  for (;;) {
    write_all(1, "> ", 2);
    ssize_t got = read(0, text, sizeof(text) - 1);
    if (got <= 1) return;
    text[got - 1] = 0;
    forget(&order);
    char* at = text;
    for (char* word = next_word(&at); word != NULL; word = next_word(&at)) {
      if (order.words_used < MOST_WORDS) order.words[order.words_used++] = word;
    }
    if (order.words_used == 0) return;
    order.environment[0] = "PATH=/bin";
    run(&order, ++number);
  }
}

int main(void) {
  mount_at("devtmpfs", "/dev");
  mount_at("proc", "/proc");
  mount_at("sysfs", "/sys");
  mount_at("tmpfs", "/tmp");
  mkdir("/dev/shm", 01777);
  mount_at("tmpfs", "/dev/shm");
  mount_at("cgroup2", "/sys/fs/cgroup");
  seed_random();
  load_modules();
  open_port();
  send_init();
  size_t length;
  char* orders = read_whole("/assay/orders", &length);
  if (orders != NULL) {
    carry_out(orders);
  } else {
    listen();
  }
  power_off();
}
