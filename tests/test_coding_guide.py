"""The guide to coding (docs/coding.md): whatever it tells a coder to write can be read, and passes the check."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

import standoff
from standoff.claim import DENIES, GIVES_NO_ANSWER, LEAVES_OPEN, correction_target
from standoff.readers.report import read_reports
from standoff.vocabulary import id_of, st

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "coding.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
#: The tables by which a coder decides: what stands in the text, and what to write.
TABLES = GUIDE.partition("## Which words, which claim\n")[2].partition("\n## ")[0]
SCHEMA = json.loads((ROOT / "graph" / "readers" / "report.schema.json").read_text(encoding="utf-8"))
OF_EVENT, OF_ACTOR, OF_CLAIM = (SCHEMA["$defs"][name]["properties"] for name in ("of_event", "of_actor", "claim"))
STANCES = ("that", "denies", "leaves_open", "no_answer", "corrects")
EVENTS = ("in_response_to", "caused_by", "after")
ACTORS = ("actor", "recipient", "party", "victim", "responsible", "works_for", "member_of", "part_of", "same_actor")


def enumerated(schema: Any) -> Iterator[str]:
    """Every word that the schema lists: codes, their labels and synonyms, kinds of actor, properties."""
    if isinstance(schema, dict):
        yield from (word for word in schema.get("enum", ()) if isinstance(word, str))
        yield from schema.get("properties", ())
        for value in schema.values():
            yield from enumerated(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from enumerated(value)


KNOWN = set(enumerated(SCHEMA))


def written() -> Iterator[str]:
    """What stands between backticks in the right column of a table."""
    for line in TABLES.splitlines():
        if line.startswith("| ") and line.count("|") == 3:
            yield from re.findall(r"`([^`]+)`", line.split("|")[2])


def claims_of_the_tables() -> list[dict[str, Any]]:
    """Each piece of a claim that a table gives, made whole: with a speaker, an act and something said."""
    found = []
    for text in written():
        if ": " not in text:
            continue
        piece = yaml.safe_load(text if text.startswith("{") else f"{{{text}}}")
        if piece.keys() <= OF_EVENT.keys() - {"when"}:
            piece = {"that": piece}
        assert piece.keys() <= OF_CLAIM.keys(), text
        names_a_claim = any(isinstance(piece.get(stance), str) for stance in ("denies", "no_answer"))
        if "about" not in piece and not names_a_claim:
            piece.setdefault("event", "act")
        if not any(stance in piece for stance in STANCES):
            piece["that"] = {"type": "fire"}
        # Two rows are two coders' examples: nobody says both.
        found.append({"said_by": f"speaker-{len(found)}", **piece})
    return found


def words_of(claim: dict[str, Any]) -> set[str]:
    """The properties and kinds of act that a claim names."""
    said = [claim[stance] for stance in STANCES if isinstance(claim.get(stance), dict)]
    return {word for each in said for word in (*each, each.get("type")) if word}


def named(claims: list[dict[str, Any]], roles: tuple[str, ...]) -> set[str]:
    """Whom or what the claims name in these roles."""
    values = [
        value
        for claim in claims
        for part in (claim, *(claim[stance] for stance in STANCES if isinstance(claim.get(stance), dict)))
        for role in roles
        for value in ([part[role]] if isinstance(part.get(role), str) else part.get(role, ()))
    ]
    return set(values)


def test_every_example_passes_the_check(tmp_path: Path) -> None:
    assert len(BLOCKS) == 4
    for number, block in enumerate(BLOCKS):
        (tmp_path / f"{number}.yaml").write_text(block, encoding="utf-8")
        assert standoff.check(tmp_path / f"{number}.yaml") == []


def test_every_claim_of_the_tables_passes_the_check(tmp_path: Path) -> None:
    claims = claims_of_the_tables()
    assert len(claims) > 40
    assert set().union(*map(words_of, claims)) <= KNOWN
    denied = {"id": "3b", "said_by": "speaker", "event": "act", "that": {"type": "fire", "actor": "army"}}
    actors = named(claims, (*ACTORS, "said_by", "relayed_by", "drawn_from", "about")) | {"army", "paper", "speaker"}
    people = named(claims, ("about",))  # a force is not civilian, as the check says
    report = {
        "report": "paper-2031-03-04",
        "publisher": "paper",
        "actors": {name: {"kind": "population" if name in people else "force"} for name in actors},
        "events": {name: {"type": "fire"} for name in named(claims, ("event", *EVENTS))},
        "claims": [denied, *claims],
    }
    (tmp_path / "paper-2031-03-04.yaml").write_text(yaml.safe_dump(report), encoding="utf-8")
    assert standoff.check(tmp_path) == []
    (reading,) = read_reports(tmp_path)
    assert {said.stance for said in reading.attributions} >= {DENIES, GIVES_NO_ANSWER, LEAVES_OPEN}


def test_every_word_that_the_tables_tell_a_coder_to_write_is_one_that_there_is() -> None:
    """Codes and properties by themselves, such as ``ramming`` or ``detained_`` for its three."""
    bare = {text for text in written() if re.fullmatch(r"[a-z_-]+_?", text)}
    stems = {word.rpartition("_")[0] + "_" for word in KNOWN if "_" in word}
    ids = {"said_by", "low", "best", "high", "unnamed-official-", "unnamed-media-"}
    assert {"ramming", "works_for", "unnamed-source", "detained_"} <= bare
    assert bare <= KNOWN | stems | ids


def test_the_sheet_has_twelve_claims_for_its_twelve_sentences(tmp_path: Path) -> None:
    """Each of the twelve shows the one thing that its sentence is about."""
    sheet = BLOCKS[0]
    assert len(re.findall(r"^  # \d+\. ", sheet, re.MULTILINE)) == 12
    (tmp_path / "digest.yaml").write_text(sheet, encoding="utf-8")
    (reading,) = read_reports(tmp_path / "digest.yaml")
    said = {one.coded_as: one for one in reading.attributions}
    assert sorted(said, key=lambda name: int(str(name)[:-1])) == [f"{n}a" for n in range(1, 13)]
    given = {name: {prop.value.split("#")[1] for prop, _ in one.claim.says} for name, one in said.items()}
    unnamed = next(entity for entity in reading.entities if entity.iri == said["1a"].said_by)
    assert st("UnnamedSource") in {value for _, value in unnamed.facts}
    assert said["2a"].claim == said["3a"].claim == said["1a"].claim
    assert [said[f"{n}a"].stance for n in (2, 3, 4, 5)] == [DENIES, GIVES_NO_ANSWER, DENIES, LEAVES_OPEN]
    assert len(given["2a"]) == 3 and given["4a"] == {"actor"} and given["5a"] == {"leftOpen"}
    assert given["6a"] == {"detainedLow"} and "attempted" in given["7a"] and "causedBy" in given["10a"]
    assert len(said["8a"].relayed_by) == 2 and said["9a"].opinion and given["9a"] == {"intent"}
    assert {"party", "place", "eventType"} == given["11a"]
    assert said["12a"].corrects == correction_target(id_of("report", "digest-2031-03-03"), "7a")
    assert "after" in given["12a"]


def test_the_table_of_what_to_look_up_names_every_part_by_its_heading() -> None:
    """A stranger who knows what a sentence is about finds the table that has its words."""
    start = TABLES.index("| the sentence is about |")
    rows = TABLES[start : TABLES.index("\n\n", start)].splitlines()[2:]
    links = dict(re.search(r"\[(.+)\]\((#.+)\) \|$", row).groups() for row in rows)  # type: ignore[union-attr]
    headings = re.findall(r"^###? (.+)$", GUIDE, re.MULTILINE)
    parts = re.findall(r"^### (.+)$", TABLES, re.MULTILINE)
    assert links.keys() == {*parts, "How many events, how many actors"} and links.keys() <= {*headings}
    for heading, anchor in links.items():
        assert anchor == "#" + re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
