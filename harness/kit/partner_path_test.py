#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The way of docs/partners.md from the kits to the tables: three partners measure and sign, and a maintainer imports.

usage: partner_path_test.py SOURCE BUILD

Each partner has a root folder with busybox and the kit, and nothing else. Two of the machines are emulated: they check results,
and have no times. Keys are made by the kit, or held by an ssh-agent alone.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import unittest

from kit_tools import (ASSAY, NATIVE, OF_ROUND, SOURCE, EmptyRoot, KitsCase, SourceTree, executions_in, foreign_words, kill_when,
                       run)

DOZENS = "^libc/string/(memchr|memcmp|strchr|strcmp|strlen)/"  # thirty benchmarks
FILES = {"SHA256SUMS", "kit.json", "machine.json", "manifest.json", "manifest.json.sig", "record.json"}


class Agent:
    """An ssh-agent. Of the keys in it, only the public halves are files."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {"PATH": os.defpath, "SSH_AUTH_SOCK": str(folder / "agent")}
        self.process = subprocess.Popen(["ssh-agent", "-D", "-a", folder / "agent"], stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not (folder / "agent").exists() and time.monotonic() < deadline:
            time.sleep(0.01)

    def new_key(self, name, kind):
        """Its public half."""
        path = self.folder / name
        run(["ssh-keygen", "-q", "-t", kind, "-N", "", "-C", "", "-f", path], check=True)
        run(["ssh-add", "-q", path], env=self.environment, check=True)
        path.unlink()
        return self.folder / f"{name}.pub"

    def end(self):
        self.process.terminate()
        self.process.wait()


class Partner:
    def __init__(self, principal, target, root, key):
        self.principal, self.target, self.root, self.key = principal, target, root, key
        self.signed = {}  # the submission of each key: "new", which the kit makes, and "agent"
        self.results = root.kit / "results"

    def outside(self, *words, **settings):
        """The kit's program where ssh-keygen is."""
        words = [self.root.kit / "assay-kit", *words]
        return run(foreign_words(self.root.architecture, *words) if self.root.architecture else words, **settings)

    def record(self):
        return json.loads((self.results / "record.json").read_text())


@unittest.skipUnless(os.geteuid() == 0, "a root of its own takes root")
class PartnerPathTest(KitsCase):
    targets = [NATIVE, "kunpeng-920", "riscv64-gc"]

    def setUp(self):
        super().setUp()
        (self.here / "keys").mkdir()
        self.agent = Agent(self.here / "keys")
        self.addCleanup(self.agent.end)
        self.tree = self.maintainers_tree()
        self.alice = self.partner("alice@example.org", NATIVE, None, "ed25519")
        self.bob = self.partner("bob@example.net", "kunpeng-920", "aarch64", "ed25519")
        self.carol = self.partner("carol@example.com", "riscv64-gc", "riscv64", "ecdsa")
        self.partners = (self.alice, self.bob, self.carol)

    def maintainers_tree(self):
        """With the project's own data, so that what no machine measures is looked for."""
        tree = SourceTree(self.here / "tree", ASSAY)
        for folder in ("benchmarks", "targets"):
            (tree.root / folder).rmdir()
            (tree.root / folder).symlink_to(SOURCE / folder)
        return tree

    def partner(self, principal, target, architecture, kind):
        root = EmptyRoot(self.here / target, self.of_rounds[target], architecture)
        partner = Partner(principal, target, root, self.agent.new_key(target, kind))
        self.assert_ends(root.run(f"cd /kit/{root.kit.name} && sha256sum -c SHA256SUMS"), 0)
        return partner

    def test_from_the_kit_to_the_tables(self):
        for partner in self.partners:
            self.measure_and_be_killed(partner)
            self.sign_both_ways(partner)
            self.look_before_sending(partner)
            self.enrol(partner)
        for partner, key in ((self.alice, "new"), (self.bob, "agent"), (self.carol, "agent")):
            self.import_what_is_sent(partner.signed[key])
        self.look_at_comparison()
        rows = [(partner, "open") for partner in self.partners]
        self.look_at_matrix(*rows)
        self.take_part_in_a_round(self.bob)
        self.look_at_matrix(*rows, (self.bob, "closed"))

    def measure_and_be_killed(self, partner):
        journal = partner.results / "session-1.jsonl"
        words = ("--filter", DOZENS, "-o", "results")

        def parts():
            return journal.read_text().count('"part"') if journal.exists() else 0

        few = 12 if partner.root.architecture else 3  # of thirty, and of six: where things are timed, many share a turn
        killed = kill_when(partner.root.start_words(*words), lambda: parts() >= few)
        self.assertEqual(killed, -signal.SIGKILL, "it ended before it was killed")
        before = parts()
        ended = partner.root.start(*words)
        self.assert_ends(ended, 0)
        self.assertIn("goes on with session 1", " ".join(ended.stderr.split()))
        self.assertLess(before, parts())
        executed = executions_in(journal)
        self.assertEqual({name: times for name, times in executed.items() if times != 1}, {})
        self.assertEqual(len({name for name, _ in executed}), 30)
        self.assertEqual(partner.root.files_outside_the_kit(), set())
        record = partner.record()
        if partner.root.architecture:
            self.assert_checked_without_times(record)
        else:
            self.assertTrue(all(benchmark["samples"] for cell in record["cells"] for benchmark in cell["benchmarks"]))

    def sign_both_ways(self, partner):
        words = ("submit", "--filter", DOZENS, "-o")
        made = partner.results / "submission.assay"
        self.assert_ends(partner.root.start(*words, "results"), 0)
        partner.signed["new"] = made.rename(partner.results / "new.assay")
        self.assert_ends(partner.outside(*words, partner.results, "--key", partner.key, env=self.agent.environment), 0)
        partner.signed["agent"] = made.rename(partner.results / "agent.assay")

    def look_before_sending(self, partner):
        """Both hold what was measured. Where there is a /sys, the machine is not the one that the root shows, and is left out."""
        records = set()
        for which, files in (("new", FILES), ("agent", FILES - {"machine.json"})):
            submission = partner.signed[which]
            self.assertEqual(set(run(["tar", "-tzf", submission]).stdout.splitlines()), files)
            shown = self.tree.assay("submission", "show", submission)
            self.assert_ends(shown, 0)
            self.assertEqual("/proc/cpuinfo:" in shown.stdout, which == "new")
            with tarfile.open(submission) as packed:
                records.add(packed.extractfile("record.json").read())
        self.assertEqual(records, {(partner.results / "record.json").read_bytes()})

    def enrol(self, partner):
        """What verify prints of a key that nobody knows is what a maintainer adds."""
        for which, submission in partner.signed.items():
            said = partner.root.start("verify", "results/" + submission.name)
            if partner is self.carol and which == "agent":
                self.assert_ends(said, 3)
                self.assertIn("which is not here; install the package openssh-client", said.stdout)
                said = partner.outside("verify", submission, env=self.agent.environment)
            self.assert_ends(said, 1)
            (line,) = re.findall(r"name@example\.org (.*)", said.stdout)
            self.assert_ends(self.tree.assay("verify", submission), 1)
            with open(self.tree.results / "trust/allowed_signers", "a", encoding="ascii") as signers:
                signers.write(f"{partner.principal} {line}\n")
            verified = self.tree.assay("verify", submission)
            self.assert_ends(verified, 0)
            if partner.root.architecture:
                verdict = "accepted" if which == "new" else "accepted with remarks"  # no-machine-copy
                self.assertRegex(verified.stdout, f"verdict +{verdict}\n")
                self.assertRegex(verified.stdout, "machine .*, emulated\n")

    def import_what_is_sent(self, submission):
        self.assert_ends(self.tree.assay("import", submission), 0)
        self.assert_ends(self.tree.assay("results", "check"), 0)

    def assert_tells_of(self, submission, partner, division="open"):
        machine = "emulated" if partner.root.architecture else partner.record()["hosts"][0]["class"]
        days = {line.split(" ")[1] for line in (self.tree.results / "ledger").read_text().splitlines()[1:]}
        told = tuple(submission[key] for key in ("signer", "class", "division"))
        self.assertEqual(told, (partner.principal, machine, division))
        self.assertIn(submission["date"], days)

    def look_at_comparison(self):
        """A column for each: times of the machine that is there, and no mean of what is not alike."""
        ended = self.tree.assay("compare", "results/", "--json")
        self.assert_ends(ended, 0)
        comparison = json.loads(ended.stdout)
        self.assertEqual(comparison["checksum_differences"], [])
        (table,) = comparison["tables"]
        for column, partner in zip(table["columns"], self.partners, strict=True):
            self.assertEqual(column["target"], partner.target)
            self.assert_tells_of(column["submission"], partner)
        self.assertEqual(len(table["rows"]), 30)
        for row in table["rows"]:
            native, *emulated = row["values"]
            self.assertGreater(native["value"], 0)
            self.assertEqual([(each["code"], each["value"]) for each in emulated], [("emulated-host", None)] * 2)
            self.assertEqual({each["checksum"] for each in row["values"]}, {native["checksum"]})
        self.assertEqual([mean["ratio"] for mean in table["geomeans"]], [1, None, None])  # itself, and no other
        groups = f"open {table['columns'][0]['submission']['class']} (x86-64-v2), open emulated (kunpeng-920, riscv64-gc)"
        self.assertIn(f"means are within one division and class only: {groups}", table["notes"])

    def look_at_matrix(self, *expected):
        ended = self.tree.assay("matrix", "results/", "--suite", "libc", "--json")
        self.assert_ends(ended, 0)
        by_target = sorted(expected, key=lambda each: each[0].target)
        for row, (partner, division) in zip(json.loads(ended.stdout)["rows"], by_target, strict=True):
            self.assertEqual((row["target"], row["runs"]["answer"], row["correct"]["answer"]), (partner.target, "yes", "yes"))
            self.assert_tells_of(row["submission"], partner, division)

    def take_part_in_a_round(self, partner):
        """Under an emulator: with its controls, and without times, so that there is no order."""
        path = self.new_round(self.tree.results / "rounds/winter.json", *self.targets)
        shutil.copy(path, partner.root.kit / "winter.json")
        words = ("--round", "winter.json", "--filter", OF_ROUND)
        self.assert_ends(partner.root.start(*words), 0)
        (results,) = partner.root.kit.glob("results-*-round-winter")
        record = json.loads((results / "record.json").read_text())
        self.assertEqual((record["round"]["name"], record["round"]["division"]), ("winter", "closed"))
        cells = {cell["suite"]: cell for cell in record["cells"]}
        self.assertEqual([control["name"] for control in cells["memory"]["controls"]], ["memory/chase/16384"])
        for cell in cells.values():
            self.assertNotIn("turns", cell)
            self.assertFalse([benchmark for benchmark in cell["benchmarks"] if benchmark.get("samples")])
        self.assert_ends(partner.root.start("submit", *words, "--key", "results/submission-key"), 0)
        said = partner.root.start("verify", f"{results.name}/submission.assay", "--round", "winter.json")
        self.assert_ends(said, 1)
        self.assertRegex(said.stdout, "verdict +not enrolled")
        verified = self.tree.assay("verify", results / "submission.assay")
        self.assertRegex(verified.stdout, "verdict +accepted\\n")
        self.assertIn("winter, closed division", verified.stdout)
        self.import_what_is_sent(results / "submission.assay")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
