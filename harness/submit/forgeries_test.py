#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Forges an honest submission in every way that we know (forgeries.py), and holds the reasons of each refusal.

usage: forgeries_test.py ASSAY ASSAY_SUBMIT_VERIFY [--table] [--write]

`assay verify`, `assay import` and `assay results check` say what is wrong, and so do the four commands of docs/submissions.md.
docs/forgeries.md has two tables of it: --table prints them, --write writes them.

Exit code 77: ssh-keygen is not installed.
"""

import datetime
import json
import pathlib
import shutil
import sys
import tempfile
import unittest

from document_tables import difference, openssh, rows
from forgeries import ALICE, FAMILIES, NAMESPACE, Forgery, Workshop, edited, listed, packed, replaced, sha256, without
from ssh_forms import fingerprint, run

ASSAY, VERIFY = (pathlib.Path(word).resolve() for word in sys.argv[1:3])


def verified(folder, forgery, shop):
    """What assay verify says: exit code, codes, remarks' codes, and the reasons or the message."""
    file, allowed, revoked = folder / "forged.assay", folder / "allowed_signers", folder / "revocations"
    file.write_bytes(forgery.file)
    allowed.write_bytes((forgery.signers or shop.signers).encode())
    revoked.write_text(forgery.revoked)
    ended = run([shop.knowing, "verify", file, "--signers", allowed, "--revoked", revoked, "--json"])
    if not ended.stdout:
        return ended.returncode, set(), set(), ended.stderr.decode()
    said = json.loads(ended.stdout)
    codes = {reason["code"] for reason in said["reasons"]}
    codes |= {"not-enrolled"} if said["verdict"] == "not enrolled" else set()
    remarks = {remark["code"] for remark in said["remarks"]}
    return ended.returncode, codes, remarks, "\n".join(reason["reason"] for reason in said["reasons"])


def standard_tools(folder, forgery, shop):
    """The first of the four commands of docs/submissions.md that refuses it. commands_test.py runs them as they stand there; here
    tar may also read what is not in gzip."""
    here = folder / "unpacked"
    shutil.rmtree(here, ignore_errors=True)
    here.mkdir()
    (folder / "forged.assay").write_bytes(forgery.file)
    (folder / "allowed").write_bytes((forgery.signers or shop.signers).encode())
    if run(["tar", "-xf", folder / "forged.assay"], cwd=here).returncode != 0:
        return "`tar`"
    manifest, sums = ((here / name).read_bytes() if (here / name).exists() else b"" for name in ("manifest.json", "SHA256SUMS"))
    verify = ["ssh-keygen", "-Y", "verify", "-f", folder / "allowed", "-I", ALICE, "-n", NAMESPACE, "-s", "manifest.json.sig"]
    if run(verify, cwd=here, input=manifest).returncode != 0:
        return "`ssh-keygen`"
    if sha256(sums).encode() not in manifest:
        return "`sha256sum`"
    return "`sha256sum -c`" if run(["sha256sum", "-c", "SHA256SUMS"], cwd=here).returncode != 0 else ""


def row(family, forgery, tools):
    codes = ", ".join(f"`{code}`" for code in sorted(set(forgery.codes)))
    remarks = "".join(f", with the remark `{code}`" for code in forgery.remarks)
    return family, forgery.name, codes or (f"exit code 2: {forgery.says}" if forgery.says else f"accepted{remarks}"), tools


# ---- what was imported, and is changed where it lies

class Results:
    """A source tree whose results/ hold the imports of two submissions, before and after."""

    def __init__(self, root, shop):
        self.root, self.shop, self.results = root, shop, root / "results"
        for folder in ("targets", "benchmarks", "build", "results/trust"):
            (root / folder).mkdir(parents=True)
        (root / "CMakeLists.txt").write_text("# marks a source tree\n")
        shutil.copy(ASSAY, root / "build/assay")
        self.signers, self.ledger = self.results / "trust/allowed_signers", self.results / "ledger"
        self.signers.write_text(shop.signers)
        self.places = []
        for files in (shop.honest, shop.other):
            ended = self.imported(files)
            assert ended.returncode == 0, ended.stderr.decode()
            self.places.append(pathlib.Path(ended.stdout.decode().strip()))
        self.lines = self.ledger.read_text().splitlines(keepends=True)
        shutil.copytree(self.results, root / "kept")

    def fresh(self):
        shutil.rmtree(self.results)
        shutil.copytree(self.root / "kept", self.results)

    def assay(self, *words):
        return run([self.root / "build/assay", *words], cwd=self.root)

    def imported(self, files):
        file = self.root / "sent.assay"
        file.write_bytes(packed(files))
        return self.assay("import", file)

    def found(self):
        """Codes of assay results check."""
        ended = self.assay("results", "check", "--json")
        codes = {fault["code"] for fault in json.loads(ended.stdout)["faults"]}
        assert ended.returncode == (1 if codes else 0), ended.stderr.decode()
        return codes

    def relined(self, *lines):
        self.ledger.write_text("".join([self.lines[0], *lines]))

    def by_hand(self):
        """An entry of a stranger, with a line that fits the ones before."""
        files = self.shop.signed(listed(self.shop.other, made="2026-01-15T08:00:00Z"), "eve")
        day = self.lines[2].split(" ")[1]
        machine, manifest = json.loads(files["manifest.json"])["machine"], sha256(files["manifest.json"])
        name = f"{day}-alice-example-org-{machine}-{manifest[:12]}"
        place = self.places[1].with_name(name)
        place.mkdir()
        for each, content in files.items():
            (place / each).write_bytes(content)
        sums = "".join(f"{sha256(files[each])}  {each}\n" for each in sorted(files))
        key = fingerprint(self.shop.keys["eve"].blob)
        words = ["3", day, name, manifest, sha256(files["manifest.json.sig"]), sha256(sums.encode()), ALICE, key,
                 sha256(self.lines[2].encode())]
        self.relined(*self.lines[1:], " ".join(words) + "\n")


def write_signature(results, key):
    place = results.places[1]
    (place / "manifest.json.sig").write_bytes(results.shop.signature((place / "manifest.json").read_bytes(), key))


def other_notes(results):
    place = results.places[0]
    notes = (place / "notes.txt").read_bytes().replace(b"loud", b"calm")
    (place / "notes.txt").write_bytes(notes)
    (place / "notes.txt.sig").write_bytes(results.shop.signature(notes))


def exchanged(one, other):
    aside = one.with_name("aside")
    one.rename(aside)
    other.rename(one)
    aside.rename(other)


def linked(path, aside):
    path.rename(aside)
    path.symlink_to(aside)


# What is done to results/, and all codes of assay results check.
STORED = {
    "a byte of a record": ({"wrong-hash"}, lambda r: (r.places[0] / "record.json").write_bytes(
        edited(r.shop.honest, "record.json", b"416.9", b"316.9")["record.json"])),
    "other notes, signed by the same key": ({"other-files"}, other_notes),
    "the signature made again by another who may": (
        {"other-signature", "other-key", "other-principal", "bad-notes"}, lambda r: write_signature(r, "bob")),
    "a file beside the signed ones": ({"unlisted-file"}, lambda r: (r.places[0] / ".gitattributes").write_text("* binary\n")),
    "a link in place of a file": ({"not-a-file", "missing-file"},
                                  lambda r: linked(r.places[0] / "record.json", r.root / "aside.json")),
    "a link in place of a folder": ({"not-a-folder"}, lambda r: linked(r.places[0], r.root / "aside")),
    "two folders that changed places": ({"other-manifest"}, lambda r: exchanged(*r.places)),
    "a folder with another name": ({"no-folder", "no-line"}, lambda r: r.places[0].rename(r.places[0].with_name("renamed"))),
    "a folder without a line": ({"no-line"}, lambda r: r.relined(r.lines[1])),
    "the first line taken out": ({"wrong-sequence", "broken-chain", "no-line"}, lambda r: r.relined(r.lines[2])),
    "lines in another order": ({"wrong-sequence", "broken-chain"}, lambda r: r.relined(r.lines[2], r.lines[1])),
    "a line twice": ({"wrong-sequence", "broken-chain", "second-folder", "second-manifest"},
                     lambda r: r.relined(*r.lines[1:], r.lines[2])),
    "another name in the first line": ({"broken-chain", "other-principal", "wrong-name"}, lambda r: r.relined(
        r.lines[1].replace(ALICE, "bob@example.org"), r.lines[2])),
    "an earlier day in a line": ({"earlier-day", "wrong-name"},
                                 lambda r: r.relined(r.lines[1], r.lines[2].replace(" 20", " 19", 1))),
    "the last line cut off": ({"torn-line", "no-line"}, lambda r: r.relined(r.lines[1], r.lines[2][:-1])),
    "an entry of a stranger, written by hand": ({"not-enrolled"}, lambda r: r.by_hand()),
    "a signer's line taken out": ({"not-enrolled"}, lambda r: r.signers.write_text(r.shop.line("bob"))),
}


# ---- what is sent to be imported

def next_day(name):
    """The same folder's name, one day later: for a test that midnight interrupts."""
    day = datetime.date.fromisoformat(name[:10]) + datetime.timedelta(days=1)
    return f"{day}{name[10:]}"


def plant(results):
    """A pull request puts a folder where an import will want its own."""
    shutil.rmtree(results.results / "submissions")
    results.ledger.unlink()
    for name in (results.places[0].name, next_day(results.places[0].name)):
        (results.results / "submissions" / name).mkdir(parents=True)
        (results.results / "submissions" / name / "record.json").write_text("{}")


def by_another(shop):
    signature = shop.signature(shop.honest["manifest.json"], "bob")
    return without(shop.honest, "notes.txt", "notes.txt.sig") | {"manifest.json.sig": signature}


def a_third(shop):
    return shop.measured(2)


def one_cell_of(record):
    return lambda own: own.update(cells=record["cells"][:1] + own["cells"][1:])


def mixed(shop):
    """One cell of the first entry, and one that is its own."""
    return shop.measured(3, one_cell_of(json.loads(shop.honest["record.json"])))


def by_bob(shop, files):
    return shop.signed(listed(without(files, "notes.txt", "notes.txt.sig"), made="2026-01-16T08:00:00Z"), "bob")


# What is done before, what is sent, the exit code and what the program says.
IMPORTS = {
    "the same file again": (lambda r: None, lambda shop: shop.honest, 0, "nothing has changed"),
    "the same manifest with other notes": (
        lambda r: None, lambda shop: shop.signed(edited(shop.honest, "notes.txt", b"loud", b"calm")), 0, "nothing has changed"),
    "the same manifest, signed again by another who may": (lambda r: None, by_another, 0, "nothing has changed"),
    "the same record, submitted again": (
        lambda r: None, lambda shop: shop.signed(listed(shop.honest, made="2026-01-16T08:00:00Z")), 1, "replay"),
    "another's record, signed by somebody who may": (lambda r: None, lambda shop: by_bob(shop, shop.honest), 1, "copy"),
    "a part of what was sent before": (lambda r: None, lambda shop: shop.measured(1, lambda record: record["cells"].pop()), 1, "subset"),
    "a part of another's record": (
        lambda r: None, lambda shop: by_bob(shop, shop.measured(1, lambda record: record["cells"].pop())), 1, "copy"),
    "a record with samples of another entry": (lambda r: None, mixed, 1, "overlap"),
    "a folder that is there already": (plant, lambda shop: shop.honest, 1, "colliding-folder"),
    "an entry of a later day before it": (
        lambda r: r.relined(r.lines[1], r.lines[2].replace(" 20", " 29", 1)), a_third, 1, "earlier-day"),
    "behind a ledger that was changed": (lambda r: r.relined(r.lines[2]), a_third, 1, "wrong-sequence"),
    "a stranger's": (lambda r: None, lambda shop: shop.signed(shop.honest, "eve"), 1, "not enrolled"),
}


class ForgeriesTest(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="assay-forgeries-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.shop = Workshop(cls.folder, ASSAY, VERIFY)

    def assert_as_expected(self, forgery):
        exit_code, codes, remarks, message = verified(self.folder, forgery, self.shop)
        self.assertEqual((exit_code, codes), (forgery.exit_code, set(forgery.codes)), message)
        self.assertIn(forgery.says, message)
        self.assertEqual(remarks & set(forgery.remarks), set(forgery.remarks))
        return remarks

    def test_the_honest_ones_are_accepted_by_all(self):
        for files in (self.shop.honest, self.shop.other, self.shop.of_example(), self.shop.for_round(), self.shop.of_sessions(3)):
            honest = Forgery("honest", (), packed(files))
            self.assertLessEqual(self.assert_as_expected(honest), {"no-machine-copy"})
            self.assertEqual(standard_tools(self.folder, honest, self.shop), "")

    def test_each_is_refused_by_its_own_reasons_and_the_document_says_so(self):
        table = [("family", "forgery", "refused as", "by the four commands")]
        for family, make in FAMILIES.items():
            for forgery in make(self.shop):
                with self.subTest(f"{family}: {forgery.name}"):
                    self.assert_as_expected(forgery)
                    tools = standard_tools(self.folder, forgery, self.shop)
                    if forgery.exit_code == 0:
                        self.assertIn(tools, ("", "`ssh-keygen`"))
                    table.append(row(family, forgery, tools))
        self.assertGreaterEqual(len(table), 100)
        with self.subTest("the document"):
            lines = [*rows(*shortened(table)), "", f"{len(table) - 1} files; ssh-keygen is of {openssh()}."]
            self.assert_document("forgeries", lines)

    def test_a_round_is_of_kits_whose_changes_are_all_in_a_commit(self):
        manifest = self.shop.honest["kit.json"]
        for changed, exit_code in ((0, 0), (1, 2)):
            kit, file = self.folder / "kit.tar.gz", self.folder / f"spring-{changed}.json"
            kit.write_bytes(packed({"kit/manifest.json": replaced(manifest, b'"changed":0', b'"changed":%d' % changed)}))
            ended = run([ASSAY, "round", "new", "spring", kit, "--from", "2026-03-01", "--to", "2026-03-31", "-o", file])
            self.assertEqual((ended.returncode, file.exists()), (exit_code, exit_code == 0), ended.stderr.decode())
        self.assertIn("kit.tar.gz was made with changes that are in no commit", ended.stderr.decode())

    def test_what_lies_in_results_is_held_to_its_ledger(self):
        results = Results(self.folder / "tree", self.shop)
        self.assertEqual(results.found(), set())
        table = [("what is done", "`assay import` and `assay results check` say")]
        for name, (before, make, exit_code, says) in IMPORTS.items():
            with self.subTest(f"import: {name}"):
                results.fresh()
                before(results)
                kept = results.ledger.read_text() if results.ledger.exists() else ""
                ended = results.imported(make(self.shop))
                said = (ended.stdout + ended.stderr).decode()
                self.assertEqual(ended.returncode, exit_code, said)
                self.assertIn(says, said)
                self.assertEqual(results.ledger.read_text() if results.ledger.exists() else "", kept)
                table.append((f"import: {name}", f"`{says}`" if "-" in says else says))
        for name, (codes, change) in STORED.items():
            with self.subTest(name):
                results.fresh()
                change(results)
                self.assertEqual(results.found(), codes)
                table.append((name, ", ".join(f"`{code}`" for code in sorted(codes))))
        with self.subTest("the document"):
            self.assert_document("results", rows(*table))

    def assert_document(self, name, lines):
        if "--table" in sys.argv:
            print("\n".join(lines))
        self.assertEqual(difference(name, lines), "")


def shortened(table):
    """Each family's name stands once."""
    before = [""] + [row[0] for row in table[:-1]]
    return [("" if row[0] == above else row[0], *row[1:]) for row, above in zip(table, before)]


if __name__ == "__main__":
    if not shutil.which("ssh-keygen"):
        print("ssh-keygen is not installed")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1])
