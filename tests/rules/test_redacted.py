"""What is redacted is in no file made of the view: in no script, encoding, id, hash or metadata."""

from __future__ import annotations

import contextlib
import gzip
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

import standoff
from standoff.errors import QuestionError
from standoff.output import dossier_text
from standoff.output.dossier_object import as_object
from standoff.output.export import FORMATS
from standoff.rules.coarse_places import coarse_point, widths
from standoff.rules.redaction import Redaction
from standoff.rules.secrets import Secrets
from standoff.vocabulary import ACTOR_KINDS, PREFIXES, ST, id_of, local_name, st
from tests.measures.known import shared

ALL = "people,places:20,quotes,notes"


def folded(text: str) -> str:
    """The text without case, accents and marks, and with single blanks: however it is written, it is found."""
    letters = unicodedata.normalize("NFKD", text.casefold()).casefold()
    letters = "".join(x for x in letters if unicodedata.category(x)[0] != "M" and unicodedata.category(x) != "Cf")
    words = re.sub(r"[^\w]|_", " ", letters).split()
    return f" {' '.join(words)} "


def texts(path: Path) -> Iterator[str]:
    """Everything that a file says: as it is, unpacked, and without the escapes of JSON, XML, Turtle and addresses."""
    raw = path.read_bytes()
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        yield str(table.to_pylist()) + str(table.schema.metadata) + str(pq.read_metadata(path).metadata)
    if path.suffix == ".png":
        # Its chunks of text, packed or not: https://www.w3.org/TR/png-3/#11textinfo
        for chunk in re.finditer(rb"(?:tEXt|zTXt|iTXt)(.+?)\x00(.*?)....(?=[A-Z]...|$)", raw, re.DOTALL):
            yield chunk[0].decode("utf-8", "replace")
            with contextlib.suppress(zlib.error):
                yield zlib.decompress(chunk[2].lstrip(b"\x00")).decode("utf-8", "replace")
    plain = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8", "replace")
    yield plain
    unescaped = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found[1], 16)), plain)
    yield html.unescape(unescaped.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    yield unquote(unquote(plain))


def files(view: Any, folder: Path, incidents: Iterable[str]) -> dict[str, str]:
    """What each file says that can be made of a view, folded, by its name: page, exports, dossiers, terminal."""
    written = [folder / "page.html", *(folder / f"view{ending}" for ending in FORMATS)]
    view.draw(written[0])
    for path in written[1:]:
        view.export(path)
    for number, incident in enumerate(incidents):
        found, ledger = view.dossier(incident).dossier, view.ledger
        made = {
            "json": json.dumps(as_object(ledger, found), ensure_ascii=False),
            "md": dossier_text.as_markdown(ledger, found),
            "html": dossier_text.as_html(ledger, found),
            "txt": dossier_text.as_plain(ledger, found, quotes=True) + dossier_text.as_matrix(ledger, found),
            "short.txt": dossier_text.as_plain(ledger, found),
        }
        for ending, text in made.items():
            written.append(folder / f"dossier-{number}.{ending}")
            written[-1].write_text(text, encoding="utf-8")
    terminal = folder / "terminal.txt"
    terminal.write_text(f"{view.sentence()}\n{view.confront()!r}\n{view.claims()!r}\n{list(view.measure('activity'))}")
    return {path.name: "".join(map(folded, texts(path))) for path in [*written, terminal]}


def secrets_of(record: Any, km: float) -> dict[str, set[str]]:
    """What may be nowhere: the names and ids of persons and of places narrower than so many kilometres, quotes of more
    than two words, and points.
    """
    facts: dict[str, dict[str, set[str]]] = {}
    for t in record.keeper.triples():
        facts.setdefault(t.subject.value, {}).setdefault(t.predicate.value, set()).add(t.object.value)
    skos, geo, names, points, quotes, called = PREFIXES["skos"], PREFIXES["geo"], set(), set(), set(), set()
    for node, of in facts.items():
        kinds = of.get(PREFIXES["rdf"] + "type", set())
        precise = max(map(float, of.get(ST + "geoPrecision", {"0"})))
        types = {local_name(kind) for kind in of.get(ST + "placeType", ())}
        point_like = types & {"village", "town", "point", "checkpoint", "site", "base", "populated-place"}
        narrow = ST + "Place" in kinds and precise < km and point_like
        if ST + "Person" in kinds or narrow:
            names |= of.get(skos + "prefLabel", set()) | of.get(skos + "altLabel", set()) | {local_name(node)}
        points |= {wkt for wkt in of.get(geo + "asWKT", ()) if re.search(r"\.\d{2,} .*\.\d{2,}", wkt)}
        said = of.get(ST + "quote", set()) | of.get(ST + "gloss", set()) | of.get(ST + "because", set())
        quotes |= {quote for quote in said if len(quote.split()) > 2}
        if kinds & {st(name).value for name in (*ACTOR_KINDS.values(), "Place")}:
            called |= of.get(skos + "prefLabel", set()) | of.get(skos + "altLabel", set())
    # A quote that is what somebody is called is a name.
    quotes = {quote for quote in quotes if not any(quote.casefold() in name.casefold() for name in called)}
    return {"names": names, "points": points, "quotes": quotes}


@pytest.fixture(scope="module")
def unrelated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the files of a record say in which nobody is named: words of the program's own."""
    folder = tmp_path_factory.mktemp("unrelated")
    (folder / "r.yaml").write_text(
        "report: zz\npublisher: zz\nactors: {zz: {kind: media-outlet}, yy: {kind: state-force}}\n"
        "events: {xx: {type: attack, incident: ww}}\n"
        "claims: [{id: 1a, said_by: zz, paragraph: 1, event: xx, that: {actor: yy}}]\n"
    )
    with standoff.open() as record:
        record.read(folder / "r.yaml")
        return "".join(files(record.view(), folder, ["ww"]).values())


def found_in(made: dict[str, str], secrets: Iterable[str], but: str = "") -> dict[str, list[str]]:
    wanted = {secret: folded(secret) for secret in secrets}
    wanted = {secret: text for secret, text in wanted.items() if text.strip() and text not in but}
    return {name: hits for name, said in made.items() if (hits := [s for s, text in wanted.items() if text in said])}


def _incidents(record: Any) -> list[str]:
    return sorted(t.subject.value for t in record.keeper.triples() if t.object == st("Incident"))


CODED = [
    "af-takhar",
    "cd-m23-fr",
    "lb-mountdov-upi",
    "mx-nuevolaredo-es",
    "ph-nasugbu",
    "sd-jabra-ar",
    "ua-horlivka-ru",
]


@pytest.mark.some(4)
@pytest.mark.parametrize("name", ["examples/khirbet-amo", *CODED])
def test_nothing_redacted_is_in_any_file_of_an_example(name: str, tmp_path: Path, unrelated: str) -> None:
    of_examples = standoff.examples_folder() / name.removeprefix("examples/")
    folder = of_examples if name.startswith("examples/") else shared(f"coded/{name}")
    if not folder.exists():
        pytest.skip(f"there is no {name}")
    with standoff.open() as record:
        record.read(folder)
        secrets = secrets_of(record, 20)
        incidents = _incidents(record)[:1]
        made = files(record.view(redact=ALL), tmp_path, incidents)
    for kind, those in secrets.items():
        assert found_in(made, those, unrelated) == {}, kind
    assert secrets["names"] and secrets["quotes"]


# ---- made-up records

LATIN, CYRILLIC, ARABIC = "bcdfghklmnprstvz", "бвгджзклмнпрст", "بتثجحخدرسعفقكلمن"
SCRIPTS = [LATIN, CYRILLIC, ARABIC, "दनपमकरलसवत", "אבגדהוזחטיכל", "金正恩林王陈刘周吴", "กขคงจชซดตถ", "ΑΒΓΔΕΖΗΘΙ"]


@some.composite
def a_name(draw: some.DrawFn) -> str:
    """One to three words that no text of the program holds, of one script."""
    letters = draw(some.sampled_from(SCRIPTS))
    # Letter by letter: with `text`, Hypothesis also takes words from the program, "https" among them.
    word = some.lists(some.sampled_from(letters), min_size=5, max_size=8).map("".join)
    words = draw(some.lists(word, min_size=1, max_size=3))
    joined = draw(some.sampled_from([" ", "-", "’"])).join(word.capitalize() for word in words)
    # No name that is also a number or one letter again and again, and none that is within another word by chance.
    return joined


@some.composite
def made_up(draw: some.DrawFn) -> tuple[dict[str, Any], set[str], list[tuple[str, str]]]:
    """Three files of a record, what may not be found of it, and the exact points in it.

    Every name stands in labels, ids, titles, addresses, quotes, reasons and other actors' labels, as it is or within a
    word.
    """
    drawn = draw(some.lists(a_name(), min_size=8, max_size=8, unique_by=folded))
    people, places = drawn[:2], drawn[2:4]
    others = dict(zip(drawn[:4], drawn[4:], strict=True))
    hidden = {*people, *places, *others.values()}
    name = some.sampled_from(sorted(hidden))

    def text() -> str:
        start, end = (
            draw(some.sampled_from(["", "the shop of ", "«"])),
            draw(some.sampled_from(["", "'s", "а", " was"])),
        )
        return f"{start}{draw(name)}{end} zqword"

    def an_id(kind: str) -> str:
        ascii_names = [each.lower().replace(" ", "-").replace("’", "-") for each in sorted(hidden) if each.isascii()]
        return f"{kind}-{draw(some.sampled_from(ascii_names))}" if ascii_names and draw(some.booleans()) else kind

    points = [(f"{draw(some.integers(10, 59))}.{draw(some.integers(1001, 9998))}1",
               f"{draw(some.integers(10, 59))}.{draw(some.integers(1001, 9998))}1") for _ in places]  # fmt: skip
    person_ids = {each: an_id(f"p{i}") for i, each in enumerate(people)}
    place_ids = {each: an_id(f"pl{i}") for i, each in enumerate(places)}
    event, incident, report = an_id("ev"), an_id("in"), an_id("rep")
    quotes = [f"zqquote{i} {draw(a_name())} {text()}" for i in range(3)]
    actors: dict[str, Any] = {
        "outlet": {"kind": "media-outlet", "label": "The Courier"},
        "army": {"kind": "state-force", "label": "The Norland Army"},
        "family": {"kind": "population", "label": text(), "aliases": [text()]},
    }
    for each, one in person_ids.items():
        actors[one] = {"kind": "person", "label": each, "aliases": {"ar": [others[each]]}, "wikidata": "Q987654321"}
        actors[one]["that"] = {"works_for": "outlet"}
    first, second = list(person_ids.values())[:2]
    where: dict[str, Any] = {"land": {"type": "country", "label": "Norland"}}
    for (each, one), (lon, lat) in zip(place_ids.items(), points, strict=True):
        where[one] = {"type": "village", "label": each, "aliases": [others[each]], "within": "land", "precision_km": 1}
        where[one] |= {"lat": float(lat), "lon": float(lon), "geonames": 987654321}
    near, far = place_ids.values()
    claims: list[dict[str, Any]] = [
        {"id": "1a", "said_by": first, "paragraph": 1, "quote": quotes[0], "event": event,
         "that": {"actor": "army", "victim": second, "place": near}},
        {"id": "1b", "said_by": "outlet", "relayed_by": first, "drawn_from": second, "paragraph": 2, "quote": quotes[1],
         "gloss": quotes[2], "event": event, "that": {"actor": second, "recipient": "army", "place": far}},
        {"id": an_id("c"), "said_by": "army", "paragraph": 3, "about": second, "that": {"name": draw(name)}},
        {"id": "1d", "said_by": "army", "paragraph": 3, "denies": "1a"},
        {"id": "1f", "said_by": first, "about": "family", "that": {"not_same_actor": "army"},
         "because": f"zqreason {text()}"},
        {"id": "1e", "said_by": "family", "paragraph": 4, "about": "army", "that": {"controls": near}},
    ]  # fmt: skip
    header = {"publisher": "outlet", "coder": first, "published": "2021-03-02"}
    files_ = {
        "actors": {"report": "cast", "publisher": "outlet", "coder": first, "actors": actors},
        "places": {"places": where},
        "report": {
            "report": report,
            **header,
            "title": text(),
            "url": f"https://courier.example/{quote(draw(name))}",
            "incidents": {incident: {"label": text(), "place": near}},
            "events": {event: {"type": "kill", "incident": incident, "place": near, "label": text()}},
            "claims": claims,
        },
    }
    return files_, hidden, points


@settings(max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(made_up(), some.sampled_from([ALL, "people,places:5", "people", "places:50,notes", "quotes,notes"]))
def test_nothing_redacted_is_in_any_file_of_a_made_up_record(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[dict[str, Any], set[str], list[tuple[str, str]]], redact: str
) -> None:
    written, hidden, points = made
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    for name, content in written.items():
        (folder / f"{name}.yaml").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    report = written["report"]
    with standoff.open() as record:
        record.read(folder)
        view = record.view(redact=redact)
        said = files(view, out, [next(iter(report["incidents"]))])
        if "people" in redact:
            people = [each for each in written["actors"]["actors"].values() if each["kind"] == "person"]
            names = {each["label"] for each in people} | {alias for each in people for alias in each["aliases"]["ar"]}
            assert found_in(said, [*names, "Q987654321"] if "places" in redact else names) == {}
        if "places" in redact:
            villages = [each for each in written["places"]["places"].values() if each["type"] == "village"]
            assert found_in(said, [n for each in villages for n in (each["label"], *each["aliases"])]) == {}
            assert found_in(said, [number for point in points for number in point] + ["sws geonames org"]) == {}
        if "quotes" in redact:
            assert found_in(said, [c[k] for c in report["claims"] for k in ("quote", "gloss") if k in c]) == {}
        if "notes" in redact:
            assert found_in(said, [c["because"] for c in report["claims"] if "because" in c]) == {}
        if redact == ALL:
            assert found_in(said, hidden) == {}
            # The files that are to be read by people and programs say what was redacted.
            assert [name for name, text in said.items() if " redacted names of persons " not in text] == []


# ---- what stays, and what is said

CAST = """
report: cast
publisher: courier
coder: courier
actors:
  courier: {kind: media-outlet, label: The Courier}
  army: {kind: state-force, label: The Norland Army}
  ida-vask: {kind: person, label: Ida Vask, aliases: {ru: [Ида Васк]}, wikidata: Q858, that: {works_for: courier}}
  jon: {kind: person, label: Jon Aas}
places:
  norland: {type: country, label: Norland, lat: 60.1234, lon: 10.4321, precision_km: 300}
  dale: {type: district, label: Dale, within: norland}
  mill: {type: village, label: The Old Mill, within: dale, lat: 60.5678, lon: 10.8765, precision_km: 1}
"""
REPORT = """
report: courier-2021
publisher: courier
published: 2021-03-02
title: Ida Vask killed at the Old Mill
url: https://courier.example/2021/ida-vask-killed
events:
  killing-of-vask: {type: kill, incident: old-mill-2021, place: mill, label: Killing of Ida Vask}
claims:
  - {id: 1a, said_by: jon, paragraph: 1, quote: "the army shot Vask", event: killing-of-vask,
     that: {actor: army, victim: ida-vask, place: mill}}
  - {id: 1b, said_by: army, paragraph: 2, quote: "we shot nobody", denies: 1a}
  - {id: 1c, said_by: courier, paragraph: 3, event: killing-of-vask, that: {victim: ida-vask, type: kill}}
"""


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Any]:
    (tmp_path / "actors.yaml").write_text(CAST)
    (tmp_path / "report.yaml").write_text(REPORT)
    with standoff.open() as record:
        record.read(tmp_path / "actors.yaml", tmp_path / "report.yaml")
        yield record


def test_persons_are_numbered_as_they_are_mentioned_and_everything_else_stays(small: Any) -> None:
    view = small.view(redact="people")
    assert {row["whom"] for row in view.confront()} == {"person 2"} or {row["whom"] for row in view.confront()} == {
        "person 1"
    }
    labels = {t.object.value for t in view.ledger.record.triples() if t.predicate.value.endswith("prefLabel")}
    assert {"person 1", "person 2", "The Norland Army", "The Old Mill", "Killing of […]"} <= labels
    assert "[…] killed at the Old Mill" in labels
    whole = [(row["how"], row["grade"], row["groups"]) for row in small.confront()]
    assert [(row["how"], row["grade"], row["groups"]) for row in view.confront()] == whole


def test_a_view_is_chosen_by_the_true_names_and_shown_by_the_others(small: Any) -> None:
    view = small.view(without="Jon Aas", redact=["people", "quotes"])
    assert view.sentence() == (
        "Confrontations asserted by any source, without person 1. "
        "Redacted: names of persons; quotes and their glosses. […] stands for a name left out of a text."
    )
    assert view == small.view(redact=["people", "quotes"]).without("Jon Aas")
    assert {c.said_by for claim in view.claims() for c in claim.evidence} == {"The Norland Army", "The Courier"}
    assert view.actor("Ida Vask").label == view.actor("person 2").label or view.actor("person 1")
    assert view.dossier("old-mill-2021")["acts"]


def test_a_place_as_wide_as_the_squares_keeps_its_name(small: Any) -> None:
    labels = {
        km: {
            t.object.value
            for t in small.view(redact=f"places:{km}").ledger.record.triples()
            if t.predicate.value.endswith("prefLabel") and "/place/" in t.subject.value
        }
        for km in (0.5, 10, 20)
    }
    assert labels[0.5] == {"Norland", "Dale", "The Old Mill"}
    assert labels[10] == {"Norland", "Dale", "place 1"}
    assert labels[20] == {"Norland", "place 1", "place 2"}
    triples = list(small.view(redact="places:20").ledger.record.triples())
    points = {t.object.value for t in triples if t.predicate.value.endswith("asWKT")}
    precise = sorted(float(t.object.value) for t in triples if t.predicate == st("geoPrecision"))
    assert all(re.fullmatch(r"POINT\(\d+\.\d\d \d+\.\d\d\)", point) for point in points) and len(points) == 2
    assert precise == [21, 320]


def test_the_redacted_record_is_one_that_can_be_read(small: Any, tmp_path: Path) -> None:
    for ending in (".ttl", ".nt", ".rdf", ".jsonld", ".trig", ".rdf12.ttl", ".nanopub.trig"):
        small.view(redact=ALL).export(tmp_path / f"shared{ending}")
        with standoff.open() as again:
            again.read(tmp_path / f"shared{ending}")
            assert len(again.confront()) == len(small.confront()), ending
            assert not again.check()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("peple", 'Did you mean "people"?'),
        ("places", "gives no distance"),
        ("places:far", "between 0.1 and 2000"),
        ("places:0", "between 0.1 and 2000"),
        ("people:3", "cannot be redacted"),
    ],
)
def test_what_cannot_be_redacted_is_refused(small: Any, given: str, said: str) -> None:
    with pytest.raises(QuestionError, match=re.escape(said)):
        small.view(redact=given)


@given(some.floats(-180, 180), some.floats(-89, 89), some.sampled_from([0.5, 2, 20, 100]))
def test_a_coarse_point_lies_within_so_many_kilometres(lon: float, lat: float, km: float) -> None:
    from standoff.rules.background import _km

    moved = coarse_point(f"POINT({lon:.6f} {lat:.6f})", km)
    assert moved is not None
    x, y = map(float, moved.value[6:-1].split())
    # Half the diagonal of the square, and what rounding adds.
    assert _km((lon, lat, 0), (x, y, 0)) <= km * 0.85
    assert moved == coarse_point(moved.value, km) or abs(y) > 85


def test_a_place_is_as_wide_as_what_lies_within_it() -> None:
    wide, narrow = id_of("place", "wide"), id_of("place", "narrow")
    decimal = standoff.rules.redacted.Literal("30", datatype=None)
    assert widths({narrow: [(st("within"), wide), (st("geoPrecision"), decimal)], wide: []}) == {wide: 30, narrow: 30}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Killing of Ida Vask in Dale", "Killing of […] in Dale"),
        ("VASK’s house", "[…]’s house"),
        ("Васка убили", "[…] убили"),
        ("قال وفاسك", "قال […]"),
        ("Vasks and the ideal", "[…] and the ideal"),
        ("the Vask Brigade", "the Vask Brigade"),
    ],
)
def test_names_are_found_with_endings_and_articles(text: str, left: str) -> None:
    open_names = ["Vask Brigade"] if "Brigade" in text else []
    secrets = Secrets((["Ida Vask", "Ида Васк", "إيدا فاسك"], ["ida-vask"], open_names))
    assert secrets.without(text) == left


def test_each_file_holds_what_is_not_redacted(small: Any, tmp_path: Path) -> None:
    """Or the tests above could not fail."""
    made = files(small.view(), tmp_path, ["old-mill-2021"])
    wanted = ["Ida Vask", "ida-vask", "The Old Mill", "POINT(10.8765 60.5678)", "the army shot Vask"]
    found = found_in(made, wanted)
    assert {secret for hits in found.values() for secret in hits} == set(wanted)
    # What describes an export names nobody.
    assert found.keys() == made.keys() - {"view.void.ttl"}


def test_the_parts_of_a_redaction() -> None:
    assert Redaction.of(["people", "places:2.5,notes"]) == Redaction(True, 2.5, False, True)
