"""Read the claims of one coded document: who says, denies or leaves open what, with the evidence.

- {id: 3c, said_by: sana, about: khirbet-amo-man, that: {combatant_status: civilian}, paragraph: 3, quote: "…"}
- {id: 11a, said_by: ne-syria-network, denies: 3c}              # of a row of this file that says one thing
- {id: 6c, said_by: global-coalition, event: returned-fire, leaves_open: [deaths_best, injured_best]}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from ..claim import ASSERTS, DENIES, LEAVES_OPEN, Attribution, Claim, Statement, Term
from ..errors import did_you_mean
from ..vocabulary import PREFIXES, PROPERTIES, Property, st
from .entities import language, valid_id, when
from .entry import Entry, Problems, truth, whole_number
from .known import Names, find_code
from .quotes import QuoteCheck, short_quote
from .yaml import Marked

__all__ = ["ClaimReader"]

T = TypeVar("T")
_STANCES = {"that": ASSERTS, "denies": DENIES, "leaves_open": LEAVES_OPEN}
_XSD = PREFIXES["xsd"]


@dataclass(frozen=True)
class _Evidence:
    """The fields of an attribution other than its claim, source and stance."""

    said_on: date | None = None
    hedged: bool = False
    opinion: bool = False
    bases: frozenset[NamedNode] = frozenset()
    paragraph: int | None = None
    quote: Literal | None = None
    gloss: Literal | None = None
    coded_as: str | None = None
    because: Literal | None = None


@dataclass
class _Row:
    """One entry under ``claims:``, read; ``denies`` is the row it denies, where it names one."""

    entry: Entry
    stance: NamedNode
    sources: list[NamedNode]
    relays: frozenset[NamedNode]
    evidence: _Evidence
    claims: list[Claim] = field(default_factory=list)
    denies: Marked | None = None


@dataclass
class ClaimReader:
    """Reads the claims of one document; mistakes are added to ``problems``."""

    names: Names
    document: NamedNode
    publisher: NamedNode | None
    language: str
    problems: Problems
    check_quote: QuoteCheck | None = None

    def read(self, entries: Iterable[Entry]) -> set[Attribution]:
        """The attributions of all entries, including denials of other rows."""
        rows: dict[str, _Row] = {}
        unnamed: list[_Row] = []
        for entry in (entry for entry in entries if entry.is_mapping):
            row = self._row(entry)
            name = row.evidence.coded_as
            if name is None:
                unnamed.append(row)
            elif name in rows:
                first = rows[name].entry.line
                entry.wrong(f'The id "{name}" is used twice; the first is on line {first}. Give each claim its own.')
            else:
                rows[name] = row
        every = [*rows.values(), *unnamed]
        for row in every:
            if row.denies:
                row.claims = self._denied(row.denies, rows)
        return {said for row in every for said in self._attributions(row)}

    def judgements(self, judged: Iterable[tuple[str, Entry]], coder: NamedNode) -> set[Attribution]:
        """The coder's judgements on actors, from the actors' entries: ``sana: {kind: …, that: {side: damascus}}``."""
        said = set()
        for name, entry in judged:
            claim = self._that(entry, self.names.find("actor", name), of_event=False)
            entry.close()
            if claim:
                relays = frozenset({self.publisher} if self.publisher else ()) - {coder}
                said.add(Attribution(claim, coder, self.document, relayed_by=relays))
        return said

    def _attributions(self, row: _Row) -> Iterable[Attribution]:
        for source in row.sources:
            for claim in row.claims:
                yield Attribution(
                    claim, source, self.document, row.stance, relayed_by=row.relays - {source}, **vars(row.evidence)
                )

    def _row(self, entry: Entry) -> _Row:
        if "said_by" not in entry:
            entry.wrong("A claim needs `said_by:`, the id of the source who says it.")
        sources = self._each(entry, "said_by", self._actor)
        # The publisher relays what a source says, unless it is that source itself.
        relays = {*self._each(entry, "relayed_by", self._actor), *([self.publisher] if self.publisher else [])}
        evidence = self._evidence(entry)
        keys = [key for key in _STANCES if key in entry]
        stance = _STANCES[keys[0]] if keys else ASSERTS
        row = _Row(entry, stance, sources, frozenset(relays), evidence)
        if len(keys) != 1:
            what = "says two things at once" if keys else "says nothing"
            entry.wrong(f"This claim {what}. It takes one of `that:`, `denies:` and `leaves_open:`.")
            entry.rest()
            return row
        denied = entry.peek("denies")
        if denied and isinstance(denied.value, str):
            row.denies = entry.raw("denies")
            if "event" in entry or "about" in entry:
                entry.wrong(
                    f"`denies: {denied.value}` already names a claim: leave out `event:` and `about:`, "
                    "or write `denies: {property: value}`."
                )
                entry.rest()
        else:
            about = self._about(entry)
            claims = [self._that(entry, *about, key=keys[0])] if stance != LEAVES_OPEN else self._open(entry, *about)
            row.claims = [claim for claim in claims if claim]
        entry.close(("event", "about", *_STANCES))
        return row

    def _evidence(self, entry: Entry) -> _Evidence:
        tag = entry.converted("lang", language) or self.language
        line = entry.peek("quote")
        quote, gloss, because = entry.converted("quote", short_quote), entry.text("gloss"), entry.text("because")
        if quote and self.check_quote and line:
            problem = self.check_quote(quote)
            if problem:
                entry.wrong(problem, line.line)
        return _Evidence(
            said_on=entry.day("said_on"),
            hedged=entry.flag("hedged"),
            opinion=entry.flag("opinion"),
            bases=frozenset(self._each(entry, "basis", lambda text: find_code("basis", text))),
            paragraph=entry.converted("paragraph", whole_number),
            quote=(Literal(quote) if tag == "en" else Literal(quote, language=tag)) if quote else None,
            gloss=Literal(gloss, language="en") if gloss else None,
            coded_as=entry.converted("id", valid_id),
            because=Literal(because) if because else None,
        )

    def _about(self, entry: Entry) -> tuple[NamedNode | None, bool]:
        """What the claim is about, and whether that is an event."""
        if ("event" in entry) == ("about" in entry):
            entry.wrong("A claim needs `event:` (an event) or `about:` (an actor), one of the two.")
            entry.raw("event"), entry.raw("about")
            return None, "event" in entry
        if "event" in entry:
            return entry.converted("event", lambda text: self.names.find("event", text)), True
        return entry.converted("about", self._actor), False

    def _that(self, entry: Entry, about: NamedNode | None, of_event: bool, key: str = "that") -> Claim | None:
        """The claim under ``that:`` (or the one statement under ``denies:``); None where it is wrong."""
        marked = entry.raw(key)
        if not marked or not isinstance(marked.value, dict) or not marked.value:
            entry.wrong(f"`{key}:` must be a mapping such as {{actor: us-forces}}.", marked.line if marked else None)
            return None
        says: set[Statement] = set()
        for name, value in marked.value.items():
            prop = self._property(entry, name, value.line, of_event)
            items = value.value if isinstance(value.value, list) else [value]
            if prop and prop.single and len(items) > 1:
                entry.wrong(f"`{name}:` takes one value. Write a claim for each.", value.line)
            elif prop:
                says |= {(prop.iri, term) for item in items if (term := self._value(entry, prop, item)) is not None}
        if key == "denies" and len(says) > 1:
            entry.wrong("A denial denies one statement. Write one claim for each.", marked.line)
        return Claim(about, frozenset(says)) if about and says else None

    def _open(self, entry: Entry, about: NamedNode | None, of_event: bool) -> list[Claim]:
        """One claim for each property that the source leaves open."""
        claims = []
        for marked in entry.texts("leaves_open"):
            prop = self._property(entry, str(marked.value), marked.line, of_event)
            if about and prop:
                claims.append(Claim(about, frozenset({(st("leftOpen"), prop.iri)})))
        return claims

    def _denied(self, target: Marked, rows: dict[str, _Row]) -> list[Claim]:
        """The claims of the row of this file that is denied; empty, with a problem, where it cannot be denied as a
        whole.
        """
        name = str(target.value).strip()
        if name not in rows:
            hint = did_you_mean(name, rows) or (
                " Give the `id:` of a claim in this file; what another report says, as `event: …, denies: {actor: …}`."
            )
            self.problems.at(target.line, f'`denies: {name}`, but no claim here has the id "{name}".{hint}')
            return []
        denied = rows[name]
        if denied.stance != ASSERTS:
            self.problems.at(
                target.line,
                f'"{name}" asserts nothing, so it cannot be denied. Deny a claim with `that:`; '
                "what another report says, as `event: …, denies: {actor: …}`.",
            )
            return []
        for claim in denied.claims:
            if len(claim.says) != 1:
                said = ", ".join(sorted(p.value.split("#")[1] for p, _ in claim.says))
                self.problems.at(
                    target.line,
                    f'"{name}" makes {len(claim.says)} statements ({said}). Say which is denied, '
                    "as `event: …, denies: {victim: …}`.",
                )
                return []
        return denied.claims

    def _property(self, entry: Entry, key: str, line: int, of_event: bool) -> Property | None:
        prop = PROPERTIES.get("type" if key in ("event_type", "eventType") else key) or _BY_NAME.get(key)
        if prop is None:
            known = [k for k, p in PROPERTIES.items() if (p.of_event if of_event else p.of_actor)]
            hint = did_you_mean(key, known) or f" Known: {', '.join(known)}."
            entry.wrong(f'"{key}" is not a property that a claim can give.{hint}', line)
        elif not (prop.of_event if of_event else prop.of_actor):
            subject, instead = ("an actor", "about") if of_event else ("an event", "event")
            entry.wrong(f"`{key}:` belongs in a claim about {subject}: use `{instead}:` in a separate claim.", line)
            return None
        return prop

    def _value(self, entry: Entry, prop: Property, marked: Marked) -> Term | None:
        if not isinstance(marked.value, str) or not marked.value.strip():
            entry.wrong(f"`{prop.key}:` needs a value, a word or a number.", marked.line)
            return None
        return self._converted(entry, prop.key, lambda text: self._term(prop, text), marked)

    def _term(self, prop: Property, text: str) -> Term:
        if prop.values in ("event-type", "means"):
            return find_code(prop.values, text)
        if prop.values == "date":
            return when(text)
        if prop.values == "integer":
            return Literal(str(whole_number(text)), datatype=NamedNode(_XSD + "integer"))
        if prop.values == "boolean":
            return Literal(str(truth(text)).lower(), datatype=NamedNode(_XSD + "boolean"))
        if prop.values == "text":
            return Literal(text)
        if prop.values == "status":
            if text.lower() not in ("civilian", "combatant"):
                raise ValueError(f'"{text}" is neither civilian nor combatant.')
            return st(text.capitalize())
        if prop.values == "property":
            raise ValueError("what a source leaves open goes under `leaves_open:`, not under `that:`.")
        return self.names.find(prop.values, text)

    def _actor(self, text: str) -> NamedNode:
        return self.names.find("actor", text)

    def _each(self, entry: Entry, key: str, convert: Callable[[str], T]) -> list[T]:
        found = (self._converted(entry, key, convert, marked) for marked in entry.texts(key))
        return [value for value in found if value is not None]

    def _converted(self, entry: Entry, key: str, convert: Callable[[str], T], marked: Marked) -> T | None:
        try:
            return convert(str(marked.value).strip())
        except ValueError as error:
            entry.wrong(str(error), marked.line)
            return None


_BY_NAME = {p.name: p for p in PROPERTIES.values()}
