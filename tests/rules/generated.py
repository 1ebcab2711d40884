"""Reports made up at random, so small and of so few words that sources, acts, kinds and ends meet again and again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import reject
from hypothesis import strategies as some
from pyoxigraph import Store

from standoff.claim import Reading
from standoff.errors import InputError
from standoff.readers.inputs import read_input
from standoff.record.keeper import Keeper, open_keeper
from standoff.record.store import OxigraphStore
from standoff.rules.ledger import Ledger
from standoff.vocabulary import PREFIXES

Report = dict[str, Any]

OUTLETS = ["courier", "heron", "lantern"]
FORCES = ["norland", "norland-wing", "sudmark", "valley-men"]
OTHERS = ["drover", "herders"]
SOURCES = [*OUTLETS, "reporter", "witness", *FORCES[:3]]
KINDS = {
    **dict.fromkeys(OUTLETS, "media-outlet"),
    **dict.fromkeys(FORCES, "state-force"),
    "reporter": "person",
    "witness": "unnamed-source",
    "drover": "person",
    "herders": "population",
    "vesna": "person",
}
PLACES = {
    "keld": {"type": "district"},
    "orra": {"type": "town", "within": "keld", "lat": 40.0, "lon": 20.0, "precision_km": 3},
    "near-orra": {"type": "area", "lat": 40.1, "lon": 20.0, "precision_km": 10},
    "tamm": {"type": "town", "lat": 41.0, "lon": 20.0, "precision_km": 3},
}
TYPES = [
    "confrontation",
    "air-strike",
    "drone-strike",
    "mock-raid",
    "fire",
    "return-fire",
    "fire-first",
    "clash",
    "turn-back",
    "let-through",
    "arrive",
]
DATES = ["2021-03", "2021-03-01", "2021-03-01T09:20", "2021-03-01T11:00+02:00", "2021-03-02/2021-03-04", "2021-03-05?"]
PUBLISHED = ["2021-03-02", "2021-03-04", "2021-03-06"]
EVENTS = ["e0", "e1"]

ends = some.lists(some.sampled_from([*FORCES, *OTHERS]), min_size=1, max_size=2, unique=True)
one_in_four = some.integers(0, 3).map(lambda number: number == 0)


@some.composite
def told_of_event(draw: some.DrawFn, event: str) -> dict[str, Any]:
    """What a claim about an event may say, mostly of who did what to whom."""
    said: dict[str, Any] = {}
    directed = ["actor recipient", "actor recipient", "actor", "recipient", "actor victim", "victim"]
    roles = draw(some.sampled_from([*directed, "party", "party victim", "party onlooker", ""]))
    for role in roles.split():
        said[role] = draw(ends if role != "party" else some.just(["norland", "sudmark"]) | ends)
    if draw(some.booleans()):
        said["type"] = draw(some.sampled_from(TYPES))
    if said and draw(one_in_four):
        said["attempted"] = True
    if not said or draw(one_in_four):
        said |= draw(circumstances(event))
    return said


@some.composite
def a_part(draw: some.DrawFn, said: dict[str, Any]) -> dict[str, Any]:
    """Some of what a claim says, or all of it with a kind that may be closer."""
    if draw(some.booleans()):
        return {**said, "type": draw(some.sampled_from(["return-fire", "drone-strike"]))}
    return {key: said[key] for key in draw(some.lists(some.sampled_from(sorted(said)), min_size=1, unique=True))}


@some.composite
def circumstances(draw: some.DrawFn, event: str) -> dict[str, Any]:
    kind = draw(some.sampled_from(["place", "when", "means", "intent", "numbers", "order", "repeated", "responsible"]))
    if kind == "numbers":
        harm = draw(some.sampled_from(["deaths", "injured", "displaced", "detained", "participants", "rounds"]))
        low = draw(some.integers(0, 5))
        bounds = {f"{harm}_low": low, f"{harm}_best": low + 1, f"{harm}_high": low + 3}
        return {
            key: bounds[key] for key in draw(some.lists(some.sampled_from(sorted(bounds)), min_size=1, unique=True))
        }
    if kind == "order":
        other = next(each for each in EVENTS if each != event)
        return {draw(some.sampled_from(["after", "caused_by", "in_response_to"])): other}
    values: dict[str, Any] = {
        "place": some.sampled_from(sorted(PLACES)),
        "when": some.sampled_from(DATES),
        "means": some.sampled_from(["aircraft", "stones"]),
        "intent": some.sampled_from(["deliberate", "accidental"]),
        "repeated": some.just(True),
        "responsible": some.sampled_from([*FORCES, "drover"]),
    }
    return {kind: draw(values[kind])}


@some.composite
def told_of_actor(draw: some.DrawFn, about: str) -> dict[str, Any]:
    others = [actor for actor in [*OUTLETS, *FORCES] if actor != about]
    # An army has no age and is no civilian: that is refused.
    props = ["combatant_status", "part_of", "member_of", "works_for", "side", "allied_with"]
    prop = draw(some.sampled_from([*props, *(["age"] if about not in FORCES else [])]))
    if prop == "combatant_status":
        return {prop: draw(some.sampled_from(["combatant", *(["civilian"] if about not in FORCES else [])]))}
    if prop == "age":
        return {prop: draw(some.integers(20, 22))}
    if prop == "side":
        return {prop: draw(some.sampled_from(["north", "south"]))}
    return {prop: draw(some.sampled_from(others))}


@some.composite
def claims(draw: some.DrawFn, before: list[Report], publisher: str) -> list[dict[str, Any]]:
    """The claims of one report; ``before`` are the earlier ones, which it may correct."""
    made: list[dict[str, Any]] = []
    for number in range(draw(some.integers(1, 5))):
        claim: dict[str, Any] = {"id": f"c{number}", "said_by": draw(some.sampled_from(SOURCES)), "paragraph": number}
        for flag in ("hedged", "opinion"):
            if draw(some.integers(0, 7)) == 0:
                claim[flag] = True
        if draw(one_in_four):
            claim["relayed_by"] = draw(some.sampled_from(OUTLETS))
        if draw(some.integers(0, 7)) == 0:
            claim |= {
                "basis": "video",
                "drawn_from": draw(some.sampled_from([s for s in SOURCES if s != claim["said_by"]])),
            }
        if draw(one_in_four):
            claim["said_on"] = draw(some.sampled_from(["2021-03-01", "2021-03-03"]))
        told = [each for each in made if "that" in each]
        stance = draw(some.sampled_from(["that"] * 5 + ["denies"] * 3 + ["leaves_open", "no_answer"]))
        if stance in ("denies", "no_answer") and told and draw(some.booleans()):
            denied = draw(some.sampled_from(told))
            made.append({**claim, stance: denied["id"]})
            if "event" in denied and "same_event" not in str(denied) and draw(some.booleans()):
                # Who denies a telling tells a part of it, or something closer.
                made.append(
                    {**claim, "id": f"c{number}b", "event": denied["event"], "that": draw(a_part(denied["that"]))}
                )
            continue
        if draw(some.integers(0, 5)):
            claim["event"] = draw(some.sampled_from(EVENTS))
            said = draw(told_of_event(claim["event"]))
            if stance == "that" and draw(some.integers(0, 11)) == 0:
                judged = draw(some.sampled_from(["same_event", "not_same_event"]))
                said = {judged: next(each for each in EVENTS if each != claim["event"])}
                claim["said_by"] = draw(some.sampled_from([claim["said_by"], "vesna"]))
            given = [
                each["that"] for each in told if each.get("event") == claim["event"] and "actor" not in each["that"]
            ]
            if stance == "denies" and given and draw(some.booleans()):
                # A doer, with what another told whose doer is not named: "not killed by us in that place".
                said = {**draw(some.sampled_from(given)), "actor": draw(ends)}
                said = {
                    key: value for key, value in said.items() if key not in ("party", "same_event", "not_same_event")
                }
            elif stance in ("denies", "no_answer") and draw(some.booleans()):
                part = draw(some.sampled_from(sorted(said)))
                said = {part: said[part]}
            open_parts = ["actor", "recipient", "victim", "type", "deaths_best", "place"]
        else:
            claim["about"] = draw(some.sampled_from([*FORCES[1:], *OTHERS, "reporter"]))
            said, open_parts = draw(told_of_actor(claim["about"])), ["combatant_status", "age"]
        corrected = [f"{r['report']}#{c['id']}" for r in before if r["publisher"] == publisher for c in r["claims"]
                     if "event" in claim and c.get("event") == claim["event"]]  # fmt: skip
        if stance == "that" and corrected and draw(some.booleans()):
            claim["corrects"] = draw(some.sampled_from(corrected))
            if draw(one_in_four):
                made.append(claim)
                continue
        made.append({**claim, stance: draw(some.sampled_from(open_parts)) if stance == "leaves_open" else said})
    return made


@some.composite
def reports(draw: some.DrawFn) -> list[Report]:
    """The cast, with the coder's judgements on who belongs to whom and is of which side, and up to three reports."""
    judged: dict[str, dict[str, str]] = {actor: {} for actor in KINDS}
    for actor in draw(
        some.lists(some.sampled_from(["norland", "sudmark", "valley-men", "lantern", "heron"]), unique=True)
    ):
        judged[actor]["side"] = draw(some.sampled_from(["north", "south"]))
    if draw(some.booleans()):
        judged["norland-wing"]["part_of"] = "norland"
    if draw(some.booleans()):
        judged["reporter"]["works_for"] = draw(some.sampled_from(OUTLETS))
    types = [draw(some.sampled_from(TYPES)) for _ in EVENTS]
    made: list[Report] = [
        {
            "report": "cast",
            "publisher": "vesna",
            "coder": "vesna",
            "sides": {"north": {"label": "The north"}, "south": {"label": "The south"}},
            "actors": {a: {"kind": kind, **({"that": judged[a]} if judged[a] else {})} for a, kind in KINDS.items()},
            "places": PLACES,
            "incidents": {"i0": {"label": "Orra"}, "i1": {"label": "Tamm"}},
            "events": {
                "e0": {"type": types[0], "incident": "i0", "when": "2021-03-01", "place": "orra"},
                "e1": {"type": types[1], "incident": "i1", "when": "2021-03-03"},
            },
        }
    ]
    for number in range(draw(some.integers(1, 3))):
        report = {
            "report": f"r{number}",
            "publisher": draw(some.sampled_from(OUTLETS)),
            "published": PUBLISHED[number],
            "coder": "vesna",
            **({"type": "same"} if draw(one_in_four) else {}),
        }
        made.append({**report, "claims": draw(claims(made[1:], report["publisher"]))})
    return made


def read(made: Iterable[Report]) -> list[Reading]:
    """The reports as they are read from files."""
    with tempfile.TemporaryDirectory() as folder:
        for report in made:
            # JSON is YAML, and fast to write.
            name = "actors" if "actors" in report else report["report"]
            (Path(folder) / f"{name}.yaml").write_text(json.dumps(report), encoding="utf-8")
        try:
            return list(read_input(Path(folder)))
        except InputError as error:
            # What makes no sense is refused, such as an act told before its day: no case for the rule.
            if not any(sign in str(error) for sign in ("assert and deny", "did not happen on", "was not said on")):
                raise
            reject()


@cache
def _kinds() -> frozenset[Any]:
    """What the rule needs of the code lists. Writing all of the vocabulary takes longer than the rest."""
    wanted = ("broader", "excludes", "excludesAimed", "mutual", "isConfrontation", "isFirst", "deniedAs", "prefLabel")
    lists = (PREFIXES["type"], PREFIXES["means"], PREFIXES["intent"])
    return frozenset(
        triple
        for triple in open_keeper().store.triples()
        if getattr(triple.subject, "value", "").startswith(lists) and triple.predicate.value.endswith(wanted)
    )


def ledger_of(readings: Iterable[Reading]) -> Ledger:
    """A ledger of a record in memory, with the kinds of acts and nothing else of the vocabulary."""
    keeper = Keeper(OxigraphStore(Store()), "memory")
    keeper.store.write(set(), set(_kinds()))
    for reading in readings:
        keeper.put([reading])
    return Ledger(keeper)


def changed(value: Any, change: Callable[[str], str]) -> Any:
    """A report with each text in it changed, keys as well."""
    if isinstance(value, dict):
        return {change(key): changed(each, change) for key, each in value.items()}
    if isinstance(value, list):
        return [changed(each, change) for each in value]
    return change(value) if isinstance(value, str) else value
