"""The ledgers of a record: one for each choice of judges, rebuilt after the record has changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ..arguments import listed
from ..errors import QuestionError
from ..ingest.as_of import record_as_of
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
        self._by_judges: dict[tuple[frozenset[str], date | None], Ledger] = {}
        self._by_day: dict[date, Keeper] = {}
        self._redacted: dict[tuple[Redaction, date | None], Redacted] = {}
        self._redacted_ledgers: dict[tuple[Redaction, frozenset[str], date | None], Ledger] = {}

    def of(self, judges: frozenset[str] = frozenset(), as_of: date | None = None) -> Ledger:
        """The ledger that follows these judges (IRIs, or ``accepted``) on who is who; ``as_of`` a day, rows of datasets
        say in it what was said last by then.

        Raises RecordError where another handle has removed or replaced a dataset since the record was opened.
        """
        self.keeper.tables.refuse_if_changed()
        if (judges, as_of) not in self._by_judges:
            keeper = self._as_of(as_of)
            same = as_of is not None and keeper is self.keeper
            self._by_judges[judges, as_of] = self.of(judges) if same else Ledger(keeper, judges)
        return self._by_judges[judges, as_of]

    def _as_of(self, day: date | None) -> Keeper:
        if day is None:
            return self.keeper
        if day not in self._by_day:
            self._by_day[day] = record_as_of(self.keeper, day)
        return self._by_day[day]

    def redacted(self, redaction: Redaction, as_of: date | None = None) -> Redacted:
        """The record, ``as_of`` a day if one is given, without what the redaction names."""
        self.keeper.tables.refuse_if_changed()
        if (redaction, as_of) not in self._redacted:
            self._redacted[redaction, as_of] = redacted(self._as_of(as_of), redaction)
        return self._redacted[redaction, as_of]

    def of_redacted(
        self, redaction: Redaction, judges: frozenset[str] = frozenset(), as_of: date | None = None
    ) -> Ledger:
        """The ledger of the redacted record that follows these judges, given by their IRIs in the whole record."""
        made = self.redacted(redaction, as_of)
        if (redaction, judges, as_of) not in self._redacted_ledgers:
            followed = frozenset(map(made.node, judges))
            self._redacted_ledgers[redaction, judges, as_of] = Ledger(made.keeper, followed, made.sentence)
        return self._redacted_ledgers[redaction, judges, as_of]

    def clear(self) -> None:
        """Discard every ledger, because the record has changed; each is built again when it is asked for."""
        self._by_judges.clear()
        self._by_day.clear()
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
