# SPDX-License-Identifier: Apache-2.0
"""What the kernel says about the CPUs of a machine that has more or fewer of them."""

import os
import pathlib
import re

from world import done


def map_of(members, cpus):
    """A list such as 4-5 as the kernel writes its bits: words of 32 bits, the highest first."""
    first, _, last = members.partition("-")
    bits = sum(1 << cpu for cpu in range(int(first), int(last or first) + 1))
    return ",".join(f"{bits >> 32 * word & 0xffffffff:08x}" for word in reversed(range((cpus + 31) // 32)))


def write_frequencies(made, cpus, governor):
    """Files of cpufreq: each CPU has a frequency of its own."""
    for cpu in range(cpus):
        policy = made / f"cpu/cpufreq/policy{cpu}"
        policy.mkdir(parents=True)
        for name, text in (("scaling_driver", "acpi-cpufreq"), ("scaling_governor", governor), ("affected_cpus", cpu),
                           ("scaling_available_governors", "performance powersave"), ("scaling_min_freq", 800000),
                           ("scaling_max_freq", 2600000), ("scaling_cur_freq", 2600000)):
            (policy / name).write_text(f"{text}\n")
        (made / f"cpu/cpu{cpu}/cpufreq").symlink_to(f"../cpufreq/policy{cpu}")


def write_cpus(made, cpus, governor=""):
    """Files of /sys/devices/system/cpu, .../node and /proc/cpuinfo, from those of this machine's first CPU. Without a governor
    there is no cpufreq, as in most virtual machines."""
    system = pathlib.Path("/sys/devices/system")
    made.mkdir()
    done("mount", "-t", "tmpfs", "cpus", made)  # there are thousands of them
    (made / "cpu").mkdir()
    everyone = f"0-{cpus - 1}" if cpus > 1 else "0"
    for name in ("online", "possible", "present"):
        (made / "cpu" / name).write_text(everyone + "\n")
    (made / "cpu/offline").write_text("\n")
    caches = {index.name: {file.name: file.read_text() for file in index.iterdir()
                           if file.is_file() and os.access(file, os.R_OK) and file.name != "uevent"}
              for index in sorted((system / "cpu/cpu0").glob("cache/index*"))}
    for cpu in range(cpus):
        core, package = cpu // 2, cpu // 64
        node = f"{package * 64}-{min(package * 64 + 63, cpus - 1)}" if cpus > 1 else "0"
        pair = f"{core * 2}-{core * 2 + 1}" if cpus > 1 else "0"
        folder = made / f"cpu/cpu{cpu}"
        (folder / "topology").mkdir(parents=True)
        for name, text in (("core_id", core), ("physical_package_id", package), ("die_id", 0), ("thread_siblings_list", pair),
                           ("core_cpus_list", pair), ("core_siblings_list", node), ("package_cpus_list", node)):
            (folder / "topology" / name).write_text(f"{text}\n")
        for index, files in caches.items():
            (folder / "cache" / index).mkdir(parents=True)
            members = node if files["level"].strip() == "3" else pair
            shared = {"shared_cpu_list": f"{members}\n", "shared_cpu_map": f"{map_of(members, cpus)}\n"}
            for name, text in {**files, **shared}.items():
                (folder / "cache" / index / name).write_text(text)
        (made / f"node/node{package}").mkdir(parents=True, exist_ok=True)
        (made / f"node/node{package}/cpulist").write_text(node + "\n")
    nodes = (cpus + 63) // 64
    for name in ("online", "possible", "has_cpu", "has_memory"):
        (made / "node" / name).write_text(f"0-{nodes - 1}\n" if nodes > 1 else "0\n")
    one = pathlib.Path("/proc/cpuinfo").read_text().split("\n\n")[0]
    (made / "cpuinfo").write_text("".join(re.sub(r"(?m)^(processor\s*:).*", rf"\1 {cpu}", one) + "\n\n" for cpu in range(cpus)))
    if governor:
        write_frequencies(made, cpus, governor)
