# ruff: noqa: E501  # an attempt stands on one line
"""Files that mean harm, made on the spot: each case is the files it needs, what the program is asked to do with them,
and whether that must be refused (``None`` where it may be read as plain text).

The small report of ``SMALL`` is spoiled in one place each; a secret lies outside of every folder that may be read.
"""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.effort import some

__all__ = ["SECRET", "Case", "cases"]

SECRET = "SECRET-7f3a91"

SMALL = """\
report: paper
publisher: paper
actors:
  paper: {kind: media-outlet, label: The Paper}
  army: {kind: state-force, label: The army}
  man: {kind: person}
places:
  amo: {type: village, label: Amo}
events:
  killing: {type: kill, incident: amo-1, when: 2020-02-12, place: amo}
claims:
  - {id: a, said_by: paper, quote: killed, event: killing, that: {actor: army, victim: man}}
"""
assert all(part in SMALL for part in ("label: The Paper", "quote: killed", "id: a,", "2020-02-12", "paper\npublisher"))

Files = dict[str, str | bytes | Callable[[Path], object]]


@dataclass(frozen=True)
class Case:
    """One attempt: the files it needs, the command line, what goes in on standard input, whether it must be refused."""

    name: str
    files: Files
    arguments: tuple[str, ...]
    stdin: str = ""
    refused: bool | None = True


def cases() -> list[Case]:
    """Of each kind of case some, or all; names are unlike each other."""
    kinds = (_yaml(), _values(), _paths(), _rdf(), _inputs(), _questions(), _tables(), _names(), _signs())
    every = [list(kind) for kind in kinds]
    names = [case.name for kind in every for case in kind]
    assert len(set(names)) == len(names) >= 150
    return [case for kind in every for case in some(kind, 7)]


def _read(name: str, text: str | bytes, refused: bool | None = True, file: str = "x.yaml", **files: object) -> Case:
    return Case(name, {file: text, **files}, ("read", file), refused=refused)  # type: ignore[arg-type]


def _yaml() -> Iterator[Case]:
    """YAML that blows up, runs code, or is none."""
    laughs = "a0: &a0 [lol, lol]\n" + "".join(f"a{i}: &a{i} [{f'*a{i - 1}, ' * 9}]\n" for i in range(1, 12))
    yield _read("billion laughs", laughs)
    yield _read("one alias", SMALL + "x: &a 1\ny: *a\n")
    yield _read("an anchor alone", SMALL.replace("killed", "&a killed"))
    yield _read("a merge key", SMALL + "b: &b {x: 1}\nc: {<<: *b}\n")
    yield _read("a merge of a text", SMALL.replace("{kind: person}", "{<<: x}"))
    yield _read("a circle", "a: &a [*a]\n")
    for depth in (25, 1000, 100_000):
        yield _read(f"{depth} lists", "a: " + "[" * depth + "]" * depth)
        yield _read(f"{depth} mappings", "a: " + "{a: " * depth + "}" * depth)
    yield _read("a thousand indents", "".join(" " * i + "a:\n" for i in range(1000)))
    yield _read("half a million values", "a: [" + "x," * 500_000 + "x]")
    yield _read("a hundred thousand claims", SMALL + "  - {said_by: paper, about: man, that: {age: 1}}\n" * 100_000)
    yield _read("a hundred thousand keys", "".join(f"k{i}: 1\n" for i in range(100_000)))
    yield _read("a key twice", SMALL + "report: other\n")
    yield _read("an actor twice", SMALL.replace("  man:", "  army: {}\n  man:"))
    for tag in (
        "!!python/object/apply:os.system ['touch pwned']",
        "!!python/name:os.system",
        "!!binary aGk=",
        "!!python/object/new:type {}",
        "!include ../secret.txt",
        "!!timestamp 2020-01-01",
        "!<tag:x,2020:y> z",
        "!!python/module:os",
        "!!set {a}",
        "!!omap [a: 1]",
    ):
        yield _read(f"tag {tag.split(' ')[0]}", SMALL.replace("quote: killed", f"quote: {tag}"))
    yield _read("a tag on the file", "!!python/object/apply:os.system ['touch pwned']\n")
    yield _read("two documents", SMALL + "---\n" + SMALL)
    yield _read("a directive", "%YAML 9.9\n---\n" + SMALL, refused=None)
    yield _read("a tag directive", "%TAG ! tag:example.org,2020:\n---\n" + SMALL, refused=None)
    yield _read("a list", "- a\n- b\n")
    yield _read("a word", "report")
    yield _read("a number", "1e309")
    yield _read("nothing", "")
    yield _read("blanks", "   \n\n\t\n")
    yield _read("a tab", "report:\tpaper\n\tpublisher: x\n")
    yield _read("an open quote", 'report: "paper\n')
    yield _read("an open bracket", "report: [paper\n")
    yield _read("a complex key", "? [a, b]\n: c\n")
    yield _read("an empty key", "? \n: c\n")
    yield _read("NUL", b"report: pa\x00per\n")
    yield _read("only NUL", b"\x00" * 1000)
    yield _read("Latin-1", SMALL.replace("The Paper", "Le Caf\u00e9").encode("latin-1"))
    yield _read("UTF-16", SMALL.encode("utf-16"))
    yield _read("UTF-32", SMALL.encode("utf-32"))
    yield _read("UTF-7", SMALL.replace("The", "+ACI-").encode("utf-7"), refused=None)
    yield _read("a byte order mark", b"\xef\xbb\xbf" + SMALL.encode(), refused=False)
    yield _read("half a letter", SMALL.encode() + b"\xe2\x82")
    yield _read("overlong UTF-8", SMALL.encode().replace(b"The Paper", b"\xc0\xaf"))
    yield _read("a surrogate in UTF-8", SMALL.encode().replace(b"The Paper", b"\xed\xa0\x80"))
    yield _read("a surrogate escaped", SMALL.replace("label: The Paper", 'label: "\\ud800"'))
    yield _read("NUL escaped", SMALL.replace("label: The Paper", 'label: "a\\0b"'))
    yield _read("random bytes", bytes((i * 7919 + i // 3) % 256 for i in range(5000)))
    yield _read("six megabytes", "x: " + "a" * 6_000_000)


def _values() -> Iterator[Case]:
    """Values that are no such values, or that would be something else somewhere else."""
    for date in (
        "0000-01-01",
        "9999-12-31",
        "-0044-03-15",
        "2020-02-30",
        "2020-13-01",
        "20200212",
        "2020-02-12T10:00",
        "1e309",
        "nan",
        ".inf",
        "٢٠٢٠-٠٢-١٢",
        "2020-02-12\u200b",
        "../2020",
        "2020/2019",
        "99999-01-01",
        "0025-01-01",
        "2020-W05",
        "now",
        "9999-12-31/10000-01-01",
    ):
        yield _read(f"date {date!r}", SMALL.replace("2020-02-12", f"'{date}'"), refused=None)
    deaths = "that: {actor: army, victim: man}"
    for number in ("-1", "1e309", "nan", "inf", "0x10", "1.5", "9" * 400, "١٢", "1_000", "true", "[]", "{}"):
        yield _read(f"deaths {number[:12]}", SMALL.replace(deaths, f"that: {{deaths_best: {number}}}"))
    for lat in ("nan", "1e309", "91", "-1e5", "0x5", "12.5.6", "'12 OR 1=1'"):
        yield _read(f"latitude {lat}", SMALL.replace("type: village,", f"type: village, lat: {lat}, lon: 1,"))
    for name in (
        "../x",
        "a b",
        "a/b",
        "a>b",
        'a"b',
        "a\\b",
        "é",
        "a" * 101,
        "",
        "#",
        "?",
        "%00",
        "a\u202eb",
        "..",
        ".",
    ):
        yield _read(f"id {name[:9]!r}", SMALL.replace("report: paper", "report: '" + name + "'"))
    for address in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://a b",
        'https://x/"><script>',
        "ftp://x",
        "https://x/{}",
        "//x",
        "data:text/html,x",
        "http://x/\\u0000",
    ):
        yield _read(f"address {address}", SMALL + f"url: '{address}'\n")
    yield _read(
        "an address of this machine", SMALL + "url: http://127.0.0.1:8/\narchived: http://169.254.169.254/x\n", False
    )
    for what, text in {
        "bidi": "\u202eevil\u2066",
        "zero width": "a\u200bb",
        "combining": "a" + "\u0301" * 500,
        "tags": "\U000e0041",
        "script": "</script><script>alert(1)</script>",
        "formula": "=cmd|'/c calc'!A1",
        "sparql": '" } ; DROP ALL ; #',
        "turtle": '"@en . <urn:a> <urn:b> "c',
        "percent": "%s%s%n{0}",
        "path": "../../etc/passwd",
        "emoji": "👩‍👩‍👧‍👦",
        "line separator": "a\u2028b",
        "private": "\ue000",
        "noncharacter": "a\ufdd0b",
    }.items():
        yield _read(
            f"label {what}",
            SMALL.replace("label: The Paper", f"label: {text!r}" if "'" not in text else f'label: "{text}"'),
            refused=None,
        )
    for what, text in {
        "escape": "\\e[31m",
        "bell": "\\a",
        "backspace": "\\b",
        "delete": "\\x7f",
        "noncharacter": "\\uffff",
    }.items():
        yield _read(f"control {what}", SMALL.replace("label: The Paper", f'label: "{text}"'))
    yield _read("a label of four megabytes", SMALL.replace("The Paper", "x" * 4_000_000))
    yield _read("a quote of four megabytes", SMALL.replace("killed", "x" * 4_000_000))
    yield _read("a key of a megabyte", SMALL + "y" * 1_000_000 + ": 1\n")
    yield _read("an unknown actor of a megabyte", SMALL.replace("actor: army", "actor: " + "y" * 1_000_000))
    yield _read("a list for a text", SMALL.replace("label: The Paper", "label: [a, b]"))
    yield _read("a mapping for a text", SMALL.replace("label: The Paper", "label: {a: b}"))
    yield _read("a text for a list", SMALL.split("claims:")[0] + "claims: all\n")
    yield _read("a place in itself", SMALL.replace("type: village", "within: amo"))
    yield _read(
        "places in a circle",
        SMALL.replace("  amo: {type: village, label: Amo}", "  amo: {within: b}\n  b: {within: c}\n  c: {within: amo}"),
    )


def _paths() -> Iterator[Case]:
    """`text:` and links that lead elsewhere, pipes and devices."""
    for text in (
        "../secret.txt",
        "../../../../../../etc/passwd",
        "/etc/passwd",
        "~/.ssh/id_rsa",
        "file:///etc/passwd",
        "http://127.0.0.1:8/",
        "a/../../secret.txt",
        "..\\secret.txt",
        "%2e%2e/secret.txt",
        "/dev/zero",
        "/proc/self/environ",
        ".",
        "..",
        "missing.txt",
        "a" * 300,
        "/dev/stdin",
        "//etc/passwd",
    ):
        yield _read(f"text {text[:30]}", SMALL + f"text: '{text}'\n")
    yield _read("text with NUL", SMALL + 'text: "a\\0.txt"\n')
    out = os.path.join("..", "secret.txt")
    yield _read("text by a link out", SMALL + "text: t.txt\n", **{"t.txt": lambda path: path.symlink_to(out)})
    yield _read("text by a link to a device", SMALL + "text: t.txt\n", **{"t.txt": lambda p: p.symlink_to("/dev/zero")})
    yield _read("text by a link to itself", SMALL + "text: t.txt\n", **{"t.txt": lambda p: p.symlink_to("t.txt")})
    yield _read("text is a pipe", SMALL + "text: t.txt\n", **{"t.txt": os.mkfifo})
    yield _read("text is a folder", SMALL + "text: t.txt\n", **{"t.txt": Path.mkdir})
    yield _read("text of a gigabyte", SMALL + "text: t.txt\n", **{"t.txt": lambda path: _sparse(path, 1_000_000_000)})
    yield _read("text is binary", SMALL + "text: t.txt\n", **{"t.txt": b"\xff\xfe\x00"})
    for name in ("x.yaml", "actors.yaml"):
        files: Files = {"r/y.yaml": SMALL, f"r/{name}": lambda path: path.symlink_to("../../secret.txt")}
        yield Case(f"folder with {name} linked out", files, ("read", "r"))
    yield Case("folder with a loop", {"r/x.yaml": lambda path: path.symlink_to("x.yaml")}, ("read", "r"))
    yield Case("folder with a pipe", {"r/x.yaml": os.mkfifo}, ("read", "r"))
    yield Case("folder with a device", {"r/x.yaml": lambda path: path.symlink_to("/dev/zero")}, ("read", "r"))
    yield Case("folder with a folder", {"r/x.yaml": Path.mkdir}, ("read", "r"))
    yield Case("a folder in itself", {"r": lambda path: path.symlink_to("r")}, ("read", "r"))
    yield Case("an empty folder", {"r": Path.mkdir}, ("read", "r"))
    yield Case("a device", {}, ("read", "/dev/zero"))
    yield Case("a pipe", {"p.yaml": os.mkfifo}, ("read", "p.yaml"))
    yield Case("standard input", {}, ("read", "/dev/stdin"), stdin=SMALL)
    yield Case("a missing file", {}, ("read", "nothing.yaml"))
    yield Case("a name with a line break", {"a\nb.yaml": "x"}, ("read", "a\nb.yaml"))
    yield Case("a name of no letters", {os.fsdecode(b"\xff.yaml"): "x"}, ("read", os.fsdecode(b"\xff.yaml")))
    yield Case("a name too long", {}, ("read", "a" * 300 + ".yaml"))


def _sparse(path: Path, size: int) -> None:
    with path.open("wb") as file:
        file.truncate(size)


def _inputs() -> Iterator[Case]:
    """Archives and other files under a wrong name."""
    bomb = gzip.compress(b"a: " + b"\0" * 50_000_000)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../pwned.yaml", SMALL)
        archive.writestr("big.yaml", b"\0" * 50_000_000)
    for name in ("x.yaml", "x.ttl", "x.rdf", "x.jsonld", "x.yaml.gz", "x.gz"):
        yield _read(f"a gzip bomb as {name}", bomb, file=name)
    for name in ("x.yaml", "x.zip", "x.nt", "x.trig"):
        yield _read(f"a zip bomb as {name}", packed.getvalue(), file=name)
    yield Case("a gigabyte of nothing", {"x.yaml": lambda path: _sparse(path, 1_000_000_000)}, ("read", "x.yaml"))
    yield Case("a gigabyte of turtle", {"x.ttl": lambda path: _sparse(path, 1_000_000_000)}, ("read", "x.ttl"))
    for name in ("x.exe", "x", "x.py", "x.html", ".yaml"):
        yield _read(f"a file named {name}", "MZ\x90", file=name)


def _rdf() -> Iterator[Case]:
    """RDF that fetches, multiplies, nests, or says what no record says."""
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    laughs = '<!ENTITY a0 "aaaaaaaaaa">' + "".join(
        f'<!ENTITY a{i} "{"".join([f"&a{i - 1};"] * 10)}">' for i in range(1, 12)
    )
    body = f"{rdf}<rdf:Description rdf:about='urn:a'><rdf:value>&a11;&x;</rdf:value></rdf:Description></rdf:RDF>"
    for name, dtd in {
        "billion laughs": laughs,
        "an entity of a file": '<!ENTITY x SYSTEM "file:///etc/passwd">',
        "an entity of a secret": '<!ENTITY x SYSTEM "../secret.txt">',
        "an entity of a server": '<!ENTITY x SYSTEM "http://127.0.0.1:8/">',
        "a parameter entity": '<!ENTITY % x SYSTEM "http://127.0.0.1:8/"> %x;',
        "an empty DTD": "",
    }.items():
        yield _read(f"rdf/xml: {name}", f'<?xml version="1.0"?><!DOCTYPE r [{dtd}]>{body}', file="x.rdf")
    dtd = '<!DOCTYPE r SYSTEM "http://127.0.0.1:8/x.dtd">'
    yield _read("rdf/xml: a DTD of a server", f"{dtd}{body}", file="x.rdf")
    yield _read("rdf/xml: UTF-16", f'<?xml version="1.0" encoding="utf-16"?>{dtd}{body}'.encode("utf-16"), file="x.rdf")
    yield _read("rdf/xml: says UTF-7", f'<?xml version="1.0" encoding="utf-7"?>{rdf}</rdf:RDF>', file="x.rdf")
    yield _read(
        "rdf/xml: XInclude",
        f'{rdf}<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></rdf:RDF>',
        file="x.rdf",
    )
    yield _read("rdf/xml: nested", rdf + "<a>" * 50_000, file="x.rdf")
    yield _read(
        "rdf/xml: many attributes",
        f"{rdf}<a " + " ".join(f'b{i}="1"' for i in range(50_000)) + "/></rdf:RDF>",
        file="x.rdf",
    )
    for name, context in {
        "a remote context": '"http://127.0.0.1:8/c"',
        "a context of a file": '"file:///etc/passwd"',
        "an import": '{"@import": "http://127.0.0.1:8/c"}',
        "contexts": '["http://127.0.0.1:8/a", {"@vocab": "urn:"}]',
        "the metadata address": '"http://169.254.169.254/latest/"',
        "a relative context": '"../secret.txt"',
        "a circle of terms": '{"a": "b:x", "b": "a:x"}',
        "a deep context": '{"@vocab":' * 100 + "1" + "}" * 100,
    }.items():
        yield _read(f"json-ld: {name}", f'{{"@context": {context}, "@id": "urn:x", "urn:p": 1}}', file="x.jsonld")
    yield from _amplified()
    yield _read("json-ld: nested", '{"urn:a":' * 30_000 + "1" + "}" * 30_000, file="x.jsonld")
    yield _read("json-ld: lists", "[" * 30_000, file="x.jsonld")
    yield _read("json-ld: a surrogate", '{"@id": "urn:x", "urn:p": "\\ud800"}', file="x.jsonld")
    yield _read("json-ld: numbers", '{"@id": "urn:x", "urn:p": [1e400, -1e400, NaN]}', file="x.jsonld")
    for name, text in {
        "an IRI with blanks": "<http://a b> <urn:b> <urn:c> .",
        "an IRI with quotes": '<http://a"b> <urn:b> <urn:c> .',
        "an IRI escaped": "<http://a\\u0020b> <urn:b> <urn:c> .",
        "a relative IRI": "<a> <b> <c> .",
        "an IRI of a file": "<file:///etc/passwd> <urn:b> <urn:c> .",
        "a surrogate": '<urn:a> <urn:b> "\\uD800" .',
        "a prefix of a server": "PREFIX : <http://127.0.0.1:8/> :a :b :c .",
        "an open string": '<urn:a> <urn:b> """x',
        "a base": "BASE <file:///etc/> <passwd> <b> <c> .",
        "nested nodes": "<urn:a> <urn:b> " + "[<urn:b> " * 50_000,
        "nested lists": "<urn:a> <urn:b> " + "(" * 50_000,
        "nested terms": "<urn:a> <urn:b> " + "<<( <urn:a> <urn:b> " * 50_000,
        "reified terms": "<< <urn:a> <urn:b> " * 50_000,
        "a number": "<urn:a> <urn:b> 1e99999 .",
        "a language of a megabyte": '<urn:a> <urn:b> "c"@' + "a" * 1_000_000 + " .",
        "words": "hello there",
        "a claim of nobody": "<https://w3id.org/standoff/id/claim/1> a <https://w3id.org/standoff/ontology#Claim> .",
        "an attribution of nothing": "<https://w3id.org/standoff/id/said/1> a <https://w3id.org/standoff/ontology#Attribution> .",
        "an attribution of a claim that is none": "PREFIX st: <https://w3id.org/standoff/ontology#> PREFIX id: <https://w3id.org/standoff/id/> id:said\\/1 a "
        "st:Attribution ; st:claim 5 ; st:saidBy id:actor\\/x ; st:document id:report\\/r ; st:stance st:Asserts .",
        "a date that is none": "PREFIX st: <https://w3id.org/standoff/ontology#> PREFIX id: <https://w3id.org/standoff/id/> id:said\\/1 a "
        "st:Attribution ; st:claim id:claim\\/1 ; st:saidBy id:actor\\/x ; st:document id:report\\/r ; st:stance "
        "st:Asserts ; st:saidOn '0000-99-99' . id:claim\\/1 a st:Claim ; st:about id:actor\\/x ; st:when 'soon' .",
    }.items():
        yield _read(f"turtle: {name}", text, file="x.ttl")
    yield _read("trig: a graph of others", "GRAPH <urn:g> { <urn:a> <urn:b> <urn:c> }", file="x.trig")
    yield _read(
        "trig: half a nanopublication",
        "<urn:h> { <urn:n> a <http://www.nanopub.org/nschema#Nanopublication> }",
        file="x.trig",
    )


def _amplified() -> Iterator[Case]:
    """RDF in which little stands for much, or in which brackets hide behind what only looks like a comment or string."""
    rdf = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:p="urn:PREFIX/"><rdf:Description rdf:about="urn:a"'
    long, many = "urn:" + "a" * 100_000, range(10_000)
    names = "".join(f"p:{i} p:{i} p:{i} .\n" for i in many)
    yield _read("turtle: a long prefix", f"PREFIX p: <{long}/>\n{names}", file="x.ttl")
    yield _read("turtle: a long base", f"BASE <{long}/>\n" + "".join(f"<{i}> <b> <c> .\n" for i in many), file="x.ttl")
    yield _read(
        "turtle: a long prefix in terms",
        f"PREFIX p: <{long}/>\n" + "".join(f"p:{i} p:a <<( p:{i} p:{i} p:{i} )>> .\n" for i in many),
        file="x.ttl",
    )
    for name, start in {"an IRI": "<urn:\\u0061#x>", "a name": "p:a\\#b", "an apostrophe": "p:a\\'b"}.items():
        text = f"PREFIX p: <urn:p> {start} <urn:b> " + "<<( <urn:a> <urn:b> " * 50_000 + "<urn:c> " + ")>> " * 50_000
        yield _read(f"turtle: terms nested behind {name}", text + " .", file="x.ttl")
    yield _read("turtle: a text of seventeen megabytes", '<urn:a> <urn:b> "' + "a" * 17_000_000 + '" .', file="x.ttl")
    yield _read(
        "json-ld: a text of two megabytes", '{"@id":"urn:x","urn:p":"' + "a" * 2_000_000 + '"}', file="x.jsonld"
    )
    yield _read(
        "json-ld: a long vocabulary",
        f'{{"@context":{{"@vocab":"{long}"}},"@id":"urn:x",' + ",".join(f'"p{i}":1' for i in many) + "}",
        file="x.jsonld",
    )
    yield _read(
        "json-ld: a context in escapes", '{"\\u0040context":{"@vocab":"urn:"},"@id":"urn:x","p":1}', file="x.jsonld"
    )
    yield _read(
        "json-ld: many numbers", '{"@id":"urn:x","urn:p":[' + ",".join(map(str, range(200_000))) + "]}", file="x.jsonld"
    )
    yield _read(
        "rdf/xml: a long namespace",
        rdf.replace("PREFIX", long)
        + ">"
        + "".join(f"<p:p{i}>1</p:p{i}>" for i in many)
        + "</rdf:Description></rdf:RDF>",
        file="x.rdf",
    )
    yield _read(
        "rdf/xml: a literal of elements",
        rdf.replace("PREFIX", long)
        + '><p:q rdf:parseType="Literal">'
        + "<p:b/>" * 100_000
        + "</p:q></rdf:Description></rdf:RDF>",
        file="x.rdf",
    )
    yield _read(
        "rdf/xml: a base of files",
        rdf.replace("urn:a", "passwd") + ' xml:base="file:///etc/"/></rdf:RDF>',
        file="x.rdf",
    )
    yield _read(
        "a prefix of our own, held often",
        "PREFIX a: <https://w3id.org/standoff/id/actor/> PREFIX st: "
        "<https://w3id.org/standoff/ontology#>\n" + "".join(f"a:{i} st:side a:s{i} .\n" for i in range(450_000)),
        file="x.ttl",
    )


MAPPING = """\
dataset: valley
title: The valley
publisher: {id: desk, label: The Desk}
columns: {n: [No], day: [Date], what: [What], by: [By], to: [Against], at: [Village], dead: [Killed], src: [Sources]}
row: n
type: [{from: what, codes: {ambush: attack}}, {from: at, any: clash}]
time: {start: day}
place: {name: at}
actors: [{name: by, role: actor}, {name: to, role: recipient}]
deaths: {best: dead}
sources: {names: src, split: ";"}
"""
TABLE = "No,Date,What,By,Against,Village,Killed,Sources\n1,2020-02-12,ambush,Army,Rebels,Amo,2,SANA\n2,2020-02-13,ambush,Army,Rebels,Amo,,SANA;ANHA\n"


def _mapped(
    name: str,
    mapping: str = MAPPING,
    table: str | bytes = TABLE,
    refused: bool | None = True,
    file: str = "t.csv",
    dry: bool = False,
) -> Case:
    return Case(
        name,
        {"m.yaml": mapping, file: table},
        ("read", file, "--as", "m.yaml", *(["--dry-run"] if dry else [])),
        refused=refused,
    )


def _packed(name: str, text: bytes) -> bytes:
    import bz2
    import lzma

    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[name](text)


def _parquet(**columns: object) -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


def _tables() -> Iterator[Case]:
    """Mappings and tables: text that would be SQL, files that swell, columns that are two."""
    yield _mapped("a mapping that means no harm", refused=False)
    for number, code in enumerate(
        (
            "x; COPY (SELECT 1) TO 'pwned.csv'; --",
            "x' || (SELECT content FROM read_text('../secret.txt')) || '",
            "x\"; COPY (SELECT 1) TO 'pwned.csv'; --",
            "(SELECT content FROM read_text('../secret.txt'))",
            "x FROM read_csv('../secret.txt'); --",
            "x; ATTACH 'pwned.db'; --",
            "x; INSTALL httpfs; LOAD httpfs; --",
            "x; SET enable_external_access = true; --",
            "\\'; COPY (SELECT 1) TO 'pwned.csv'; --",
            "$$; COPY (SELECT 1) TO 'pwned.csv'; --",
        )
    ):
        quoted = '"' + code.replace("\\", "\\\\").replace('"', '\\"') + '"'
        yield _mapped(
            f"a column called {code[:40]}",
            MAPPING.replace("what: [What]", f"{quoted}: [What]").replace("from: what", f"from: {quoted}"),
        )
        yield _mapped(
            f"the same, dry {code[:40]}",
            MAPPING.replace("what: [What]", f"{quoted}: [What]").replace("from: what", f"from: {quoted}"),
            dry=True,
        )
        cell = '"' + code.replace('"', '""') + '"'
        # One after the other: each attempt that is read takes a second, and test_mappings.py has all at once.
        reads = (
            (
                f"a file's column called {code[:40]}",
                MAPPING.replace("[What]", f"[{quoted}]"),
                TABLE.replace("What", cell),
            ),
            (
                f"a code {code[:40]}",
                MAPPING.replace("ambush: attack", f"{quoted}: attack"),
                TABLE.replace("ambush", cell),
            ),
            (f"a value {code[:40]}", MAPPING, TABLE.replace("Army", cell)),
            (f"a separator {code[:40]}", MAPPING.replace('split: ";"', f"split: {quoted}"), TABLE),
            (f"a sign for nothing {code[:40]}", MAPPING + f"missing: [{quoted}]\n", TABLE),
        )
        if number < len(reads):
            yield _mapped(*reads[number], refused=None)
    yield _mapped("a prefix of SQL", MAPPING + 'prefix: "x\'; --"\n')
    yield _mapped("a data set of SQL", MAPPING.replace("dataset: valley", 'dataset: "v\'; --"'))
    yield _mapped("an address with a password", MAPPING + "url: https://user:word@example.org/\n")
    yield _mapped("an address of a script", MAPPING + "url: 'javascript:alert(1)'\n")
    yield _mapped(
        "two thousand columns",
        MAPPING.replace("n: [No]", "n: [No], " + ", ".join(f"c{i}: [C{i}]" for i in range(2000))),
    )
    yield _mapped(
        "ten thousand codes", MAPPING.replace("ambush: attack", ", ".join(f"c{i}: attack" for i in range(10_000)))
    )
    yield _mapped(
        "columns unlike in capitals alone",
        MAPPING.replace("what: [What], by: [By]", "by: [What], BY: [By]")
        .replace("from: what", "from: by")
        .replace("name: by", "name: BY"),
        refused=False,
    )
    yield _mapped("a tag in a mapping", MAPPING.replace("title: The valley", "title: !!python/name:os.system x"))
    yield _mapped("no title", MAPPING.replace("title: The valley", "title: ~"))
    yield _mapped("a wild pattern as a name", table=TABLE, file="[t]*?.csv", refused=False)
    yield _mapped("control characters in values", table=TABLE.replace("Army", "A\x1b[31m\x9b31m\x85my"), refused=False)
    yield _mapped(
        "a column that turns",
        MAPPING.replace("[What]", '["Wh\\u202eat"]'),
        TABLE.replace("What", "Wh\u202eat"),
        refused=False,
    )
    yield _mapped("half letters", table=TABLE.encode().replace(b"Army", b"\xed\xa0\x80\xff\xfe"), refused=None)
    swollen = TABLE.encode() + b"3," * 26_000_000
    yield _mapped("a table of like numbers", table=_packed("gz", swollen), file="t.csv.gz")
    for kind in ("gz", "bz2", "xz"):
        yield _mapped(f"cut {kind}", table=_packed(kind, TABLE.encode())[:-9], file=f"t.csv.{kind}")
    rows = {
        "No": ["1", "2"],
        "Date": ["2020-02-12"] * 2,
        "What": ["ambush"] * 2,
        "By": ["Army"] * 2,
        "Against": ["Rebels"] * 2,
        "Village": ["Amo"] * 2,
        "Killed": ["1"] * 2,
        "Sources": ["SANA"] * 2,
    }
    yield _mapped("Parquet", table=_parquet(**rows), file="t.parquet", refused=False)
    yield _mapped("Parquet, cut", table=_parquet(**rows)[:-20], file="t.parquet")
    yield _mapped("Parquet, a header alone", table=b"PAR1", file="t.parquet")
    yield _mapped(
        "Parquet, spoiled in the middle",
        table=_parquet(**rows)[:40] + b"\xff" * 60 + _parquet(**rows)[100:],
        file="t.parquet",
        refused=None,
    )
    yield _mapped(
        "Parquet of nine million like rows",
        table=_parquet(**{k: _same(v[0], 9_000_000) for k, v in rows.items()}),
        file="t.parquet",
    )
    yield _mapped(
        "Parquet of one long text for all rows",
        table=_parquet(**{k: _same("x" * 1_000_000 if k == "By" else v[0], 3_000) for k, v in rows.items()}),
        file="t.parquet",
    )
    yield _mapped("Parquet of columns alike", table=_parquet(**rows, BY=["x"] * 2), file="t.parquet")
    yield _mapped("Parquet of lists", table=_parquet(**{**rows, "By": [["a"], ["b"]]}), file="t.parquet", refused=None)
    yield _mapped(
        "Parquet of bytes", table=_parquet(**{**rows, "By": [b"\xff\x00", b"a"]}), file="t.parquet", refused=None
    )
    yield _mapped(
        "Parquet of a column in SQL",
        MAPPING.replace("[What]", "['a\"; COPY (SELECT 1) TO ''pwned.csv''; --']"),
        _parquet(**{k if k != "What" else "a\"; COPY (SELECT 1) TO 'pwned.csv'; --": v for k, v in rows.items()}),
        file="t.parquet",
        refused=False,
    )


def _same(value: str, rows: int) -> object:
    import numpy as np
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int8)), [value])


def _names() -> Iterator[Case]:
    """Names of files that are not text, or act on a terminal."""
    for what, name in {
        "not UTF-8": "\udcff",
        "an escape": "a\x1b[31m",
        "a C1 control": "a\x9b31m",
        "a line feed": "a\nb",
        "a separator": "a\u2028b",
    }.items():
        yield _read(f"a report whose name is {what}", SMALL, file=f"{name}.yaml")
        yield _mapped(f"a table whose name is {what}", file=f"{name}.csv")
        yield Case(f"an RDF file whose name is {what}", {f"{name}.ttl": "<urn:a> <urn:b> 1 ."}, ("read", f"{name}.ttl"))
        yield Case(f"a report in a folder whose name is {what}", {f"d/{name}.yaml": SMALL}, ("read", "d"))
        yield Case(
            f"a mapping whose name is {what}",
            {f"{name}.yaml": MAPPING, "t.csv": TABLE},
            ("read", "t.csv", "--as", f"{name}.yaml"),
        )


def _signs() -> Iterator[Case]:
    """Reports: signs for nothing, controls, passwords, and more mistakes than anybody reads."""
    for nothing in ("~", "null"):
        yield _read(f"a label that is {nothing}", SMALL.replace("label: The Paper", f"label: {nothing}"))
        yield _read(f"a speaker that is {nothing}", SMALL.replace("said_by: paper", f"said_by: {nothing}"))
        yield _read(
            f"a label that is {nothing} in quotes",
            SMALL.replace("label: The Paper", f'label: "{nothing}"'),
            refused=False,
        )
    for code in (0x80, 0x84, 0x90, 0x9B, 0x9F):
        yield _read(f"U+{code:04X} in a label", SMALL.replace("The Paper", f'"The \\u{code:04x} Paper"'))
    yield _read("U+0085 in a label", SMALL.replace("The Paper", '"The \\u0085 Paper"'), refused=False)
    for address in (
        "https://user:word@example.org/",
        "https://word@example.org/",
        "http://user:@example.org",
        "https://[::1",
        "https://a b/",
        "https://a\u2028b/",
    ):
        for key in ("url", "archived"):
            yield _read(
                f"{key} {address!r}", SMALL.replace("publisher: paper", f'publisher: paper\n{key}: "{address}"', 1)
            )
    yield _read(
        "ten thousand unknown sources",
        SMALL + "".join(f"  - {{said_by: nobody{i}, event: killing, that: {{actor: army}}}}\n" for i in range(10_000)),
    )
    yield _read(
        "ten thousand unknown rows",
        SMALL + "".join(f"  - {{id: b{i}, said_by: paper, denies: c{i}}}\n" for i in range(10_000)),
    )


def _questions() -> Iterator[Case]:
    """SPARQL that asks others, changes the record, or is none; parameters that are more than a value."""
    for address in (
        "http://127.0.0.1:8/sparql",
        "http://localhost:8/",
        "http://[::1]:8/",
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        "http://0.0.0.0:8/",
    ):
        query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        yield Case(f"SERVICE {address}", {}, ("ask", "-"), stdin=query)
    yield Case(
        "SERVICE SILENT", {}, ("ask", "-"), stdin="SELECT * { service silent <http://127.0.0.1:8/> { ?s ?p ?o } }"
    )
    yield Case(
        "SERVICE of a variable",
        {},
        ("ask", "-"),
        stdin="SELECT * { VALUES ?x { <http://127.0.0.1:8/> } SERVICE ?x { ?s ?p ?o } }",
    )
    yield Case("FROM", {}, ("ask", "-"), stdin="SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", refused=None)
    for update in (
        "LOAD <file:///etc/passwd>",
        "LOAD <http://127.0.0.1:8/>",
        "DROP ALL",
        "CLEAR DEFAULT",
        "INSERT DATA { <urn:a> <urn:b> 1 }",
        "DELETE WHERE { ?s ?p ?o }",
        "CREATE GRAPH <urn:g>",
        "SELECT * { ?s ?p ?o } ; DROP ALL",
        "COPY DEFAULT TO <urn:g>",
    ):
        yield Case(f"update {update}", {}, ("ask", "-"), stdin=update)
    for name, query in {
        "no query": "{",
        "words": "{ hello }",
        "an open string": 'SELECT * { ?s ?p "',
        "NUL": "SELECT * { \0 }",
        "a comment": "# { SERVICE <http://127.0.0.1:8/> }",
        "nothing": "",
    }.items():
        yield Case(f"query: {name}", {}, ("ask", "-"), stdin=query)
    yield Case(
        "a parameter of half a letter", {}, ("ask", "-", "-p", "x=\udcff"), stdin="SELECT * { ?s ?p ?x } LIMIT 1"
    )
    for what in ("--said-by", "--place", "--incident", "--event-type"):
        yield Case(f"{what} of half a letter", {}, ("confront", what, "\udcff"))
        yield Case(f"{what} of control characters", {}, ("confront", what, "a\x1b[31m\x07"))
    yield Case("--since of control characters", {}, ("confront", "--since", "a\x1b[31m\x07"))
    yield Case("--out of control characters", {}, ("export", "-o", "a\x1b[31m.ttl"), refused=False)
    for address in (
        "http://[::1/",
        "http://a\x1b[31mb/",
        "http://127.0.0.1:x/",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
        "http://user:word@127.0.0.1:8/",
        "ftp://127.0.0.1/",
        "http://",
        "http://127.0.0.1:9/\udcff",
    ):
        yield Case(f"a record at {address!r}", {}, ("ask", "sources", "--record", address))
    for graph in ("\udcff", "a\nb", "x> { } } ; DROP ALL #", "no iri"):
        yield Case(
            f"a graph named {graph!r}", {}, ("ask", "sources", "--record", "http://127.0.0.1:9/", "--graph", graph)
        )
    for host in ("\udcff", "", "127.0.0.1:8\n", "x@127.0.0.1:8", "*"):
        yield Case(
            f"--allow-service {host!r}",
            {},
            ("ask", "-", "--allow-service", host),
            stdin="SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }",
        )
    yield Case(
        "FROM a server",
        {},
        ("ask", "-"),
        stdin="SELECT * FROM <http://127.0.0.1:8/> FROM NAMED <http://127.0.0.1:8/> { ?s ?p ?o }",
        refused=None,
    )
    yield Case(
        "GRAPH of a server",
        {},
        ("ask", "-"),
        stdin="SELECT * { GRAPH <http://127.0.0.1:8/> { ?s ?p ?o } }",
        refused=None,
    )
    for value in (
        "x } SERVICE <http://127.0.0.1:8/> { ?s ?p ?o",
        '" } ; DROP ALL #',
        "<http://a b>",
        "\\u0022",
        "\x00",
        "",
        "<javascript:alert(1)>",
        "٪",
        "a" * 100_000,
    ):
        unknown = None if value.startswith("<java") else True  # an IRI, of nothing that is there
        yield Case(f"parameter {value[:20]!r}", {}, ("ask", "timeline", "-p", f"place={value}"), refused=unknown)
        query = "SELECT * { ?s ?p ?o FILTER(?o = ?x) } LIMIT 1"
        yield Case(f"own parameter {value[:20]!r}", {}, ("ask", "-", "-p", f"x={value}"), stdin=query, refused=None)
    yield Case("a question that is a path", {}, ("ask", "../secret.txt"))
    yield Case("an export into a file's folder", {"f": "x"}, ("export", "-o", "f/x.ttl"))
    yield Case("a record that is a file", {"f": "x"}, ("ask", "sources", "--record", "f"))
    yield Case("a record that is a device", {}, ("read", "x.yaml", "--record", "/dev/null"))
    yield Case(
        "a record that is a link", {"l": lambda path: path.symlink_to("nowhere")}, ("ask", "sources", "--record", "l")
    )
