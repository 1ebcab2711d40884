"""Read a file of judgements on who is who, which a person writes or edits: one document, signed and dated.

    judgements: judgements-anna              # the id of the document
    judge: anna                              # an actor of the record …
    name: Anna Example                       # … or, with a name, somebody new
    judged:
      - {same: [sdf, ucdp-6288], on: 2026-11-22, because: same name and country}
      - {apart: [ucdp-233, ucdp-744], on: 2026-11-22}

Actors and events are named as in the record: by id, label or alias. Reading the file again replaces what it said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from ..claim import Entity, Reading
from ..errors import InputError, QuestionError, one_line
from ..judgement import Judgement, attribution, document_entity, pair
from ..queries.names import Names
from ..vocabulary import id_of, local_name, st
from .entities import LABEL, RDF_TYPE, valid_id
from .entry import Entry, Problems
from .yaml import load

__all__ = ["as_yaml", "is_judgements", "read_judgements"]


def is_judgements(path: Path) -> bool:
    """Whether a YAML file holds judgements rather than a report."""
    try:
        with path.open("rb") as file:
            return bool(re.search(rb"^judgements:", file.read(5_000_000), re.MULTILINE))
    except OSError:
        return False


def read_judgements(path: Path, names: Names) -> list[Reading]:
    """The judgements of a file, as one Reading; ``names`` are those of the record it is read into.

    Raises InputError with every mistake found: an unknown name, two names of one node, a pair judged twice.
    """
    problems = Problems(str(path))
    header = Entry(load(path), problems, "The file of judgements")
    line = header.peek("judgements")
    name = header.converted("judgements", valid_id, required=True) or "unnamed"
    iri = id_of("report", name)
    judge, entity = _judge(header, names)
    judged: dict[tuple[str, str], tuple[Judgement, int]] = {}
    entries = header.items("judged", "judgement")
    for entry in (entry for entry in entries if entry.is_mapping):
        for judgement in _judgements(entry, names, judge, iri):
            ends = (judgement.one, judgement.other)
            if ends in judged:
                entry.wrong(f"These two are already judged on line {judged[ends][1]}. Judge them once.")
            judged[ends] = judgement, entry.line
        entry.close(("same", "apart", "on", "because"))
    header.close()
    if not judged and not problems:
        problems.at(line.line if line else 1, "There are no judgements here. List them under `judged:`.")
    if problems:
        raise InputError(problems)
    label = entity.label() if entity else names.label(judge)
    said = frozenset(attribution(judgement) for judgement, _ in judged.values())
    entities = {document_entity(iri, judge, label), *([entity] if entity else [])}
    return [Reading(iri, said, frozenset(entities))]


def _judge(header: Entry, names: Names) -> tuple[str, Entity | None]:
    name, by = header.text("name"), header.text("judge", required=True)
    if not by:
        return "", None
    try:
        return names.find("actor", by).value, None
    except QuestionError as error:
        if not name:
            header.wrong(f"`judge:` {error} For somebody new, add a line `name: their name`.")
            return "", None
    try:
        iri = id_of("actor", valid_id(by))
    except ValueError as error:
        header.wrong(f"`judge:` {error}")
        return "", None
    return iri.value, Entity(iri, frozenset({(RDF_TYPE, st("Person")), (LABEL, Literal(name, language="en"))}))


def _judgements(entry: Entry, names: Names, judge: str, iri: NamedNode) -> list[Judgement]:
    """One judgement for each pair that the entry says is the same, or not."""
    on: date | None = entry.day("on", required=True)
    because = entry.text("because")
    keys = [key for key in ("same", "apart") if key in entry]
    if len(keys) != 1:
        entry.wrong("A judgement is either `same: [one, other]` or `apart: [one, other]`.")
        entry.rest()
        return []
    texts = [str(marked.value) for marked in entry.texts(keys[0])]
    if len(texts) < 2 or (keys[0] == "apart" and len(texts) > 2):
        more = " or more" if keys[0] == "same" else ""
        entry.wrong(f"`{keys[0]}:` names {len(texts)}. Name two{more}, as `{keys[0]}: [sdf, ucdp-6288]`.")
        return []
    found = []
    for other in texts[1:]:
        try:
            one, two = pair(*names.find_two(texts[0], other))
            if judge in (one, two):
                raise QuestionError("nobody can judge their own identity. Have somebody else sign it.")
            found.append(Judgement(one, two, keys[0] == "same", judge, on, because, iri.value))
        except QuestionError as error:
            entry.wrong(str(error))
    return found


def as_yaml(judge: str, judgements: Iterable[Judgement], names: Names) -> str:
    """The judgements of one judge as such a file, to edit and read again; it replaces those made by command."""
    from yaml import safe_dump

    ordered = sorted(judgements)
    entries = [
        {
            ("same" if j.same else "apart"): [local_name(j.one), local_name(j.other)],
            **({"on": j.on} if j.on else {}),
            **({"because": j.because} if j.because else {}),
        }
        for j in ordered
    ]
    head = {"judgements": f"judgements-{local_name(judge)}", "judge": local_name(judge), "name": names.label(judge)}
    body = ""
    for entry, each in zip(entries, ordered, strict=True):
        # On one line, whatever is in the labels: a line break would start a judgement that nobody made.
        body += f"  # {one_line(f'{names.label(each.one)} / {names.label(each.other)}')}\n"
        body += f"  - {safe_dump(entry, default_flow_style=True, allow_unicode=True, width=10**6, sort_keys=False)}"
    return safe_dump(head, allow_unicode=True, sort_keys=False) + "judged:\n" + body
