#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a command where programs of other architectures can be executed.

usage: foreign.py [--root DIR] [--cpu MODEL] [--uname] ARCH[,ARCH...] -- COMMAND...

ARCH is aarch64, armhf, loongarch64 or riscv64. An emulated program that starts another one asks this machine's kernel to
execute it. The kernel is told how by a binfmt_misc that belongs to a user namespace of the command's own: nothing changes for
the rest of the machine, nothing has to be undone, and no privilege is needed. Kernels have that since Linux 6.7.

The emulator is QEMU's user emulation: the tool root's own, else the distribution's.

  --root DIR   the command runs with DIR as its root folder; /proc and /dev are in it, and what the emulator is linked with
  --cpu MODEL  the CPU that programs see, as QEMU calls it; default: everything that QEMU can emulate
  --uname      uname(1) names the first ARCH, for scripts that ask it; emulated programs are told so anyway

The command replaces this process, so its process id and its exit code are this one's. Exit code 3: this machine can't.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import namespaces

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "scripts/lib"))
from tool_root import tool_root  # noqa: E402

ARCHITECTURES = {  # QEMU's name, uname's, bits, e_machine
    "aarch64": ("aarch64", "aarch64", 64, 183),
    "armhf": ("arm", "armv7l", 32, 40),
    "loongarch64": ("loongarch64", "loongarch64", 64, 258),
    "riscv64": ("riscv64", "riscv64", 64, 243),
}
UNAME = """#!/bin/sh
read -r release < /proc/sys/kernel/osrelease
read -r node < /proc/sys/kernel/hostname
case ${1:--s} in
-m | -p | -i | --machine) echo MACHINE ;;
-r) echo "$release" ;;
-n) echo "$node" ;;
-s) echo Linux ;;
*) echo "Linux $node $release MACHINE GNU/Linux" ;;
esac
"""
# F: the emulator is opened now, so that it is found inside of other roots. P: the program sees its own argv[0]. O: programs
# are executed that may not be read, or that have no name any more.
FLAGS = "FPO"
PLACES = ["/proc/sys/fs/binfmt_misc", "/mnt"]  # only the command sees what is mounted there


class CannotHere(Exception):
    """This machine has no such emulator, or its kernel has no binfmt_misc for us."""


def emulator(arch):
    """As harness/host/tool_search.cc finds it: the tool root has one only where the distribution's is not enough."""
    name = f"qemu-{ARCHITECTURES[arch][0]}"
    own = tool_root() / "tools/qemu/bin" / name
    found = own if os.path.exists(own) else shutil.which(name)
    if not found:
        raise CannotHere(f"no {name}: scripts/setup brings it")
    return os.path.realpath(found)


def registration(arch, through=""):
    """A line of Documentation/admin-guide/binfmt-misc.rst: executables and shared objects of this machine, little endian.

    `through` is a script of write_script(), which the kernel looks up when a program starts."""
    _, _, bits, machine = ARCHITECTURES[arch]
    ident = b"\x7fELF" + bytes([bits // 32, 1, 1])
    magic = ident + bytes(9) + b"\x02\x00" + machine.to_bytes(2, "little")
    mask = b"\xff" * 7 + b"\x00" * 9 + b"\xfe\xff\xff\xff"
    escaped = ("".join(f"\\x{byte:02x}" for byte in text) for text in (magic, mask))
    return f":assay-{arch}:M::{':'.join(escaped)}:{through or emulator(arch)}:{'P' if through else FLAGS}"


def write_script(path, arch, cpu):
    """Starts the emulator with a CPU that no variable names: programs may be started with none but their own."""
    path.write_text(f'#!/bin/sh\nprogram=$1 name=$2\nshift 2\nexec {emulator(arch)} -cpu {cpu} -0 "$name" "$program" "$@"\n')
    path.chmod(0o755)


def make_executable(archs, place=None, through=""):
    """For this process and those that it starts. It has to be in a mount and a user namespace of its own."""
    lines = [registration(arch, through) for arch in archs]
    place = place or next(path for path in PLACES if os.path.isdir(path))
    try:
        namespaces.mount("none", place, "binfmt_misc")
    except OSError as error:
        raise CannotHere(f"{error}; a user namespace has a binfmt_misc of its own since Linux 6.7") from error
    for line in lines:
        namespaces.write(f"{place}/register", line)


def name_machine(arch, place="/usr/bin/uname"):
    """A script in place of uname(1): the kernel itself says what it is to all but emulated programs."""
    with tempfile.NamedTemporaryFile("w", prefix="assay-uname-") as script:
        script.write(UNAME.replace("MACHINE", ARCHITECTURES[arch][1]))
        script.flush()
        os.chmod(script.name, 0o755)
        namespaces.bind(script.name, place)


def folders_of_libraries(program):
    """Where a dynamic program's interpreter and libraries are, as they are named in it; none of a static one."""
    listed = subprocess.run(["ldd", program], capture_output=True, text=True, check=False).stdout
    return sorted({os.path.dirname(path) for path in re.findall(r"(/\S+) \(0x", listed)})


def enter_root(root, archs):
    for folder in sorted({folder for arch in archs for folder in folders_of_libraries(emulator(arch))}):
        inside = root + folder
        if not os.path.isdir(inside):
            os.makedirs(inside)
        if not os.listdir(inside):
            namespaces.bind(folder, inside)
    for folder in ("/proc", "/dev"):
        os.makedirs(root + folder, exist_ok=True)
        namespaces.bind(folder, root + folder)
    os.chroot(root)
    os.chdir("/")


def main():
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(usage=__doc__.split("usage: ", 1)[1])
    parser.add_argument("--root")
    parser.add_argument("--cpu")
    parser.add_argument("--uname", action="store_true")
    parser.add_argument("archs")
    given, command = parser.parse_args(words[:split]), words[split + 1:]
    if not command:
        parser.error("no command after --")
    archs = given.archs.split(",")
    for arch in archs:
        if arch not in ARCHITECTURES:
            parser.error(f"{arch} is none of {', '.join(ARCHITECTURES)}")
    try:
        me = namespaces.enter_user_namespace()
        namespaces.own_mounts()
        make_executable(archs)
        if given.uname:
            name_machine(archs[0])
        if given.root:
            enter_root(os.path.realpath(given.root), archs)
        namespaces.be_oneself(*me)
    except (CannotHere, OSError) as error:
        print(f"foreign.py: {error}", file=sys.stderr)
        return 3
    if given.cpu:
        os.environ["QEMU_CPU"] = given.cpu
    try:
        os.execvp(command[0], command)
    except OSError as error:
        print(f"foreign.py: {command[0]}: {error.strerror}", file=sys.stderr)
        return 127


if __name__ == "__main__":
    sys.exit(main())
