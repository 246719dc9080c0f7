#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Expected checksums of the kernel suite: what was sent must come out, changed only as the partner changes it. No system
call is made here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from expected import MASK, Checksums, Random, fnv1a64, pack, random_bytes, seed  # noqa: E402

WORDS, FEW_WORDS = 16, 2
MARK = 0x54


def drawn(k, count):
    random = Random(seed(k))
    return [random.next() for _ in range(count)]


def words(k, through=lambda word: word, count=WORDS):
    return fnv1a64(pack("Q", [through(word) & MASK for word in drawn(k, count)]))


def block(k, size):
    return fnv1a64(random_bytes(size, seed(k)))


def odd(word):
    return word >> 1 | 1


def byte_back(word):
    return odd(word) & 0xFF ^ MARK


def word_back(word):
    return odd(word) ^ MARK


def marked(word):
    return word ^ MARK


def positive(word):
    return word & 0x7FFFFFFF


def status(word):
    return word & 0xFF


def system_calls(out):
    out("syscall/getppid", words(0x5000))
    out("syscall/clock_gettime", words(0x5001))
    out("vdso/clock_gettime", words(0x5002))
    out("syscall/read/1", words(0x5003))
    out("syscall/write/1", words(0x5004, lambda word: 1 + word % 64))
    out("syscall/open_close", words(0x5005))
    out("syscall/stat", words(0x5006, lambda word: word % 65536))
    out("syscall/fstat", words(0x5007, lambda word: word % 65536))
    out("syscall/mix", words(0x5008, lambda word: word & 0o777))


def messages(out):
    out("round_trip/pipe", words(0x5010, byte_back))
    out("round_trip/unix_stream", words(0x5011, byte_back))
    out("round_trip/unix_datagram", words(0x5012, byte_back))
    out("round_trip/eventfd", words(0x5013, word_back))
    out("bandwidth/pipe/65536", block(0x5014, 65536))
    out("bandwidth/unix_stream/65536", block(0x5015, 65536))
    out("pipe_to_itself/512", block(0x5016, 512))
    out("futex/wake_nobody", words(0x5020))
    out("hand_over/futex", words(0x5021, marked))
    out("hand_over/condition", words(0x5022, marked))
    out("hand_over/semaphore", words(0x5023, marked))
    out("hand_over/mutex", words(0x5024, marked))
    out("signal/install", words(0x5030))
    out("signal/catch", words(0x5031))
    out("signal/queue_wait", words(0x5032, positive))
    out("round_trip/signal", words(0x5033, lambda word: positive(word) ^ MARK))


def schedule(out):
    out("yield/1", words(0x5040))
    out("yield/2", words(0x5041))
    for processes in (2, 8, 16, 64):
        for size in (0, 16384, 65536):
            k = 0x5100 + processes + size // 128
            items = size // 8
            # Each process adds its first number, and so many that count up from it.
            added = sum(first * (items + 1) + items * (items - 1) // 2 for first in drawn(k, processes))
            out(f"context_switch/{processes}/{size}", words(k + 1, lambda word, a=added: word + a, FEW_WORDS))
    # 4 receivers get 4 messages from each of 4 senders, with the word and the sender's number.
    out("messaging/4", words(0x5042, lambda word: 16 * (4 * word + 0 + 1 + 2 + 3)))


def processes(out):
    out("process/fork_exit", words(0x5050, status))
    out("process/vfork_exit", words(0x5051, status))
    out("process/clone3_exit", words(0x5052, status))
    out("process/fork_exec", words(0x5053, status))
    out("process/posix_spawn", words(0x5054, status))
    out("process/wait", words(0x5055, status))
    out("thread/create_join", words(0x5056, marked))


def memory(out):
    for size in (4096, 1 << 20, 64 << 20):
        out(f"mmap_munmap/{size}", words(0x6000 + size // 4096))
    out("mprotect/4096", words(0x5061))
    out("mremap/65536", words(0x5062))
    out("brk/65536", words(0x5063))
    out("page_fault/anonymous/65536", words(0x5070))
    out("page_fault/file_read/65536", block(0x5072, 65536))
    out("page_fault/file_write/65536", words(0x5073))
    out("page_fault/copy_on_write/65536", words(0x5074))
    out("madvise/populate/65536", words(0x5071))


def files(out):
    for size in (0, 1024, 10240):
        k = 0x5300 + size
        out(f"file/create_unlink/{size}", fnv1a64(pack("Q", [seed(k)]) + random_bytes(size, seed(k))))
    out("file/rename", words(0x5080))
    out("file/getdents/1000", sum(drawn(0x5081, 1000)))
    content = random_bytes(65536, seed(0x5082))
    out("file/pread/4096", fnv1a64(b"".join(content[at : at + 4096] for at in reversed(range(0, 65536, 4096)))))
    out("file/pwrite/4096", fnv1a64(16 * random_bytes(4096, seed(0x5083))))
    out("file/copy_file_range/65536", block(0x5090, 65536))
    out("file/sendfile/65536", block(0x5091, 65536))
    out("file/splice/65536", block(0x5092, 65536))


def events(out):
    for name, base, counts in (
        ("epoll_wait", 0x5400, (1, 10, 100, 1000)),
        ("poll", 0x5800, (10, 100, 1000)),
        ("select", 0x5C00, (10, 100)),
    ):
        for count in counts:
            out(f"{name}/{count}", words(base + count, lambda word, n=count: odd(word) + word % n))
    out("timerfd/arm", words(0x50A0, lambda word: word % 4096 << 32 | word >> 40))
    out("timerfd/expire", words(0x50A1))
    out("signalfd/read", words(0x50A2, positive))
    out("inotify/modify", words(0x50A3))
    for count in (1, 32):
        out(f"io_uring/nop/{count}", sum(drawn(0x6200 + count, count)))
    for count in (1, 32):
        out(f"io_uring/read_4096/{count}", block(0x6300 + count, 4096 * count))


def containers(out):
    for i, kind in enumerate(("user", "pid", "net", "mount", "uts")):
        out(f"unshare/{kind}", words(0x50C0 + i))
    out("setns/uts", words(0x50C5))
    out("setns/net", words(0x50C6, lambda word: 1500 + word % 60000))
    out("cgroup/mkdir_rmdir", words(0x50D0, count=FEW_WORDS))
    out("cgroup/attach", words(0x50D1, count=FEW_WORDS))
    out("round_trip/tcp", words(0x50E0, byte_back))
    out("round_trip/udp", words(0x50E1, byte_back))
    out("bandwidth/tcp/65536", block(0x50E2, 65536))
    first = drawn(0x50E3, 1)[0]
    out("tcp/connect_close", fnv1a64(bytes((first + i) & 0xFF for i in range(WORDS))))
    out("veth/create_delete", words(0x50E4, lambda word: word & 0xFFFFFFFF, FEW_WORDS))


def checksums():
    expected = Checksums("Expected checksums of the suite `kernel`.")
    for part, source in (
        (system_calls, "the words that went through"),
        (messages, "what was sent, as the partner gives it back"),
        (schedule, "closed forms of what the processes add up"),
        (processes, "the statuses with which children were told to end"),
        (memory, "the words that were written"),
        (files, "names and contents as they were drawn"),
        (events, "the values that were sent"),
        (containers, "names and values as they were drawn"),
    ):
        part(lambda name, value, source=source: expected.add(name, value, source))
    return expected


if __name__ == "__main__":
    sys.exit(checksums().main(__file__))
