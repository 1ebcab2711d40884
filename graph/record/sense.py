"""What makes no sense in a record and SHACL Core cannot say: it compares no node with another along a path, and reads
no date. The shapes say the rest (``ontology/shapes.ttl``).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..circles import in_circles
from ..claim import Attribution, Claim
from ..dates import days
from ..errors import did_you_mean
from ..vocabulary import CODES, ID, PREFIXES, PROPERTY_BY_IRI, ST
from .triples import attributions_from
from .vocabulary_triples import vocabulary_triples

__all__ = ["nonsense"]

#: A page printed on one day in Washington is read on the next in Damascus.
_ELSEWHERE = timedelta(days=1)
_ISSUED, _MODIFIED, _TYPE = PREFIXES["dcterms"] + "issued", PREFIXES["dcterms"] + "modified", PREFIXES["rdf"] + "type"
_HASH = re.compile(r"/(?:claim|said)/[0-9a-f]{32}$")
#: Our addresses, and as they are misspelt.
_OURS = re.compile(r"https?://(?:www\.)?w3id\.org/standoff/", re.IGNORECASE)

#: What ties a node to a larger one of its kind, and what is said of a circle.
_IN_NO_CIRCLE = {
    "within": "A place is not within itself, nor within a place that is within it (st:within).",
    "subEventOf": "An event is not part of itself, nor of an event that is part of it (st:subEventOf).",
}

_Facts = dict[str, dict[str, list[NamedNode | Literal | BlankNode]]]


def nonsense(triples: Iterable[Triple], today: date | None = None) -> Iterator[tuple[str, str]]:
    """What is wrong with these triples of a record, without its vocabulary: the node (as text), and a sentence.

    Terms that the ontology lacks; times that are none or do not fit their days; places and events in a circle; what was
    said, or happened, after it was printed, or is in the future; one source that asserts and denies one claim in one
    report; claims and attributions that are not what the hash in their address says, or stand there twice.
    """
    given = set(triples)
    facts: _Facts = defaultdict(lambda: defaultdict(list))
    for triple in given:
        facts[_text(triple.subject)][triple.predicate.value].append(triple.object)  # type: ignore[arg-type]
    yield from _unknown_terms(given)
    yield from _times(facts)
    yield from _circles(facts)
    yield from _too_late(facts, today or date.today())
    yield from _both_stances(facts)
    yield from _contents(given, facts)


def _text(node: object) -> str:
    return node.value if isinstance(node, NamedNode) else str(node)


def _values(facts: _Facts, node: str, name: str) -> list[str]:
    prop = name if ":" in name else ST + name
    return [term.value for term in facts[node].get(prop, ())] if node in facts else []


def _one(facts: _Facts, node: str, name: str) -> str:
    return min(_values(facts, node, name), default="")


@cache
def _terms() -> frozenset[str]:
    return frozenset(_text(t.subject) for t in vocabulary_triples() if _text(t.subject).startswith(ST))


def _unknown_terms(triples: Iterable[Triple]) -> Iterator[tuple[str, str]]:
    for triple in triples:
        for term in (triple.predicate, triple.object):
            if not isinstance(term, NamedNode) or not _OURS.match(term.value):
                continue
            if term.value.startswith(ST) and term.value not in _terms():
                name = term.value[len(ST) :]
                # Properties are written small, classes in capitals.
                likely = [known for known in _terms() if known[len(ST)].islower() == (term == triple.predicate)]
                hint = did_you_mean(name, (known[len(ST) :] for known in likely)) or " Look it up in docs/ontology.md."
                yield _text(triple.subject), f'The ontology has no term "{name}" (st:{name}).{hint}'
            elif not term.value.startswith((ST, ID, CODES)):
                here = "the addresses of standoff start with https: and have its small letters"
                yield (
                    _text(triple.subject),
                    f'"{term.value.partition("//")[2]}" is none of standoff\'s addresses: {here}.',
                )


def _times(facts: _Facts) -> Iterator[tuple[str, str]]:
    for node in facts:
        stated = _one(facts, node, "when")
        if not stated:
            continue
        try:
            first, last = days(stated)
        except ValueError as error:
            yield node, str(error)
            continue
        for name, day in (("earliest", first), ("latest", last)):
            given = _one(facts, node, name)
            if given and (day is None or given != day.isoformat()):
                meant = f"it is {day}" if day else "it is open"
                yield (
                    node,
                    f'Of the time "{stated}" the {name} possible day is not {given}: {meant} (st:when, st:{name}).',
                )


def _circles(facts: _Facts) -> Iterator[tuple[str, str]]:
    for name, message in _IN_NO_CIRCLE.items():
        above = {node: _one(facts, node, name) for node in facts if _values(facts, node, name)}
        yield from ((node, message) for node in in_circles(above))


def _day(text: str, last: bool = True) -> date | None:
    """The last day that a date, a month or a year of issue may mean, or the first; None for what is none, which a shape
    reports.
    """
    try:
        return days(text)[last]
    except ValueError:
        return None


def _too_late(facts: _Facts, today: date) -> Iterator[tuple[str, str]]:
    tomorrow = today + _ELSEWHERE
    # A day of issue may lie ahead, as in a report that is not out yet; what it says has been said.
    issued = {node: _day(_one(facts, node, _ISSUED)) for node in facts if _values(facts, node, _ISSUED)}
    changed = {node: _day(_one(facts, node, _MODIFIED)) for node in facts if _values(facts, node, _MODIFIED)}
    for node, day in changed.items():
        first = _day(_one(facts, node, _ISSUED), last=False)
        if day and first and day < first:
            yield node, f"It was not updated on {day}, before it was published on {first} (dcterms:modified)."
    for node in facts:
        document = _one(facts, node, "document")
        if not document:
            continue
        said_on = _day(_one(facts, node, "saidOn"))
        printed = max(filter(None, (issued.get(document), changed.get(document))), default=None)
        how = "last changed" if printed and printed == changed.get(document) else "published"
        if said_on and said_on > tomorrow:
            yield node, f"It was not said on {said_on}, which is in the future (st:saidOn)."
        elif said_on and printed and said_on > printed + _ELSEWHERE:
            yield node, f"It was not said on {said_on}: the report was {how} on {printed} (st:saidOn)."
        if not printed or _one(facts, node, "stance") != ST + "Asserts":
            continue
        claim = _one(facts, node, "claim")
        act = _one(facts, claim, "about")
        if ST + "Event" not in _values(facts, act, _TYPE):
            continue
        happened = _day(_one(facts, claim, "earliest") or _one(facts, act, "earliest"))
        if happened and happened > printed + _ELSEWHERE:
            yield (
                node,
                f"It did not happen on {happened}: the report that tells it was {how} on {printed} (st:when).",
            )


def _both_stances(facts: _Facts) -> Iterator[tuple[str, str]]:
    """One source, one claim, one report and one day: asserted and denied."""
    asserted: dict[tuple[str, ...], str] = {}
    said = [node for node in facts if _values(facts, node, "stance")]
    for stance in ("Asserts", "Denies"):
        for node in said:
            if _one(facts, node, "stance") != ST + stance or _values(facts, node, "corrects"):
                continue
            key = tuple(_one(facts, node, name) for name in ("claim", "saidBy", "document", "saidOn"))
            if stance == "Asserts":
                asserted[key] = asserted[(*key[:3], "")] = node
            elif key in asserted or (not key[3] and any(k[:3] == key[:3] for k in asserted)):
                yield node, "One source does not assert and deny one claim in one report (st:stance)."


def _contents(triples: set[Triple], facts: _Facts) -> Iterator[tuple[str, str]]:
    """Claims and attributions whose address is the hash of something else; and two that say the same."""
    said = [node for node in facts if ST + "Attribution" in _values(facts, node, _TYPE)]
    claims = [node for node in facts if ST + "Claim" in _values(facts, node, _TYPE)]
    of: dict[Claim, str] = {}
    for node in sorted(claims):
        about = facts[node].get(ST + "about", [])
        if len(about) != 1 or not isinstance(about[0], NamedNode):
            continue  # a shape says so
        says = {(NamedNode(p), v) for p, values in facts[node].items() if p in PROPERTY_BY_IRI for v in values}
        if any(isinstance(value, BlankNode) for _, value in says):
            continue
        claim = Claim(about[0], frozenset(says))  # type: ignore[arg-type]
        if _HASH.search(node) and claim.iri.value != node:
            yield node, "What the claim says is not what its address, a hash of it, was made from: it was changed."
        elif of.setdefault(claim, node) != node and says:
            yield node, "Another claim says exactly the same: the two count as one, so give them one address."
    by_content: dict[Attribution, str] = {}
    by_subject: dict[str, list[Triple]] = defaultdict(list)
    for triple in triples:
        by_subject[_text(triple.subject)].append(triple)
    for node in sorted(said):
        parts = [*by_subject[node], *by_subject[_one(facts, node, "claim")]]
        try:
            [attribution] = attributions_from(parts)
        except (ValueError, AssertionError):
            continue  # a shape says so
        hashed = _HASH.search(node) and _HASH.search(_one(facts, node, "claim"))
        if hashed and attribution.iri.value != node and attribution.claim.iri.value == _one(facts, node, "claim"):
            yield node, "The attribution is not what its address, a hash of it, was made from: it was changed."
        elif by_content.setdefault(attribution, node) != node:
            yield node, "Another attribution says exactly the same, so the source would count twice. Remove one."
