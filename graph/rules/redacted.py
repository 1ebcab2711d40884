"""A record without the names, points, quotes or notes that are redacted, in memory; all outputs are made of it.

    record ──who and where is redacted──▶ secrets (their names) ──▶ every label, id, title and quote ──▶ another record

Every claim and attribution is made again, since its IRI is a hash of what it says. See docs/decisions/0010-redact.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property

from pyoxigraph import Literal, NamedNode, Triple

from ..claim import Attribution, Claim, Statement
from ..record.keeper import Keeper, open_keeper
from ..record.triples import attribution_triples, attributions_from
from ..record.vocabulary_triples import vocabulary_triples
from ..vocabulary import ACTOR_KINDS, ID, PREFIXES, ST, id_of, local_name, st
from .coarse_places import coarse_point, widths
from .redaction import Redaction
from .secrets import ELISION, Secrets
from .spellings import is_unspaced
from .view import View

__all__ = ["Redacted", "redacted"]

_TYPE, _SKOS, _XSD = NamedNode(PREFIXES["rdf"] + "type"), PREFIXES["skos"], PREFIXES["xsd"]
_LABEL, _ALIAS, _EXACT = (NamedNode(_SKOS + name) for name in ("prefLabel", "altLabel", "exactMatch"))
_WKT, _GEOMETRY = PREFIXES["geo"] + "asWKT", "/geometry"
_PERSON, _NAME, _PRECISION = st("Person"), st("name"), st("geoPrecision")
_TEXTS = (_XSD + "string", PREFIXES["rdf"] + "langString")
#: What stays of a place whose name is redacted: where it lies, coarsely, and of what kind it is.
_OF_PLACES = {_TYPE.value, ST + "placeType", ST + "within", PREFIXES["geo"] + "hasGeometry"}
#: Actors whose names are known to all: a word that stands in one of them is no secret. Not those that are called after
#: people ("family of …"), and not persons.
_PUBLIC = {st(name) for key, name in ACTOR_KINDS.items() if key not in ("actor", "person", "population")}
_PUBLIC -= {st("UnnamedSource")}
_PUBLIC.add(st("Side"))
#: Those whose labels are names, and no words of a source.
_NAMED = {st(name) for name in (*ACTOR_KINDS.values(), "Side", "Place")}
#: From how many words on a quote is one that is looked for in other texts.
_PHRASE = 3


@dataclass(frozen=True)
class Redacted:
    """A redacted record, and which of its IRIs stands for which of the whole record."""

    keeper: Keeper
    renamed: dict[str, str]
    #: What was redacted, in words, to be written in every file.
    sentence: str

    def node(self, iri: str) -> str:
        """The IRI that stands for this one."""
        return self.renamed.get(iri, iri)

    def view(self, view: View) -> View:
        """The same choice, of the redacted record."""
        changes: dict[str, object] = {}
        for option in fields(view):
            value = getattr(view, option.name)
            if isinstance(value, frozenset):
                changes[option.name] = frozenset(map(self.node, value))
        return view.with_changes(**changes, between=tuple(sorted(map(self.node, view.between))))


def redacted(record: Keeper, redaction: Redaction) -> Redacted:
    """The record without what the redaction names."""
    return _Redactor(record, redaction).made()


class _Redactor:
    def __init__(self, record: Keeper, redaction: Redaction) -> None:
        self.redaction = redaction
        triples = list(record.triples())
        self.attributions = attributions_from(triples)
        own = {said.iri for said in self.attributions} | {said.claim.iri for said in self.attributions}
        #: What the record says of everything else: actors, places, acts, reports.
        self.facts: dict[NamedNode, list[Statement]] = defaultdict(list)
        for t in triples:
            if isinstance(t.subject, NamedNode) and t.subject not in own and not _is_telling(t.subject):
                self.facts[t.subject].append((t.predicate, t.object))  # type: ignore[arg-type]
        self._new: dict[NamedNode, NamedNode] = {}
        self._rows: dict[str, str] = {}
        self._numbers: dict[str, int] = defaultdict(int)

    def made(self) -> Redacted:
        """The redacted record."""
        self._name_the_hidden()
        for node in sorted(self.facts, key=_shuffled):
            self._node(node)
        result = open_keeper("memory")
        triples: set[Triple] = set()
        for said in sorted(self.attributions, key=lambda said: said.iri.value):
            if (kept := self._attribution(said)) is not None:
                triples.update(attribution_triples(kept))
        for node in sorted(self.facts, key=str):
            triples.update(Triple(self._node(node), p, o) for p, o in self._facts(node))
        result.store.write(set(), triples)
        renamed = {old.value: new.value for old, new in self._new.items() if old != new}
        return Redacted(result, renamed, self.redaction.sentence())

    # ---- who and what is hidden

    @cached_property
    def people(self) -> set[NamedNode]:
        """The persons whose names are redacted."""
        return self._of_kind({_PERSON}) if self.redaction.people else set()

    @cached_property
    def places(self) -> set[NamedNode]:
        """The places that are narrower than the redaction's squares."""
        km = self.redaction.places_km
        if km is None:
            return set()
        every = {place: self.facts[place] for place in self._of_kind({st("Place")})}
        return {place for place, width in widths(every).items() if width < km} & every.keys()

    @cached_property
    def secrets(self) -> Secrets:
        """The names of those who are hidden."""
        wide = self._of_kind({st("Place")}) - self.places
        numbers = [number for place in self.places for number in self._digits(place)]
        # A unit may be called after the village that it holds, and nothing else.
        people, places = self._of_kind(_PUBLIC) | wide, self._of_kind(_PUBLIC - {st("Unit")}) | wide
        named = (self._of(self.people, people), self._of(self.places, places), (numbers, (), ()))
        points = self.redaction.places_km is not None
        return Secrets(*named, phrases=self._phrases() if self.redaction.quotes else (), points=points)

    def _phrases(self) -> set[str]:
        """The quotes, which headlines and labels of acts repeat. One of a word or two is anybody's, and one that is
        somebody's name ("the checkpoint at the mill") stays that.
        """
        quotes = {text.value for said in self.attributions for text in (said.quote, said.gloss) if text}
        named = "\n".join(name for node in self._of_kind(_NAMED) for name in self._names(node)).casefold()
        return {quote for quote in quotes if _is_phrase(quote) and quote.casefold() not in named}

    def _of(self, hidden: set[NamedNode], known: set[NamedNode]) -> tuple[list[str], list[str], list[str]]:
        """The names and ids of those who are hidden, and the names that all may know."""
        names = [name for node in hidden for name in self._names(node)]
        for said in self.attributions if hidden else ():
            if said.claim.about in hidden:
                names += [o.value for p, o in said.claim.says if p == _NAME]
        ids = [local_name(node.value) for node in hidden]
        return names, ids, [*self._common, *(name for node in known for name in self._names(node))] if hidden else []

    @cached_property
    def _common(self) -> set[str]:
        """English words that some label or title writes in lower case: no names there. The vocabulary says which are
        words, since whoever is in haste writes names so, too.
        """
        english = {o.value for facts in self.facts.values() for _, o in facts if getattr(o, "language", "") == "en"}
        return {word for text in english for word in text.split() if word[:1].islower()} & _english()

    def _of_kind(self, kinds: set[NamedNode]) -> set[NamedNode]:
        return {node for node, facts in self.facts.items() if any(p == _TYPE and o in kinds for p, o in facts)}

    def _names(self, node: NamedNode) -> Iterator[str]:
        yield from (o.value for p, o in self.facts.get(node, ()) if p in (_LABEL, _ALIAS))

    def _digits(self, place: NamedNode) -> Iterator[str]:
        """The numbers of its point, as they may stand in a text: "35.1234"."""
        for _, o in self.facts.get(NamedNode(place.value + _GEOMETRY), ()):
            numbers = o.value.strip("POINT ()").split() if isinstance(o, Literal) else []
            yield from (number.lstrip("-") for number in numbers if len(number.partition(".")[2]) >= 3)

    # ---- the names that they get

    def _name_the_hidden(self) -> None:
        """Numbers in the order in which the record first mentions them; their names have no part in it."""
        waiting = self.people | self.places
        for node in [*self._first_mentions(), *sorted(waiting, key=_shuffled)]:
            if node in waiting and node not in self._new:
                self._renumber(node, "person" if node in self.people else "place")

    def _first_mentions(self) -> Iterator[NamedNode]:
        issued = NamedNode(PREFIXES["dcterms"] + "issued")
        published = {node: o.value for node, facts in self.facts.items() for p, o in facts if p == issued}

        def order(said: Attribution) -> tuple[str, str, int, str]:
            return published.get(said.document, "~"), said.document.value, said.paragraph or 0, said.iri.value

        for said in sorted(self.attributions, key=order) if self.people or self.places else ():
            yield from sorted(_mentioned(said), key=_shuffled)
            of_act = {o for _, o in self.facts.get(said.claim.about, ()) if isinstance(o, NamedNode)}
            yield from sorted(of_act, key=_shuffled)

    def _renumber(self, node: NamedNode, word: str) -> NamedNode:
        kind = node.value[len(ID) :].partition("/")[0]
        while True:
            self._numbers[word] += 1
            new = id_of(kind, f"{word}-{self._numbers[word]}")
            if new not in self.facts:
                self._new[node] = new
                return new

    def _node(self, node: NamedNode) -> NamedNode:
        """The IRI that stands for this one in the redacted record."""
        if not node.value.startswith(ID) or node in self._new:
            return self._new.get(node, node)
        base, geometry, _ = node.value.partition(_GEOMETRY)
        if geometry:
            return NamedNode(self._node(NamedNode(base)).value + _GEOMETRY)
        kind = node.value[len(ID) :].partition("/")[0]
        names = [local_name(node.value)]
        hidden = any(map(self.secrets.in_id, names)) or any(map(self.secrets.in_text, self._names(node)))
        self._new[node] = self._renumber(node, kind) if hidden else node
        return self._new[node]

    # ---- what is left of everything

    def _facts(self, node: NamedNode) -> Iterator[Statement]:
        km = self.redaction.places_km
        hidden = node in self.people or node in self.places
        number = local_name(self._node(node).value).replace("-", " ")
        if hidden:
            yield _LABEL, Literal(number, language="en")
        for p, o in self.facts[node]:
            if p == _PRECISION and km is not None:
                # The true place lies within both: its own circle, and the square.
                yield p, Literal(f"{float(o.value) + km:g}", datatype=NamedNode(_XSD + "decimal"))
            elif p.value == _WKT and km is not None:
                if (point := coarse_point(o.value, km)) is not None:
                    yield p, point
            elif hidden and not (p == _TYPE or (node in self.places and p.value in _OF_PLACES)):
                continue
            elif isinstance(o, NamedNode):
                if not self._tells(node, p, o):
                    yield p, self._node(o)
            elif o.datatype.value not in _TEXTS:
                if not self.secrets.in_address(o.value):
                    yield p, o
            elif (text := self._text(o, number if p == _LABEL else "")) is not None and p != _ALIAS:
                yield p, text
            elif p == _ALIAS and not self.secrets.in_text(o.value):
                yield p, o

    def _tells(self, node: NamedNode, p: NamedNode, address: NamedNode) -> bool:
        """Whether an address elsewhere holds a redacted name, or leads to a page about what is called by one."""
        if address.value.startswith(ID):
            return False
        return self.secrets.in_address(address.value) or (p == _EXACT and self._node(node) != node)

    def _text(self, text: Literal, instead: str) -> Literal | None:
        """A text without the names in it; ``instead`` where nothing else is left of it."""
        left = self.secrets.without(text.value)
        if left == text.value:
            return text
        if not any(letter.isalnum() for letter in left):
            left = instead or ELISION
        return Literal(left, language=text.language) if text.language else Literal(left)

    def _attribution(self, said: Attribution) -> Attribution | None:
        claim = self._claim(said.claim)
        if not claim.says and said.claim.says:
            return None
        hide = self.redaction
        quote = None if hide.quotes or (said.quote and self.secrets.in_text(said.quote.value)) else said.quote
        gloss = None if hide.quotes or (said.gloss and self.secrets.in_text(said.gloss.value)) else said.gloss
        # The reason of a correction is a quote.
        hidden = hide.notes or (hide.quotes and said.corrects is not None)
        because = None if hidden or said.because is None else self._text(said.because, "")
        return replace(
            said,
            claim=claim,
            said_by=self._node(said.said_by),
            document=self._node(said.document),
            relayed_by=frozenset(map(self._node, said.relayed_by)),
            quote=quote,
            gloss=gloss,
            coded_as=self._coded_as(said.coded_as),
            because=because,
            corrects=self._correction(said.corrects),
            drawn_from=self._node(said.drawn_from) if said.drawn_from else None,
        )

    def _claim(self, claim: Claim) -> Claim:
        says = {
            (p, self._node(o) if isinstance(o, NamedNode) else o)
            for p, o in claim.says
            if isinstance(o, NamedNode)
            or not ((p == _NAME and claim.about in self.people | self.places) or self.secrets.in_text(o.value))
        }
        return Claim(self._node(claim.about), frozenset(says))

    def _coded_as(self, name: str | None) -> str | None:
        if name is None or not self.secrets.in_id(name):
            return name
        # The same for the claim and for what corrects it.
        return self._rows.setdefault(name, f"row-{len(self._rows) + 1}")

    def _correction(self, target: NamedNode | None) -> NamedNode | None:
        if target is None:
            return None
        document, _, name = target.value.partition("#")
        return NamedNode(f"{self._node(NamedNode(document)).value}#{self._coded_as(name)}")


def _is_phrase(quote: str) -> bool:
    """Whether a quote is more than a word or two, also where no blanks are written between words."""
    return len(quote.split()) >= _PHRASE or any(len(word) > 2 * _PHRASE and is_unspaced(word) for word in quote.split())


def _is_telling(node: NamedNode) -> bool:
    return node.value.startswith((ID + "claim/", ID + "said/"))


def _mentioned(said: Attribution) -> Iterable[NamedNode]:
    values = {o for _, o in said.claim.says if isinstance(o, NamedNode)}
    drawn_from = {said.drawn_from} if said.drawn_from else set[NamedNode]()
    return {said.claim.about, said.said_by, *said.relayed_by, *drawn_from, *values}


@cache
def _english() -> set[str]:
    """The words of the ontology and the code lists that are written in lower case."""
    texts = (t.object.value for t in vocabulary_triples() if isinstance(t.object, Literal))
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", text) if word.islower()}


def _shuffled(node: NamedNode) -> str:
    """A key to sort by that does not say how names would be sorted."""
    return hashlib.sha256(node.value.encode()).hexdigest()
