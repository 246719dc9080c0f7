#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin against programs whose figures were counted by hand, under every QEMU there is.

QEMU 7.2's loongarch64 has no LSX and can't run its program; it is the one left out.
"""

import pathlib
import subprocess
import sys
import unittest

from qemu_runs import count, emulators

FOLDER = pathlib.Path()  # of the built plugin
ARCHITECTURES = ("aarch64", "arm", "loongarch64", "riscv64", "x86_64")


def version(qemu):
    words = subprocess.run([qemu, "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in words.split()[2].split(".")[:2])


def expected():
    cpus, regions = {}, {}
    for line in (FOLDER / "self_check/expected.txt").read_text().splitlines():
        match line.split():
            case ["cpu", arch, cpu]:
                cpus[arch] = cpu
            case ["region", arch, state, *figures]:
                regions.setdefault(arch, {})[int(state)] = [int(figure) for figure in figures]
    return cpus, regions


class SelfCheck(unittest.TestCase):
    def each(self, check):
        """Checks each architecture's program under each of its QEMUs, given what it has to give."""
        cpus, regions = expected()
        self.assertEqual(sorted(regions), sorted(ARCHITECTURES))
        for arch in ARCHITECTURES:
            usable = [q for q in emulators(arch) if arch != "loongarch64" or version(q) >= (8, 1)]
            self.assertTrue(usable, f"no QEMU for {arch}: scripts/setup brings it")
            for qemu in usable:
                with self.subTest(arch=arch, qemu=str(qemu)):
                    check(arch, qemu, cpus[arch], regions[arch])

    def run_check(self, arch, qemu, cpu, **more):
        program = FOLDER / f"self_check/self_check-{arch}"
        return count(qemu, FOLDER / "libassay-counts.so", program, cpu=cpu, **more)

    def test_an_instruction_of_x86_64_crosses_a_page(self):
        program = FOLDER / "self_check/self_check-x86_64"
        names = subprocess.run(["nm", program], capture_output=True, text=True, check=True).stdout
        address = next(int(line.split()[0], 16) for line in names.splitlines()
                       if line.endswith(" crossing"))
        self.assertEqual(address % 4096, 4094, "kToCrossing in x86_64.S is not its distance")

    def test_figures_are_those_counted_by_hand(self):
        def check(arch, qemu, cpu, regions):
            counted = self.run_check(arch, qemu, cpu)
            self.assertEqual((counted.status, counted.stderr), (0, ""))
            self.assertEqual(counted.regions(), regions)
            self.assertEqual(counted.lines[0].split()[:3], ["assay-counts", "1", f"target={arch}"])
            end = counted.end()
            self.assertEqual((end["regions"], end["states"], end["symbols"], end["threads"]),
                             ("2", "3", "yes", "1"))

        self.each(check)

    def test_a_state_without_a_loop_stands_between_those_with_one(self):
        def check(arch, qemu, cpu, _):
            lines = self.run_check(arch, qemu, cpu).lines
            self.assertEqual([" ".join(line.split()[:2]) for line in lines[1:-1]],
                             ["state 1", "start 1", "region 1", "state 2", "state 3", "start 3",
                              "region 3"])

        self.each(check)

    def test_mapping_symbols_and_the_shape_of_blocks_agree_on_a32_and_t32(self):
        def check(arch, qemu, cpu, regions):
            option = f"elf={FOLDER}/self_check/self_check-{arch}"
            self.assertEqual(self.run_check(arch, qemu, cpu, options=[option]).regions(), regions)

        self.each(check)

    def test_blocks_add_up_to_the_region_and_stand_in_the_program(self):
        def check(arch, qemu, cpu, regions):
            program = (FOLDER / f"self_check/self_check-{arch}").resolve()
            sums, state = {}, 0
            for words in self.run_check(arch, qemu, cpu).blocks:
                if words[0] == "state":
                    state = int(words[1])
                elif words[0] == "file":
                    self.assertEqual(words[1:], ["1", str(program)])
                else:
                    _, file, offset, _, length, instructions, executions, *_ = words
                    self.assertEqual(file, "1")
                    self.assertLess(int(offset, 16) + int(length), program.stat().st_size)
                    sums[state] = sums.get(state, 0) + int(instructions) * int(executions)
            self.assertEqual(sums, {state: figures[0] for state, figures in regions.items()})

        self.each(check)

    def test_wrong_arguments_are_refused_with_one_sentence(self):
        plugin = FOLDER / "libassay-counts.so"
        program = FOLDER / "self_check/self_check-x86_64"
        for options, sentence in (
                ("", "out=FILE is missing"),
                (",out=/nowhere/out", "cannot write /nowhere/out: No such file or directory"),
                (",figures=5", "unknown argument figures=5; there are out= blocks= elf=, and in system mode "
                 "start= finish= pause= resume= c1= c2= repetition= interrupt= mark=")):
            for qemu in emulators("x86_64"):
                run = subprocess.run([qemu, "-plugin", f"{plugin}{options}", program],
                                     capture_output=True, text=True, check=False)
                self.assertNotEqual(run.returncode, 0)
                self.assertIn(f"assay-counts: {sentence}\n", run.stderr)

    def test_a_full_disk_ends_the_run_with_a_sentence(self):
        plugin = FOLDER / "libassay-counts.so"
        program = FOLDER / "self_check/self_check-x86_64"
        for qemu in emulators("x86_64"):
            run = subprocess.run([qemu, "-plugin", f"{plugin},out=/dev/full", program],
                                 capture_output=True, text=True, check=False)
            self.assertNotEqual(run.returncode, 0)
            self.assertEqual(run.stderr.strip(), "assay-counts: cannot write /dev/full: "
                                                 "No space left on device")


if __name__ == "__main__":
    FOLDER = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
