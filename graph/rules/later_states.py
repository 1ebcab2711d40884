"""Later states: a higher number that counts, besides those of a lower one, who died or was hurt later.

"Eight were killed", said in October, and "a wounded man died in December, bringing the dead to nine" do not contradict
each other. The rise must be told: by who gives the higher number, in the same report, as parts of the act (``wholes``)
that came after the day on which the lower one was given. A rise that is not told, or another one, is a rival number.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import permutations, product

from .background import Background
from .implication import Numbers, exclude
from .tellings import ASSERTS, Telling
from .wholes import part_of_whole
from .words import Statement, Word

__all__ = ["LaterParts"]


class LaterParts:
    """What is told of the parts of one act, as so many more than were counted before."""

    def __init__(self, tellings: Iterable[Telling], known: Background) -> None:
        self.known = known
        self.parts = [t for t in tellings if t.stance == ASSERTS and not t.is_opinion and part_of_whole(t, known)]

    def mark(self, statements: Iterable[Statement]) -> None:
        """Note at each number how many of it its tellers tell as later than a lower number that somebody gives."""
        numbers = [one for one in statements if isinstance(one.value, Numbers)] if self.parts else []
        for lower, higher in permutations(numbers, 2):
            least, most = (next((n for n in (o.value[1], o.value[0]) if n is not None), None) for o in (lower, higher))
            if lower.prop == higher.prop and least is not None and most is not None and least < most:
                pairs = product(*([w for w in o.words if w.relation == "asserts"] for o in (lower, higher)))
                rises = {self.account_for(a, b, lower, higher) for a, b in pairs if a.said_by != b.said_by}
                if most - least in rises:
                    higher.later = most - least

    def account_for(self, lower: Word, higher: Word, one: Statement, other: Statement) -> int | None:
        """How many more the second of two who give numbers tells, which make the one number the other; None if he tells
        none, or another number of them.
        """
        day = lower.row.get("said_on") or lower.row.get("published")
        if not self.parts or not day or not (isinstance(one.value, Numbers) and isinstance(other.value, Numbers)):
            return None
        prop = one.prop.removesuffix("Best") + "Low"
        mine = (t for t in self.parts if t.source_and_report == higher.telling.source_and_report)
        more = {
            str(t.told_of): min(t.says[prop])
            for t in mine
            if prop in t.says and t.row["earliest"] and str(t.row["earliest"]) > str(day)[:10]
        }
        # A part of a later part is counted with it.
        rise = sum(n for part, n in more.items() if not self.known.wholes.get(part, frozenset()) & more.keys())
        raised = Numbers(None if bound is None else bound + rise for bound in one.value)
        return rise if rise and not exclude(one.prop, raised, other.value, self.known) else None
