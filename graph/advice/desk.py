"""The desk of a second coder: the testimony of a record, and where each claim of it is written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyoxigraph import NamedNode

from ..errors import one_line
from ..judgement import JUDGED, Pair, pair
from ..noun_phrases import joined
from ..readers.written import WrittenFile
from ..rules.background import Background, Row
from ..rules.ledger import Ledger
from ..rules.tellings import Telling
from ..rules.testimony import ActTestimony, Statement, Version, Word
from ..sentences import deed, forms_of_kinds, mutually, tried
from ..vocabulary import PREFIXES, PROPERTY_BY_IRI, ST, local_name, st

__all__ = ["Advice", "Desk", "Spot"]

#: Classes of actors that may be one another: "US forces" and "the Coalition", never a force and the villagers.
_FORCES = frozenset(
    ST + name
    for name in (
        "Actor",
        "Coalition",
        "Force",
        "Government",
        "Militia",
        "MilitaryPolice",
        "NonStateGroup",
        "StateForce",
        "Unit",
    )
)


@dataclass(frozen=True, order=True)
class Spot:
    """Where something is written: the line of a file, or ``words`` for what is in a record."""

    file: str = ""
    line: int = 0
    words: str = ""

    def __str__(self) -> str:
        return self.words or f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Advice:
    """One thing that a second coder would ask: ``spot`` says where, ``message`` what, with a way out.

    ``kind`` is the kind of advice in one or two words, ``node`` the IRI of the attribution, event, actor or document.
    """

    spot: Spot
    message: str
    kind: str = field(compare=False)
    node: str = field(compare=False)

    @property
    def where(self) -> str:
        """The file and line, or the report and claim."""
        return str(self.spot)

    def __str__(self) -> str:
        return one_line(f"{self.spot}: {self.message}")


class Desk:
    """A record with the files that it was read from, if they are at hand."""

    def __init__(self, ledger: Ledger, files: Sequence[WrittenFile] = ()) -> None:
        self.ledger, self.files = ledger, files
        self._lines = {iri.value: Spot(file.path, line) for file in files for iri, line in file.line.items()}

    @property
    def known(self) -> Background:
        """Narrower and broader values, memberships and sides."""
        return self.ledger.background

    @cached_property
    def tellings(self) -> list[Telling]:
        """What reports say, without the coder's judgements. Rows of datasets are nobody's coding."""
        return [telling for telling in self.ledger.tellings if telling.row["document"] not in self._datasets]

    @cached_property
    def acts(self) -> list[ActTestimony]:
        """The testimony of each act that a report tells of."""
        told = {telling.row["about"] for telling in self.tellings}
        return [act for event, act in self.ledger.testimony.acts.items() if event in told]

    @cached_property
    def statements(self) -> dict[str, list[Statement]]:
        """What is stated of each act and actor that a report tells of."""
        told = {telling.row["about"] for telling in self.tellings}
        return {about: found for about, found in self.ledger.testimony.statements.items() if about in told}

    @cached_property
    def statements_as_read(self) -> list[Row]:
        """The statements of reports, the coder's judgements among them."""
        return [row for row in self.ledger.statements_as_read if row["document"] not in self._datasets]

    @cached_property
    def _datasets(self) -> set[str]:
        kind = NamedNode(PREFIXES["rdf"] + "type")
        found = self.ledger.record.store.triples(prop=kind, objects=[st("Dataset")])
        return {triple.subject.value for triple in found if isinstance(triple.subject, NamedNode)}

    def label(self, iri: str) -> str:
        """The label of a node."""
        return self.ledger.names.label(iri)

    # ---- where

    def spot(self, row: Row) -> Spot:
        """Where an attribution is written."""
        document, speaker = local_name(row["document"]), self.label(row["said_by"])
        return self._lines.get(row["said"]) or Spot(words=f"{document}, {self._numbered(row)} (said by {speaker})")

    def spot_of(self, node: str) -> Spot:
        """Where an actor or event is described."""
        return self._lines.get(node) or Spot(words=f"{self.label(node)} ({local_name(node)})")

    def first(self, rows: Iterable[Row]) -> Row:
        """The attribution that is written first."""
        return min(rows, key=lambda row: (self.spot(row), str(row["said"])))

    def first_of(self, tellings: Iterable[Telling]) -> Telling | None:
        """The telling that is written first; None of none."""
        return min(tellings, key=lambda telling: (self.spot(telling.row), str(telling.row["said"])), default=None)

    def claim(self, row: Row, beside: Row | None = None) -> str:
        """A claim by the id by which a claim ``beside`` it may name it; without an id by its line or paragraph."""
        is_here = beside is not None and beside["document"] == row["document"]
        if row["coded_as"]:
            return str(row["coded_as"]) if is_here else f"{local_name(row['document'])}#{row['coded_as']}"
        written = self._lines.get(row["said"])
        if written:
            return f"line {written.line}" if is_here else str(written)
        return self._numbered(row) if is_here else f"{self._numbered(row)} of {local_name(row['document'])}"

    def said(self, words: Iterable[Word], beside: Row) -> str:
        """Who says it in which claim, of a few words: "SANA, 6a"."""
        by_source: dict[str, Row] = {}
        for word in sorted(words, key=lambda word: (self.spot(word.row), str(word.row["said"]))):
            by_source.setdefault(word.said_by, word.row)
        shown = [f"{self.label(source)}, {self.claim(row, beside)}" for source, row in list(by_source.items())[:2]]
        more = len(by_source) - len(shown)
        return "; ".join(shown) + (f" and {more} more" if more else "")

    @staticmethod
    def _numbered(row: Row) -> str:
        if row["coded_as"]:
            return f"claim {row['coded_as']}"
        return f"a claim of paragraph {row['paragraph']}" if row["paragraph"] is not None else "a claim"

    # ---- in words

    def sentence(self, version: Version) -> str:
        """A version in words."""
        core = version.core
        forms = forms_of_kinds().get(version.kind or "")
        doers, targets, parties = (sorted(map(self.label, ends)) for ends in (core.doers, core.targets, core.parties))
        if forms is None:
            return joined([*doers, *targets, *parties])
        if parties:
            return mutually(forms, parties)
        return tried(forms, doers, targets) if core.tried else deed(forms, doers, targets)

    def in_words(self, prop: str, value: Any) -> str:
        """A value that a claim gives, in words: "by US Armed Forces"."""
        known = PROPERTY_BY_IRI.get(prop)
        text = self.label(value) if str(value).startswith("http") else str(value)
        return known.phrase.format(text) if known else f"{local_name(prop)} {text}"

    # ---- who may be who

    def akin(self, one: str, other: str) -> bool:
        """Whether one is the other or belongs to it, on anybody's word, or both are of one side."""
        if one == other or other in self._wholes(one) or one in self._wholes(other):
            return True
        side = self.known.own_side(one)
        return side is not None and side == self.known.own_side(other)

    def may_be_one(self, one: str, other: str) -> bool:
        """Whether two actors are of such kinds that one may be the other, and nothing tells them apart."""
        if {self.known.kind.get(one), self.known.kind.get(other)} - _FORCES:
            return False
        sides = {self.known.own_side(one), self.known.own_side(other)}
        return pair(one, other) not in self.judged and (None in sides or len(sides) == 1)

    def _wholes(self, node: str) -> Collection[str]:
        return self.known.belongs_to_by_anyone(node) | self.known.within.get(node, frozenset())

    @cached_property
    def judged(self) -> set[Pair]:
        """The pairs of actors, and of events, that somebody has judged the same or apart, disputed or not."""
        rows = self.ledger.statements_as_read
        return {pair(row["about"], row["value"]) for row in rows if row["property"] in JUDGED}

    @cached_property
    def bases(self) -> dict[str, set[str]]:
        """What each attribution rests on."""
        found: dict[str, set[str]] = {}
        for said, _, basis in self.ledger.record.match(None, ST + "basis"):
            found.setdefault(said, set()).add(basis)
        return found

    @property
    def rows(self) -> list[Row]:
        """One row for each attribution of a report, without the coder's judgements."""
        return [telling.row for telling in self.tellings]

    def asserting(self, version: Any, but_for: Telling | None = None) -> list[Word]:
        """The words that assert a version or statement just so and that no correction has replaced; without those of a
        denial's own source and report.
        """
        words = [w for w in version.words if w.relation == "asserts" and w.telling.replaced_on is None]
        return [w for w in words if but_for is None or w.telling.source_and_report != but_for.source_and_report]

    def is_in_files(self, node: NamedNode) -> bool:
        """Whether a file that is at hand describes this node."""
        return node.value in self._lines
