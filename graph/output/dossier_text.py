"""The dossier as text, Markdown and JSON: what is agreed, disputed, said by one alone, left open, and who is silent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import inert
from ..frames.columns import Kind
from ..frames.text import as_text
from ..rules.background import Row
from ..rules.dossier import Dossier, in_words, said
from ..rules.grade import RULE, Statement
from ..rules.ledger import Ledger
from ..vocabulary import ST
from .dyad_rows import span

__all__ = ["STATEMENT", "as_markdown", "as_object", "as_plain"]

_SIGNS = {"asserts": "✓", "denies": "✗", "leaves open": "○", "silent": "·"}
_HEADINGS = ("disputed", "agreed", "said by one alone", "left open", "denied")
_ORDER = "by the first day they may lie on; what answers another comes after it"
#: The fields of a statement and what they hold; ``evidence`` holds objects.
STATEMENT: dict[str, Kind | None] = {
    "statement": "string",
    "heading": "string",
    "grade": "string",
    "reason": "string",
    "asserted_by": "strings",
    "supported_by": "strings",
    "denied_by": "strings",
    "left_open_by": "strings",
    "silent": "strings",
    "rivals": "strings",
    "about": "string",
    "property": "string",
    "claim": "string",
    "evidence": None,
}
_LEGEND = "✓ asserts   ✗ denies   ○ leaves open   · spoke of the incident and says nothing of this"


def as_object(ledger: Ledger, found: Dossier) -> dict[str, Any]:
    """The dossier for programs (design §7): ``incident`` and ``statements`` with labels, grades, quotes and claims."""
    label = ledger.names.label
    return {
        "incident": label(found.incident),
        "incident_iri": found.incident,
        "sources": [label(source) for source in found.sources],
        "reports": [label(document) for document in found.documents],
        "statements": [
            {
                "statement": in_words(ledger, s),
                "heading": found.heading(s),
                "grade": s.grade.name,
                "reason": s.grade.reason,
                "asserted_by": _labels(ledger, s.asserted),
                "supported_by": _labels(ledger, s.supported),
                "denied_by": _labels(ledger, s.denied),
                "left_open_by": _labels(ledger, s.left_open),
                "silent": [label(source) for source in found.silent(s)],
                "rivals": [in_words(ledger, rival) for rival in s.rivals],
                "about": s.about,
                "property": s.prop,
                "claim": min(row["claim"] for row in (*s.asserted, *s.denied, *s.left_open)),
                "evidence": _evidence(ledger, s),
            }
            for s in found.statements
        ],
        "sequence": [
            {
                "event": label(event),
                "first": first,
                "last": last,
                "in_response_to": sorted(label(before) for before in answered),
                "event_iri": event,
            }
            for event, (answered, first, last) in _sequence(found).items()
        ],
        "present": sorted({label(s.value) for s in found.statements if s.prop == ST + "onlooker" and s.asserted}),
    }


def as_plain(ledger: Ledger, found: Dossier, width: int | None = None, quotes: bool = False) -> str:
    """The dossier as text for a terminal: header, statements by heading with a column a source, sequence, who looked
    on.
    """
    dossier = as_object(ledger, found)
    letters = _letters(dossier["sources"])
    lines = [
        dossier["incident"],
        f"{len(dossier['sources'])} sources in {len(dossier['reports'])} reports. {_LEGEND}",
        "",
    ]
    lines += [f"  {letter}  {source}" for letter, source in letters.items()]
    for heading in _HEADINGS:
        chosen = [s for s in found.statements if found.heading(s) == heading]
        if chosen:
            table = as_text(["statement", *letters, "grade"], _rows(ledger, found, chosen), width)
            lines += ["", heading.upper(), table]
            lines += _quoted(dossier, heading) if quotes else []
    lines += ["", f"IN ORDER  {_ORDER}", *(_step(step) for step in dossier["sequence"])]
    if dossier["present"]:
        lines += ["", f"LOOKING ON  {'; '.join(dossier['present'])}"]
    if not quotes:
        lines += ["", "The quotes behind each statement: --quotes. The rule of the grades: --explain."]
    return inert("\n".join(lines))


def as_markdown(ledger: Ledger, found: Dossier) -> str:
    """The dossier as Markdown: the same tables, with the quotes behind each statement under its heading."""
    dossier = as_object(ledger, found)
    lines = [
        f"# {_md(dossier['incident'])}",
        "",
        f"Sources: {_md(', '.join(dossier['sources']))}.",
        "",
        f"Reports: {_md('; '.join(dossier['reports']))}.",
        "",
        _LEGEND,
    ]
    for heading in _HEADINGS:
        chosen = [
            (s, o) for s, o in zip(found.statements, dossier["statements"], strict=True) if o["heading"] == heading
        ]
        if not chosen:
            continue
        header = ["statement", *dossier["sources"], "grade"]
        lines += ["", f"## {heading.capitalize()}", "", _md_row(header), _md_row(["---"] * len(header))]
        lines += [_md_row([o["statement"], *_marks(found, s), o["grade"]]) for s, o in chosen]
        lines.append("")
        for _, o in chosen:
            lines.append(f"- **{_md(o['statement'])}** ({o['grade']}: {_md(o['reason'])})")
            lines += [f"  - {_md(_cited(e))}" for e in o["evidence"]]
    lines += [
        "",
        "## In order",
        "",
        f"{_ORDER.capitalize()}.",
        "",
        *(f"{i}. {_md(_step(step).strip())}" for i, step in enumerate(dossier["sequence"], 1)),
    ]
    if dossier["present"]:
        lines += ["", "## Looking on", "", *(f"- {_md(who)}" for who in dossier["present"])]
    return inert("\n".join([*lines, "", "## How grades are given", "", "```", RULE, "```"]))


def _quoted(dossier: dict[str, Any], heading: str) -> list[str]:
    """Each statement under a heading, with those who take a stance on it and their words."""
    lines = []
    for statement in dossier["statements"]:
        if statement["heading"] == heading:
            lines += ["", f"  {statement['statement']} ({statement['grade']}: {statement['reason']})"]
            lines += [f"    {_cited(each)}" for each in statement["evidence"]]
    return lines


def _rows(ledger: Ledger, found: Dossier, statements: Iterable[Statement]) -> list[list[Any]]:
    """A row for each statement, under a row with what it is told of."""
    rows: list[list[Any]] = []
    about = None
    for statement in statements:
        if statement.about != about:
            about = statement.about
            rows.append([ledger.names.label(about), *[" "] * (len(found.sources) + 1)])
        rows.append([f"  {said(ledger, statement)}", *_marks(found, statement), statement.grade.name])
    return rows


def _marks(found: Dossier, statement: Statement) -> list[str]:
    return [_SIGNS[found.mark(statement, source)] for source in found.sources]


def _letters(sources: Iterable[str]) -> dict[str, str]:
    """A short heading for each source: A, B … Z, A2 …"""
    return {chr(65 + i % 26) + (str(i // 26 + 1) if i >= 26 else ""): source for i, source in enumerate(sources)}


def _labels(ledger: Ledger, rows: Iterable[Row]) -> list[str]:
    return sorted({ledger.names.label(row["said_by"]) for row in rows})


def _evidence(ledger: Ledger, statement: Statement) -> list[dict[str, Any]]:
    label = ledger.names.label
    stances = (
        ("asserts", statement.asserted),
        ("asserts in part", statement.supported),
        ("denies", statement.denied),
        ("leaves open", statement.left_open),
    )
    return [
        {
            "said_by": label(row["said_by"]),
            "stance": stance,
            "quote": row["quote"],
            "gloss": row["gloss"],
            "report": label(row["document"]),
            "paragraph": row["paragraph"],
            "hedged": bool(row["hedged"]),
            "claim": row["claim"],
        }
        for stance, rows in stances
        for row in sorted(rows, key=lambda r: (label(r["said_by"]), r["said"]))
    ]


def _cited(evidence: dict[str, Any]) -> str:
    quote = f": “{evidence['quote']}”" if evidence["quote"] else ""
    gloss = f" ({evidence['gloss']})" if evidence["gloss"] else ""
    where = f", paragraph {evidence['paragraph']}" if evidence["paragraph"] is not None else ""
    hedged = ", hedged" if evidence["hedged"] else ""
    return f"{evidence['said_by']} {evidence['stance']}{quote}{gloss} — {evidence['report']}{where}{hedged}"


def _sequence(found: Dossier) -> dict[str, tuple[set[str], str | None, str | None]]:
    """The events in the order of the statements: those each is said to answer, its first and last possible day."""
    answered: dict[str, set[str]] = {}
    days: dict[str, list[str]] = {}
    for statement in found.statements:
        if "/id/event/" in statement.about and statement.asserted:
            answered.setdefault(statement.about, set())
            if statement.prop == ST + "inResponseTo":
                answered[statement.about].add(str(statement.value))
            days.setdefault(statement.about, []).extend(
                row[end] for row in statement.asserted for end in ("earliest", "latest") if row[end]
            )
    return {
        event: (before, min(days[event], default=None), max(days[event], default=None))
        for event, before in answered.items()
    }


def _step(step: dict[str, Any]) -> str:
    when = f"  {span(step['first'], step['last'])}" if step["first"] else ""
    answers = f"  (in response to: {'; '.join(step['in_response_to'])})" if step["in_response_to"] else ""
    return f"  {step['event']}{when}{answers}"


def _md(text: str) -> str:
    """Text that means in Markdown what it says."""
    out = text.replace("\\", "\\\\")
    for mark in "`*_[]<>|#":
        out = out.replace(mark, "\\" + mark)
    return out.replace("\n", " ")


def _md_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_md(c) if c != '---' else c for c in cells)} |"
