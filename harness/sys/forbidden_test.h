// SPDX-License-Identifier: Apache-2.0
// For tests: what a process behind walls must not be able to do, and forked children that try.
#pragma once

#include <fcntl.h>
#include <signal.h>  // kill
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <vector>

namespace assay::sys {

struct Forked {
  int status = -1;  // exit status
  int signal = 0;
};

// What becomes of a child that ends with the status that `work` gives.
template <class Work>
Forked forked(const Work& work) {
  const pid_t child = fork();
  if (child == 0) _exit(work());
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

// Something to try, and the walls that stop it by themselves. The filter of system calls stops all.
struct Attempt {
  std::string what;
  int (*refused)(const std::string& file);  // 0 when it could be done, else errno
  bool by_limits = false;
  int by_landlock = 99;  // the first version that stops it
};

namespace attempts {

inline int result(long returned) { return returned < 0 ? errno : 0; }
inline int read_passwords(const std::string&) {
  return result(open("/etc/passwd", O_RDONLY | O_CLOEXEC));
}
inline int write_new(const std::string& file) {
  return result(open((file + ".new").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
}
inline int empty(const std::string& file) { return result(truncate(file.c_str(), 0)); }
inline int remove(const std::string& file) { return result(unlink(file.c_str())); }
inline int make_folder(const std::string& file) {
  return result(mkdir((file + ".folder").c_str(), 0700));
}
inline int change_rights(const std::string& file) { return result(chmod(file.c_str(), 0777)); }
inline int open_socket(const std::string&) { return result(socket(AF_INET, SOCK_DGRAM, 0)); }
inline int start_program(const std::string&) {
  char name[] = "true";
  char* words[] = {name, nullptr};
  return result(execve("/bin/true", words, nullptr));
}
inline int trace_parent(const std::string&) {
  return result(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr));
}
inline int kill_parent(const std::string&) { return result(kill(getppid(), SIGKILL)); }
inline int start_process(const std::string&) {
  const pid_t child = fork();
  if (child == 0) _exit(0);
  return result(child);
}
inline int make_code(const std::string&) {
  void* const page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : 0;
}
inline int share_memory(const std::string&) {
  void* const page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? errno : 0;
}
inline int write_elsewhere(const std::string&) { return result(write(STDERR_FILENO, "x", 1)); }
inline int be_told_secrets(const std::string&) {
  return result(syscall(SYS_keyctl, 0, 0, 0, 0, 0));
}

}  // namespace attempts

// `file` is one that exists and that the test may lose.
inline std::vector<Attempt> all_attempts() {
  using namespace attempts;
  return {{"open /etc/passwd", read_passwords, true, 1},
          {"write a new file", write_new, true, 1},
          {"truncate a file", empty, false, 3},
          {"remove a file", remove, false, 1},
          {"make a folder", make_folder, false, 1},
          {"chmod a file", change_rights},
          {"open a socket", open_socket, true},
          {"start a program", start_program, false, 1},
          {"trace the parent", trace_parent, false, 1},
          {"kill the parent", kill_parent, false, 6},
          {"start a process", start_process},
          {"map memory as code", make_code},
          {"share memory", share_memory},
          {"write to another file than the pipe", write_elsewhere, true},
          {"ask for keys", be_told_secrets}};
}

}  // namespace assay::sys
