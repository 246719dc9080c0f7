# SPDX-License-Identifier: Apache-2.0
"""Stand-ins for other machines, for tests: real kernels' namespaces, the distribution's sshd, and power that can be cut.

A Machine has its own processes, mounts, host name, network, uptime, boot id and users, and a disk that lives longer than a boot.
bed.py makes them and is the side that looks at them. first_process.py is what starts there.

What can't be made here: a wrong time of day for static programs of this machine's architecture (the kernel has one such clock,
and they ask it without the C library; see Settings.clock_off_by), the loss of what was written and not yet synced in a power cut
(the pages are this machine's), a file system that turns read-only while a program writes (the kernel refuses it), other kernels,
real devices, and CPUs that are really there when more than this machine's are shown.
"""

import dataclasses
import errno
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid

import cpu_files
from world import done, run, until

HERE = pathlib.Path(__file__).resolve().parent
KIT = HERE.parent.parent / "kit"
NETWORK, NEAR = "10.77.0", "10.77.0.1"
FIRST_USER = 2000
MOST_TO_FILL = 1 << 30  # bytes; never this machine's own disk
SHELLS = {"sh": "/bin/sh", "bash": "/bin/bash", "zsh": "/bin/zsh", "fish": "/usr/bin/fish", "csh": "/opt/shells/csh",
          "busybox": "/opt/shells/ash", "none": "/usr/sbin/nologin"}
LINKED_SHELLS = {"csh": "/bin/tcsh", "ash": "/bin/busybox"}  # these two behave by the name they are called by
START_UP_FILES = [".profile", ".bash_profile", ".bashrc", ".zshenv", ".zprofile", ".zshrc", ".zlogin", ".cshrc", ".tcshrc", ".login",
                  ".config/fish/config.fish", ".ssh/rc"]
CLOCK = """
#define _GNU_SOURCE
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
  long result = syscall(SYS_clock_gettime, clock, now);
  if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += SECONDS;
  return (int)result;
}
time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place != 0) *place = now.tv_sec;
  return now.tv_sec;
}
int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec precise;
  (void)zone;
  clock_gettime(CLOCK_REALTIME, &precise);
  *now = (struct timeval){precise.tv_sec, precise.tv_nsec / 1000};
  return 0;
}
"""


@dataclasses.dataclass
class User:
    name: str
    shell: str = "sh"            # a key of SHELLS, or a path
    says_hello: bool = False     # every start-up file prints a line
    force_command: str = ""      # sshd starts this, whatever is asked for
    banner: str = ""             # sshd says this before
    home: str = ""               # "ro", "noexec", or both with a comma
    home_size: str = ""          # the home is a file system of this size (tmpfs's words: 4m)
    killed_at_logout: bool = False  # as logind does, which its configuration and a variable of the login say
    small: bool = False          # the root folder holds busybox and nothing else
    runtime: bool = False        # XDG_RUNTIME_DIR is set, as logind does
    number: int = 0


@dataclasses.dataclass
class Settings:
    users: list = dataclasses.field(default_factory=lambda: [User("alice")])
    disk_size: str = ""          # the disk is a file system of this size
    restricted: dict = dataclasses.field(default_factory=dict)  # place -> "ro", "noexec", "ro,noexec"
    memory_options: str = ""     # of /dev/shm: "size=64k"
    hidepid: bool = False
    cgroups: str = ""            # "v1", "v2", "none"; "": as this machine's, which may be v1
    cpus: int = 0                # as many CPUs in the kernel's files; with 1, processes also start with one
    governor: str = ""           # with `cpus`: of cpufreq, which is not there without it
    clock_off_by: int = 0        # seconds; for dynamic programs, and with `foreign` for those that QEMU emulates
    foreign: list = dataclasses.field(default_factory=list)     # architectures of harness/kit/foreign.py; uname names the first
    foreign_cpu: str = ""        # of the one `foreign`, as QEMU calls it; "": what it emulates unasked
    before: list = dataclasses.field(default_factory=list)      # words before sshd: what everything there runs under


class Machine:
    """Bed.machine makes one."""

    def __init__(self, bed, name, number, settings):
        self.bed, self.name, self.settings = bed, name, settings
        self.address, self.link = f"{NETWORK}.{number}", f"to{number}"
        self.hardware_address = f"02:00:00:00:00:{number:02x}"
        self.folder = bed.folder / "machines" / name
        self.disk = self.folder / "disk"
        self.process = None
        for count, user in enumerate(settings.users):
            user.number = user.number or FIRST_USER + count
        self.disk.mkdir(parents=True)
        if settings.disk_size:
            done("mount", "-t", "tmpfs", "-o", f"size={settings.disk_size},mode=755", "disk", self.disk)
        self.furnish()
        self.start()

    # The disk.

    def at(self, path):
        return self.disk / str(path).lstrip("/")

    def furnish(self):
        for folder in ("etc/ssh/keys", "home", "opt/shells", "root", "run", "tmp", "usr", "var/tmp", "var/empty"):
            self.at(folder).mkdir(parents=True, exist_ok=True)
        for folder in ("tmp", "var/tmp"):
            self.at(folder).chmod(0o1777)
        for name, program in LINKED_SHELLS.items():
            self.at(f"opt/shells/{name}").symlink_to(program)
        for name in ("alternatives", "fish", "zsh", "csh", "csh.cshrc", "csh.login", "bash.bashrc", "profile", "ld.so.cache", "localtime",
                     "os-release", "debian_version", "services", "protocols"):
            there = pathlib.Path("/etc", name)
            if there.exists() or there.is_symlink():
                copy = shutil.copytree if there.is_dir() and not there.is_symlink() else shutil.copyfile
                copy(there, self.at(f"etc/{name}"), **({"symlinks": True} if copy is shutil.copytree else {"follow_symlinks": False}))
        self.at("etc/hostname").write_text(f"{self.name}\n")
        self.at("etc/hosts").write_text(f"127.0.0.1 localhost\n{self.address} {self.name}\n{NEAR} near\n")
        self.at("etc/machine-id").write_text(uuid.uuid4().hex + "\n")
        self.at("etc/nsswitch.conf").write_text("passwd: files\ngroup: files\nshadow: files\nhosts: files\n")
        self.at("etc/systemd").mkdir()
        kills = any(user.killed_at_logout for user in self.settings.users)
        self.at("etc/systemd/logind.conf").write_text(f"[Login]\nKillUserProcesses={'yes' if kills else 'no'}\n")
        self.write_users()
        self.new_host_key()
        if self.settings.clock_off_by:
            done("cc", "-shared", "-fPIC", "-O1", f"-DSECONDS={self.settings.clock_off_by}", "-x", "c", "-", "-o",
                 self.at("opt/clock.so"), input=CLOCK, stdin=None)
            self.at("etc/ld.so.preload").write_text("/opt/clock.so\n")

    def write_users(self):
        users = self.settings.users
        lines = ["root:x:0:0:root:/root:/bin/sh", "sshd:x:100:65534::/run/sshd:/usr/sbin/nologin", "nobody:x:65534:65534::/:/usr/sbin/nologin"]
        lines += [f"{user.name}:x:{user.number}:{user.number}::/home/{user.name}:{SHELLS.get(user.shell, user.shell)}" for user in users]
        self.at("etc/passwd").write_text("\n".join(lines) + "\n")
        self.at("etc/group").write_text("root:x:0:\nnogroup:x:65534:\n" + "".join(f"{user.name}:x:{user.number}:\n" for user in users))
        # '*' means that no password fits; with '!' sshd says that the account is locked.
        self.at("etc/shadow").write_text("".join(f"{line.split(':')[0]}:*:20000::::::\n" for line in lines))
        self.at("etc/shells").write_text("\n".join(SHELLS.values()) + "\n")
        self.at("etc/ssh/keys/root").write_text(self.bed.public_keys())
        for user in users:
            self.at(f"etc/ssh/keys/{user.name}").write_text(self.bed.public_keys())
            self.write_home(user)
        if any(user.small for user in users):
            self.make_small_root()

    def write_home(self, user):
        home = self.at(f"home/{user.name}")
        home.mkdir(exist_ok=True)
        if user.home_size:
            done("mount", "-t", "tmpfs", "-o", f"size={user.home_size},mode=700", "home", home)
        for name in START_UP_FILES if user.says_hello else []:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).write_text("echo hello\n")
        for path in (home, *home.rglob("*")):
            os.chown(path, user.number, user.number)

    def make_small_root(self):
        """What a board without a distribution has: one static program under many names."""
        root = self.at("small")
        if root.exists():
            return
        for folder in ("bin", "etc", "home", "tmp", "proc", "dev", "var/tmp"):
            (root / folder).mkdir(parents=True, exist_ok=True)
        root.chmod(0o755)  # sshd wants nobody else to be able to write here
        for folder in ("tmp", "var/tmp"):
            (root / folder).chmod(0o1777)
        busybox = shutil.which("busybox")
        shutil.copy(busybox, root / "bin/busybox")
        for name in done(busybox, "--list").split():
            if name != "busybox":
                (root / "bin" / name).symlink_to("busybox")
        (root / "opt").mkdir()
        (root / "opt/shells").symlink_to("/bin")
        (root / "etc/passwd").write_text(self.at("etc/passwd").read_text())
        for user in self.settings.users:
            if user.small:
                (root / "home" / user.name).mkdir()
                os.chown(root / "home" / user.name, user.number, user.number)

    def new_host_key(self):
        """As after somebody installed the machine again; who connected before must refuse it."""
        key = self.at("etc/ssh/host_key")
        for old in (key, key.with_name("host_key.pub")):
            old.unlink(missing_ok=True)
        done("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", self.name, "-f", key)
        self.configure()

    def host_key(self):
        return " ".join(self.at("etc/ssh/host_key.pub").read_text().split()[:2])

    def configure(self, **changes):
        """Writes sshd's configuration, and makes it known to a running one; changes are of the first user."""
        for name, value in changes.items():
            setattr(self.settings.users[0], name, value)
        lines = ["Port 22", "HostKey /etc/ssh/host_key", "AuthorizedKeysFile /etc/ssh/keys/%u", "StrictModes no", "UsePAM no",
                 "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password", "PrintMotd no",
                 "PrintLastLog no", "UseDNS no", "MaxStartups 100:30:200", "LogLevel VERBOSE", "Subsystem sftp internal-sftp"]
        for user in self.settings.users:
            lines.append(f"Match User {user.name}")
            if user.force_command:
                lines.append(f"ForceCommand {user.force_command}")
            if user.banner:
                self.at(f"etc/ssh/banner.{user.name}").write_text(user.banner)
                lines.append(f"Banner /etc/ssh/banner.{user.name}")
            if user.small:
                lines.append("ChrootDirectory /small")
            variables = [f"XDG_RUNTIME_DIR=/run/user/{user.number}"] if user.runtime else []
            variables += ["XDG_SESSION_ID=c1"] if user.killed_at_logout else []
            if variables:
                lines.append(f"SetEnv {' '.join(variables)}")  # the first line of this kind is the only one that counts
        self.at("etc/ssh/sshd_config").write_text("\n".join(lines) + "\n")
        if self.process:
            os.kill(self.first(), signal.SIGHUP)
            time.sleep(0.05)
            self.wait_for_sshd()

    # Power.

    def start(self):
        """Once more is a reboot."""
        self.boot_id = str(uuid.uuid4())
        (self.folder / "boot_id").write_text(self.boot_id + "\n")
        (self.folder / "settings.json").write_text(json.dumps(self.described()))
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                ["/usr/bin/python3", str(HERE / "first_process.py"), str(self.folder / "settings.json")], text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env={**os.environ, "PYTHONPATH": str(KIT), "PYTHONDONTWRITEBYTECODE": "1"})
        if self.process.stdout.readline() != "ready\n":
            self.process.wait()
            raise AssertionError(f"machine {self.name} did not start: {self.log()[-2000:]}")
        run("ip", "link", "del", self.link)  # of a machine with this number that was cut off and lingers
        done("ip", "link", "add", self.link, "type", "veth", "peer", "name", "eth0", "address", self.hardware_address,
             "netns", self.process.pid)
        done("ip", "link", "set", self.link, "master", "bed", "up")
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        self.wait_for_sshd()

    def described(self):
        settings, users = self.settings, self.settings.users
        restricted = {f"/home/{user.name}": user.home for user in users} | settings.restricted
        covered = {str(self.folder / "boot_id"): "/proc/sys/kernel/random/boot_id"}
        if settings.cpus:
            covered |= self.make_cpu_files(settings.cpus)
        return {"name": self.name, "disk": str(self.disk), "address": self.address, "restricted": restricted, "covered": covered,
                "memory_options": settings.memory_options, "hidepid": settings.hidepid, "cgroups": settings.cgroups,
                "cpus": [min(os.sched_getaffinity(0))] if settings.cpus == 1 else [], "foreign": settings.foreign,
                "foreign_cpu": settings.foreign_cpu,
                "before": settings.before, "small_root": any(user.small for user in users),
                "runtime": [user.number for user in users if user.runtime],
                "killed_at_logout": [user.number for user in users if user.killed_at_logout]}

    def make_cpu_files(self, cpus):
        """The kernel's files of that many CPUs: two threads a core, 64 CPUs a package and a node."""
        made = self.folder / "cpu"
        if not made.exists():
            cpu_files.write_cpus(made, cpus, self.settings.governor)
        return {str(made / "cpu"): "/sys/devices/system/cpu", str(made / "node"): "/sys/devices/system/node",
                str(made / "cpuinfo"): "/proc/cpuinfo"}

    def first(self):
        """The number of the first process, as this side sees it."""
        return int(pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()[0])

    def power_cut(self):
        """No packet says goodbye: the cable is out before the processes end."""
        run("ip", "link", "del", self.link)
        os.kill(self.first(), signal.SIGKILL)
        self.wait_for_end()

    def shut_down(self):
        os.kill(self.first(), signal.SIGTERM)
        self.wait_for_end()
        run("ip", "link", "del", self.link)  # which lives as long as a connection there that waits for its last answer

    def wait_for_end(self):
        self.process.wait(timeout=30)
        for stream in (self.process.stdin, self.process.stdout):
            stream.close()
        self.process = None

    def reboot(self):
        self.power_cut()
        self.start()

    def wait_for_sshd(self):
        def answers():
            try:
                with socket.create_connection((self.address, 22), timeout=1) as connection:
                    return connection.recv(4) == b"SSH-"
            except OSError:
                return False
        until(answers, f"sshd of {self.name}; it says: {self.log()[-2000:]}")

    def log(self):
        return (self.folder / "log").read_text(errors="replace")

    # What runs there.

    def inside(self, *argv, **settings):
        """A command of this side's root, in all of that machine's namespaces but those of users."""
        return done("nsenter", "-t", self.first(), "-m", "-p", "-n", "-u", "-i", "-T", *argv, **settings)

    def everything(self):
        """(number on this side, user, words) of all processes there but the first."""
        first = self.first()
        space, found = os.readlink(f"/proc/{first}/ns/pid"), []
        for number in map(int, filter(str.isdigit, os.listdir("/proc"))):
            try:
                if number == first or os.readlink(f"/proc/{number}/ns/pid") != space:
                    continue
                words = pathlib.Path(f"/proc/{number}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
                owner = os.stat(f"/proc/{number}").st_uid
            except OSError:
                continue  # it has ended
            if words:
                found.append((number, owner, words))
        return found

    def processes(self, user=None):
        """The same without sshd's own."""
        return [process for process in self.everything()
                if not process[2][0].startswith(("sshd:", "/usr/sbin/sshd")) and user in (None, process[1])]

    def kill(self, pattern, number=signal.SIGKILL):
        """Ends what has these words in its command line; the numbers of what was ended."""
        ended = [process for process, _, words in self.processes() if re.search(pattern, " ".join(words))]
        for process in ended:
            os.kill(process, number)
        return ended

    def sessions(self):
        """The numbers of sshd's processes for connections."""
        return [number for number, _, words in self.everything()
                if words[0].startswith("sshd: ") and "[listener]" not in words[0]]

    def hang_up(self):
        """All connections end here at once, as if an administrator had killed them."""
        for process in self.sessions():
            os.kill(process, signal.SIGKILL)

    # Trouble with places.

    def restrict(self, place, options):
        """From now on "ro", "noexec", "rw" or "exec": a home, or what Settings.restricted names. The kernel refuses "ro" while a
        program there has a file open for writing."""
        self.inside("mount", "-o", f"remount,bind,{options}", place)

    def fill(self, place, leave=0):
        """Writes a file until `leave` bytes are free there: a home_size or disk_size is needed."""
        folder = self.at(place)
        room = os.statvfs(folder)
        if room.f_blocks * room.f_frsize > MOST_TO_FILL:
            raise AssertionError(f"{place} is no small file system of its own: not filled")
        with open(folder / ".filler", "ab", buffering=0) as file:
            try:
                while (room := os.statvfs(folder)).f_bavail * room.f_frsize > leave:
                    file.write(bytes(min(1 << 16, room.f_bavail * room.f_frsize - leave)))
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def empty(self, place):
        (self.at(place) / ".filler").unlink(missing_ok=True)

    # Trouble with the network.

    def silence(self):
        """Packets are lost on both sides after they arrived, so that nobody's kernel knows."""
        self.drop(100)

    def loses(self, percent):
        self.drop(percent)

    def drop(self, percent):
        self.hear()
        chance = f"numgen random mod 100 < {percent}" if percent < 100 else ""
        for side, other in (([], self.address), (["nsenter", "-t", self.first(), "-n"], NEAR)):
            rules = (f"table inet {self.link} {{\nchain arriving {{\ntype filter hook input priority 0;\n"
                     f"ip saddr {other} {chance} drop\n}}\n}}\n")
            done(*side, "nft", "-f", "-", input=rules, stdin=None)

    def hear(self):
        for side in ([], ["nsenter", "-t", self.first(), "-n"]):
            run(*side, "nft", "delete", "table", "inet", self.link)

    def narrow(self, kbit):
        """The link has that many kbit/s in both directions; 0: as before."""
        for side, link in (([], self.link), (["nsenter", "-t", self.first(), "-n"], "eth0")):
            words = [*side, "tc", "qdisc"]
            run(*words, "del", "dev", link, "root")
            if kbit:
                done(*words, "add", "dev", link, "root", "tbf", "rate", f"{kbit}kbit", "burst", "16kb", "latency", "400ms")
