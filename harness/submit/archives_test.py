#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Archives that a stranger could send: each is made here by code, and refused by its own code.

usage: archives_test.py OPENER OLD_KERNEL [--table] [--write]

OPENER (opened_archives.cc) opens what comes on its standard input, each archive behind the walls. The headers are written here,
and by Python's tarfile and zipfile, so that nothing of what is tested makes what it is tested with. --table prints only the table.
docs/forgeries.md has the archives by their codes; --write writes it.
"""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import random
import subprocess
import sys
import tarfile
import unittest
import zipfile
import zlib

from document_tables import difference, rows

OPENER, OLD_KERNEL = sys.argv[1:3]
HANG_S = 300  # far beyond what any case takes
END = bytes(1024)


class Opener:
    """One program that opens archives, one after the other."""

    def __init__(self, *before):
        self.program = subprocess.Popen([*before, OPENER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __call__(self, archive):
        self.program.stdin.write(b"%d\n" % len(archive) + archive)
        self.program.stdin.flush()
        return json.loads(self.program.stdout.readline())

    def close(self):
        self.program.stdin.close()
        self.program.stdout.close()
        return self.program.wait(timeout=HANG_S)


def header(name, size=0, kind=b"0", link=b"", magic=b"ustar\x0000", checksum=None, prefix=b"", **fields):
    """A header as POSIX has it. Any field can be given as the bytes that stand there."""
    block = bytearray(512)
    for at, value in ((0, name), (100, fields.get("mode", b"0000644\0")), (108, fields.get("user", b"0000000\0")),
                      (116, fields.get("group", b"0000000\0")),
                      (124, size if isinstance(size, bytes) else b"%011o\0" % size), (136, b"00000000000\0"), (156, kind),
                      (157, link), (257, magic), (265, fields.get("owner", b"")), (329, b"0000000\0"), (337, b"0000000\0"),
                      (345, prefix), (500, fields.get("rest", b""))):
        block[at:at + len(value)] = value
    block[148:156] = b" " * 8
    total = sum(block) if checksum is None else checksum
    block[148:156] = b"%06o\0 " % total
    return bytes(block)


def data(content):
    return content + bytes(-len(content) % 512)


def entry(name, content=b"x", **fields):
    return header(name, fields.pop("size", len(content)), **fields) + data(content)


def pax(records, kind=b"x"):
    return entry(b"pax", records, kind=kind)


def record(key, value):
    text = b" " + key + b"=" + value + b"\n"
    size = len(text) + 1
    while len(b"%d" % size) + len(text) != size:
        size += 1
    return b"%d" % size + text


def filled(archive):
    return archive + bytes(-len(archive) % 10240)


def tar(*entries):
    return filled(b"".join(entries) + END)


def gz(content, level=6):
    return gzip.compress(content, level, mtime=0)


def by_tarfile(format_of, fill):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=format_of) as archive:
        fill(archive)
    return made.getvalue()


def by_zipfile():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("manifest.json", "{}")
    return made.getvalue()


def long_name(archive):
    archive.addfile(tarfile.TarInfo("n" * 150))


def of_kind(kind, name="entry", link=""):
    def fill(archive):
        member = tarfile.TarInfo(name)
        member.type, member.linkname, member.devmajor, member.devminor = kind, link, 1, 3
        archive.addfile(member)
    return by_tarfile(tarfile.USTAR_FORMAT, fill)


def many(count):
    return b"".join(entry(b"%d" % i, b"") for i in range(count))


def million():
    """10^6 entries with names of their own, compressed: half a gigabyte that nobody wants in memory."""
    packer, made = zlib.compressobj(1, wbits=31), []
    template = bytearray(header(b"0000000"))
    rest = sum(template) - sum(template[148:156]) - 7 * ord("0") + 8 * ord(" ")
    for first in range(0, 1_000_000, 10_000):
        part = []
        for i in range(first, first + 10_000):
            name = b"%07d" % i
            template[0:7] = name
            template[148:156] = b"%06o\0 " % (rest + sum(name))
            part.append(bytes(template))
        made.append(packer.compress(b"".join(part)))
    return b"".join(made) + packer.compress(END) + packer.flush()


def zeros(mib):
    packer = zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(mib)) + packer.flush()


GOOD = entry(b"manifest.json", b"{}")
HIGH = b"\xff" * 12
SUM = int(header(b"a", 1, owner=b"\xe9")[148:154], 8)

# What it is: the archive, the code that refuses it. Names that are bad are in one list below.
CASES = {
    "nothing at all": (b"", "empty"),
    "plain text": (b"hello, here are our results\n" * 100, "not-tar"),
    "mtree, which some take any text for": (b"#mtree\netc/passwd type=link link=/etc/passwd\n" * 40, "not-tar"),
    "a zip": (by_zipfile(), "format-zip"),
    "a tar in xz": (lzma.compress(tar(GOOD)), "format-xz"),
    "a tar in bzip2": (bz2.compress(tar(GOOD)), "format-bzip2"),
    "a tar in zstd, its first bytes": (b"\x28\xb5\x2f\xfd" + tar(GOOD), "format-zstd"),
    "a 7z, its first bytes": (b"7z\xbc\xaf\x27\x1c" + bytes(600), "format-7z"),
    "cpio": (b"070701" + b"0" * 600, "format-cpio"),
    "ar, as Debian packages are": (b"!<arch>\ndebian-binary   " + bytes(600), "format-ar"),
    "gzip in gzip": (gz(gz(tar(GOOD))), "format-gzip-twice"),
    "text in gzip": (gz(b"hello" * 1000), "not-tar"),
    "an archive without entries": (bytes(10240), "no-files"),
    "an archive of folders only": (tar(header(b"folder/", kind=b"5")), "no-files"),
    # Kinds
    "a symbolic link": (of_kind(tarfile.SYMTYPE, link="/etc/passwd"), "kind-symbolic-link"),
    "a symbolic link that leads up": (of_kind(tarfile.SYMTYPE, link="../../up"), "kind-symbolic-link"),
    "a hard link": (of_kind(tarfile.LNKTYPE, link="/etc/passwd"), "kind-hard-link"),
    "a character device": (of_kind(tarfile.CHRTYPE), "kind-device"),
    "a block device": (of_kind(tarfile.BLKTYPE), "kind-device"),
    "a named pipe": (of_kind(tarfile.FIFOTYPE), "kind-fifo"),
    "a contiguous file": (of_kind(tarfile.CONTTYPE), "kind-contiguous"),
    "a long name of GNU tar": (by_tarfile(tarfile.GNU_FORMAT, long_name), "format-gnu"),
    "a long name of GNU tar in ustar": (tar(entry(b"././@LongLink", b"n" * 150, kind=b"L"), GOOD), "kind-gnu-long-name"),
    "a long link of GNU tar": (tar(entry(b"././@LongLink", b"n" * 150, kind=b"K"), GOOD), "kind-gnu-long-name"),
    "a sparse file": (tar(entry(b"sparse", b"", kind=b"S")), "kind-sparse"),
    "a label of a volume": (tar(entry(b"label", b"", kind=b"V"), GOOD), "kind-unknown"),
    "a kind that nobody knows": (tar(entry(b"what", b"", kind=b"Z")), "kind-unknown"),
    "a file of the time before ustar": (tar(entry(b"old", b"x", kind=b"\0")), "kind-old"),
    "the format before ustar": (tar(entry(b"old", b"x", magic=b"", kind=b"\0")), "format-old"),
    "GNU tar's own format": (by_tarfile(tarfile.GNU_FORMAT, lambda a: a.addfile(tarfile.TarInfo("a"))), "format-gnu"),
    "a version of ustar that is not there": (tar(entry(b"a", magic=b"ustar\x0001")), "format-unknown"),
    "a file with a link's target": (tar(entry(b"a", link=b"/etc/passwd")), "link-name"),
    # Numbers
    "a size of 8 GiB": (tar(entry(b"a", size=(8 << 30) - 1)), "file-large"),
    "a size of 33 MiB that is there": (tar(entry(b"a", bytes(33 << 20))), "file-large"),
    "a size larger than the archive": (tar(entry(b"a", size=20_000)), "truncated"),
    "a size that hides a byte": (tar(entry(b"a", b"12345", size=4)), "padding"),
    "a size below zero": (tar(entry(b"a", size=b"-0000000001\0")), "number"),
    "a size below zero in base 256": (tar(entry(b"a", size=HIGH)), "number-base-256"),
    "a size in base 256": (tar(entry(b"a", size=b"\x80" + bytes(10) + b"\x01")), "number-base-256"),
    "a size that is not octal": (tar(entry(b"a", size=b"00000000009\0")), "number"),
    "a size that nothing ends": (tar(entry(b"a", size=b"000000000001")), "number"),
    "no size": (tar(entry(b"a", b"", size=bytes(12))), "number"),
    "an owner in base 256": (tar(entry(b"a", user=b"\x80" + bytes(6) + b"\x07")), "number-base-256"),
    "a folder with bytes": (tar(entry(b"a", b"x", kind=b"5"), GOOD), "folder-size"),
    "a checksum that is wrong": (tar(entry(b"a", checksum=1)), "checksum"),
    "a later checksum that is wrong": (tar(GOOD, entry(b"a", checksum=1)), "checksum"),
    "a checksum with signed bytes": (tar(entry(b"a", owner=b"\xe9", checksum=SUM - 256)), "checksum"),
    # Hidden bytes
    "bytes behind the name's end": (tar(entry(b"a\0/etc/passwd")), "header-hidden"),
    "bytes behind the owner's end": (tar(entry(b"a", owner=b"root\0and more")), "header-hidden"),
    "bytes behind all fields": (tar(entry(b"a", rest=b"hidden")), "header-hidden"),
    "bytes in the last block of a file": (tar(header(b"a", 1) + b"x" + b"\0" * 510 + b"y"), "padding"),
    # pax
    "pax: a path that leads up": (tar(pax(record(b"path", b"../up")), GOOD), "name-dots"),
    "pax: an absolute path": (tar(pax(record(b"path", b"/etc/passwd")), GOOD), "name-absolute"),
    "pax: a path with a zero byte": (tar(pax(record(b"path", b"a\0b")), GOOD), "name-characters"),
    "pax: an empty path": (tar(pax(record(b"path", b"")), GOOD), "pax-value"),
    "pax: another size than the header's": (tar(pax(record(b"size", b"1")), GOOD), "pax-size"),
    "pax: a size of 2^64 + 2": (tar(pax(record(b"size", b"18446744073709551618")), GOOD), "pax-value"),
    "pax: linkpath": (tar(pax(record(b"linkpath", b"/etc/passwd")), GOOD), "pax-key"),
    "pax: a key of GNU's sparse files": (tar(pax(record(b"GNU.sparse.major", b"1")), GOOD), "pax-key"),
    "pax: a user's name": (tar(pax(record(b"uname", b"root")), GOOD), "pax-key"),
    "pax: an extended attribute": (tar(pax(record(b"SCHILY.xattr.user.a", b"b")), GOOD), "pax-key"),
    "pax: a key twice": (tar(pax(record(b"path", b"a") + record(b"path", b"b")), GOOD), "pax-twice"),
    "pax: a length that is too small": (tar(pax(b"8 path=a\n"), GOOD), "pax-length"),
    "pax: a length that is too large": (tar(pax(b"11 path=a\n"), GOOD), "pax-length"),
    "pax: a length of 2^64": (tar(pax(b"18446744073709551616 path=a\n"), GOOD), "pax-length"),
    "pax: a length below zero": (tar(pax(b"-9 path=a\n"), GOOD), "pax-length"),
    "pax: no record": (tar(pax(b"hello"), GOOD), "pax-length"),
    "pax: a header for all entries": (tar(pax(record(b"comment", b"a"), b"g"), GOOD), "pax-global"),
    "pax: two headers": (tar(pax(record(b"path", b"a")), pax(record(b"path", b"b")), GOOD), "pax-alone"),
    "pax: a header at the end": (tar(GOOD, pax(record(b"path", b"a"))), "pax-alone"),
    "pax: a comment of 5,000 bytes": (tar(pax(record(b"comment", b"c" * 5000)), GOOD), "pax-large"),
    # Together
    "a file twice": (tar(GOOD, GOOD), "name-twice"),
    "a folder twice": (tar(header(b"a/", kind=b"5"), header(b"a", kind=b"5"), GOOD), "name-twice"),
    "twins that differ in case": (tar(entry(b"record.json"), entry(b"Record.json")), "name-case"),
    "folders that differ in case": (tar(entry(b"a/x"), entry(b"A/y")), "name-case"),
    "a file and a folder of one name": (tar(entry(b"a"), header(b"a/", kind=b"5")), "name-file-and-folder"),
    "a file that is a folder to another": (tar(entry(b"a"), entry(b"a/b")), "name-file-and-folder"),
    "1,001 entries": (tar(many(1001)), "too-many-entries"),
    "10^5 entries": (tar(many(100_000)), "too-many-entries"),
    "10^6 entries": (million(), "too-large"),
    "10^6 times the same entry": (gz(entry(b"a", b"") * 1_000_000 + END, 1), "too-large"),
    "two files of 32 MiB": (tar(entry(b"a", bytes(32 << 20)), entry(b"b", bytes(32 << 20))), "too-large"),
    # The end
    "no end": (GOOD, "no-end"),
    "one empty block at the end": (GOOD + bytes(512), "no-end"),
    "an empty block between entries": (GOOD + bytes(512) + tar(GOOD), "lone-empty-block"),
    "text behind the end": (tar(GOOD)[:-4] + b"text", "behind-end"),
    "a second archive behind the end": (tar(GOOD) + tar(entry(b"b")), "behind-end"),
    "a mebibyte of zeros behind the end": (tar(GOOD) + bytes(1 << 20), "long-end"),
    "a few zeros behind the end": (tar(GOOD) + bytes(7), "long-end"),
    # gzip
    "a second gzip member": (gz(tar(GOOD)) + gz(b"more"), "gzip-second-member"),
    "an archive over two gzip members": (gz(tar(GOOD)[:5000]) + gz(tar(GOOD)[5000:]), "gzip-second-member"),
    "10,000 empty gzip members": (gz(b"") * 10_000, "gzip-second-member"),
    "text behind the gzip": (gz(tar(GOOD)) + b"text", "gzip-behind-end"),
    "zeros behind the gzip": (gz(tar(GOOD)) + bytes(512), "gzip-behind-end"),
    "a wrong checksum of the gzip": (gz(tar(GOOD))[:-8] + b"abcd" + gz(tar(GOOD))[-4:], "gzip-damaged"),
    "a wrong size in the gzip": (gz(tar(GOOD))[:-4] + b"abcd", "gzip-damaged"),
    "gzip of an unknown method": (b"\x1f\x8b\x07" + gz(tar(GOOD))[3:], "gzip-damaged"),
    "the first two bytes of gzip": (b"\x1f\x8b", "gzip-truncated"),
    "a bomb: 300 MiB of zeros": (zeros(300), "ratio"),
    "a bomb with noise: 65 MiB": (gz(hashlib.shake_128(b"").digest(1 << 20) + bytes(64 << 20), 1), "too-large"),
    "a bomb in a bomb": (gz(zeros(100)), "ratio"),
    "17 MiB that do not compress": (gz(hashlib.shake_128(b"").digest(17 << 20), 1), "archive-large"),
}

NAMES = {
    "an absolute path": (b"/etc/passwd", "name-absolute"),
    "a path that leads up": (b"../up", "name-dots"),
    "a path that leads up and down": (b"a/../../b", "name-dots"),
    "a path with a dot": (b"./a", "name-dots"),
    "the folder itself": (b".", "name-dots"),
    "two slashes": (b"a//b", "name-empty-part"),
    "a file with a slash at its end": (b"a/", "name-empty-part"),
    "an option": (b"-rf", "name-dash"),
    "an option of tar": (b"--checkpoint-action=exec", "name-characters"),
    "no name": (b"", "name-empty"),
    "a newline": (b"a\n::error title=a::b", "name-characters"),
    "ESC": (b"a\x1b[2Jb", "name-characters"),
    "a blank": (b"a b", "name-characters"),
    "a backslash": (b"..\\up", "name-characters"),
    "a drive": (b"C:/a", "name-characters"),
    "a letter and an accent": ("re\u0301cord.json".encode(), "name-characters"),
    "the letter with its accent": ("r\u00e9cord.json".encode(), "name-characters"),
    "a Cyrillic letter": ("r\u0435cord.json".encode(), "name-characters"),
    "a right-to-left mark": ("\u202enosj.drocer".encode(), "name-characters"),
    "a byte that is not UTF-8": (b"\xff\xfe", "name-characters"),
    "a formula": (b"=1+1", "name-characters"),
    "a shell's words": (b"$(reboot)", "name-characters"),
    "five folders": (b"a/b/c/d/e", "name-deep"),
}
for what, (name, code) in NAMES.items():
    CASES[f"a name: {what}"] = tar(entry(name)), code
CASES["a name: 201 letters"] = tar(entry(b"c" * 100, prefix=b"a" * 100)), "name-long"
CASES["a name: 400 folders, by pax"] = tar(pax(record(b"path", b"d/" * 400 + b"f")), GOOD), "name-long"


class ArchivesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.opener = Opener()

    @classmethod
    def tearDownClass(cls):
        cls.opener.close()

    def refused(self, archive):
        answer = self.opener(archive)
        self.assertNotEqual(answer["code"], "")
        self.assertEqual(answer["files"], {})
        return answer

    def test_each_is_refused_by_its_code(self):
        for what, (archive, code) in CASES.items():
            with self.subTest(what):
                answer = self.refused(archive)
                self.assertEqual(answer["code"], code, answer["what"])
                self.assertRegex(answer["what"], r"\A[ -~]{10,300}\Z")

    def test_there_are_sixty_and_more(self):
        self.assertGreaterEqual(len(CASES), 60)

    def test_the_document_has_them_by_their_codes(self):
        self.assertEqual(difference("archives", by_code()), "")

    def test_what_tarfile_makes_is_opened(self):
        def fill(archive):
            for name, content in (("manifest.json", b"{}"), ("machine/cpuinfo", b"a cpu")):
                member = tarfile.TarInfo(name)
                member.size, member.mtime, member.uname = len(content), 1.25, "somebody"
                archive.addfile(member, io.BytesIO(content))
        for format_of in (tarfile.USTAR_FORMAT, tarfile.PAX_FORMAT):
            archive = by_tarfile(format_of, fill)
            for whole in (archive, gz(archive), gzip.compress(archive)):
                answer = self.opener(whole)
                self.assertEqual(answer["code"], "", answer["what"])
                self.assertEqual(answer["files"], {"manifest.json": hashlib.sha256(b"{}").hexdigest(),
                                                   "machine/cpuinfo": hashlib.sha256(b"a cpu").hexdigest()})

    def test_an_archive_in_an_archive_is_a_file(self):
        inner = gz(tar(GOOD))
        answer = self.opener(gz(tar(entry(b"inner.assay", inner))))
        self.assertEqual(answer["files"], {"inner.assay": hashlib.sha256(inner).hexdigest()})

    def test_cut_at_any_block_it_is_refused_until_only_filling_is_missing(self):
        whole = tar(GOOD, entry(b"b", b"y" * 1500))
        files = self.opener(whole)["files"]
        needed = len(GOOD) + 512 + 1536 + len(END)
        for size in range(0, len(whole), 512):
            for cut in (whole[:size], gz(whole[:size])):
                answer = self.opener(cut)
                if size < needed:
                    self.assertIn(answer["code"], ("empty", "truncated", "no-end"))
                else:
                    self.assertEqual(answer["files"], files)

    def test_cut_at_any_byte_a_gzip_is_refused(self):
        whole = gz(tar(GOOD))
        for size in range(2, len(whole)):
            self.assertEqual(self.refused(whole[:size])["code"], "gzip-truncated")

    def test_with_any_bit_changed_it_is_refused_or_the_same(self):
        whole = gz(tar(GOOD))
        files = self.opener(whole)["files"]
        same = []
        for bit in range(8 * len(whole)):
            changed = bytearray(whole)
            changed[bit // 8] ^= 1 << bit % 8
            answer = self.opener(bytes(changed))
            if answer["code"] == "":
                self.assertEqual(answer["files"], files)
                same.append(bit // 8)
            else:
                self.assertEqual(answer["files"], {})
        # The flag for text, the time, the extra flags, the system. Beyond these: how far back deflate goes for one of many zeros.
        self.assertEqual(same[:49], [3] + [at for at in range(4, 10) for _ in range(8)])

    def test_what_is_opened_tarfile_reads_alike(self):
        """Bytes of headers and pax records are changed and the checksums mended: what is not refused means the same to Python."""
        chance = random.Random(22)
        parts = (entry(b"manifest.json", b"{}"), pax(record(b"path", b"in/pax") + record(b"mtime", b"1.5")), entry(b"b", b"12345"),
                 header(b"in/", kind=b"5"))
        whole = b"".join(parts) + END
        headers = [0, 1024, 2048, 3072]
        interesting = b"\0 /.-01579xgLK5=\n\x80\xff"
        opened = 0
        for _ in range(3000):
            changed = bytearray(whole)
            for _ in range(chance.randint(1, 3)):
                at = chance.choice(headers) + chance.choice([chance.randrange(8), chance.randrange(100, 180), chance.randrange(545)])
                changed[at] = chance.choice(interesting) if chance.random() < 0.8 else chance.randrange(256)
            for at in headers:
                changed[at + 148:at + 156] = b" " * 8
                changed[at + 148:at + 156] = b"%06o\0 " % sum(changed[at:at + 512])
            answer = self.opener(bytes(changed))
            if answer["code"] != "":
                continue
            opened += 1
            with tarfile.open(fileobj=io.BytesIO(changed), format=tarfile.PAX_FORMAT) as archive:
                alike = {member.name: hashlib.sha256(archive.extractfile(member).read()).hexdigest()
                         for member in archive if member.isreg()}
            self.assertEqual(answer["files"], alike, bytes(changed))
        self.assertGreater(opened, 300)

    def test_missing_walls_are_told_and_it_is_opened_all_the_same(self):
        whole = gz(tar(GOOD))
        self.assertRegex(self.opener(whole)["walls"], r"\Arlimits")
        for fault, calls, expected in (
                ("ENOSYS", "landlock_create_ruleset", r"; without Landlock, which this kernel does not have(;|\Z)"),
                ("EOPNOTSUPP", "landlock_create_ruleset", r"; without Landlock, which was switched off at boot(;|\Z)"),
                ("ENOSYS", "landlock_create_ruleset,seccomp", r"\Arlimits; without Landlock, .*; without seccomp, ")):
            opener = Opener(OLD_KERNEL, fault, calls, "--")
            answer, refusal = opener(whole), opener(CASES["a name: a path that leads up"][0])
            if opener.close() == 77:
                self.skipTest("no seccomp here that could refuse them")
            self.assertEqual(list(answer["files"]), ["manifest.json"])
            self.assertRegex(answer["walls"], expected)
            self.assertEqual(refusal["code"], "name-dots")


def by_code():
    """For the document: how many archives each code refuses, and the first of them."""
    codes = {}
    for what, (_, code) in CASES.items():
        codes.setdefault(code, []).append(what)
    lines = [(f"`{code}`", str(len(cases)), cases[0]) for code, cases in sorted(codes.items())]
    return [*rows(("code", "archives", "one of them"), *lines), "", f"{len(CASES)} archives, all refused."]


def print_table():
    opener = Opener()
    print("| what is sent | refused as |\n|---|---|")
    for what, (archive, _) in CASES.items():
        print(f"| {what} | `{opener(archive)['code']}` |")
    print(f"\n{len(CASES)} archives, behind: {opener(CASES['plain text'][0])['walls']}")
    opener.close()


if __name__ == "__main__":
    print_table()
    if "--table" not in sys.argv:
        unittest.main(argv=sys.argv[:1])
