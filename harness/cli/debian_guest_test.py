#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Measures with --on at a Debian system that Assay made, which boots under QEMU with the distribution's own sshd.

usage: debian_guest_test.py SOURCE BUILD [--target TARGET] [--keep]

The image is made of Debian's packages as `assay os build` makes every image; its file below has openssh-server and a network driver
beside what the project's has. Init, which is ours, starts one script, and that starts sshd. QEMU leads one port of this machine's
loopback to it, and nothing out of it. SOURCE with BUILD/assay then measures there like a person with a place in assay.toml. Nothing
is timed under an emulator, so results have to be ok without a time.

About 100 MB of packages are fetched the first time and kept in the cache, so it is no part of scripts/test. Exit code 77: not tried on
this machine.
"""

import argparse
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import tomllib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts/lib"))
from tool_root import tool_root  # noqa: E402

OS = "debian-with-sshd"
SMALL = "^libc/string/(strlen|strcmp)/"
USER, NUMBER = "lab", 1000
RELEASES = {"x86_64": "bookworm", "aarch64": "bookworm", "riscv64": "trixie"}  # RISC-V is in Debian since trixie
SYSTEM = """[os]
name          = "{name}"
title         = "Debian with sshd"
kind          = "image"
libraries     = ["debian-12", "debian-13"]
architectures = ["{arch}"]
[packages]
manager       = "apt"
release       = "{release}"
components    = ["main"]
key           = "/usr/share/keyrings/debian-archive-keyring.gpg"
names         = ["base-files", "libc6", "dash", "coreutils", "busybox", "openssh-server"]
kernel        = "linux-image-{{debian}}"
modules       = ["virtio", "virtio_ring", "virtio_pci_legacy_dev", "virtio_pci_modern_dev", "virtio_pci", "virtio_mmio",
                 "virtio_console", "failover", "net_failover", "virtio_net"]
architectures = ["{arch}"]
"""
# No script of a package ran, so users and folders that they would have made are missing.
FILES = {
    "etc/passwd": f"root:x:0:0::/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/bin/false\n{USER}:x:{NUMBER}:{NUMBER}::/home/{USER}:/bin/sh\n",
    "etc/group": f"root:x:0:\nnogroup:x:65534:\n{USER}:x:{NUMBER}:\n",
    "lab/up": """busybox ip link set lo up
busybox ip address add 10.0.2.15/24 dev eth0
busybox ip link set eth0 up
exec /usr/sbin/sshd -D -e -f /lab/sshd_config
""",
    "lab/sshd_config": f"""HostKey /lab/host_key
AuthorizedKeysFile /lab/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
PidFile none
AllowUsers {USER}
""",
    "assay/orders": "echo\nseconds 86400\narg /bin/sh\narg /lab/up\nenv PATH=/usr/sbin:/usr/bin:/sbin:/bin\nrun\n",
}


def run(words, **settings):
    settings.setdefault("timeout", 1800)
    words = [str(word) for word in words]
    begin = time.monotonic()
    ended = subprocess.run(words, capture_output=True, text=True, check=False, **settings)
    print(f"$ {' '.join(words)}\n{ended.stdout}{ended.stderr}[exit {ended.returncode}, {time.monotonic() - begin:.1f} s]", flush=True)
    return ended


def must(condition, what):
    if not condition:
        raise AssertionError(what)


def made(words, code=0, **settings):
    ended = run(words, **settings)
    must(ended.returncode == code, f"exit code {ended.returncode}, not {code}")
    return ended.stdout


def cpio(entries):
    """(path, mode, owner, bytes) as the kernel unpacks them: the newc format of Documentation/driver-api/early-userspace."""
    def padded(data):
        return data + bytes(-len(data) % 4)

    archive = b""
    for number, (path, mode, owner, data) in enumerate([*entries, ("TRAILER!!!", 0, 0, b"")], 1):
        name = path.encode() + b"\0"
        numbers = [number, mode, owner, owner, 1, 0, len(data), 0, 0, 0, 0, len(name), 0]
        archive += padded(b"070701" + b"".join(b"%08x" % each for each in numbers) + name) + padded(data)
    return archive


class Guest:
    """The image, started; ends with the `with`."""

    def __init__(self, source, image, target, folder):
        self.folder, self.port = folder, free_port()
        arch = target["target"]["arch"]
        machine = tomllib.loads((source / f"targets/machines/{arch}.toml").read_text())
        initramfs = folder / "initramfs"
        initramfs.write_bytes((image / "initramfs.cpio").read_bytes() + cpio(self.files()))
        network = "virtio-net-pci,romfile=," if "-pci" in machine["machine"]["port"] else "virtio-net-device,"
        kernel = machine["kernel"]
        self.words = [
            program_of(machine["machine"]["program"]), "-no-user-config", "-nodefaults", "-no-reboot", "-display", "none",
            "-machine", machine["machine"]["machine"], "-accel", "tcg", "-cpu", target["qemu"]["cpu"], "-smp", "1", "-m", "1024M",
            "-kernel", image / "kernel", "-initrd", initramfs,
            "-append", " ".join([f"console={kernel['console']}", "panic=-1", *kernel.get("line", [])]),
            "-serial", f"file:{folder / 'console'}", *machine["machine"].get("arguments", []),
            "-device", machine["machine"]["port"], "-chardev", f"file,id=report,path={folder / 'report'}",
            "-device", "virtserialport,chardev=report,name=assay,nr=1",
            "-netdev", f"user,id=net,restrict=on,hostfwd=tcp:127.0.0.1:{self.port}-:22", "-device", f"{network}netdev=net"]

    def files(self):
        for name in ("host_key", "key"):
            made(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", self.folder / name])
        folders = [("lab", 0), ("run", 0), ("run/sshd", 0), ("home", 0), (f"home/{USER}", NUMBER), ("assay", 0)]
        entries = [(path, 0o040755, owner, b"") for path, owner in folders]
        entries += [(path, 0o100644, 0, text.encode()) for path, text in FILES.items()]
        entries.append(("lab/authorized_keys", 0o100644, 0, (self.folder / "key.pub").read_bytes()))
        entries.append(("lab/host_key", 0o100600, 0, (self.folder / "host_key").read_bytes()))
        return entries

    def __enter__(self):
        self.process = subprocess.Popen([str(word) for word in self.words], stdin=subprocess.DEVNULL)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def console(self):
        path = self.folder / "console"
        return path.read_text(errors="replace") if path.exists() else ""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def program_of(name):
    """As harness/host/tool_search.cc finds it."""
    own = tool_root() / "tools/bin" / name
    found = own if own.exists() else shutil.which(name)
    if not found:
        print(f"no {name}: scripts/setup brings it")
        sys.exit(77)
    return found


def make_image(source, build, target, folder):
    """With a tree of its own, whose targets/os has one more system."""
    tree = folder / "tree"
    shutil.copytree(source / "targets", tree / "targets")
    arch = target["target"]["arch"]
    (tree / f"targets/os/{OS}.toml").write_text(SYSTEM.format(name=OS, arch=arch, release=RELEASES[arch]))
    for path in ("harness/image/init", "benchmarks"):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).symlink_to(source / path)
    (tree / "CMakeLists.txt").write_text("# marks a source tree\n")
    (tree / "build").mkdir()
    shutil.copy(build / "assay", tree / "build/assay")
    name = target["target"]["name"]
    made([tree / "build/assay", "os", "build", name, "--os", OS])
    return tree / f"build/images/{name}/{OS}"


def ssh_here(guest):
    """An ssh that knows one Host, by a configuration of its own: ssh takes its folder from the user, not from HOME."""
    folder = guest.folder
    kind, key = (folder / "host_key.pub").read_text().split()[:2]
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{guest.port} {kind} {key}\n")
    (folder / "ssh_config").write_text(f"Host guest\n  HostName 127.0.0.1\n  Port {guest.port}\n  User {USER}\n"
                                       f"  IdentityFile {folder / 'key'}\n  IdentitiesOnly yes\n  IdentityAgent none\n"
                                       f"  UserKnownHostsFile {folder / 'known_hosts'}\n  StrictHostKeyChecking yes\n")
    (folder / "bin").mkdir()
    program = folder / "bin/ssh"
    program.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {folder / "ssh_config"} "$@"\n')
    program.chmod(0o755)
    (folder / "assay.toml").write_text('[place.board]\nssh = "guest"\nfolder = "~/kits"\n')
    return {**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config")}


def wait_for_sshd(guest, environment):
    begin = time.monotonic()
    while guest.process.poll() is None and time.monotonic() < begin + 900:
        if "Server listening" in guest.console():
            print(f"sshd listens after {time.monotonic() - begin:.1f} s", flush=True)
            made(["ssh", "-o", "ConnectTimeout=300", "guest", "uname -a; id; cat /etc/debian_version; ls /"], env=environment)
            return
        time.sleep(0.5)
    raise AssertionError(f"no sshd; the console says:\n{guest.console()[-4000:]}")


def check_record(record):
    must([host["class"] for host in record["hosts"]] == ["emulated"], "the guest is seen as an emulated machine")
    (cell,) = record["cells"]
    must((cell["outcome"], cell["code"]) == ("unavailable", "emulated-host"), "nothing is timed there")
    must(len(cell["benchmarks"]) == 15, "all chosen benchmarks are there")
    for benchmark in cell["benchmarks"]:
        must(benchmark["outcome"] == "ok" and benchmark["checksum"] and not benchmark.get("samples"), benchmark)


def measure(assay, target, guest, environment):
    settings = {"env": environment, "cwd": guest.folder}
    made([assay, "run", "--target", target, "--suite", "libc", "--filter", SMALL, "--on", "board", "-o", "record.json"], code=3, **settings)
    check_record(json.loads((guest.folder / "record.json").read_text()))
    # The run itself is over and its record is here; the files of the kit stay for the next one.
    kept = ["busybox", "find", "/home/lab", "-type", "f"]
    left = json.loads(made([assay, "places", "board", "--json"], **settings))
    must(left["rows"] == [], "no run is left there")
    must(left["notes"][0].endswith("MiB of files in /home/lab/kits"), "what is kept is named")
    must("/home/lab/kits/" in made(["ssh", "guest", *kept], **settings), "it is there")
    made([assay, "places", "board", "--clean"], **settings)
    left = made(["ssh", "guest", *kept], **settings).split()
    must(left == ["/home/lab/kits/runs/lock"], "nothing is left there but an empty file")


def start_kit_of_32_bits(assay, guest, environment):
    """Debian's kernel for 64-bit Arm executes programs of 32 bits, where the CPU does."""
    kits = guest.folder / "kits"
    made([assay, "kit", "armhf", "--suite", "libc", "--filter", SMALL, "-o", kits])
    (archive,) = kits.iterdir()
    with open(archive, "rb") as file:
        made(["ssh", "guest", "busybox tar -xz"], env=environment, stdin=file)
    made(["ssh", "guest", f"cd {archive.name.removesuffix('.tar.gz')} && ./start -o ~/results-of-32-bits"], env=environment)
    record = json.loads(made(["ssh", "guest", "cat results-of-32-bits/record.json"], env=environment))
    check_record(record)
    must(record["cells"][0]["target"] == "armhf", "it is the kit's target")
    must(record["hosts"][0]["fingerprint"]["kernel_arch"] == "aarch64", "under a kernel of 64 bits")


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ", 1)[1])
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--target", default="kunpeng-920")
    parser.add_argument("--keep", action="store_true", help="the folder stays, with the guest's console")
    given = parser.parse_args()
    target = tomllib.loads((given.source / f"targets/{given.target}.toml").read_text())
    folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-guest-"))
    try:
        image = make_image(given.source, given.build, target, folder)
        with Guest(given.source, image, target, folder) as guest:
            environment = ssh_here(guest)
            wait_for_sshd(guest, environment)
            measure(given.build / "assay", given.target, guest, environment)
            if target["target"]["arch"] == "aarch64":
                start_kit_of_32_bits(given.build / "assay", guest, environment)
    finally:
        if given.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
