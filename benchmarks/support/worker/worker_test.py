#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Drives the worker's main as protocol.h says, knowing nothing of the harness.

usage: worker_test.py PROGRAM [EMULATOR...]     (worker_program, and what executes it)
"""

import ctypes
import mmap
import os
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

MAGIC, VERSION = 0x61737361, 1
SLICES, CALLS, REFUSED, LEFT, SKIPPED, ERROR = 1, 2, 3, 4, 5, 6
FUTEX_WAKE = 1
SYS_FUTEX = {"x86_64": 202, "aarch64": 98, "riscv64": 98, "loongarch64": 98}[os.uname().machine]
LIBC = ctypes.CDLL(None)
COMMAND = []


class Page:
    """The fields of struct assay_worker_page, by their offsets."""

    def __init__(self, magic=MAGIC, version=VERSION):
        self.descriptor = os.memfd_create("page")
        os.ftruncate(self.descriptor, mmap.PAGESIZE)
        self.memory = mmap.mmap(self.descriptor, mmap.PAGESIZE)
        self.address = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
        struct.pack_into("<II", self.memory, 0, magic, version)

    def word(self, offset):
        return struct.unpack_from("<I", self.memory, offset)[0]

    def command(self, prime, passes, end=0):
        struct.pack_into("<I", self.memory, 20, end)
        struct.pack_into("<qq", self.memory, 24, prime, passes)
        struct.pack_into("<I", self.memory, 8, self.word(8) + 1)
        LIBC.syscall(SYS_FUTEX, ctypes.c_void_p(self.address + 8), FUTEX_WAKE, 1 << 30, None, None, 0)

    def answered(self):
        return self.word(12) == self.word(8)

    def state(self):
        return self.word(16)

    def answer(self):
        names = ("wall_ns", "cpu_ns", "switches", "faults", "outside_ns")
        return dict(zip(names, struct.unpack_from("<qqqqq", self.memory, 40)))

    def message(self):
        return self.memory[80:240].split(b"\0")[0].decode()


class Worker:
    def __init__(self, benchmark, page=None, before=None):
        self.page = page or Page()
        self.trace = tempfile.NamedTemporaryFile("r")
        self.process = subprocess.Popen(
            [*COMMAND, "--assay_worker", f"--benchmark_filter=^{benchmark}$"], stdin=self.page.descriptor,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=before,
            env={**os.environ, "ASSAY_WORKER_TRACE": self.trace.name})

    def slice(self, prime, passes):
        self.page.command(prime, passes)
        while not self.page.answered() and self.process.poll() is None:
            os.sched_yield()
        return self.page.answer()

    def end(self):
        self.page.command(0, 0, end=1)
        self.process.communicate(timeout=60)
        return self.process.returncode

    def traced(self):
        frames, passes = self.trace.read().split()
        return int(frames), int(passes)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()


def make_no_threads():
    """From now on clone3 is forbidden, as in an older container: seccomp(2)."""
    load, equal, give = 0x20, 0x15, 0x06  # BPF_LD | BPF_W | BPF_ABS, BPF_JMP | BPF_JEQ, BPF_RET
    clone3, eperm, allow = 435, 0x50000 | 1, 0x7FFF0000
    rules = ((load, 0, 0, 0), (equal, 0, 1, clone3), (give, 0, 0, eperm), (give, 0, 0, allow))
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *rule) for rule in rules))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(rules), ctypes.addressof(code)))
    set_no_new_privs, set_seccomp, by_filter = 38, 22, 2
    if LIBC.prctl(set_no_new_privs, 1, 0, 0, 0) or LIBC.prctl(set_seccomp, by_filter, program, 0, 0):
        os._exit(77)


def own_code_kb(pid, program):
    """Of the program's executable mappings: what is no longer the file's."""
    own, wanted = 0, False
    with open(f"/proc/{pid}/smaps", encoding="utf-8") as lines:
        for line in lines:
            words = line.split()
            if not words[0].endswith(":"):
                wanted = words[1].startswith("r-x") and words[-1] == program
            elif wanted and words[0] == "Anonymous:":
                own += int(words[1])
    return own


class WorkerTest(unittest.TestCase):
    def test_runs_slices_in_one_frame_and_primes_each(self):
        with Worker("in_slices") as worker:
            for prime, passes in ((1, 1), (25, 100), (0, 300)):
                answer = worker.slice(prime, passes)
                self.assertEqual(worker.page.state(), SLICES)
                self.assertGreater(answer["wall_ns"], 0)
                self.assertGreaterEqual(answer["cpu_ns"], 0)
            self.assertEqual(worker.end(), 0)
            self.assertEqual(worker.traced(), (1, 1 + 1 + 25 + 100 + 300))

    def test_calls_a_loop_of_its_own_again_for_every_slice(self):
        with Worker("plain") as worker:
            for prime, passes in ((1, 10), (25, 100)):
                answer = worker.slice(prime, passes)
                self.assertEqual(worker.page.state(), CALLS)
                self.assertGreater(answer["wall_ns"], 0)
                self.assertGreater(answer["outside_ns"], 0)
            self.assertEqual(worker.end(), 0)
            # One call to see what kind it is, and two for each slice with its prime.
            self.assertEqual(worker.traced(), (5, 1 + 1 + 10 + 25 + 100))

    def test_leaves_paused_time_out(self):
        with Worker("paused") as worker:
            answer = worker.slice(0, 10000)  # writes a file every 100 passes, while paused
            self.assertEqual(worker.page.state(), CALLS)
            self.assertLess(answer["wall_ns"], answer["outside_ns"])

    def test_refuses_threads_and_what_is_not_one_benchmark(self):
        for benchmark, why in (("threaded.*", "threads"), ("none", "exactly one")):
            with Worker(benchmark) as worker:
                worker.slice(1, 10)
                self.assertEqual(worker.page.state(), REFUSED, benchmark)
                self.assertIn(why, worker.page.message())

    def test_says_that_no_thread_can_be_made(self):
        if len(COMMAND) > 1:
            return  # an emulator makes threads of its own
        says = "unavailable: no-threads: this machine makes no further thread: Operation not permitted"
        with Worker("threaded.*", before=make_no_threads) as worker:
            worker.slice(1, 10)
            self.assertEqual((worker.page.state(), worker.page.message()), (SKIPPED, says))
        with Worker("in_slices", before=make_no_threads) as worker:
            worker.slice(1, 10)
            self.assertEqual(worker.page.state(), SLICES)
        ended = subprocess.run([*COMMAND, "--benchmark_filter=plain|threaded", "--benchmark_min_time=7x"],
                               preexec_fn=make_no_threads, capture_output=True, check=False, text=True)
        self.assertEqual(ended.returncode, 1)
        self.assertIn("plain", ended.stdout)
        self.assertEqual(ended.stderr.splitlines()[-1], says)

    def test_takes_pages_of_its_own_for_code_at_the_second_slice(self):
        if len(COMMAND) > 1:
            return  # an emulator's memory is none of the program's
        program = os.path.realpath(COMMAND[0])
        for benchmark in ("in_slices", "plain"):
            with Worker(benchmark) as worker:
                worker.slice(1, 1)
                self.assertEqual(own_code_kb(worker.process.pid, program), 0)
                worker.slice(1, 1)
                self.assertGreater(own_code_kb(worker.process.pid, program), 0)

    def test_says_why_a_benchmark_skips_itself(self):
        for benchmark, before, state, why in (("leaves", SLICES, ERROR, "enough"),
                                              ("goes_on", SLICES, ERROR, "and goes on"),
                                              ("skips_in_plain", CALLS, SKIPPED, "not now")):
            with Worker(benchmark) as worker:
                worker.slice(0, 10)
                self.assertEqual(worker.page.state(), before, benchmark)
                worker.slice(0, 100)
                self.assertEqual((worker.page.state(), worker.page.message()), (state, why), benchmark)
        with Worker("skips") as worker:
            worker.slice(0, 10)
            self.assertEqual((worker.page.state(), worker.page.message()), (SKIPPED, "not here"))

    def test_says_at_the_end_what_a_loop_left_that_it_must_not_have(self):
        for passes, state, why in ((150, SLICES, ""), (151, ERROR, "c9, expected 00000000000000c8")):
            with Worker("wrong_in_slices") as worker:
                worker.slice(0, 50)
                worker.slice(0, passes)
                self.assertEqual(worker.page.state(), SLICES)
                self.assertEqual(worker.end(), 0)
                self.assertTrue(worker.page.answered())
                self.assertEqual(worker.page.state(), state)
                self.assertIn(why, worker.page.message())

    def test_refuses_what_makes_other_passes_than_are_asked_for(self):
        for benchmark in ("fixed/iterations:10", "fixed_to_one/iterations:1"):
            with Worker(benchmark) as worker:
                worker.slice(1, 1)
                worker.slice(1, 2)
                self.assertEqual(worker.page.state(), REFUSED, benchmark)
                self.assertIn("fixes its number", worker.page.message())
        with Worker("batch") as worker:
            worker.slice(1, 10)
            self.assertEqual(worker.page.state(), CALLS)

    def test_says_that_a_benchmark_left_its_loop(self):
        with Worker("returns") as worker:
            worker.slice(0, 10)
            self.assertEqual(worker.page.state(), SLICES)
            worker.slice(0, 100)
            self.assertEqual(worker.page.state(), LEFT)

    def test_ends_by_the_signal_that_its_benchmark_raises(self):
        with Worker("crashes") as worker:
            worker.slice(0, 100)
            self.assertFalse(worker.page.answered())
            self.assertEqual(worker.process.wait(), -signal.SIGABRT)

    def test_refuses_a_page_that_is_none(self):
        for page in (Page(magic=1), Page(version=99)):
            with Worker("plain", page) as worker:
                self.assertEqual(worker.process.wait(), 2)
        ended = subprocess.run([*COMMAND, "--assay_worker"], stdin=subprocess.DEVNULL, capture_output=True,
                               check=False)
        self.assertEqual(ended.returncode, 2)
        self.assertIn(b"standard input", ended.stderr)

    def test_is_an_ordinary_benchmark_program_otherwise(self):
        ended = subprocess.run([*COMMAND, "--benchmark_filter=^(plain|in_slices)$", "--benchmark_min_time=7x",
                                "--benchmark_format=csv"], capture_output=True, check=True, text=True)
        rows = [line.split(",")[:2] for line in ended.stdout.splitlines() if line.startswith('"')]
        self.assertEqual(rows, [['"in_slices"', "7"], ['"plain"', "7"]])
        self.assertEqual(subprocess.run([*COMMAND, "--nonsense"], capture_output=True, check=False).returncode, 1)


if __name__ == "__main__":
    COMMAND.extend([*sys.argv[2:], sys.argv[1]])
    unittest.main(argv=sys.argv[:1])
