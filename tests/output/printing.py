"""What is printed of invented claims, as one line, for the tests of this folder."""

from __future__ import annotations

from pathlib import Path

import standoff
from standoff.output.confront_text import confront_text
from standoff.output.dossier_layout import Part
from standoff.output.dossier_parts import laid_out
from standoff.output.dossier_text import as_plain
from standoff.rules.dossier import Dossier, dossier
from standoff.rules.ledger import Ledger
from standoff.vocabulary import ID


class Printing:
    """Prints claims that stand in reports under one head, in which {name} and {day} are those of the report."""

    def __init__(self, head: str, folder: Path) -> None:
        self.head, self.folder = head, folder

    def read(self, *claims: str, later: tuple[str, ...] = ()) -> standoff.Record:
        """A record of claims, of which each is numbered; those ``later`` are those of a second report, a day later."""
        record = standoff.open()
        for day, those in enumerate((claims, later), 1):
            if those:
                name = f"paper-{day}"
                listed = "".join(f"  - {{id: {number}, {claim}}}\n" for number, claim in enumerate(those, 1))
                head = self.head.replace("{name}", name).replace("{day}", str(day))
                (self.folder / f"{name}.yaml").write_text(head + listed, encoding="utf-8")
                record.read(self.folder / f"{name}.yaml")
        return record

    def __call__(self, *claims: str, form: str = "short", later: tuple[str, ...] = (), width: int = 140) -> str:
        """The dossier of claims, in short or in full, or confront, as one line."""
        record = self.read(*claims, later=later)
        ledger = Ledger(record.keeper)
        if form == "confront":
            return " ".join(confront_text(ledger, width=width).split())
        return " ".join(as_plain(ledger, record.dossier("i1").dossier, width, full=form == "full").split())


def dossier_of(folder: Path) -> tuple[Ledger, Dossier]:
    """The ledger of the reports of a folder, and the dossier of their incident, Orra."""
    record = standoff.open()
    record.read(folder)
    ledger = Ledger(record.keeper)
    return ledger, dossier(ledger, f"{ID}incident/orra")


def parts_of(folder: Path) -> dict[str, Part]:
    """The parts of that dossier, by name."""
    ledger, found = dossier_of(folder)
    return {part.name: part for part in laid_out(ledger, found).parts}
