# SPDX-License-Identifier: Apache-2.0
"""Words that scripts/setup and scripts/quickstart refuse before they do anything: arguments_test.py SOURCE"""

import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(sys.argv.pop(1)).resolve()


def setup(*words):
    ended = subprocess.run([SOURCE / "scripts/setup", "--dry-run", *words], cwd=SOURCE, capture_output=True, text=True)
    return ended.returncode, ended.stdout, ended.stderr


class Arguments(unittest.TestCase):
    # No target at all would else be taken for all of them, with systems that boot and tests.
    def test_a_target_without_a_name_is_refused(self):
        for value in ("", ",", "riscv64-gc,", ",riscv64-gc", "riscv64-gc,,x86-64-v2"):
            for words in (["--target", value], [f"--target={value}"]):
                code, out, err = setup(*words)
                self.assertEqual((code, out), (2, ""), words)
                self.assertTrue(err.startswith(f"scripts/setup: --target: '{value}' lacks a name"), err)

    def test_a_target_that_is_unknown_is_refused(self):
        for value in ("no-such", "riscv64-gc,no-such", "*"):
            code, out, err = setup("--target", value)
            self.assertEqual((code, out), (2, ""), value)
            self.assertIn(f"unknown target '{value.split(',')[-1]}'", err)

    def test_targets_are_taken_one_by_one_and_all_at_once(self):
        for value in ("riscv64-gc", "riscv64-gc,x86-64-v2", "all"):
            code, _, err = setup("--target", value)
            self.assertEqual(code, 0, err)

    # Beside a scripts/setup that only says what it would do.
    def test_quickstart_ends_where_setup_refuses(self):
        with tempfile.TemporaryDirectory() as folder:
            scripts = pathlib.Path(folder, "scripts")
            scripts.mkdir()
            (scripts / "lib").symlink_to(SOURCE / "scripts/lib")
            (scripts / "quickstart").write_text((SOURCE / "scripts/quickstart").read_text())
            (scripts / "setup").write_text(f"#!/bin/sh\nexec '{SOURCE}/scripts/setup' --dry-run \"$@\"\n")
            (scripts / "setup").chmod(0o755)
            ended = subprocess.run(["bash", scripts / "quickstart", "--target", ""], capture_output=True, text=True)
        self.assertEqual(ended.returncode, 2, ended.stderr)
        self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)


if __name__ == "__main__":
    unittest.main()
