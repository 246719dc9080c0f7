#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The harness's own speed: prints one line per figure with the goal it is held against.

Ratios come from one run; absolute times are medians of several and depend on the machine. Nothing
here is a test: tests do not depend on time.
"""

import argparse
import collections
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def seconds(command, rounds, **options):
    """Median wall time of `command`; its output is thrown away."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
                       **options)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def cpu_of(command):
    """Wall time, own CPU time and CPU time of the children of one run, in seconds."""
    begin = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
        # The dead process is left standing until its figures are read.
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        wall = time.perf_counter() - begin
        stat = pathlib.Path(f"/proc/{child.pid}/stat").read_text(encoding="ascii")
        fields = stat.rsplit(")", 1)[1].split()
        ticks = os.sysconf("SC_CLK_TCK")
        own = (int(fields[11]) + int(fields[12])) / ticks
        children = (int(fields[13]) + int(fields[14])) / ticks
    return wall, own, children


def google_file(path, seed, benchmarks=1000, repetitions=20):
    """A result file as Google Benchmark 1.9 writes it."""
    draw = random.Random(seed)
    entries = []
    for index in range(benchmarks):
        for repetition in range(repetitions):
            value = draw.gauss(100.0 + index, 2.0)
            entries.append({
                "name": f"BM_case_number_{index}/{index * 8}", "family_index": index,
                "per_family_instance_index": 0, "run_name": f"BM_case_number_{index}/{index * 8}",
                "run_type": "iteration", "repetitions": repetitions,
                "repetition_index": repetition, "threads": 1, "iterations": 1000000,
                "real_time": value, "cpu_time": value * 0.99, "time_unit": "ns"})
    context = {"date": "2026-01-01T00:00:00+00:00", "host_name": "h", "executable": "./x",
               "num_cpus": 2, "mhz_per_cpu": 2000, "caches": [], "load_avg": [0.1, 0.1, 0.1],
               "library_version": "1.9.1", "library_build_type": "release"}
    path.write_text(json.dumps({"context": context, "benchmarks": entries}, indent=2),
                    encoding="ascii")
    return path.stat().st_size


def line(what, value, goal):
    print(f"{what:58} {value:>22}   goal {goal}", flush=True)


def start_and_compare(assay, folder):
    line("assay --version", f"{1000 * seconds([assay, '--version'], 21):.1f} ms", "under 10 ms")
    base, head = folder / "base.json", folder / "head.json"
    size = google_file(base, 1)
    google_file(head, 2)
    ours = seconds([assay, "compare", base, head, "--format", "csv"], 11)
    line(f"compare, two files of 1000 x 20 ({size / 1e6:.1f} MB each)", f"{1000 * ours:.0f} ms",
         "under 1 s")
    script = "/usr/share/benchmark/compare.py"
    if os.path.exists(script):
        theirs = seconds(["/usr/bin/python3", script, "benchmarks", base, head], 1)
        line("compare.py of Google Benchmark on the same", f"{theirs:.2f} s = {theirs / ours:.0f} x",
             "-")


def read_large_record(assay, folder):
    """Reading takes its seal and every rule in."""
    foreign, record = folder / "large.json", folder / "large-record.json"
    google_file(foreign, 3, benchmarks=2000, repetitions=125)
    subprocess.run([assay, "import", "-q", foreign, "-o", record], check=True,
                   stdout=subprocess.DEVNULL)
    foreign.unlink()
    own = statistics.median(cpu_of([assay, "show", record, "--list"])[1] for _ in range(5))
    line(f"reading and checking a record of {record.stat().st_size / 1e6:.0f} MB, CPU time",
         f"{own:.2f} s", "under 0.5 s for 50 MB")


def plugin(build, folder, source):
    programs = []
    for name in ("interpreter", "blocks"):
        programs.append(folder / name)
        subprocess.run(["aarch64-linux-gnu-gcc", "-O2", "-static", source / f"plugin/{name}.c",
                        "-o", programs[-1]], check=True)
    print("plugin with all counters, qemu-aarch64: goal under 1.3 (interpreter), 1.15 (larger blocks)")
    subprocess.run([sys.executable, source / "plugin/slowdown.py", "--qemu", "/usr/bin/qemu-aarch64",
                    "--plugin", build / "plugin/libassay-counts.so", *programs], check=True)


def runs(assay, folder):
    subprocess.run([assay, "build", "-q"], check=True, stdout=subprocess.DEVNULL)
    nothing = seconds([assay, "build"], 7)
    line("assay build with nothing to do, all cells", f"{1000 * nothing:.0f} ms", "under 300 ms")
    record = folder / "counted.json"
    wall, own, children = cpu_of([assay, "run", "--runner", "qemu-user", "-q", "-o", record])
    line("all targets and suites counted", f"{wall:.0f} s", "under 180 s on two cores")
    line("harness's own CPU time over that of the benchmarks",
         f"{100 * own / children:.2f} % ({own:.1f} s)", "under 2 %")


def changed_copy(program, copy):
    """Other bytes, the same code and speed: one letter of Google Benchmark's help."""
    content, text = program.read_bytes(), b"benchmark [--benchmark_list_tests"
    if content.count(text) != 1:
        raise SystemExit(f"{program} has no help text to change")
    copy.write_bytes(content.replace(text, text.replace(b"b", b"B", 1)))
    copy.chmod(0o755)


def gate(assay, cells, folder):
    """Needs the cells built. All suites of the first target that this CPU executes, unchanged."""
    shown = subprocess.run([assay, "run", "--dry-run", "--runner", "native", "--toolchain", "clang",
                            "--json"], check=True, capture_output=True)
    target = next(row["target"] for row in json.loads(shown.stdout)["rows"]
                  if not row.get("left out because"))
    base, head = folder / "base", folder / "head"
    for side in (base, head):
        side.mkdir()
    for program in (cells / target / "clang").glob("*/*/*"):
        if program.is_file() and program.name == program.parent.name:
            shutil.copy(program, base)
            changed_copy(program, head / program.name)
    wall, own, _ = cpu_of([assay, "gate", base, head, "-q", "--warn-only", "-o", folder / "gate-record.json",
                           "--write", f"json={folder / 'gate.json'}"])
    rows = json.loads((folder / "gate.json").read_text(encoding="utf-8"))["rows"]
    measured = sum(row.get("seconds", 0) for row in rows)
    verdicts = collections.Counter(row["verdict"] for row in rows)
    print(f"gate of {len(rows)} unchanged benchmarks of {target}: "
          + ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common()))
    line("  for each 200", f"{wall / len(rows) * 200 / 60:.1f} min", "under 3.5 min")
    line("  for each", f"{measured / len(rows):.2f} s", "under 0.9 s on average")
    line("  harness's own CPU time over that of measuring", f"{100 * own / measured:.2f} %",
         "under 2 %")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", type=pathlib.Path, help="folder with the built program")
    given = parser.parse_args()
    assay = given.build.resolve() / "assay"
    source = pathlib.Path(__file__).resolve().parent
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start_and_compare(assay, folder)
        read_large_record(assay, folder)
        plugin(given.build.resolve(), folder, source)
        runs(assay, folder)
        gate(assay, given.build.resolve() / "cells", folder)


if __name__ == "__main__":
    main()
