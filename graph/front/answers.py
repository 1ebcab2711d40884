"""What the library returns: plain lists and dicts for programs, with a display for notebooks.

Each holds what ``--format json`` prints, and adds its display and conversions to other libraries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..counts import counted
from ..frames.columns import DAYS, arrow_table
from ..frames.frame import Frame, RowList
from ..frames.html import Markup, details, folded, paragraph, table, text, titled
from ..output import dyad_rows as confront
from ..rules.dossier import Dossier, predicate_in_words
from ..rules.dyads import Dyad, Ends, dyads
from ..rules.grade import Statement
from ..rules.ledger import Ledger
from ..rules.view import View
from .evidence import Claims, claims_of

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from ..frames.columns import Kind
    from ..frames.edges import NodeNames

__all__ = ["Confrontations", "IncidentDossier", "Dyads", "MeasureRows", "record_html"]

_SIGNS = {"asserts": "✓", "denies": "✗", "leaves open": "○", "silent": "·"}
_HEADINGS = ("disputed", "agreed", "said by one alone", "left open", "denied")


class Dyads(RowList):
    """Who confronts whom, one object for each dyad, with the keys that ``Record.confront`` lists.

    ``claims(i)`` gives the claims behind the i-th dyad; in a notebook each dyad opens to them.
    """

    def __init__(self, ledger: Ledger, view: View) -> None:
        super().__init__(confront.objects(ledger, view), confront.FIELDS)
        self._ledger, self._view = ledger, view

    @cached_property
    def _dyads(self) -> dict[Ends, Dyad]:
        return {(dyad.who, dyad.whom, dyad.directed): dyad for dyad in dyads(self._ledger, self._view)}

    def claims(self, position: int) -> Claims:
        """The claims behind the dyad at this position, including denials of it."""
        one = self[position]
        self._ledger.record.tables.refuse_if_changed()
        dyad = self._dyads[(one["who_iri"], one["whom_iri"], one["directed"])]
        evidence = {row["said"] for act in dyad.acts for row in (*act.rows, *act.supporting, *act.denials)}
        return claims_of(self._ledger, (row for row in self._ledger.every_statement if row["said"] in evidence))

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """The network with one edge for each of these dyads, as ``standoff.output.networks.collapsed`` makes it.

        ``nodes`` are IRIs, or labels (an id beside those that two actors share).
        """
        from ..output.networks import collapsed

        among = {(one["who_iri"], one["whom_iri"], one["directed"]) for one in self}
        return collapsed(self._ledger, self._view, nodes=nodes, among=among)

    def __repr__(self) -> str:
        from ..frames.text import as_text, at_hand

        shown = as_text(confront.COLUMNS, confront.as_rows(self), at_hand())
        return shown if self else none_reported(self._ledger, self._view)

    def _repr_html_(self) -> Markup:
        rows = confront.as_rows(self)
        for position, row in enumerate(rows[:60] if self._ledger.record.is_open else ()):
            claims = self.claims(position)
            evidence = (
                Markup(f"{text(c.about)}: {text('; '.join(c.says))}<br>{t._repr_html_()}")
                for c in claims
                for t in c.evidence
            )
            row[4] = details(row[4], evidence)
        if not rows:
            return paragraph(none_reported(self._ledger, self._view))
        return table(confront.COLUMNS, rows, f"Confrontations {self._view.sentence(self._ledger.names)}.")


class MeasureRows(RowList):
    """The rows of a measure, one object each. A row that only says what was left out ("undated") has no days."""

    def to_arrow(self) -> pa.Table:
        """The table as Arrow: days are ``date32``, a cell of several values is a list."""
        from ..measures.variation import SUMMARY_ROWS

        columns, rows = self._table()
        days = [column in DAYS for column in columns]
        rows = (
            [None if day else value for day, value in zip(days, row, strict=True)] if row[0] in SUMMARY_ROWS else row
            for row in rows
        )
        return arrow_table(columns, rows, DAYS)


class Confrontations(Frame):
    """The table of confrontations in a view, one row for each attribution and pair of actors; entities are IRIs."""

    def __init__(self, ledger: Ledger, view: View) -> None:
        from ..rules.confrontations import shown_rows

        self._ledger, self._view, self.rows = ledger, view, shown_rows(ledger, view)

    def __len__(self) -> int:
        return len(self.rows)

    def _table(self) -> tuple[list[str], list[list[Any]]]:
        from ..rules.confrontations import COLUMNS

        return list(COLUMNS), [[row[column] for column in COLUMNS] for row in self.rows]

    def _kinds(self) -> Mapping[str, Kind]:
        from ..rules.confrontations import COLUMNS

        return COLUMNS

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """The network with one edge for each attribution that asserts one, as ``RecordView.to_networkx`` makes it."""
        from ..output.networks import network

        return network(self._ledger, self._view, nodes=nodes)

    def _in_words(self) -> tuple[list[str], list[list[Any]]]:
        label = self._ledger.names.label
        return ["who", "", "whom", "how", "stance", "said by", "report", "when"], [
            [
                label(row["who"]),
                "→" if row["directed"] else "–",
                label(row["whom"]),
                label(row["event_type"]),
                label(row["stance"]).lower(),
                label(row["said_by"]),
                label(row["document"]),
                row["earliest"],
            ]
            for row in self.rows
        ]

    def __repr__(self) -> str:
        from ..frames.text import as_text, at_hand

        columns, rows = self._in_words()
        if not rows:
            return none_reported(self._ledger, self._view)
        more = f"\n… {counted(len(rows) - 60, 'more row')}" if len(rows) > 60 else ""
        return as_text(columns, rows[:60], at_hand()) + more

    def _repr_html_(self) -> Markup:
        if not self.rows:
            return paragraph(none_reported(self._ledger, self._view))
        sentence = self._view.sentence(self._ledger.names)
        return table(*self._in_words(), caption=f"{counted(len(self), 'row')}, {sentence}. Each is one attribution.")


class IncidentDossier(Frame, dict[str, Any]):
    """One incident as each source tells it: the object of ``standoff dossier --format json``.

    In a notebook its statements open to their quotes; as a table it has one row for each statement.
    """

    def __init__(self, ledger: Ledger, dossier: Dossier) -> None:
        from ..output.dossier_text import as_object

        super().__init__(as_object(ledger, dossier))
        self._ledger, self.dossier = ledger, dossier

    @property
    def statements(self) -> RowList:
        """Its statements, one object each."""
        from ..output.dossier_text import STATEMENT

        return RowList(self["statements"], STATEMENT)

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        return self.statements._table()

    def _kinds(self) -> Mapping[str, Kind | None]:
        return self.statements._kinds()

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """A graph with one edge for each attribution, from its source to what the claim is about."""
        return self.claims().to_networkx(nodes=nodes)

    def claims(self) -> Claims:
        """The claims behind its statements."""
        rows = [row for s in self.dossier.statements for row in (*s.asserted, *s.supported, *s.denied, *s.left_open)]
        return claims_of(self._ledger, rows)

    def __repr__(self) -> str:
        from ..frames.text import at_hand
        from ..output.dossier_text import as_plain

        return as_plain(self._ledger, self.dossier, at_hand()).rsplit("\n\n", 1)[0]

    def _repr_html_(self) -> Markup:
        if not self._ledger.record.is_open:
            return paragraph(self.__repr__())
        letters = [chr(65 + i % 26) + (str(i // 26 + 1) if i >= 26 else "") for i in range(len(self.dossier.sources))]
        named = list(zip(letters, self["sources"], strict=True))
        sources, heads = ", ".join(" ".join(each) for each in named), [titled(*each) for each in named]
        legend = "✓ asserts, ✗ denies, ○ leaves open, · reports the incident but says nothing on this"
        parts = [paragraph(Markup(f"<b>{text(self['incident'])}</b>")), paragraph(sources), paragraph(legend)]
        for heading in _HEADINGS:
            pairs = [
                (s, o)
                for s, o in zip(self.dossier.statements, self["statements"], strict=True)
                if o["heading"] == heading
            ]
            # The subject is named only at the first of its statements.
            abouts = [None, *(s.about for s, _ in pairs)]
            rows = [
                [
                    Markup("" if s.about == before else f"<b>{text(self._ledger.names.label(s.about))}</b>"),
                    details(predicate_in_words(self._ledger, s), _evidence(self._ledger, s)),
                    *(_SIGNS[self.dossier.mark(s, source)] for source in self.dossier.sources),
                    o["grade"],
                ]
                for (s, o), before in zip(pairs, abouts, strict=False)
            ]
            if rows:
                shown = table(["about", "statement", *heads, "grade"], rows)
                parts.append(folded(f"{heading.capitalize()} ({len(rows)})", shown, opened=len(parts) == 3))
        return Markup("".join(parts))


def none_reported(ledger: Ledger, view: View) -> str:
    """What an empty answer says of itself."""
    return f"No source reports a confrontation {view.sentence(ledger.names)}."


def record_html(ledger: Ledger) -> Markup:
    """What a record contains, in figures, and the methods to try next."""
    record = ledger.record
    statements = ledger.every_statement
    figures = [
        ["reports and datasets", len(record.documents())],
        ["claims", len({row["claim"] for row in statements})],
        ["attributions", len({row["said"] for row in statements})],
        ["sources", len({row["said_by"] for row in statements})],
        ["incidents", len({row["incident"] for row in statements if row["incident"]})],
    ]
    onward = Markup(
        "<code>record.confront()</code> who confronts whom, <code>.dossier(…)</code> one incident, "
        "<code>.draw()</code> the page"
    )
    return Markup(table(["record", record.where], figures) + paragraph(onward))


def _evidence(ledger: Ledger, statement: Statement) -> Iterable[Markup]:
    rows = (*statement.asserted, *statement.supported, *statement.denied, *statement.left_open)
    return (each._repr_html_() for claim in claims_of(ledger, rows) for each in claim.evidence)
