#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares the plugin's decoders with LLVM on every distinct instruction of ELF programs.

llvm-objdump lists the instructions. Loads and stores are compared with the MayLoad and MayStore
columns of llvm-mca, branches, returns and vector with rules on the disassembly's mnemonics and
registers. The rules, and the differences that are meant, stand in classes_differences.toml beside
this file. Exit code 1: a difference without explanation, or too much that could not be compared.
"""

import argparse
import collections
import pathlib
import re
import subprocess
import sys
import tomllib

CODE = re.compile(r"\s*([0-9a-f]+): ((?:[0-9a-f]{2,8} ?)+) *\t(\S.*)")
# An instruction's target: what it is doesn't matter, and it may be out of reach when assembled.
TARGET = re.compile(r"#?(0x[0-9a-f]+|-?[0-9]+) <[^\t]*>")
CONDITION = re.compile(r"^\S*?(eq|ne|hs|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)(\.\S+)?(\s|$)")

Instruction = collections.namedtuple("Instruction", "mode bytes address text")


def run(command, text=None):
    return subprocess.run(command, input=text, capture_output=True, text=True, check=False)


def disassemble(objdump, isa, path):
    """The first occurrence of each distinct encoding, and the number of unknown ones."""
    result = run([objdump, "-d", "--no-leading-headers", *isa["objdump"], path])
    if result.returncode != 0:
        sys.exit(f"{path}: {result.stderr.strip()}")
    seen, unknown = {}, 0
    for line in result.stdout.splitlines():
        match = CODE.match(line)
        if not match:
            continue
        address, groups, text = match[1], match[2].split(), match[3]
        if text.startswith("."):  # data between code, known by its mapping symbol
            continue
        # Words are printed as numbers, bytes in the order of memory.
        memory = "".join("".join(re.findall("..", group)[::-1]) for group in groups)
        mode = 1 if isa.get("thumb") and len(groups[0]) == 4 else 0
        if (mode, memory) not in seen:
            if "<unknown>" in text:
                unknown += 1
                text = None
            seen[mode, memory] = Instruction(mode, memory, address, text)
    return [instruction for instruction in seen.values() if instruction.text], unknown


def normalised(isa, text):
    """What the assembler reads: without comment, with targets that are in reach."""
    text = TARGET.sub(isa["target"], text.split(isa["comment"])[0])
    for old, new in isa.get("rewrite", []):
        text = re.sub(old, new, text)
    return " ".join(text.split())


def classify(program, arch, instructions):
    lines = "".join(f"{instruction.mode} {instruction.bytes}\n" for instruction in instructions)
    result = run([program, arch], lines)
    if result.returncode != 0:
        sys.exit(result.stderr.strip())
    return [[digit == "1" for digit in line] for line in result.stdout.split()]


def mca_rows(command, text):
    """([(accesses, instruction)] of what llvm-mca took, refused line numbers)."""
    result = run(command, text)
    refused = {int(n) for n in re.findall(r"^<stdin>:(\d+):\d+: error", result.stderr, re.M)}
    rows, columns = [], None
    for line in result.stdout.splitlines():
        if line.startswith("[1] ") and line.endswith("[6]    Instructions:"):
            columns = (line.index("[4]"), line.index("[5]"), line.index("Instructions:"))
        elif not line:  # the end of the table; views of other kinds may follow
            columns = None
        elif columns:
            memory = "".join(name for name, at in zip("LS", columns) if "*" in line[at:at + 3])
            rows.append((memory, " ".join(line[columns[2]:].split())))
    return rows, refused


def accesses(command, units, marker):
    """What llvm-mca says of units, each one line or a line after its IT: unit -> "", L, S or LS.

    Instructions without a scheduling model disappear silently, so a marker stands after each unit.
    """
    units = [unit for unit in units if marker not in unit]
    owner = {}
    for unit in units:
        for _ in (unit + "\n" + marker).split("\n"):
            owner[len(owner) + 1] = unit
    text = "".join(f"{unit}\n{marker}\n" for unit in units)
    rows, refused = mca_rows(command, text) if units else ([], set())
    bad = {owner[line] for line in refused if line in owner}
    if bad:
        return accesses(command, [unit for unit in units if unit not in bad], marker)
    answers, pending = {}, []
    remaining = iter(units)
    for memory, instruction in rows:
        if instruction != marker:
            pending.append(memory)
            continue
        unit = next(remaining)
        if len(pending) == unit.count("\n") + 1:
            answers[unit] = pending[-1]
        pending = []
    if next(remaining, None) is not None:
        sys.exit(f"llvm-mca lost a marker '{marker}'")
    return answers


def reference(mca, isa, instructions, found):
    """Adds to `found` (mode, text) -> accesses by llvm-mca, for all that any of the models knows."""
    for mode in {instruction.mode for instruction in instructions}:
        wanted = {normalised(isa, i.text) for i in instructions if i.mode == mode}
        wanted = {text for text in wanted if (mode, text) not in found}
        for model in isa.get("mca", []):
            triple = isa["thumb"] if mode else isa["triple"]
            # Tables only: its simulation of an arbitrary sequence may never end.
            command = [mca, f"-mtriple={triple}", *model.split(), "-instruction-tables",
                       "-skip-unsupported-instructions=any", "-instruction-info",
                       "-resource-pressure=0", "-summary-view=0"]
            # A conditional instruction of T32 is refused outside an IT block: once more in one.
            for block in (False, True) if mode else (False,):
                units = {}
                for text in wanted:
                    condition = CONDITION.match(text) if block else None
                    if bool(condition) == block:
                        units[text] = f"it {condition[1]}\n{text}" if condition else text
                answers, size, ordered = {}, 512, sorted(units.values())
                for start in range(0, len(ordered), size):
                    answers |= accesses(command, ordered[start:start + size], isa["marker"])
                known = {text: answers[unit] for text, unit in units.items() if unit in answers}
                found.update({(mode, text): verdict for text, verdict in known.items()})
                wanted -= known.keys()


def by_rule(isa, name, text):
    """Whether a class's rule matches the disassembly and its exception doesn't."""
    rule = isa["rules"].get(name)
    exception = isa["rules"].get("not_" + name)
    return bool(rule and re.search(rule, text)) and not (exception and re.search(exception, text))


def compare(arguments, table, arch, path, mca):
    isa = table[arch]
    instructions, unknown = disassemble(arguments.objdump, isa, path)
    ours = classify(arguments.classes, arch, instructions)
    reference(arguments.mca, isa, instructions, mca)
    allowed = [entry | {"used": 0, "pattern": re.compile(entry["instruction"])}
               for entry in table.get("difference", []) if entry["arch"] == arch]
    refused, example, unexplained = collections.Counter(), {}, []

    def judge(instruction, text, what, mine, theirs):
        if mine == theirs:
            return
        for entry in allowed:
            if (entry["class"] == what and entry["pattern"].search(text)
                    and entry.get("ours", mine) == mine and entry.get("reference", theirs) == theirs):
                entry["used"] += 1
                return
        unexplained.append(f"{path}: {instruction.address}: {instruction.bytes} "
                           f"'{text}': {what}: decoder {mine or '-'}, reference {theirs or '-'}")

    for instruction, (load, store, branch, vector, returns) in zip(instructions, ours):
        text = normalised(isa, instruction.text)
        memory = "L" * load + "S" * store
        if "loads" in isa["rules"]:  # no model of llvm-mca for this ISA
            theirs = "L" * by_rule(isa, "loads", text) + "S" * by_rule(isa, "stores", text)
            judge(instruction, text, "memory", memory, theirs)
        elif (instruction.mode, text) in mca:
            judge(instruction, text, "memory", memory, mca[instruction.mode, text])
        else:
            refused[text.split()[0]] += 1
            example[text.split()[0]] = text
        for name, mine in (("branch", branch), ("vector", vector), ("return", returns)):
            theirs = by_rule(isa, name, text)
            judge(instruction, text, name, name * mine, name * theirs)

    explained = sum(entry["used"] for entry in allowed)
    print(f"{path}: {arch}: {len(instructions)} distinct instructions, {explained} differences "
          f"explained, {len(unexplained)} not; {refused.total()} refused by llvm-mca, "
          f"{unknown} unknown to llvm-objdump")
    if arguments.verbose:
        for entry in allowed:
            print(f"  {entry['used']:6} {entry['instruction']}: {entry['why']}")
        for name, count in refused.most_common():
            print(f"  {count:6} refused: {example[name]}")
    for line in unexplained[:arguments.show]:
        print(line)
    ok = not unexplained and instructions
    for what, count in (("refused by llvm-mca", refused.total()), ("unknown", unknown)):
        if count > arguments.limit * len(instructions):
            print(f"{path}: {count} instructions {what}: more than {arguments.limit:.1%}")
            ok = False
    return ok


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("programs", nargs="+", metavar="ARCH=FILE",
                        help="aarch64, arm, loongarch64, riscv64 or x86_64, and an ELF file")
    parser.add_argument("--classes", required=True, help="the built classes_main.c")
    parser.add_argument("--objdump", default="llvm-objdump-19")
    parser.add_argument("--mca", default="llvm-mca-19")
    parser.add_argument("--limit", type=float, default=0.01,
                        help="share of instructions that may be refused, and that may be unknown")
    parser.add_argument("--show", type=int, default=50, help="differences to print per file")
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    with open(pathlib.Path(__file__).with_name("classes_differences.toml"), "rb") as file:
        table = tomllib.load(file)
    good = True
    known = collections.defaultdict(dict)  # programs of an architecture share most of their library
    for program in arguments.programs:
        arch, _, path = program.partition("=")
        if not path or arch not in table or arch == "difference":
            parser.error(f"'{program}': expected ARCH=FILE")
        good = bool(compare(arguments, table, arch, path, known[arch])) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
