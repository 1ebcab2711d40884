"""The ledgers of a record: one for each choice of judges, rebuilt after the record has changed."""

from __future__ import annotations

from collections.abc import Iterable

from ..arguments import listed
from ..errors import QuestionError
from ..judgement import JUDGED
from ..record.keeper import Keeper
from ..rules.identities import ACCEPTED
from ..rules.ledger import Ledger
from ..rules.redacted import Redacted, redacted
from ..rules.redaction import Redaction

__all__ = ["Ledgers"]


class Ledgers:
    """The ledgers of the record that ``keeper`` stores."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._by_judges: dict[frozenset[str], Ledger] = {}
        self._redacted: dict[Redaction, Redacted] = {}
        self._redacted_ledgers: dict[tuple[Redaction, frozenset[str]], Ledger] = {}

    def of(self, judges: frozenset[str] = frozenset()) -> Ledger:
        """The ledger that follows these judges (IRIs, or ``accepted``) on who is who.

        Raises RecordError where another handle has removed or replaced a dataset since the record was opened.
        """
        self.keeper.tables.refuse_if_changed()
        if judges not in self._by_judges:
            self._by_judges[judges] = Ledger(self.keeper, judges)
        return self._by_judges[judges]

    def redacted(self, redaction: Redaction) -> Redacted:
        """The record without what the redaction names."""
        self.keeper.tables.refuse_if_changed()
        if redaction not in self._redacted:
            self._redacted[redaction] = redacted(self.keeper, redaction)
        return self._redacted[redaction]

    def of_redacted(self, redaction: Redaction, judges: frozenset[str] = frozenset()) -> Ledger:
        """The ledger of the redacted record that follows these judges, given by their IRIs in the whole record."""
        made = self.redacted(redaction)
        if (redaction, judges) not in self._redacted_ledgers:
            followed = frozenset(map(made.node, judges))
            self._redacted_ledgers[redaction, judges] = Ledger(made.keeper, followed, made.sentence)
        return self._redacted_ledgers[redaction, judges]

    def clear(self) -> None:
        """Discard every ledger, because the record has changed; each is built again when it is asked for."""
        self._by_judges.clear()
        self._redacted.clear()
        self._redacted_ledgers.clear()

    def judges(self, identities: str | Iterable[str]) -> frozenset[str]:
        """The IRIs of the judges with these names; ``"accepted"`` stands for the coder of the document that contains a
        judgement, ``"none"`` for nobody.

        Raises QuestionError for a name the record does not know, and for somebody who has judged nothing.
        """
        given = listed(identities)
        names = self.of().names
        judges = frozenset(
            name if name == ACCEPTED else names.find("actor", name).value for name in given if name != "none"
        )
        if judges - {ACCEPTED}:
            rows = self.of().statements_as_read
            known = {row["said_by"] for row in rows if row["property"] in JUDGED}
            for judge in sorted(judges - {ACCEPTED} - known):
                known_labels = "; ".join(sorted(map(names.label, known))) or "nobody yet"
                raise QuestionError(f"{names.label(judge)} has judged nothing. The judges are: {known_labels}.")
        return judges
