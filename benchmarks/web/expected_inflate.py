# SPDX-License-Identifier: Apache-2.0
"""Pages as they were before they were compressed, and what Python's zlib makes of its own streams, also with a wrong
byte."""

import re
import zlib
from pathlib import Path

from expected import Random, fnv1a64, seed
from expected_http import WORDS, faulty, output

MARKS = ('<div class="', '"><a href="/', '">', "</a></div>\n", "<p>", "</p>\n", "<td class=num>", "</td>\n", "<li>",
         "</li>\n")


def page_text(size, random):
    def sentence(most):
        words = []
        for _ in range(1 + random.below(most)):
            if random.below(4) == 0:
                words.append("".join(chr(97 + random.below(26)) for _ in range(3 + random.below(8))))
            else:
                words.append(WORDS.draw(random))
        return " ".join(words)

    def line():
        kind = random.below(4)
        if kind == 0:
            head = MARKS[0] + WORDS.draw(random) + MARKS[1] + WORDS.draw(random) + "/" + WORDS.draw(random)
            return head + MARKS[2] + sentence(4) + MARKS[3]
        if kind == 1:
            return MARKS[4] + sentence(20) + MARKS[5]
        if kind == 2:
            return MARKS[6] + str(random.below(100000)) + MARKS[7]
        return MARKS[8] + sentence(8) + MARKS[9]

    text = "<!doctype html>\n<html><body>\n"
    while len(text) < size:
        text += line()
    return text[:size].encode()


def inflated(text):
    stream = zlib.decompressobj(-15)
    try:
        data = stream.decompress(text)
    except zlib.error:
        return None
    return (len(data), data) if stream.eof else None


def streams_by_zlib():
    source = (Path(__file__).resolve().parent / "html_pages.h").read_text(encoding="utf-8")
    streams = source.partition("kByZlib = {")[2].partition("};")[0].split(",\n")
    return [bytes.fromhex("".join(re.findall(r'"([0-9a-f]+)"', stream))) for stream in streams]


def inflates(out):
    page = page_text(65536, Random(seed(0x080)))
    data = output(len(page), page)
    for stream in streams_by_zlib():
        data += output(*inflated(stream))
        data += faulty(stream, b"\0\x01\x05\x3f\x80\xaa\xc9\xff", seed(0x081), inflated, 32)
    for library in ("", "lib=zlib/", "lib=libdeflate/"):
        out.add(f"inflate/html/{library}65536", fnv1a64(data), "the page before it was compressed, zlib")


def deflates(out):
    """What is compressed differs between libraries and levels, but not the page that it is inflated to."""
    for size in (16384, 65536):
        page = page_text(size, Random(seed(0x080)))
        value = fnv1a64(output(len(page), page))
        for library in ("zlib", "libdeflate"):
            for level in (1, 6):
                out.add(f"deflate/level_{level}/html/lib={library}/{size}", value, "the page before it was compressed")
