"""Judgements on who is who and on which act is which: signed, dated, and undone without a trace.

Each judge has one document in the record, ``id:report/judgements-WHO``, which is written again with every judgement. So
undoing a judgement, or forgetting the document, leaves the record as if the judgement had never been made.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from pyoxigraph import Literal, NamedNode

from ..claim import Attribution, Entity, InputFile, Reading
from ..dates import one_day
from ..errors import QuestionError
from ..judgement import JUDGED, Judgement, Pair, attribution, document_entity, pair
from ..queries.names import Names, names_of
from ..readers.entry import CONTROL
from ..record.keeper import Keeper
from ..record.triples import attributions_from
from ..rules.identities import Identities, Verdict, identities
from ..vocabulary import PREFIXES, id_of, local_name, st

__all__ = [
    "accepted",
    "document_of",
    "judge",
    "judge_named",
    "judgements",
    "undo",
]

_LABEL = NamedNode(PREFIXES["skos"] + "prefLabel")
_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def judge_named(names: Names, by: str, new: bool = False) -> tuple[str, Entity | None]:
    """The judge with this name, as (IRI, None) for an actor of the record or (IRI, entity) for somebody new.

    Raises QuestionError for a name that is not an actor's but similar to one, unless ``new`` is true; for a name shared
    by several actors; and for a name that cannot be used as a signature.
    """
    try:
        return names.find("actor", by).value, None
    except QuestionError as error:
        known = {
            n.casefold(): n
            for iri in names.labels
            if "/id/actor/" in iri
            for n in (names.labels[iri], *names.aliases.get(iri, ()))
        }
        near = difflib.get_close_matches(by.casefold(), known, n=1, cutoff=0.8)
        if "may be any of" in str(error):
            raise
        if near and not new:
            near_name = f'The record has no actor "{by}". Did you mean "{known[near[0]]}"? To sign as somebody new,'
            raise QuestionError(f"{near_name} give new=True.", command=f"{near_name} add --new.") from None
    if CONTROL.search(by) or len(by) > 1000:
        raise QuestionError("The name to sign with has a control character or is too long. Type it again.")
    iri = id_of("actor", _slug(by))
    if iri.value in names.labels:
        raise QuestionError(
            f'"{by}" would get the id {local_name(iri.value)}, which is {names.label(iri.value)}. Give another name.'
        )
    return iri.value, Entity(iri, frozenset({(_TYPE, st("Person")), (_LABEL, Literal(by, language="en"))}))


def _slug(name: str) -> str:
    from anyascii import anyascii

    plain = re.sub(r"[^a-z0-9]+", "-", anyascii(name).lower()).strip("-")[:60]
    if not plain or not any(c.isalpha() for c in name):
        raise QuestionError(f'"{name}" cannot be used as a signature. Give a name with letters.')
    return plain


def document_of(judge: str) -> NamedNode:
    """The IRI of the document with the judgements of this judge."""
    return id_of("report", f"judgements-{local_name(judge)}")


def judge(
    record: Keeper,
    one: str,
    other: str,
    *,
    same: bool,
    by: str,
    on: date | str | None = None,
    because: str | None = None,
    new: bool = False,
) -> Judgement:
    """Record the judgement of ``by`` that two actors, or two events, are the same (``same=True``) or not.

    Returns the judgement. Names are resolved in the record. ``on`` is the day (today by default), ``because`` the
    reason, ``new`` says that ``by`` is somebody new although the name is similar to a known one. An earlier judgement
    by the same judge on the same two is replaced. Raises QuestionError for names that are not in the record, for judges
    who judge who they are themselves, and for a reason that is too long or has control characters.
    """
    names = names_of(record)
    ends = names.find_two(one, other)
    judge_iri, entity = judge_named(names, by, new)
    if judge_iri in ends:
        raise QuestionError(f"{names.label(judge_iri)} cannot judge who they are themselves. Sign as somebody else.")
    document = document_of(judge_iri)
    judgement = Judgement(*ends, same, judge_iri, _day(on), _reason_text(because), document.value)
    others = {said for said in _judgements_in(record, document) if _ends(said) != ends}
    _write(record, document, judge_iri, others | {attribution(judgement)}, entity, names)
    return judgement


def undo(record: Keeper, one: str, other: str, *, by: str) -> Judgement:
    """Remove a judgement and return it. Raises QuestionError if this judge has none on these two."""
    names = names_of(record)
    ends = names.find_two(one, other)
    judge_iri = names.find("actor", by).value
    document = document_of(judge_iri)
    attributions = _judgements_in(record, document)
    gone = {said for said in attributions if _ends(said) == ends}
    if not gone:
        others = sorted({names.label(j.by) for j in judgements(record) if (j.one, j.other) == ends})
        hint = f" {' and '.join(others)} judged them." if others else ""
        none = (
            f"{names.label(judge_iri)} has no judgement on {names.label(ends[0])} and "
            f"{names.label(ends[1])} that can be undone here.{hint}"
        )
        rest = "lists all judgements. Change those of a report or file in that file."
        raise QuestionError(f"{none} `record.judged()` {rest}", command=f"{none} `standoff match judged` {rest}")
    if gone == attributions:
        record.forget(document, again=False)
    else:
        _write(record, document, judge_iri, attributions - gone, None, names)
    return _judgement(min(gone, key=lambda said: said.iri.value), str(judge_iri))


def judgements(record: Keeper) -> list[Judgement]:
    """Every judgement in the record, by any judge and in any document, sorted.

    Denying that two are the same counts as judging them different, and the other way round.
    """
    store = record.store
    judged = []
    for prop in JUDGED:
        for claim in {triple.subject for triple in store.triples(prop=NamedNode(prop))}:
            for attributing in store.triples(prop=st("claim"), objects=[claim]):  # type: ignore[list-item]
                said = min(_read(record, [attributing.subject]), key=lambda a: a.iri.value)  # type: ignore[list-item]
                coder = {o for _, _, o in record.match(said.document.value, st("coder").value)}
                judged += [_judgement(said, *coder)] if _ends(said) else []
    return sorted(set(judged), key=lambda j: (j.one, j.other, j.by, str(j.on), not j.same))


def accepted(record: Keeper) -> Identities:
    """The nodes joined by the judgements of all coders, each in their own document; see ``Identities``."""
    verdicts: dict[Pair, Verdict] = defaultdict(Verdict)
    for each in judgements(record):
        if each.coder:
            (verdicts[each.one, each.other].same if each.same else verdicts[each.one, each.other].apart).add(each.by)
    return identities(verdicts)


def _write(
    record: Keeper, iri: NamedNode, judge_iri: str, said: set[Attribution], entity: Entity | None, names: Names
) -> None:
    label = entity.label() if entity else names.label(judge_iri)
    entities = {document_entity(iri, judge_iri, label), *([entity] if entity else [])}
    no_file = InputFile("", "", "judgements")
    record.put([Reading(iri, frozenset(said), frozenset(entities), no_file)], again=False)


def _day(on: date | str | None) -> date:
    """The day of a judgement: today, if none is given. Raises QuestionError if it is not one day."""
    if on is None:
        return date.today()
    try:
        day = one_day(on)
    except ValueError as error:
        raise QuestionError(f"on: {error}", command=f"--on: {error}") from None
    if day is None:
        raise QuestionError(f'on: "{on}" is not one day.', command=f'--on "{on}" is not one day.')
    return day


def _reason_text(because: str | None) -> str | None:
    text = " ".join((because or "").split())
    if len(text) > 1000:
        raise QuestionError(f"The reason has {len(text):,} characters; at most 1,000 are allowed.")
    if CONTROL.search(text):
        raise QuestionError("The reason has a control character. Type it again.")
    return text or None


def _judgements_in(record: Keeper, iri: NamedNode) -> set[Attribution]:
    subjects = [t.subject for t in record.store.triples(prop=st("document"), objects=[iri])]
    return {said for said in _read(record, subjects) if _ends(said)}  # type: ignore[arg-type]


def _read(record: Keeper, said: Iterable[NamedNode]) -> set[Attribution]:
    """These attributions with their claims, without reading the rest of the record."""
    facts = set(record.store.triples([*said]))
    claims = {t.object for t in facts if t.predicate == st("claim") and isinstance(t.object, NamedNode)}
    return attributions_from(facts | set(record.store.triples(claims)))


def _ends(said: Attribution) -> tuple[str, str] | None:
    others = [o.value for p, o in said.claim.says if p.value in JUDGED and o != said.claim.about]
    return pair(said.claim.about.value, min(others)) if others else None


def _judgement(said: Attribution, *coders: str) -> Judgement:
    ends = _ends(said)
    assert ends
    prop = min(p.value for p, o in said.claim.says if p.value in JUDGED)
    same = JUDGED[prop] == (said.stance == st("Asserts"))
    because = said.because.value if said.because else None
    return Judgement(
        *ends, same, said.said_by.value, said.said_on, because, said.document.value, said.said_by.value in coders
    )
