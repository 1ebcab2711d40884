"""The ledgers of a record: one for each choice of judges, made again once the record has changed."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import QuestionError
from ..judgement import JUDGED
from ..record.keeper import Keeper
from ..rules.identities import ACCEPTED
from ..rules.ledger import Ledger

__all__ = ["Ledgers"]


class Ledgers:
    """The ledgers of the record that ``keeper`` keeps."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._made: dict[frozenset[str], Ledger] = {}

    def of(self, judges: frozenset[str] = frozenset()) -> Ledger:
        """The ledger that follows these judges (IRIs, or ``accepted``) on who is who."""
        if judges not in self._made:
            self._made[judges] = Ledger(self.keeper, judges)
        return self._made[judges]

    def changed(self) -> None:
        """The record holds something else now: what was read of it is read again."""
        self._made.clear()

    def judges(self, identities: str | Iterable[str]) -> frozenset[str]:
        """The judges of these names; ``"accepted"`` means whoever coded the document a judgement stands in, and
        ``"none"`` nobody.

        Raises QuestionError for a name the record does not know, or of somebody who judged nothing.
        """
        given = [identities] if isinstance(identities, str) else list(identities)
        names = self.of().names
        judges = frozenset(
            name if name == ACCEPTED else names.find("actor", name).value for name in given if name != "none"
        )
        if judges - {ACCEPTED}:
            rows = self.of().statements_as_read
            known = {row["said_by"] for row in rows if row["property"] in JUDGED}
            for judge in sorted(judges - {ACCEPTED} - known):
                listed = "; ".join(sorted(map(names.label, known))) or "nobody yet"
                raise QuestionError(f"{names.label(judge)} has judged nothing. Judges are: {listed}.")
        return judges
