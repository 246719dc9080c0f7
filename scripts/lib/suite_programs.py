# SPDX-License-Identifier: Apache-2.0
"""What the scripts that look at suites share: this machine's program of a suite, and a table in a document."""

import pathlib
import subprocess

from tool_root import tool_root

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
LIBRARIES = tool_root() / "sources/libraries"
BEGIN, END = "<!-- table: begin -->", "<!-- table: end -->"


def google_benchmark():
    """Where clang's Google Benchmark is installed, built if it is not there yet."""
    script = f'root="{ROOT}"; source "$root/scripts/lib/google_benchmark_here.bash"; google_benchmark clang++-19'
    ended = subprocess.run(["bash", "-c", script], check=True, stdout=subprocess.PIPE, text=True)
    return ended.stdout.strip()


def build_suite(name, folder, *options):
    """The program of the suite, built by clang in that folder with further options of CMake."""
    for command in (["cmake", "-G", "Ninja", "-S", ROOT / "benchmarks" / name, "-B", folder,
                     "-DCMAKE_CXX_COMPILER=clang++-19", f"-DCMAKE_PREFIX_PATH={google_benchmark()}", f"-DASSAY_LIBRARIES={LIBRARIES}", *options],
                    ["ninja", "-C", folder, name]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder / name


def write_table(document, lines):
    """Puts the lines between the document's two marks."""
    before, rest = document.read_text().split(BEGIN)
    document.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{rest.split(END)[1]}")
