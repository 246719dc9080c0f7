// SPDX-License-Identifier: Apache-2.0
#include "sys/spawn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <optional>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "sys/environment.h"
#include "sys/family.h"
#include "sys/fault.h"
#include "sys/sanitized.h"
#include "sys/unnamed_file.h"

namespace assay::sys {
namespace {

namespace fs = std::filesystem;
using base::Error;
using base::Exit;

Error cannot_start(const std::string& program, std::string_view why, Exit exit = Exit::missing) {
  return Error(exit, fmt::format("cannot start {}: {}", base::printable(program), why));
}

// What the child needs and this machine does not give: nothing is said of the program.
Error cannot_give(std::string_view what, int fault) {
  return Error(Exit::missing, fmt::format("cannot make {} for a process: {}", what, reason(fault)));
}

// The child moves its descriptors to 0, 1, 2 and on: none of them may stand there before.
constexpr int kMostFiles = 2;
constexpr int kFirstOwn = STDERR_FILENO + 1 + kMostFiles;

Descriptor above_childs(int number) {
  Descriptor descriptor(number);
  if (number >= kFirstOwn || number < 0) return descriptor;
  Descriptor above(fcntl(number, F_DUPFD_CLOEXEC, kFirstOwn));
  if (!above.good()) throw cannot_give("descriptors", EMFILE);  // fcntl says EINVAL
  return above;
}

Descriptor open_by_name(const fs::path& file) {
  Descriptor named = above_childs(open(file.c_str(), O_PATH | O_CLOEXEC));
  if (named.good()) return named;
  throw Error(Exit::missing,
              fmt::format("cannot open {}: {}", base::printable(file.string()), reason(errno)));
}

struct PipeOfChild {
  Descriptor read, write;
};

PipeOfChild make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw cannot_give("a pipe", errno);
  PipeOfChild pipe{above_childs(ends[0]), above_childs(ends[1])};
  if (!pipe.read.good() || !pipe.write.good()) throw cannot_give("a pipe", EMFILE);
  return pipe;
}

// A file: the child may read it when it likes, and closing it early is not a SIGPIPE to us.
Descriptor make_input(std::string_view bytes) {
  if (bytes.empty()) {
    Descriptor nothing = above_childs(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (nothing.good()) return nothing;
  }
  // Without /dev/null an empty file is as good.
  Descriptor input = above_childs(unnamed_file(bytes.size()).release());
  while (input.good() && !bytes.empty()) {
    const ssize_t written = write(input.number(), bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) throw cannot_give("standard input", errno);
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (!input.good() || lseek(input.number(), 0, SEEK_SET) != 0) {
    throw cannot_give("standard input", errno);
  }
  return input;
}

fs::path find_path(const std::string& program) {
  if (program.find('/') != std::string::npos) {
    std::error_code fault;
    auto path = fs::absolute(program, fault);
    if (fault) throw cannot_start(program, fault.message());
    return path;
  }
  if (auto found = find_program(program)) return *std::move(found);
  throw cannot_start(program, "no such program in PATH");
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) {
    base::ensure(text.find('\0') == std::string::npos, "no argument of a program holds a NUL");
    result.push_back(text.data());
  }
  result.push_back(nullptr);
  return result;
}

enum class Step { folder, cpu, program };

struct Failure {
  Step step;
  int fault;
};

// All that the child needs, made beforehand: it borrows our memory until it becomes the program,
// and there only calls that are safe in a signal handler are.
struct PreparedChild {
  fs::path path;
  std::vector<std::string> argument_texts, environment_texts;
  std::vector<char*> arguments, environment;
  const char* folder = nullptr;
  std::vector<unsigned long> cpus;  // as bits; empty: not pinned
  int input = -1, out = -1, err = -1;
  std::vector<int> files;
  pid_t parent = 0;
  bool fixed_addresses = false;
  bool told_of_our_end = false;
  rlim_t stack_limit = 0, data_limit = 0;
  Mark mark{};
  int answer = -1;  // takes a Failure
};

[[noreturn]] void fail(const PreparedChild& prepared, Step step) {
  const Failure failure{step, errno};
  [[maybe_unused]] const ssize_t told = write(prepared.answer, &failure, sizeof failure);
  _exit(127);
}

// What we inherited ourselves without close-on-exec. False on a kernel that can't do it at once.
bool keep_descriptors_from_programs([[maybe_unused]] unsigned first) {
#ifdef SYS_close_range
  constexpr unsigned kCloseAtExec = 4;  // CLOSE_RANGE_CLOEXEC, Linux 5.11
  return syscall(SYS_close_range, first, ~0u, kCloseAtExec) == 0;
#else
  return false;
#endif
}

// There we mark our own instead, before the child begins: nobody means them for our children.
void keep_own_descriptors_from_programs() {
  static const bool at_once = keep_descriptors_from_programs(~0u);
  if (at_once) return;
  for (const int open : numbers_in("/proc/self/fd")) {
    if (open > STDERR_FILENO) fcntl(open, F_SETFD, FD_CLOEXEC);
  }
}

[[noreturn]] void become_program(const PreparedChild& prepared) {
  setpgid(0, 0);
  // Meant for the thread that started the child and waits for it, so can't end before it.
  prctl(PR_SET_PDEATHSIG, prepared.told_of_our_end ? SIGTERM : SIGKILL);
  if (getppid() != prepared.parent) _exit(127);
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &standard, nullptr);
  dup2(prepared.input, STDIN_FILENO);
  dup2(prepared.out, STDOUT_FILENO);
  dup2(prepared.err, STDERR_FILENO);
  keep_descriptors_from_programs(3u);
  int place = STDERR_FILENO;
  for (const int file : prepared.files) dup2(file, ++place);
  // A crash is a result: no core file beside the user's work (qemu-user writes one of its own too).
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  bear(prepared.mark);
  if (!prepared.cpus.empty() &&
      syscall(SYS_sched_setaffinity, 0, prepared.cpus.size() * sizeof(unsigned long),
              prepared.cpus.data()) < 0) {
    fail(prepared, Step::cpu);
  }
  if (prepared.folder != nullptr && chdir(prepared.folder) != 0) fail(prepared, Step::folder);
  // Containers may forbid either, and then it stays as it is.
  if (prepared.fixed_addresses) personality(ADDR_NO_RANDOMIZE);
  if (rlimit stack{}; prepared.stack_limit > 0 && getrlimit(RLIMIT_STACK, &stack) == 0) {
    stack.rlim_cur = prepared.stack_limit;
    setrlimit(RLIMIT_STACK, &stack);
  }
  if (rlimit data{}; prepared.data_limit > 0 && getrlimit(RLIMIT_DATA, &data) == 0) {
    data.rlim_cur = std::min(prepared.data_limit, data.rlim_max);
    setrlimit(RLIMIT_DATA, &data);
  }
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  execve(prepared.path.c_str(), prepared.arguments.data(),
         prepared.environment.empty() ? environ : prepared.environment.data());
  fail(prepared, Step::program);
}

// The kernel has one word for all that keeps a file from being executed.
std::string why_refused(const fs::path& path) {
  std::error_code unknown;
  if (fs::is_directory(path, unknown)) return "it is a folder";
  struct statvfs mounted{};
  if (statvfs(path.c_str(), &mounted) == 0 && (mounted.f_flag & ST_NOEXEC) != 0) {
    return fmt::format("{} is mounted noexec: move the program to another folder",
                       base::printable(path.parent_path().string()));
  }
  const auto rights = fs::status(path, unknown).permissions();
  constexpr auto kAnybody = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  if (rights != fs::perms::unknown && (rights & kAnybody) == fs::perms::none) {
    return "the file may not be executed by anybody: chmod +x allows it";
  }
  return reason(EACCES);
}

Error explain(const Failure& failure, const PreparedChild& prepared,
              const ProcessRequest& request) {
  const std::string& program = request.argv[0];
  if (failure.step == Step::folder) {
    return cannot_start(program, fmt::format("cannot enter folder {}: {}", request.folder.string(),
                                             reason(failure.fault)));
  }
  if (failure.step == Step::cpu) {
    return cannot_start(program, fmt::format("cannot pin it to CPU {}: {}", request.cpu.value_or(0),
                                             reason(failure.fault)));
  }
  std::error_code unknown;
  if (failure.fault == ENOENT && fs::exists(prepared.path, unknown)) {
    return cannot_start(program, "the dynamic loader or interpreter that it names is not here");
  }
  if (failure.fault == EACCES) return cannot_start(program, why_refused(prepared.path));
  // What is wrong with the file is nothing that this machine lacks.
  const bool broken = failure.fault == ENOEXEC || failure.fault == ELIBBAD;
  return cannot_start(program, reason(failure.fault), broken ? Exit::bad : Exit::missing);
}

int child(void* prepared) { become_program(*static_cast<const PreparedChild*>(prepared)); }

// The child's answer, or nothing when it became the program, which closes the pipe. Not told
// through memory: an emulator (qemu-user) starts the child with a copy of ours.
std::optional<Failure> answer_from(PipeOfChild& pipe) {
  pipe.write.close();
  Failure failure{};
  ssize_t got = 0;
  do {
    got = read(pipe.read.number(), &failure, sizeof failure);
  } while (got < 0 && errno == EINTR);
  return got == sizeof failure ? std::optional(failure) : std::nullopt;
}

// As posix_spawn does it: the child runs in our memory and this thread waits until it has become
// the program. No page table is copied, and no page of ours has to be copied afterwards.
pid_t start_child(PreparedChild& prepared) {
  // One of our handlers must not run in the child, where it would write to what it shares with us.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  alignas(16) std::array<std::byte, std::size_t{64} * 1024> stack;
  // What a sanitizer notes of the child's frames would stay after exec, as if they were still
  // there.
  constexpr int kOurMemory = kSanitized ? 0 : CLONE_VM;
  const pid_t id =
      clone(child, stack.data() + stack.size(), kOurMemory | CLONE_VFORK | SIGCHLD, &prepared);
  const int fault = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = fault;
  return id;
}

}  // namespace

namespace {

// All but the descriptors.
void prepare(const ProcessRequest& request, PreparedChild& prepared) {
  prepared.path = find_path(request.argv[0]);
  prepared.argument_texts = request.argv;
  prepared.arguments = pointers(prepared.argument_texts);
  if (request.environment) {
    for (const auto& [name, value] : *request.environment) {
      prepared.environment_texts.push_back(name + '=' + value);
    }
    prepared.environment = pointers(prepared.environment_texts);
  }
  if (!request.folder.empty()) prepared.folder = request.folder.c_str();
  if (request.cpu) {
    constexpr std::size_t kBits = 8 * sizeof(unsigned long);
    base::ensure(*request.cpu >= 0, "CPUs count from 0");
    const auto cpu = static_cast<std::size_t>(*request.cpu);
    prepared.cpus.resize(cpu / kBits + 1);
    prepared.cpus.back() = 1ul << cpu % kBits;
  }
  prepared.parent = getpid();
  prepared.fixed_addresses = request.fixed_addresses;
  prepared.stack_limit = request.stack_limit.value;
  prepared.data_limit = request.data_limit.value;
  prepared.told_of_our_end = request.told_of_our_end;
}

}  // namespace

Spawned spawn(const ProcessRequest& request) {
  base::ensure(!request.argv.empty() && !request.argv[0].empty(), "a process has a program");
  const std::string& program = request.argv[0];
  PreparedChild prepared;
  prepare(request, prepared);
  const Descriptor input = request.input_file
                               ? Descriptor(fcntl(*request.input_file, F_DUPFD_CLOEXEC, kFirstOwn))
                               : make_input(request.input);
  if (!input.good()) throw cannot_give("standard input", errno);
  base::ensure(request.files.size() <= std::size_t{kMostFiles}, "few files are handed on");
  std::vector<Descriptor> files;
  for (const fs::path& file : request.files) {
    files.push_back(open_by_name(file));
    prepared.files.push_back(files.back().number());
  }
  PipeOfChild out = make_pipe(), err = make_pipe(), answer = make_pipe();
  prepared.input = input.number();
  Descriptor output;
  if (request.output_file) {
    output = Descriptor(fcntl(*request.output_file, F_DUPFD_CLOEXEC, kFirstOwn));
    if (!output.good()) throw cannot_give("output", errno);
  }
  prepared.out = output.good() ? output.number() : out.write.number();
  prepared.err = output.good() ? output.number() : err.write.number();
  prepared.answer = answer.write.number();
  keep_child_status();
  keep_own_descriptors_from_programs();
  prepared.mark = new_mark();
  const pid_t id = start_child(prepared);
  const int fault = errno;
  if (id < 0) {
    forget(prepared.mark);
    throw cannot_start(program, reason(fault));
  }
  if (const auto failure = answer_from(answer)) {
    while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
    forget(prepared.mark);
    throw explain(*failure, prepared, request);
  }
  for (const PipeOfChild* pipe : {&out, &err}) {
    fcntl(pipe->read.number(), F_SETFL, O_NONBLOCK);
    // Rarely read pipes hold more; refused, they stay as they are.
    fcntl(pipe->read.number(), F_SETPIPE_SZ, 1 << 20);
  }
  return {id, std::move(out.read), std::move(err.read), prepared.mark};
}

void keep_child_status() {
  struct sigaction action{};
  sigaction(SIGCHLD, nullptr, &action);
  if (action.sa_handler != SIG_IGN && (action.sa_flags & SA_NOCLDWAIT) == 0) return;
  action = {};
  action.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &action, nullptr);
}

void reap(pid_t child, Ended& ended) {
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0) {
    base::ensure(errno == EINTR, "a child is reaped by the one who started it");
  }
  const auto time = [](const timeval& value) -> std::chrono::nanoseconds {
    return std::chrono::seconds(value.tv_sec) + std::chrono::microseconds(value.tv_usec);
  };
  ended.cpu = time(usage.ru_utime) + time(usage.ru_stime);
  if (WIFEXITED(status)) ended.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
}

std::optional<std::size_t> read_output(const Descriptor& from, std::string& into,
                                       std::uint64_t limit, bool& cut) {
  std::array<char, 64 << 10> buffer;
  const ssize_t got = read(from.number(), buffer.data(), buffer.size());
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  if (got < 0) return 0;
  const std::uint64_t room = limit - into.size();
  const auto bytes = static_cast<std::size_t>(got);
  into.append(buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes)));
  cut = cut || bytes > room;
  return bytes;
}

}  // namespace assay::sys
