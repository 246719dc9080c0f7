# SPDX-License-Identifier: Apache-2.0
"""What Python 3.11 lacks for namespaces: unshare, mount, pivot_root, and user namespaces."""

import ctypes
import os

CLONE_NEWTIME, CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x80, 0x20000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REMOUNT, MS_BIND = 1, 2, 4, 8, 32, 4096
MS_REC, MS_PRIVATE, MNT_DETACH = 16384, 1 << 18, 2
PR_SET_PDEATHSIG, SYS_PIVOT_ROOT = 1, {"x86_64": 155, "aarch64": 41}
LIBC = ctypes.CDLL(None, use_errno=True)


def checked(result, *what):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{' '.join(map(str, what))}: {os.strerror(error)}")


def unshare(flags):
    checked(LIBC.unshare(flags), "unshare", hex(flags))


def mount(source, target, kind=None, flags=0, options=None):
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    checked(LIBC.mount(*words, ctypes.c_ulong(flags), options and options.encode()),
            "mount", kind or source, "on", target)


def bind(source, target, flags=0):
    """The same files at a second place, and with flags (MS_RDONLY, MS_NOEXEC) for this place alone."""
    mount(source, target, flags=MS_BIND | MS_REC)
    if flags:
        mount("none", target, flags=MS_BIND | MS_REMOUNT | flags)


def pivot_root(folder):
    """Makes a mount point the root of this mount namespace; the old root is gone afterwards."""
    os.chdir(folder)
    checked(LIBC.syscall(SYS_PIVOT_ROOT[os.uname().machine], b".", b"."), "pivot_root", folder)
    checked(LIBC.umount2(b".", MNT_DETACH), "umount the old root")
    os.chdir("/")


def die_with_parent(signal):
    checked(LIBC.prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0), "prctl")


def own_mounts():
    unshare(CLONE_NEWNS)
    mount("none", "/", flags=MS_REC | MS_PRIVATE)


def enter_user_namespace():
    """Root's has every user that there is here, with the same number. A plain user is root there and alone; be_oneself() undoes that."""
    user, group = os.geteuid(), os.getegid()
    if user != 0:
        unshare(CLONE_NEWUSER)
        write_own_maps(0, user, 0, group)
        return user, group
    maps = {name: same_numbers(name) for name in ("uid_map", "gid_map")}
    mine, inside, outside = os.getpid(), os.pipe(), os.pipe()
    helper = os.fork()  # only somebody outside may write a map of more than one user
    if helper == 0:
        os.close(inside[1])
        if os.read(inside[0], 1):
            for name, text in maps.items():
                write(f"/proc/{mine}/{name}", text)
            os.write(outside[1], b".")
        os._exit(0)
    os.close(outside[1])
    unshare(CLONE_NEWUSER)
    os.write(inside[1], b".")
    written = os.read(outside[0], 1)
    os.waitpid(helper, 0)
    for end in (*inside, outside[0]):
        os.close(end)
    if not written:
        raise OSError("the user namespace's map could not be written")
    return user, group


def be_oneself(user, group):
    """In one more user namespace, a plain user has the own number again."""
    if user != 0:
        unshare(CLONE_NEWUSER)
        write_own_maps(user, 0, group, 0)


def write_own_maps(user, user_outside, group, group_outside):
    write("/proc/self/setgroups", "deny")
    write("/proc/self/uid_map", f"{user} {user_outside} 1")
    write("/proc/self/gid_map", f"{group} {group_outside} 1")


def same_numbers(name):
    with open(f"/proc/self/{name}", encoding="ascii") as lines:
        ranges = [line.split() for line in lines]
    return "".join(f"{first} {first} {count}\n" for first, _, count in ranges)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
