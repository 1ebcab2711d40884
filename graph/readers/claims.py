"""Read the claims of one coded document: who says, denies, leaves open or does not answer what, with the evidence.

- {id: 3c, said_by: sana, about: khirbet-amo-man, that: {combatant_status: civilian}, paragraph: 3, quote: "…"}
- {id: 11a, said_by: ne-syria-network, denies: 3c}              # that very claim, all that it says together
- {id: 6c, said_by: global-coalition, event: returned-fire, leaves_open: [deaths_best, injured_best]}
- {id: 12b, said_by: global-coalition, no_answer: 3c}           # was asked, and gave none
- {id: 13a, said_by: enab-baladi, corrects: enab-baladi-2020-02-12#4a, event: killing, that: {deaths_best: 2}}
- {id: 13b, said_by: enab-baladi, corrects: 4b}                 # says nothing itself: takes 4b back
- {id: 13c, said_by: sana, corrects: 4c, misquoted: true}        # that 4c has it say what it never said
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from ..claim import (
    ASSERTS,
    DENIES,
    GIVES_NO_ANSWER,
    LEAVES_OPEN,
    WITHDRAWS,
    Attribution,
    Claim,
    Statement,
    Term,
    correction_target,
)
from ..errors import did_you_mean
from ..vocabulary import PREFIXES, PROPERTIES, Property, st
from .blocks import unfolded
from .claim_rows import Evidence, Row, RowNames, Told, check_elsewhere
from .entities import RDF_TYPE, language, valid_id, when
from .entry import Entry, Problems, truth, whole_number
from .known import Names, find_code
from .quotes import QuoteCheck, short_quote
from .yaml import Marked

__all__ = ["ClaimReader"]

T = TypeVar("T")
_STANCES = {"that": ASSERTS, "denies": DENIES, "leaves_open": LEAVES_OPEN, "no_answer": GIVES_NO_ANSWER}
#: The keys of a claim that a block of claims cannot share.
_OWN = (*_STANCES, "id", "quote", "gloss", "because", "corrects", "misquoted")
#: Judgements on which act is meant: `type: same` adds nothing to them.
_SAME = (st("sameEvent"), st("notSameEvent"))
_XSD = PREFIXES["xsd"]
_FORCES = {
    st(name) for name in ("Force", "StateForce", "MilitaryPolice", "Militia", "NonStateGroup", "Coalition", "Unit")
}


@dataclass
class ClaimReader:
    """Reads the claims of one document; mistakes are added to ``problems``.

    ``read`` takes them in; ``attributions`` gives them, once the other documents of the input are read as well: what
    withdraws a claim is about the same event or actor as the claim.
    """

    names: Names
    document: NamedNode
    publisher: NamedNode | None
    language: str
    problems: Problems
    check_quote: QuoteCheck | None = None
    #: `type: same` in the header: a claim without a kind of act has the event's.
    same_type: bool = False
    _rows: list[Row] = field(default_factory=list)

    def read(self, entries: Iterable[Entry]) -> None:
        """Read all entries, including denials and corrections of other rows."""
        claims, blocks = unfolded(entries, _OWN)
        for block in blocks:
            self._check_block(block)
        self._rows = [self._row(entry) for entry in claims]
        rows = RowNames(self._rows, self.document, self.problems)
        for row in self._rows:
            if row.names_row:
                row.claims = rows.claims_of(*row.names_row)
            if row.target:
                row.corrects = rows.corrected(row, row.target)

    def told_of(self) -> Told:
        """For each claim with an ``id:``, by the name that a correction uses: what it is about, where that is known."""
        return {
            correction_target(self.document, row.evidence.coded_as): row.claims[0].about if row.claims else row.about
            for row in self._rows
            if row.evidence.coded_as
        }

    def attributions(self, told: Told, documents: Collection[NamedNode] = ()) -> set[Attribution]:
        """The attributions of all entries. ``told`` holds what ``told_of`` gives for the documents of the input,
        ``documents`` are those documents: of them it is known which claims they have.
        """
        others = set(documents) - {self.document}
        for row in self._rows:
            if row.corrects and row.target:
                check_elsewhere(row.corrects, row.target, told, others, self.problems)
        return {said for row in self._rows for said in self._attributions(row, told)}

    def lines(self, told: Told) -> dict[NamedNode, int]:
        """The line on which each attribution is written; ``told`` as for ``attributions``."""
        return {said.iri: row.entry.line for row in self._rows for said in self._attributions(row, told)}

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

    def _attributions(self, row: Row, told: Told) -> Iterator[Attribution]:
        for source in row.sources:
            claims = row.claims
            if row.stance == WITHDRAWS and row.corrects:
                claims = [Claim(row.about or told.get(row.corrects) or source, frozenset())]
            for claim in claims:
                yield Attribution(
                    claim,
                    source,
                    self.document,
                    row.stance,
                    relayed_by=row.relays - {source},
                    corrects=row.corrects,
                    **vars(row.evidence.of(source, row.sources)),
                )

    def _row(self, entry: Entry) -> Row:
        if "said_by" not in entry:
            entry.wrong("A claim needs `said_by:`, the id of the source who says it.")
        sources, relays = self._speakers(entry)
        evidence = self._evidence(entry)
        target = entry.raw("corrects")
        keys = [key for key in _STANCES if key in entry]
        stance = _STANCES[keys[0]] if keys else WITHDRAWS if target else ASSERTS
        if evidence.misquoted and not target:
            entry.wrong("`misquoted:` is said of an earlier claim: name it under `corrects:`.")
        row = Row(entry, stance, sources, frozenset(relays), evidence, target=target)
        if len(keys) > 1 or not (keys or target):
            what = "says two things at once" if keys else "says nothing"
            only = "" if keys else " Only with `corrects:` may it say nothing: then it withdraws what that names."
            entry.wrong(
                f"This claim {what}. It takes one of `that:`, `denies:`, `leaves_open:` and `no_answer:`.{only}"
            )
            entry.rest()
            return row
        key = keys[0] if keys else ""
        marked = entry.peek(key)
        if stance == WITHDRAWS:
            row.about = self._about(entry)[0] if "event" in entry or "about" in entry else None
        elif stance in (DENIES, GIVES_NO_ANSWER) and marked and isinstance(marked.value, str) and marked.value.strip():
            row.names_row = key, marked
            entry.raw(key)
            if "event" in entry or "about" in entry:
                entry.wrong(
                    f"`{key}: {marked.value}` already names a claim: leave out `event:` and `about:`, "
                    f"or write `{key}: {{property: value}}`."
                )
                entry.rest()
        else:
            about = self._about(entry)
            claims = [self._that(entry, *about, key=key)] if stance != LEAVES_OPEN else self._open(entry, *about)
            row.claims = [claim for claim in claims if claim]
        entry.close(("event", "about", *_STANCES))
        return row

    def _check_block(self, block: Entry) -> None:
        """Report what is wrong with the values that a block shares, also where no claim takes them from it."""
        self._speakers(block)
        self._evidence(block)
        if "event" in block or "about" in block:
            self._about(block)

    def _speakers(self, entry: Entry) -> tuple[list[NamedNode], set[NamedNode]]:
        """Who says it, and who relays it: the publisher as well."""
        sources, relays = self._each(entry, "said_by", self._actor), self._each(entry, "relayed_by", self._actor)
        return sources, {*relays, *([self.publisher] if self.publisher else [])}

    def _evidence(self, entry: Entry) -> Evidence:
        tag = entry.converted("lang", language) or self.language
        quote, gloss = self._quoted(entry, "quote"), entry.text("gloss")
        # The reason of a correction is its source's: words of the text. Other reasons are the coder's.
        because = self._quoted(entry, "because") if "corrects" in entry else entry.text("because")
        return Evidence(
            said_on=entry.day("said_on"),
            hedged=entry.flag("hedged"),
            opinion=entry.flag("opinion"),
            bases=frozenset(self._each(entry, "basis", lambda text: find_code("basis", text))),
            paragraph=entry.converted("paragraph", whole_number),
            quote=(Literal(quote) if tag == "en" else Literal(quote, language=tag)) if quote else None,
            gloss=Literal(gloss, language="en") if gloss else None,
            coded_as=entry.converted("id", valid_id),
            because=Literal(because) if because else None,
            drawn_from=entry.converted("drawn_from", self._actor),
            misquoted=entry.flag("misquoted"),
        )

    def _quoted(self, entry: Entry, key: str) -> str | None:
        line = entry.peek(key)
        quote = entry.converted(key, short_quote)
        problem = self.check_quote(quote) if quote and self.check_quote and line else None
        if problem and line:
            entry.wrong(problem, line.line)
        return quote

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
        """The claim under ``that:``, ``denies:`` or ``no_answer:``; None where it is wrong."""
        marked = entry.raw(key)
        if not marked or not isinstance(marked.value, dict) or not marked.value:
            or_id = "" if key == "that" else ", or the `id:` of a claim in this file"
            what = f"`{key}:` must be a mapping such as {{actor: us-forces}}{or_id}."
            entry.wrong(what, marked.line if marked else None)
            return None
        says: set[Statement] = set()
        for name, value in marked.value.items():
            prop = self._property(entry, name, value.line, of_event)
            items = value.value if isinstance(value.value, list) else [value]
            if prop and prop.single and len(items) > 1:
                entry.wrong(f"`{name}:` takes one value. Write a claim for each.", value.line)
            elif prop:
                terms = [term for item in items if (term := self._value(entry, prop, item)) is not None]
                if about in terms:
                    other = "act" if of_event else "actor"
                    what = f"{'An' if other[0] == 'a' else 'A'} {other} is not {prop.label} itself."
                    entry.wrong(f"{what} Name the other {other} under `{name}:`.", value.line)
                says |= {(prop.iri, term) for term in terms}
        self._refuse_nonsense(entry, about, says, marked.line)
        if about and says and of_event and (key == "that" or len(says) > 1):
            says |= self._same_type(about, says)
        return Claim(about, frozenset(says)) if about and says else None

    def _refuse_nonsense(self, entry: Entry, about: NamedNode | None, says: set[Statement], line: int) -> None:
        """Report what no claim can say: roles with a direction and without, a force with an age or as a civilian."""
        given = {prop for prop, _ in says}
        if st("party") in given and {st("actor"), st("recipient")} & given:
            entry.wrong(
                "`party:` takes part without a direction, `actor:` and `recipient:` give one: together the pair is "
                "lost. Write all of them as parties, or who did it to whom.",
                line,
            )
        entity = self.names.entity(about) if about else None
        kinds = {value for prop, value in entity.facts if prop == RDF_TYPE} if entity else set()
        if (st("combatantStatus"), st("Civilian")) in says and kinds & _FORCES:
            entry.wrong(
                "A force or unit is not civilian. Give the people who are called so an entry of their own.", line
            )
        if st("age") in given and kinds & (_FORCES | {st("Government")}):
            entry.wrong("A force, unit or government has no age. Give the person an entry of their own.", line)

    def _same_type(self, event: NamedNode, says: set[Statement]) -> set[Statement]:
        """The kind of act that the report's `type: same` adds to what is said of an event.

        Not to a single part that is denied or not answered: "not us" with a kind would deny a whole telling.
        """
        kind, given = st("eventType"), {prop for prop, _ in says}
        entity = self.names.entity(event) if self.same_type and not given & {kind, *_SAME} else None
        return {fact for fact in entity.facts if fact[0] == kind} if entity else set()

    def _open(self, entry: Entry, about: NamedNode | None, of_event: bool) -> list[Claim]:
        """One claim for each property that the source leaves open."""
        claims = []
        for marked in entry.texts("leaves_open"):
            prop = self._property(entry, str(marked.value), marked.line, of_event)
            if about and prop:
                claims.append(Claim(about, frozenset({(st("leftOpen"), prop.iri)})))
        return claims

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
        if prop.values in ("event-type", "means", "intent"):
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
