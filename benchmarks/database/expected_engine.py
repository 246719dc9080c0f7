# SPDX-License-Identifier: Apache-2.0
"""Locks, decimal numbers and SQL: sets of holders, Python's integers, regular expressions."""

import re
from collections import defaultdict

from expected import Random, fnv1a64, pack, seed

# PostgreSQL's table of conflicts, modes from 0 (access share) to 7 (access exclusive).
CONFLICTS = ({7}, {6, 7}, {4, 5, 6, 7}, {3, 4, 5, 6, 7}, {2, 3, 5, 6, 7}, {2, 3, 4, 5, 6, 7}, {1, 2, 3, 4, 5, 6, 7},
             set(range(8)))


def locks(out):
    random = Random(seed(0x1D0))
    held = defaultdict(lambda: defaultdict(set))  # by relation, then by transaction
    made = [0] * 16
    granted = []
    for _ in range(1024):
        transaction = random.below(16)
        relation = random.below(16) * random.below(16)
        mode = min(random.below(8), random.below(8))
        others = (modes for who, modes in held[relation].items() if who != transaction)
        is_free = not any(modes & CONFLICTS[mode] for modes in others)
        granted.append(is_free or mode in held[relation][transaction])
        if is_free:
            held[relation][transaction].add(mode)
        made[transaction] += 1
        if made[transaction] % 8 == 0:
            for holders in held.values():
                holders.pop(transaction, None)
    out.add("lock_manager/1024", fnv1a64(bytes(granted)), "sets of holders")


def decimals(out):
    base = 10**9
    random = Random(seed(0x1E0))
    numbers = []
    for _ in range(1024):
        whole, fraction, is_negative = 1 + random.below(2), random.below(3), random.below(2)
        value = 0
        for _ in range(whole + fraction):
            value = value * base + 1 + random.below(base - 1)
        numbers.append((-value if is_negative else value, fraction))

    def add(a, b):
        fraction = max(a[1], b[1])
        return a[0] * base**(fraction - a[1]) + b[0] * base**(fraction - b[1]), fraction

    def multiply(a, b):
        return a[0] * b[0], a[1] + b[1]

    for name, operation in (("add", add), ("mul", multiply)):
        words = []
        for a, b in zip(numbers[::2], numbers[1::2]):
            value, fraction = operation(a, b)
            digits, rest = [], abs(value)
            while rest or len(digits) <= fraction:
                digits.insert(0, rest % base)
                rest //= base
            words += [int(value < 0), len(digits) - fraction, fraction] + digits + [0] * (9 - len(digits))
        out.add(f"decimal/{name}/512", fnv1a64(pack("I", words)), "Python's integers")


KEYWORDS = """select from where and or not insert into values update set delete join on left group by order having limit
as between like null""".split()
OPERATORS = "= < > <= >= <> != + - * ( ) , .".split()
TOKEN = re.compile(r"(?P<name>[A-Za-z_]\w*)|(?P<number>\d+(\.\d*)?)|(?P<quoted>'([^']|'')*')|(?P<comment>/\*.*?\*/)"
                   r"|(?P<operator><=|>=|<>|!=|[-=<>+*(),.])")


def draw_word(random):
    return "".join(chr(97 + random.below(26)) for _ in range(1 + random.below(10)))


def draw_token(random):
    kind = random.below(16)
    if kind < 4:
        word = KEYWORDS[random.below(24)]
        return word.upper() if random.below(2) == 0 else word
    if kind < 9:
        return OPERATORS[random.below(14)]
    if kind < 13:
        return f"{draw_word(random)}_{random.below(100)}"
    if kind == 13:
        bits = 4 * random.below(7)
        whole = str(random.below(1 << bits))
        return whole if random.below(2) == 0 else f"{whole}.{random.below(100)}"
    word = draw_word(random)
    if kind == 15:
        return f"/* {word} */"
    return f"'{word}''s '" if random.below(4) == 0 else f"'{word}'"


def statements(out):
    random = Random(seed(0x1F0))
    text = ""
    for _ in range(16):
        enough = len(text) + 200
        while len(text) < enough:
            text += draw_token(random) + " "
    words = []
    for found in TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "comment":
            continue
        code = {"name": 100, "number": 101, "quoted": 102, "operator": 103}[kind]
        if found[0].lower() in KEYWORDS:
            code = KEYWORDS.index(found[0].lower())
        words += [code, found.start(), len(found[0])]
    out.add("sql_lex/200", fnv1a64(pack("I", words)), "a regular expression")


def engine(out):
    locks(out)
    decimals(out)
    statements(out)
