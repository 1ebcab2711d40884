"""Corrections: which telling takes the place of which, and who may take back what.

A correction or withdrawal takes effect where the one who corrects said the earlier word, passed it on or published it,
or speaks for one who did, whoever prints the correction; and within the reports of one publisher. A body may take back
the word of those who work for it or for a part of it. Either may say that the word was never said (``misquoted``): then
nothing of it stands, and nobody has taken anything back. Who is the same actor on a coder's undisputed word (a source
without a name who later gives it) may take back what he said under either id. What anybody else says of another's word
is an account of his own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .tellings import ACTOR, ASSERTS, COUNTS, DENIES, LEAVES_OPEN, LEFT_OPEN, PARTY, RECIPIENT, WITHDRAWS, Telling

__all__ = ["Corrections"]


@dataclass(frozen=True)
class Corrections:
    """What corrects what in a record, and who may.

    ``names`` maps attributions to the name of what they correct (``REPORT#ID``, an IRI), ``publishers`` documents to
    their publisher, ``relays`` attributions to those who pass them on, ``speaks_for`` sources to those for whom they
    speak, ``answers_to`` to these and to what they are part of, ``reasons`` corrections to the reason that their source
    gives, and ``same`` actors to the one that each is on a coder's word. ``misquotes`` are the corrections that say
    that the other was never said.
    """

    names: Mapping[str, str]
    publishers: Mapping[str, str]
    relays: Mapping[str, Collection[str]] = field(default_factory=dict)
    speaks_for: Mapping[str, Collection[str]] = field(default_factory=dict)
    answers_to: Mapping[str, Collection[str]] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)
    misquotes: Collection[str] = frozenset()

    def may_correct(self, telling: Telling, earlier: Telling) -> bool:
        """Whether the speaker of the first may take back the other."""
        publisher = self.publishers.get(earlier.row["document"])
        if self.publishers.get(telling.row["document"]) == publisher:
            return True
        theirs = {self._one(who) for who in (earlier.said_by, *self._carriers(earlier))}
        if self._voices(telling.said_by) & theirs:
            return True
        # A spokesman's word is taken back by the one he spoke for, not by another of its spokesmen.
        return self._one(telling.said_by) in self._above(earlier.said_by)

    def is_one_speaker(self, telling: Telling, other: Telling) -> bool:
        """Whether two tellings are of one speaker, under one id or under two that a coder judged the same."""
        return self._one(telling.said_by) == self._one(other.said_by)

    def speaks_for_one_another(self, telling: Telling, other: Telling) -> bool:
        """Whether the speaker of either is that of the other, speaks for it or takes back its word."""
        voices, above = self._voices(telling.said_by), self._above(other.said_by)
        return self._one(other.said_by) in voices or self._one(telling.said_by) in above

    def disowns(self, telling: Telling, earlier: Telling) -> bool:
        """Whether the first takes back the word of another who spoke for its source: "he had no authority"."""
        return not self.is_one_speaker(telling, earlier) and self._one(telling.said_by) in self._above(earlier.said_by)

    def only_carried(self, telling: Telling, earlier: Telling) -> bool:
        """Whether who takes back the other had only passed it on or published it."""
        theirs = {self._one(who) for who in self._carriers(earlier)}
        return self._one(earlier.said_by) not in self._voices(telling.said_by) and self._one(telling.said_by) in theirs

    def _carriers(self, telling: Telling) -> set[str]:
        publisher = self.publishers.get(telling.row["document"])
        return {*self.relays.get(telling.row["said"], ()), *({publisher} if publisher else ())}

    def _one(self, actor: str) -> str:
        return self.same.get(actor, actor)

    def _voices(self, source: str) -> set[str]:
        return {self._one(source), *self.speaks_for.get(self._one(source), ())}

    def _above(self, source: str) -> set[str]:
        return {self._one(source), *self.answers_to.get(self._one(source), ())}

    def applied(self, tellings: list[Telling]) -> list[Telling]:
        """The tellings after corrections: each takes the place of what it corrects, from its day on, for what it gives.

        What the correction does not mention stands: it is told by the correction from then on, but for what the one
        who corrects leaves open in the same report ("he did not say who fired"). Of a denial nothing stands in what is
        admitted after it. Corrections of corrections follow each other; one whose target is not in the record changes
        nothing.
        """
        if not self.names:
            return tellings
        by_name: dict[str, list[int]] = defaultdict(list)
        for position, telling in enumerate(tellings):
            if telling.row.get("coded_as"):
                by_name[f"{telling.row['document']}#{telling.row['coded_as']}"].append(position)
        done: dict[int, Telling] = {}
        opened: dict[tuple[str, ...], set[Any]] = defaultdict(set)
        for telling in tellings:
            if telling.stance == LEAVES_OPEN:
                opened[telling.row["about"], *telling.source_and_report] |= telling.says.get(LEFT_OPEN, frozenset())

        def corrected(position: int, waiting: frozenset[int]) -> Telling:
            if position in done:
                return done[position]
            telling = tellings[position]
            targets = [
                corrected(at, waiting | {position})
                for at in by_name.get(self.names.get(telling.row["said"], ""), ())
                if at != position and at not in waiting and self.may_correct(telling, tellings[at])
            ]
            # What several said together is corrected by each for himself; whoever published it withdraws all of it.
            of_its_own = [t for t in targets if self.is_one_speaker(t, telling)]
            if of_its_own or (len(targets) > 1 and telling.stance != WITHDRAWS):
                targets = of_its_own
            if targets:
                # Who admits that there was one after all has not said that it was his whom he had cleared.
                admits = targets[0].stance == DENIES and telling.stance == ASSERTS
                misquotes = telling.row["said"] in self.misquotes
                if misquotes:
                    targets = [replace(t, misquoted_by=telling.said_by) for t in targets]
                keeps = telling.stance not in (WITHDRAWS, LEAVES_OPEN) and not admits and not misquotes
                stands = _standing(targets[0].says, telling.says) if keeps else {}
                left_open = opened.get((telling.row["about"], *telling.source_and_report), ())
                stands = {prop: values for prop, values in stands.items() if prop not in left_open}
                where = {prop: targets[0].document_of(prop) for prop in stands.keys() - telling.says.keys()}
                telling = replace(telling, says={**stands, **telling.says}, corrects=tuple(targets), stands=where)
            done[position] = telling
            return telling

        found = [corrected(position, frozenset()) for position in range(len(tellings))]
        replaced: dict[str, str] = {}
        misquoted: dict[str, str] = {}
        for telling in found:
            day = telling.row["said_on"] or telling.row["published"] or ""
            for target in telling.corrects:
                said = target.row["said"]
                replaced[said] = min(day, replaced.get(said, day))
                if target.misquoted_by:
                    misquoted[said] = target.misquoted_by
        return [
            replace(t, replaced_on=replaced[said], misquoted_by=misquoted.get(said))
            if (said := t.row["said"]) in replaced
            else t
            for t in found
        ]


def _standing(before: Mapping[str, frozenset[Any]], given: Mapping[str, frozenset[Any]]) -> dict[str, frozenset[Any]]:
    """What a correction that gives these properties leaves standing: a new number replaces the old bounds too."""
    gone = set(given)
    for numbers in COUNTS.values():
        if gone & numbers:
            gone |= numbers
    if PARTY in gone:
        gone |= {ACTOR, RECIPIENT}
    elif gone & {ACTOR, RECIPIENT}:
        gone.add(PARTY)
    return {prop: values for prop, values in before.items() if prop not in gone}
