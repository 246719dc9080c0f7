// SPDX-License-Identifier: Apache-2.0
#include "sys/detached.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <system_error>

#include "base/ensure.h"
#include "base/error.h"
#include "base/text.h"
#include "sys/descriptor.h"
#include "sys/fault.h"

namespace assay::sys {
namespace {

struct PreparedDetached {
  std::vector<char*> arguments;
  const char* folder;
  int input, output, answer;
};

// What it would inherit beside its three streams. Kernels before 5.11 have no one call for it.
void close_others() {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3u, ~0u, 4u) == 0) return;  // CLOSE_RANGE_CLOEXEC
#endif
  const long most = sysconf(_SC_OPEN_MAX);
  for (int number = 3; number < most && number < 4096; ++number) {
    fcntl(number, F_SETFD, FD_CLOEXEC);
  }
}

[[noreturn]] void become_detached(const PreparedDetached& prepared) {
  setsid();
  rlimit mark{};
  // Without the mark that says whose child it is, see left_over.h.
  if (getrlimit(RLIMIT_RTTIME, &mark) == 0) {
    mark.rlim_cur = mark.rlim_max;
    setrlimit(RLIMIT_RTTIME, &mark);
  }
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal) sigaction(signal, &standard, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  dup2(prepared.input, STDIN_FILENO);
  dup2(prepared.output, STDOUT_FILENO);
  dup2(prepared.output, STDERR_FILENO);
  close_others();
  if (chdir(prepared.folder) == 0) execv(prepared.arguments[0], prepared.arguments.data());
  const int fault = errno;
  [[maybe_unused]] const ssize_t told = write(prepared.answer, &fault, sizeof fault);
  _exit(127);
}

// Above the three streams, where dup2 would close it.
Descriptor above_streams(int number) {
  const Descriptor given(number);
  return Descriptor(given.good() ? fcntl(number, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1);
}

base::Error cannot_detach(const std::string& program, int fault) {
  return {base::Exit::missing, fmt::format("cannot start {}: {}", base::printable(program),
                                           std::generic_category().message(fault))};
}

}  // namespace

ProcessIdentity start_detached(const DetachedRequest& request) {
  base::ensure(!request.argv.empty(), "a process has a program");
  std::vector<std::string> texts = request.argv;
  std::array<int, 2> ends{-1, -1};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw cannot_detach(texts[0], errno);
  Descriptor answer = above_streams(ends[0]), told = above_streams(ends[1]);
  const Descriptor input = above_streams(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!input.good()) throw cannot("open", "/dev/null", errno);
  const Descriptor output =
      above_streams(open(request.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!output.good()) throw cannot("open", request.output, errno);
  PreparedDetached prepared{.arguments = {},
                            .folder = request.folder.c_str(),
                            .input = input.number(),
                            .output = output.number(),
                            .answer = told.number()};
  for (std::string& text : texts) prepared.arguments.push_back(text.data());
  prepared.arguments.push_back(nullptr);
  const pid_t id = fork();
  if (id < 0) throw cannot_detach(texts[0], errno);
  if (id == 0) become_detached(prepared);
  told.close();
  int fault = 0;
  ssize_t got = 0;
  do {
    got = read(answer.number(), &fault, sizeof fault);
  } while (got < 0 && errno == EINTR);
  if (got == sizeof fault) {
    while (waitpid(id, nullptr, 0) < 0 && errno == EINTR) {
    }
    throw cannot_detach(texts[0], fault);
  }
  // Gone already: then it is described as it was.
  return identity_of(id).value_or(ProcessIdentity{id, "-", boot_identity()});
}

}  // namespace assay::sys
