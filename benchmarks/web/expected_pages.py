# SPDX-License-Identifier: Apache-2.0
"""Pages by Python's own string formatting, routes by a regular expression each, WebSocket masks by long integers."""

import html
import re

from expected import VARIANTS, Random, fnv1a64, pack, random_bytes, seed
from expected_http import FAULT, WORDS, output


def masked(data, key):
    long_key = int.from_bytes((key * (len(data) // 4 + 1))[:len(data)], "little")
    return (int.from_bytes(data, "little") ^ long_key).to_bytes(len(data), "little")


def masks(out):
    key = random_bytes(4, seed(0x031))
    for size in (64, 1024, 65536):
        data = random_bytes(size, seed(0x030))
        written = masked(data, key)
        for at in range(16):
            part = slice(at, 16 + 2 * at)
            written += (data[:at] + masked(data[part], key) + data[part.stop:])[:64]
        for variant in VARIANTS:
            out.add(f"websocket_mask/{variant}/{size}", fnv1a64(written), "exclusive or of long integers")


def sentence(random, most):
    return "".join(WORDS.draw(random) + "     &<>\"'"[random.below(10)] for _ in range(1 + random.below(most)))


def product_part(random):
    name, text = sentence(random, 3), sentence(random, 6)
    price = f"{random.below(10000)}.{10 + random.below(90)}"
    shown = f'<b class="sale">{price} now</b>' if random.below(2) == 0 else f"<span>{price}</span>"
    tags = "".join(f"<li>{html.escape(sentence(random, 1))}</li>" for _ in range(random.below(5)))
    return f'<li class="product"><h2>{html.escape(name)}</h2>\n<p>{text}</p>{shown}\n<ol>{tags}</ol></li>\n'


def pages(out):
    random = Random(seed(0x040))
    title, user = html.escape(sentence(random, 3)), html.escape(sentence(random, 1))
    page = f"<!doctype html>\n<html><head><title>{title}</title></head>\n<body><p>Hello, {user}</p>\n"
    page += '<ul class="products">\n' + "".join(product_part(random) for _ in range(64)) + "</ul></body></html>\n"
    out.add("template_render/64", fnv1a64(output(len(page), page.encode())), "Python's formatted strings")


def patterns():
    random, taken, found = Random(seed(0x050)), set(), []

    def fresh():
        while (word := WORDS.draw(random)) in taken:
            pass
        taken.add(word)
        return word

    for resource in range(20):
        whole = f"/v{1 if random.below(2) == 0 else 2}/{fresh()}"
        found += [whole if resource < 19 else "/static/*path", f"{whole}/:id"]
        for _ in range(4):
            part = f"{whole}/:id/{fresh()}"
            found += [part, f"{part}/:sub"]
    return found


def routes(out):
    made = patterns()
    tests = [re.compile(re.sub(r"\*\w+", "(.+)", re.sub(r":\w+", "([^/]+)", pattern))) for pattern in made]

    def looked_up(path):
        for route, test in enumerate(tests):
            if match := test.fullmatch(path):
                spans = [number for i in range(1, test.groups + 1) for number in (match.start(i), len(match[i]))]
                return [route, test.groups, *spans]
        return [FAULT, 0]

    random, words = Random(seed(0x051)), []
    for _ in range(256):
        path = re.sub(r"[:*]\w+", lambda _: WORDS.draw(random), made[random.below(200)])
        if random.below(8) == 0:
            path += f"/{WORDS.draw(random)}/x"
        words += looked_up(path)
    data = output(len(words), pack("I", words))
    for path in ("", "/", "//", "/v1", "/v1/", "/static", "/static/", "/static/a/b", "/v1//x"):
        found = looked_up(path)
        data += output(len(found), pack("I", found))
    out.add("url_router/256", fnv1a64(data), "a regular expression of each route")
