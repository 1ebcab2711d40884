"""Generate the JSON Schema of a report file, for editors, from the same tables that the reader uses.

``python -m tools.report_schema`` writes it to ``report.schema.json``. It helps while typing; what it cannot express
(names that must be defined, quotes that must be in the text) the reader checks.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from standoff.readers.blocks import SHARED
from standoff.readers.known import codes
from standoff.readers.quotes import MAX_WORDS
from standoff.vocabulary import ACTOR_KINDS, CODE_LISTS, PROPERTIES, Property, local_name

__all__ = ["schema"]

_ID = {"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"}
_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"}
_STATED = "A date as stated: 2020-02-12, 2019-12, 2020-02?, 2020-01/2020-02, 2020-08-17T09:20, 2020-08-17T09:20+03:00."
_WHEN = {"type": ["string", "integer"], "description": _STATED}
_WHOLE = {**_ID, "description": "The event of which this one is a part."}
_ADDRESS = {"type": "string", "pattern": "^https?://"}
_FLAG = {"type": "boolean"}
_NAMES = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a report, and of the entity files in its folder."""
    header = {
        "report": {**_ID, "description": "The id of the document."},
        "publisher": {**_TEXT, "description": "The actor who publishes it."},
        "coder": {**_TEXT, "description": "The actor who turned it into claims."},
        "published": _DAY,
        "updated": _DAY,
        "retrieved": _DAY,
        "title": _TEXT,
        "language": _TEXT,
        "url": _ADDRESS,
        "archived": _ADDRESS,
        "licence": {**_ADDRESS, "description": "The address of the licence under which its claims may be used."},
        "text": {**_TEXT, "description": "A file in the report's folder with its text; every quote must be in it."},
        "type": {"const": "same", "description": "A claim without a kind of act has that of its event."},
    }
    entities = {
        "actors": _named(_actor()),
        "sides": _named(_entity()),
        "places": _named(_place()),
        "incidents": _named(_entity(place=_TEXT, when=_WHEN)),
        "events": _named(
            {
                **_entity(type=_code("event-type"), incident=_ID, place=_TEXT, when=_WHEN, part_of=_WHOLE),
                "required": ["type"],
            }
        ),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://w3id.org/standoff/report.schema.json",
        "title": "A report coded for standoff",
        "type": "object",
        "properties": {**header, **entities, "claims": {"type": "array", "items": _ref("entry")}},
        "additionalProperties": False,
        "$defs": {
            "claim": _claim(),
            "entry": {"if": {"required": ["claims"]}, "then": _ref("block"), "else": _spoken("claim")},
            # What a block's claims take from it they need not say themselves.
            "within": {"if": {"required": ["claims"]}, "then": _ref("inner"), "else": _ref("claim")},
            "block": {
                **_ref("inner"),
                "if": {"required": ["said_by"]},
                "else": {"properties": {"claims": {"items": _ref("entry")}}},
            },
            "inner": _block(),
            "of_event": _that([p for p in PROPERTIES.values() if p.of_event]),
            "of_actor": _that([p for p in PROPERTIES.values() if p.of_actor]),
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{name}"}


def _spoken(name: str) -> dict[str, Any]:
    return {**_ref(name), "required": ["said_by"]}


def _block() -> dict[str, Any]:
    shared = {key: value for key, value in _claim()["properties"].items() if key in SHARED}
    inside = {"type": "array", "minItems": 1}
    return {
        "type": "object",
        "description": "Claims that share what is written above them.",
        "properties": {**shared, "claims": {**inside, "items": _ref("within")}},
        "not": {"required": ["event", "about"]},
        "additionalProperties": False,
    }


def _named(entry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": {"pattern": _ID["pattern"]}, "additionalProperties": entry}


def _entity(**more: Any) -> dict[str, Any]:
    aliases = {"anyOf": [_NAMES, {"type": "object", "additionalProperties": _NAMES}]}
    outside = {"wikidata": {"type": "string", "pattern": r"^Q\d+$"}, "geonames": {"type": ["integer", "string"]}}
    return {
        "type": "object",
        "properties": {"label": _TEXT, "aliases": aliases, **outside, **more},
        "additionalProperties": False,
    }


def _actor() -> dict[str, Any]:
    return _entity(kind={"enum": list(ACTOR_KINDS)}, that=_ref("of_actor"))


def _place() -> dict[str, Any]:
    return _entity(
        type=_code("place-type"),
        within=_TEXT,
        lat={"type": "number", "minimum": -90, "maximum": 90},
        lon={"type": "number", "minimum": -180, "maximum": 180},
        precision_km={"type": "number", "minimum": 0},
    )


def _claim() -> dict[str, Any]:
    of_event, of_actor = _ref("of_event"), _ref("of_actor")
    stances = {
        "that": {"anyOf": [of_event, of_actor]},
        "denies": {"anyOf": [_ID, of_event, of_actor], "description": "A claim of this file, or what is denied."},
        "no_answer": {
            "anyOf": [_ID, of_event, of_actor],
            "description": "What was put to a source that did not answer.",
        },
        "leaves_open": {"anyOf": [_property(), {"type": "array", "items": _property(), "minItems": 1}]},
    }
    return {
        "type": "object",
        "properties": {
            "id": _ID,
            "said_by": _NAMES,
            "relayed_by": _NAMES,
            "drawn_from": {
                **_TEXT,
                "description": "Whose picture, recording or paper it is that the source describes.",
            },
            "said_on": _DAY,
            "event": _TEXT,
            "about": _TEXT,
            **stances,
            "corrects": {
                "type": ["string", "integer"],
                "pattern": rf"^({_ID['pattern'][1:-1]}#)?{_ID['pattern'][1:-1]}$",
                "description": "The earlier claim whose place this one takes: its id, or report-id#id. "
                "With nothing else said it is withdrawn.",
            },
            "paragraph": {"type": "integer", "minimum": 0},
            "quote": {**_TEXT, "description": f"At most {MAX_WORDS} words, exactly as in the text."},
            "gloss": {**_TEXT, "description": "The quote in English."},
            "lang": _TEXT,
            "because": {
                **_TEXT,
                "description": "With `corrects:`, the reason that the source gives, as a quote; else the coder's own.",
            },
            "misquoted": {
                **_FLAG,
                "description": "With `corrects:`, that the source of the earlier claim never said so.",
            },
            "basis": {"anyOf": [_code("basis"), {"type": "array", "items": _code("basis"), "minItems": 1}]},
            "hedged": _FLAG,
            "opinion": _FLAG,
        },
        "oneOf": [
            *({"required": [key]} for key in stances),
            {"required": ["corrects"], "not": {"anyOf": [{"required": [key]} for key in stances]}},
        ],
        "additionalProperties": False,
    }


def _property() -> dict[str, Any]:
    return {"enum": [key for key in PROPERTIES if key != "left_open"]}


def _that(properties: list[Property]) -> dict[str, Any]:
    values = {p.key: _value(p) for p in properties if p.key != "left_open"}
    return {"type": "object", "properties": values, "minProperties": 1, "additionalProperties": False}


def _value(prop: Property) -> dict[str, Any]:
    kinds: dict[str, dict[str, Any]] = {
        "date": _WHEN,
        "integer": {"type": "integer", "minimum": 0},
        "boolean": _FLAG,
        "status": {"enum": ["civilian", "combatant"]},
    }
    one = _code(prop.values) if prop.values in CODE_LISTS else kinds.get(prop.values, _TEXT)
    return one if prop.single else {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _code(code_list: str) -> dict[str, Any]:
    return {"enum": sorted({local_name(iri.value) for iri in codes(code_list).values()} | set(codes(code_list)))}


if __name__ == "__main__":
    text = json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"
    (Path(__file__).parents[1] / "graph/readers/report.schema.json").write_text(text, encoding="utf-8")
