# SPDX-License-Identifier: Apache-2.0
"""Raft: the follower's log is the leader's, and what it answers is known from what is sent to it; its state is a
dictionary."""

import struct

from expected import MASK, Random, fnv1a64, pack, random_bytes, seed, varint
from expected_formats import any_length, any_slice, crc32c, text_bytes


class Leaders:
    """Sends what Leaders in raft_log.cc sends, and knows each answer without a follower."""

    def __init__(self, seed_value, messages, commands):
        self.random, self.commands = Random(seed_value), commands
        self.log, self.term, self.commit, self.replies = [(0, b"")], 2, 0, []
        self.seen = 0  # the highest term that the follower knows
        self.follower_commit = 0
        while len(self.replies) < messages:
            self.commit = max(self.commit, len(self.log) - 5)
            self.next(len(self.replies) + 2 <= messages)

    def entry(self, term):
        return term, any_slice(self.random, self.commands, any_length(self.random, 7))

    def rejected(self, index):
        self.replies.append((self.seen, 0, index))

    def accepted(self):
        """All entries up to the last one match then."""
        last = len(self.log) - 1
        self.seen = self.term
        self.replies.append((self.seen, 1, last))
        self.follower_commit = max(self.follower_commit, min(self.commit, last))

    def next(self, room_for_two):
        kind = self.random.below(16)
        if kind == 0:
            self.new_leader(room_for_two)
        elif kind == 1:
            self.entry(self.term - 1)
            if self.term - 1 < self.seen:
                self.rejected(0)
            else:  # before the follower knew of the newer one: never with these seeds
                raise AssertionError
        elif kind == 2:
            self.random.below(4)
            self.entry(self.term)
            self.seen = self.term
            self.rejected(len(self.log))
        elif kind <= 4:
            self.random.below(8)
            self.accepted()
        else:
            self.log += [self.entry(self.term) for _ in range(self.random.below(4))]
            self.accepted()

    def new_leader(self, room_for_two):
        self.term += 1
        old = self.log
        lacks = min(self.random.below(4), len(old) - 1 - self.commit)
        self.log = old[:len(old) - lacks] + [(self.term, b"")]
        lost = self.random.below(2) == 0
        if lost and room_for_two:
            self.seen = self.term
            at = len(self.log) - 1
            if at >= len(old):
                self.rejected(len(old))
            else:
                self.rejected(next(i for i, entry in enumerate(old) if entry[0] == old[at][0]))
        self.accepted()


def raft(out):
    traffic = Leaders(seed(0x751), 512, random_bytes(4096, seed(0x750)))
    found = struct.pack("<Q", sum(success for _, success, _ in traffic.replies))
    found += pack("I", [number for reply in traffic.replies for number in reply])
    found += struct.pack("<3I", len(traffic.log) - 1, traffic.follower_commit, traffic.seen)
    found += b"".join(struct.pack("<I", term) + text_bytes(command) for term, command in traffic.log)
    out.add("raft/append/512", fnv1a64(found), "the leader's log, and the answers known beforehand")

    random, values = Random(seed(0x755)), {}
    for _ in range(1024):
        choice, key = random.below(8), random.below(1024)
        if choice == 0:
            values.pop(key, None)
        else:
            number = any_length(random, 40)
            values[key] = (values.get(key, 0) if choice <= 2 else 0) + number & MASK
    keys = sorted(values)
    snapshot = varint(1024) + varint(3) + varint(len(keys))
    for key, before in zip(keys, [0] + keys):
        snapshot += varint(key - before) + varint(values[key])
    snapshot += struct.pack("<I", crc32c(snapshot))
    out.add("raft/snapshot/1024", fnv1a64(struct.pack("<Q", len(snapshot)) + snapshot), "a dictionary, sorted")
    pairs = b"".join(struct.pack("<IQ", key, values[key]) for key in keys)
    out.add("raft/install/1024", fnv1a64(struct.pack("<Q", len(keys)) + pairs), "a dictionary, sorted")
