# SPDX-License-Identifier: Apache-2.0
"""over_ssh.py ASSAY PROGRAMS PLACE [--unchanged N] [--slower N] [--runs N]: gates and runs here and at a place, in turns;
and runs of one benchmark by a kit, each without earlier results.

PROGRAMS holds the evaluation's base, copy and plus2 (harness/bench/evaluate/kernels).
"""

import argparse
import collections
import json
import pathlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

VERDICTS = ["regressed", "not-confirmed", "inconclusive", "not-slower"]
HEADS = [("copy", "unchanged"), ("plus2", "2 % more work")]
TARGET = "x86-64-v2"
ONE = ["--filter", "^libc/string/strlen/8$"]
RUNS = {"one benchmark": ["--suite", "libc", *ONE],
        "eight suites": ["--suite", "ai,bigdata,compute,database,libc,middleware,storage,web"]}  # two minutes
STARTS = 5


class Failed(Exception):
    pass


def timed(words):
    begin = time.monotonic()
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    if ended.returncode != 0:
        raise Failed(f"{' '.join(words)} ended with {ended.returncode}: {ended.stderr[-1000:]}")
    return ended.stdout, time.monotonic() - begin


def gate(given, head, seed, where, folder):
    """What it says of each kernel, and its seconds."""
    words = [given.assay, "gate", f"{given.programs}/base/kernels", f"{given.programs}/{head}/kernels", "--seed", str(seed), "--warn-only",
             "--json", "--target", TARGET, "-o", f"{folder}/gate.json", *where]
    out, seconds = timed(words)
    return {row["benchmark"]: row["verdict"] for row in json.loads(out)["rows"]}, seconds


def gates(given, places, folder):
    said = {name: collections.Counter() for name in places}
    seconds = {name: [] for name in places}
    pairs = collections.Counter()
    for head, times in (("copy", given.unchanged), ("plus2", given.slower)):
        for turn in range(times):
            order = list(places) if turn % 2 == 0 else list(reversed(places))
            verdicts = {}
            for name in order:
                verdicts[name], took = gate(given, head, turn, places[name], folder)
                seconds[name].append(took)
                said[name].update((head, verdict) for verdict in verdicts[name].values())
                if unknown := set(verdicts[name].values()) - set(VERDICTS):
                    raise Failed(f"a gate says {unknown}")
            here, there = (verdicts[name] for name in places)
            if here.keys() != there.keys():
                raise Failed(f"the gates have other rows: {sorted(here.keys() ^ there.keys())}")
            pairs.update((head, here[kernel] == there[kernel]) for kernel in here)
            print(f"{head} {turn + 1} of {times}", file=sys.stderr, flush=True)
    return said, seconds, pairs


def run(given, words, where, folder):
    """Its seconds."""
    return timed([given.assay, "run", "--target", TARGET, *words, "-o", f"{folder}/run.json",
                  *(where or ["--runner", "native"])])[1]


def runs(given, words, places, folder):
    seconds = {name: [] for name in places}
    for turn in range(given.runs):
        for name in list(places) if turn % 2 == 0 else list(reversed(places)):
            seconds[name].append(run(given, words, places[name], folder))
            print(f"run {turn + 1} of {given.runs}, {name}: {seconds[name][-1]:.1f} s", file=sys.stderr, flush=True)
    return seconds


def starts(given, folder):
    """Seconds from ./start to its end."""
    timed([given.assay, "kit", TARGET, "-o", f"{folder}/kits"])
    (archive,) = pathlib.Path(folder, "kits").iterdir()
    with tarfile.open(archive) as packed:
        packed.extractall(folder)
    kit = pathlib.Path(folder, archive.name.removesuffix(".tar.gz"))
    return [timed([f"{kit}/start", *ONE, "-o", f"{folder}/start-{turn}"])[1] for turn in range(STARTS)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay")
    parser.add_argument("programs")
    parser.add_argument("place")
    parser.add_argument("--unchanged", type=int, default=20)
    parser.add_argument("--slower", type=int, default=6)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    given.assay = str(pathlib.Path(given.assay).resolve())
    places = {"here": [], given.place: ["--on", given.place]}
    with tempfile.TemporaryDirectory() as folder:
        for where in places.values() if given.runs else []:
            run(given, [*RUNS["eight suites"], *ONE], where, folder)  # builds, and fills the place
        run_seconds = {what: runs(given, words, places, folder) for what, words in RUNS.items()}
        start_seconds = starts(given, folder)
        said, gate_seconds, pairs = gates(given, places, folder)
    print(f"| | comparisons | {' | '.join(VERDICTS)} | seconds a gate |\n|---|---|{'---|' * len(VERDICTS)}---|")
    for head, what in HEADS:
        for name in places:
            counts = [said[name][head, verdict] for verdict in VERDICTS]
            print(f"| {what}, {name} | {sum(counts)} | {' | '.join(map(str, counts))} | {statistics.median(gate_seconds[name]):.1f} |")
    for head, what in HEADS:
        print(f"{what}: {pairs[head, True]} of {pairs[head, True] + pairs[head, False]} pairs got the same verdict")
    for what, seconds in run_seconds.items() if given.runs else []:
        ratios = [there / here for here, there in zip(*seconds.values())]
        here, there = map(statistics.median, seconds.values())
        print(f"a run of {what} took {here:.1f} s here and {there:.1f} s over ssh, {statistics.median(ratios):.3f} times as long "
              f"(medians of {given.runs} turns)")
    print(f"a kit's run of one benchmark took {min(start_seconds):.2f} to {max(start_seconds):.2f} s in {STARTS} runs")
    false = sum(said[name]["copy", "regressed"] for name in places)
    return 1 if false else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as failed:
        sys.exit(f"over_ssh.py: {failed}")
