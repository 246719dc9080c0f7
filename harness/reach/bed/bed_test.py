#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tests the stand-in machines, the relay and the foreign programs themselves, with plain ssh and without Assay.

usage: bed_test.py [name of a test...]

Exit code 77: not tried on this machine.
"""

import os
import pathlib
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import relay
import world
from bed import Bed
from machine import User
from world import done, until

HERE = pathlib.Path(__file__).resolve().parent
FOREIGN = HERE.parent.parent / "kit/foreign.py"
SHELLS = ["sh", "busybox", "bash", "zsh", "fish", "csh"]
QUIET = {"sh", "busybox"}  # these two read no file before a command; bash reads one, because sshd starts it
WORDS = "exec /bin/sh -c 'echo asked for'"
TARGETS = {"aarch64": "aarch64-linux-gnu", "armhf": "arm-linux-gnueabihf", "loongarch64": "loongarch64-linux-gnu",
           "riscv64": "riscv64-linux-gnu"}
# Prints its architecture and name, and executes the program that its first argument names; system calls only.
PROGRAM = r"""
#if defined(__aarch64__)
#define ARCH "aarch64"
#define REGISTERS "x8", "x0", "x1", "x2"
#define CALL "svc 0"
#define START "mov x0, sp\n bl begin\n"
#elif defined(__riscv)
#define ARCH "riscv64"
#define REGISTERS "a7", "a0", "a1", "a2"
#define CALL "ecall"
#define START "mv a0, sp\n call begin\n"
#elif defined(__loongarch64)
#define ARCH "loongarch64"
#define REGISTERS "$a7", "$a0", "$a1", "$a2"
#define CALL "syscall 0"
#define START "move $a0, $sp\n bl begin\n"
#define LOST , "$t0", "$t1", "$t2", "$t3", "$t4", "$t5", "$t6", "$t7", "$t8"
#else
#define ARCH "armhf"
#define REGISTERS "r7", "r0", "r1", "r2"
#define CALL "svc 0"
#define START "mov r0, sp\n bl begin\n"
#endif
#ifndef LOST
#define LOST
#endif
#define FIRST(a, ...) a
#ifdef __arm__
enum { kExit = 1, kWrite = 4, kExecve = 11 };
#else
enum { kExit = 93, kWrite = 64, kExecve = 221 };
#endif
__asm__(".global _start\n_start: " START);
#define PICK(a, b, c, d) \
  register long number __asm__(a) = n; register long first __asm__(b) = x; \
  register long second __asm__(c) = y; register long third __asm__(d) = z;
#define PICK_ALL(list) PICK(list)
static long call(long n, long x, long y, long z) {
  PICK_ALL(REGISTERS)
  __asm__ volatile(CALL : "+r"(first) : "r"(number), "r"(second), "r"(third) : "memory" LOST);
  return first;
}
static void say(const char *text) {
  long size = 0;
  while (text[size] != 0) ++size;
  call(kWrite, 1, (long)text, size);
}
void begin(long *stack) {
  long count = stack[0];
  char **words = (char **)(stack + 1);
  say(ARCH " ");
  say(words[0]);
  say("\n");
  if (count > 1) call(kExecve, (long)words[1], (long)(words + 1), (long)(words + count + 1));
  call(kExit, count > 1 ? 9 : 7, 0, 0);
}
"""


def build_program(arch, folder):
    made = folder / f"program-{arch}"
    extra = ["-marm"] if arch == "armhf" else []
    done("clang-19", f"--target={TARGETS[arch]}", *extra, "-O1", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector",
         "-fuse-ld=lld", "-x", "c", "-", "-o", made, input=PROGRAM, stdin=None)
    return made


class OnBed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bed = Bed()
        cls.addClassCleanup(cls.bed.close)

    def said(self, host, *command, **settings):
        ended = self.bed.ssh(host, *command, **settings)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return ended.stdout

    def start(self, host, *command, **settings):
        words = ["ssh", "-o", "BatchMode=yes", *settings.pop("options", ()), "--", host, *command]
        begun = subprocess.Popen(words, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=self.bed.environment(), **settings)
        self.addCleanup(lambda: (begun.kill(), begun.wait(), begun.stdout.close(), begun.stderr.close()))
        return begun


class OneMachine(OnBed):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lab = cls.bed.machine("lab", users=[
            User("alice"), User("bob", killed_at_logout=True), User("forced", force_command="echo forced: $SSH_ORIGINAL_COMMAND"),
            User("warned", banner="Authorised use only\n"), User("reader", home="ro"), User("mounted", home="noexec"),
            User("full", home_size="256k"), User("small", shell="busybox", small=True), User("lasting", runtime=True),
            *(User(f"with-{shell}", shell=shell, says_hello=True) for shell in SHELLS)])

    def test_it_is_another_machine(self):
        self.assertEqual(self.said("lab", "uname -n"), "lab\n")
        boot_id = self.said("lab", "cat /proc/sys/kernel/random/boot_id").strip()
        self.assertEqual(boot_id, self.lab.boot_id)
        self.assertNotEqual(boot_id, pathlib.Path("/proc/sys/kernel/random/boot_id").read_text().strip())
        self.assertLess(float(self.said("lab", "cat /proc/uptime").split()[0]), 300)
        self.assertNotIn("bed_test.py", self.said("lab", "cat /proc/*/cmdline | tr '\\0' ' '"))
        self.assertFalse(re.search("assay-bed", self.said("lab", "cat /proc/self/mounts; ls / /tmp /root 2>/dev/null")))
        self.assertEqual(self.said("lab", "ls /work /home/alice/.cache 2>/dev/null; true"), "")
        self.assertEqual(self.bed.ssh("lab", "touch /usr/x").returncode, 1)

    def test_every_login_shell_reads_its_own_files(self):
        for shell in SHELLS:
            ended = self.bed.ssh("lab", WORDS, user=f"with-{shell}")
            self.assertEqual((ended.returncode, ended.stderr), (0, ""), shell)
            self.assertTrue(ended.stdout.endswith("asked for\n"), ended.stdout)
            hellos = ended.stdout.count("hello\n")  # one is ~/.ssh/rc's
            self.assertEqual(hellos > 1, shell not in QUIET, f"{shell}: {ended.stdout}")
        shells = {shell: self.said("lab", f"cat /proc/${'fish_pid' if shell == 'fish' else '$'}/comm; true",
                                   user=f"with-{shell}").split()[-1] for shell in SHELLS}
        self.assertEqual(shells, {"sh": "sh", "busybox": "ash", "bash": "bash", "zsh": "zsh", "fish": "fish", "csh": "csh"})

    def test_what_sshd_does_instead_and_says_before(self):
        self.assertEqual(self.said("lab", "true", user="forced"), "forced: true\n")
        ended = self.bed.ssh("lab", "echo it", user="warned")
        self.assertEqual((ended.stdout, ended.stderr), ("it\n", "Authorised use only\n"))

    def test_homes(self):
        self.assertIn("Read-only file system", self.bed.ssh("lab", "mkdir x", user="reader").stderr)
        ended = self.bed.ssh("lab", "cp /bin/true t && chmod +x t && ./t", user="mounted")
        self.assertIn("Permission denied", ended.stderr)
        self.assertIn("No space left", self.bed.ssh("lab", "head -c 300000 /dev/zero > x", user="full").stderr)
        self.said("lab", "rm x", user="full")
        self.lab.fill("/home/full", leave=8192)
        self.assertIn("No space left", self.bed.ssh("lab", "head -c 30000 /dev/zero > x", user="full").stderr)
        self.lab.empty("/home/full")
        self.said("lab", "head -c 30000 /dev/zero > x", user="full")
        with self.assertRaises(AssertionError):
            self.lab.fill("/home/alice")  # which is on this machine's disk
        self.lab.restrict("/home/alice", "ro")
        self.assertIn("Read-only file system", self.bed.ssh("lab", "mkdir x").stderr)
        self.lab.restrict("/home/alice", "rw")
        self.said("lab", "mkdir x")
        self.assertEqual(self.said("lab", "stat -c '%a %U' $XDG_RUNTIME_DIR", user="lasting"), "700 lasting\n")

    def test_a_root_with_busybox_alone(self):
        self.assertEqual(self.bed.ssh("lab", "ls /bin/busybox /usr", user="small").stdout, "/bin/busybox\n")
        self.assertEqual(self.said("lab", "cd; pwd; touch mine && ls; cat /proc/self/comm", user="small"), "/home/small\nmine\ncat\n")

    def test_logout_ends_what_was_started(self):
        for user, left in (("alice", 1), ("bob", 0)):
            self.said("lab", "setsid sleep 4321 > /dev/null 2>&1 < /dev/null & sleep 0.3", user=user)
            time.sleep(0.4)
            self.assertEqual(len(self.lab.kill("sleep 4321")), left, user)

    def test_processes_are_found_and_ended(self):
        asked = self.start("lab", "sleep 1234; echo ended by $?")
        until(lambda: any(words == ["sleep", "1234"] for _, _, words in self.lab.processes()), "the sleep")
        self.assertEqual({user for _, user, words in self.lab.processes() if "1234" in words[-1]}, {self.lab.settings.users[0].number})
        self.assertEqual(len(self.lab.kill("^sleep 1234$")), 1)
        self.assertEqual(asked.communicate(timeout=60)[0], "ended by 137\n")
        self.assertEqual(self.lab.processes(), [])
        asked = self.start("lab", "sleep 60")
        until(lambda: self.lab.processes(), "the sleep")
        self.lab.hang_up()
        self.assertEqual(asked.wait(timeout=60), 255)
        self.lab.kill("sleep 60")

    def test_a_power_cut_says_nothing_and_a_reboot_keeps_the_disk(self):
        asked = self.start("lab", "echo kept > kept; touch /tmp/lost; while :; do date +%s.%N; sleep 0.05; done",
                           options=["-o", "ServerAliveInterval=3", "-o", "ServerAliveCountMax=20"])
        asked.stdout.readline()
        before = self.lab.boot_id
        self.lab.power_cut()
        time.sleep(1)
        self.assertIsNone(asked.poll())  # nobody told it
        ended = self.bed.ssh("lab", "true", options=["-o", "ConnectTimeout=2"])
        self.assertEqual(ended.returncode, 255)
        self.assertRegex(ended.stderr, "timed out|No route to host")
        self.lab.start()
        self.assertNotEqual(self.said("lab", "cat /proc/sys/kernel/random/boot_id").strip(), before)
        self.assertEqual(self.said("lab", "cat kept; ls /tmp"), "kept\n")
        self.assertLess(float(self.said("lab", "cat /proc/uptime").split()[0]), 30)
        self.assertEqual(self.lab.processes(), [])
        self.assertEqual(asked.wait(timeout=60), 255)  # the new machine knows no such connection

    def test_silence_loss_and_narrow_links(self):
        alive = ["-o", "ServerAliveInterval=1", "-o", "ServerAliveCountMax=1", "-o", "ConnectTimeout=2"]
        asked = self.start("lab", "echo up; sleep 30", options=alive)
        asked.stdout.readline()
        self.lab.silence()
        self.assertEqual(asked.wait(timeout=60), 255)
        self.assertIn("not responding", asked.stderr.read())
        self.assertIn("timed out", self.bed.ssh("lab", "true", options=alive).stderr)
        self.lab.loses(5)
        self.assertEqual(len(self.said("lab", "head -c 200000 /dev/zero")), 200000)
        self.assertIn("numgen random mod 100 < 5", done("nft", "list", "table", "inet", self.lab.link))
        self.lab.hear()
        self.lab.narrow(2000)
        begin = time.monotonic()
        self.said("lab", "head -c 300000 /dev/urandom", text=False)
        self.assertGreater(time.monotonic() - begin, 0.9)  # 300 kB at 250 kB/s, less what the bucket holds
        self.lab.narrow(0)
        self.lab.kill("sleep 30")

    def test_host_keys(self):
        self.assertEqual(self.said("lab", "echo it"), "it\n")
        self.lab.new_host_key()
        ended = self.bed.ssh("lab", "true")
        self.assertEqual(ended.returncode, 255)
        self.assertIn("REMOTE HOST IDENTIFICATION HAS CHANGED", ended.stderr)
        self.bed.forget("lab")
        ended = self.bed.ssh("lab", "true")
        self.assertEqual((ended.returncode, ended.stderr.splitlines()[-1]), (255, "Host key verification failed."))
        self.bed.trust(self.lab)
        self.said("lab", "true")

    def test_a_key_with_a_passphrase(self):
        key = self.bed.key("key2", passphrase="secret")
        self.lab.write_users()
        self.bed.host("asks", self.lab, IdentityFile=key)
        ended = self.bed.ssh("asks", "true")
        self.assertEqual(ended.returncode, 255)
        self.assertIn("Permission denied (publickey)", ended.stderr)

    # The relay.

    def through(self, *words):
        between = relay.Relay(self.lab.address, 22)
        self.addCleanup(between.close)
        for word in words:
            between.do(word)
        self.bed.host("between", self.lab, HostName="127.0.0.1", Port=between.listen)
        return between

    def test_relay_delays_and_slows(self):
        self.through("delay=40")
        begin = time.monotonic()
        self.said("between", "true")
        self.assertGreater(time.monotonic() - begin, 0.4)  # ten round trips or so
        self.through("rate=100000")
        begin = time.monotonic()
        self.assertEqual(len(self.said("between", "head -c 100000 /dev/zero")), 100000)
        self.assertGreater(time.monotonic() - begin, 0.9)

    def test_relay_resets(self):
        between = self.through("reset=90000")
        ended = self.bed.ssh("between", "head -c 100000 /dev/zero")
        self.assertEqual(ended.returncode, 255)
        self.assertLess(len(ended.stdout), 90000)
        self.assertGreater(len(ended.stdout), 20000)
        self.assertEqual(len(self.said("between", "head -c 100000 /dev/zero")), 100000)  # it happens once
        between.do("refuse")
        self.assertRegex(self.bed.ssh("between", "true").stderr, "reset by peer|closed by remote host")
        between.do("ignore")
        ended = self.bed.ssh("between", "true", options=["-o", "ConnectTimeout=1"])
        self.assertIn("timed out", ended.stderr)

    def test_relay_stalls_and_halves(self):
        between = self.through()
        asked = self.start("between", "while :; do date +%s.%N; sleep 0.05; done")
        asked.stdout.readline()
        between.do("stall=1")
        time.sleep(0.3)
        arrived = lambda: select.select([asked.stdout], [], [], 0)[0] and os.read(asked.stdout.fileno(), 1 << 16)
        while arrived():
            pass
        time.sleep(0.4)
        self.assertFalse(arrived())
        until(arrived, "the rest")
        between.do("half=near")
        self.assertEqual(asked.wait(timeout=60), 255)
        time.sleep(0.5)
        self.assertTrue(self.lab.sessions())  # the other end still believes in the connection
        between.close()
        until(lambda: not self.lab.sessions(), "the connection to end")
        self.lab.kill("date")

    def test_relay_as_a_proxy_command(self):
        words = f"/usr/bin/python3 {HERE}/relay.py - {self.lab.address}:22"
        self.bed.host("proxied", self.lab, ProxyCommand=words)
        self.assertEqual(self.said("proxied", "cat", stdin=None, input="x" * 100000), "x" * 100000)
        self.bed.host("proxied", self.lab, ProxyCommand=f"{words} reset=20000")
        self.assertEqual(self.bed.ssh("proxied", "head -c 100000 /dev/zero").returncode, 255)

    # Altered lines.

    def test_lines_are_altered(self):
        shutil.copy(HERE / "altered_lines.py", self.lab.at("opt/altered_lines.py"))
        asked = "echo start-up; echo MARK; for n in 1 2 3 4; do echo line $n; done"
        first = "start-up\nMARK\n"
        wanted = {"alter": "line 1\nlina 2\nline 3\nline 4\n", "double": "line 1\nline 2\nline 2\nline 3\nline 4\n",
                  "swap": "line 1\nline 3\nline 2\nline 4\n", "lose": "line 1\nline 3\nline 4\n", "cut": "line 1\nlinline 3\nline 4\n",
                  "end": "line 1\nlin", "long": "line 1\nline 2\n" + "x" * (1 << 20) + "\nline 3\nline 4\n"}
        for change, lines in wanted.items():
            ended = world.run("/usr/bin/python3", HERE / "altered_lines.py", "--every", change, 2, "MARK", env={"SSH_ORIGINAL_COMMAND": asked})
            self.assertEqual(ended.stdout, first + lines, change)
        words = ["/usr/bin/python3", HERE / "altered_lines.py", "--every", "lose", 0, "line 3"]
        self.assertEqual(done(*words, env={"SSH_ORIGINAL_COMMAND": asked}), first + "line 1\nline 2\nline 4\n")
        waits = "printf 'no newline'; read answer; echo \"$answer\""  # what it waits for comes only after these bytes
        talk = subprocess.Popen(["/usr/bin/python3", HERE / "altered_lines.py", "lose", "9"], env={"SSH_ORIGINAL_COMMAND": waits},
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.assertEqual(talk.stdout.read(10), b"no newline")
        self.assertEqual(talk.communicate(b"it\n", timeout=60)[0], b"it\n")
        self.lab.configure(force_command="/usr/bin/python3 /opt/altered_lines.py --every alter 2 MARK")
        self.assertEqual(self.bed.ssh("lab", asked).stdout, first + wanted["alter"])
        self.lab.configure(force_command="/usr/bin/python3 /opt/altered_lines.py lose 1")
        self.assertEqual([len(self.said("lab", "echo 1; echo 2; exit 0")) for _ in range(2)], [2, 4])  # once
        self.lab.configure(force_command="/usr/bin/python3 /opt/altered_lines.py --every endless 1")
        asked = self.start("lab", "echo no end")
        self.assertEqual(asked.stdout.read(100000).count("no end\n"), 100000 // 7)
        asked.kill()
        self.lab.configure(force_command="")
        self.assertEqual(self.bed.ssh("lab", "exit 7").returncode, 7)


class OtherKinds(OnBed):
    def test_hidden_processes_and_other_kernel_files(self):
        self.bed.machine("many", cpus=512, hidepid=True, cgroups="none", memory_options="size=64k")
        self.assertEqual(self.said("many", "cat /sys/devices/system/cpu/online /sys/devices/system/node/online"), "0-511\n0-7\n")
        self.assertEqual(self.said("many", "grep -c ^processor /proc/cpuinfo; ls -d /sys/devices/system/cpu/cpu[0-9]* | wc -l"), "512\n512\n")
        self.assertNotIn("\n1\n", "\n" + self.said("many", "ls /proc"))
        self.assertEqual(self.said("many", "ls /sys/fs/cgroup"), "")
        self.assertIn("No space left", self.bed.ssh("many", "head -c 100000 /dev/zero > /dev/shm/x").stderr)

    def test_one_cpu_and_a_wrong_clock(self):
        off = -5 * 3600
        self.bed.machine("late", cpus=1, clock_off_by=off, restricted={"/var/tmp": "noexec", "/dev/shm": "ro,noexec"})
        self.assertEqual(self.said("late", "nproc; cat /sys/devices/system/cpu/possible; grep -c ^processor /proc/cpuinfo"), "1\n0\n1\n")
        self.assertAlmostEqual(int(self.said("late", "date +%s")), time.time() + off, delta=5)
        self.assertAlmostEqual(int(self.said("late", "/bin/busybox date +%s")), time.time(), delta=5)  # it is static
        self.assertIn("Read-only", self.bed.ssh("late", "touch /dev/shm/x").stderr)
        self.assertIn("denied", self.bed.ssh("late", "cp /bin/true /var/tmp/t; /var/tmp/t").stderr)

    def test_a_disk_that_is_small(self):
        tiny = self.bed.machine("tiny", disk_size="4m")
        self.assertIn("No space left", self.bed.ssh("tiny", "head -c 8000000 /dev/zero > x").stderr)
        tiny.shut_down()
        self.assertRegex(self.bed.ssh("tiny", "true", options=["-o", "ConnectTimeout=2"]).stderr, "timed out|No route")
        tiny.start()
        self.said("tiny", "rm x")

    def test_a_machine_with_another_architecture(self):
        board = self.bed.machine("board", foreign=["armhf"], clock_off_by=7200)
        shutil.copy(build_program("armhf", self.bed.folder), board.at("home/alice/program"))
        self.assertEqual(self.bed.ssh("board", "./program ./program").stdout, "armhf ./program\narmhf ./program\n")
        self.assertEqual(self.bed.ssh("board", "./program").returncode, 7)
        self.assertEqual(self.said("board", "uname -m; uname -n"), "armv7l\nboard\n")
        shutil.copy(build_program("riscv64", self.bed.folder), board.at("home/alice/other"))
        self.assertEqual(self.bed.ssh("board", "./other").returncode, 126)


class Foreign(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(self.enterContext(tempfile.TemporaryDirectory(prefix="assay-foreign-")))
        self.folder.chmod(0o755)

    def foreign(self, *words, **settings):
        return subprocess.run(["/usr/bin/python3", str(FOREIGN), *map(str, words)], capture_output=True, text=True, timeout=60,
                              check=False, cwd=self.folder, **settings)

    def test_emulated_programs_execute_each_other(self):
        for arch in TARGETS:
            with self.subTest(arch):
                build_program(arch, self.folder)
                ended = self.foreign(arch, "--", f"./program-{arch}", f"./program-{arch}", f"./program-{arch}")
                self.assertEqual((ended.returncode, ended.stderr), (7, ""))
                self.assertEqual(ended.stdout, f"{arch} ./program-{arch}\n" * 3)
        ended = self.foreign(",".join(TARGETS), "--", *(f"./program-{arch}" for arch in TARGETS))
        self.assertEqual(ended.stdout, "".join(f"{arch} ./program-{arch}\n" for arch in TARGETS))

    def test_only_the_command_can(self):
        for arch in ("aarch64", "riscv64"):
            build_program(arch, self.folder)
        ended = self.foreign("aarch64", "--", "./program-aarch64", "./program-riscv64")
        self.assertEqual((ended.returncode, ended.stdout), (9, "aarch64 ./program-aarch64\n"))  # its execve failed
        self.assertFalse(list(pathlib.Path("/proc/sys/fs/binfmt_misc").glob("assay-*")))
        with self.assertRaises(OSError):
            subprocess.run([self.folder / "program-aarch64"], check=False)

    def test_uname_says_what_it_would_say(self):
        for arch, name in (("armhf", "armv7l"), ("riscv64", "riscv64")):
            self.assertEqual(self.foreign("--uname", arch, "--", "uname", "-m").stdout, f"{name}\n")
        self.assertEqual(self.foreign("armhf", "--", "uname", "-m").stdout, f"{os.uname().machine}\n")

    def test_inside_another_root_and_as_a_plain_user(self):
        build_program("armhf", self.folder)
        root = self.folder / "root"
        root.mkdir()
        shutil.copy(self.folder / "program-armhf", root)
        ended = self.foreign("--root", root, "armhf", "--", "/program-armhf", "/program-armhf")
        self.assertEqual((ended.returncode, ended.stdout), (7, "armhf /program-armhf\n" * 2))
        if os.geteuid() == 0:
            words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "env", "HOME=/nonexistent", "/usr/bin/python3", FOREIGN]
            ended = world.run(*words, "armhf", "--", "./program-armhf", "./program-armhf", cwd=self.folder)
            self.assertEqual((ended.returncode, ended.stdout), (7, "armhf ./program-armhf\n" * 2))
            self.assertEqual(world.run(*words, "armhf", "--", "id", "-u", cwd=self.folder).stdout, "65534\n")

    def test_the_command_is_this_process(self):
        asked = subprocess.Popen(["/usr/bin/python3", str(FOREIGN), "aarch64", "--", "sleep", "60"])
        until(lambda: pathlib.Path(f"/proc/{asked.pid}/comm").read_text() == "sleep\n", "the sleep")
        asked.kill()
        self.assertEqual(asked.wait(), -9)

    def test_what_it_refuses(self):
        self.assertEqual(self.foreign("mips", "--", "true").returncode, 2)
        self.assertEqual(self.foreign("aarch64").returncode, 2)
        self.assertEqual(self.foreign("aarch64", "--", "./not-there").returncode, 127)
        ended = self.foreign("aarch64", "--", "true", env={"PATH": "/nowhere", "HOME": "/nowhere"})
        self.assertEqual((ended.returncode, "scripts/setup" in ended.stderr), (3, True))


if __name__ == "__main__":
    world.enter_own_world(sys.argv)
    unittest.main()
