"""What the library answers with: plain objects as programs want them, which show themselves in a notebook.

Each is a list or dict of what ``--format json`` gives; it adds what to look at and how to take it away.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..frames.columns import DAYS, arrow_table
from ..frames.frame import Frame, RowList
from ..frames.html import Markup, details, folded, paragraph, table, text, titled
from ..output import dyad_rows as confront
from ..rules.dossier import Dossier, said
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
    """Who confronts whom: one object a dyad. ``claims(i)`` are those behind the i-th; shown, each opens to them."""

    def __init__(self, ledger: Ledger, view: View) -> None:
        super().__init__(confront.objects(ledger, view), confront.FIELDS)
        self._ledger, self._view = ledger, view

    @cached_property
    def _found(self) -> dict[Ends, Dyad]:
        return {(dyad.who, dyad.whom, dyad.directed): dyad for dyad in dyads(self._ledger, self._view)}

    def claims(self, position: int) -> Claims:
        """The claims that the dyad at this position stands on, denials of it among them."""
        one = self[position]
        dyad = self._found[(one["who_iri"], one["whom_iri"], one["directed"])]
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
        return shown or f"No source tells of a confrontation {self._view.sentence(self._ledger.names)}."

    def _repr_html_(self) -> Markup:
        rows = confront.as_rows(self)
        for position, row in enumerate(rows[:60]):
            claims = self.claims(position)
            evidence = (
                Markup(f"{text(c.about)}: {text('; '.join(c.says))}<br>{t._repr_html_()}")
                for c in claims
                for t in c.tellings
            )
            row[4] = details(row[4], evidence)
        if not rows:
            return paragraph(f"No source tells of a confrontation {self._view.sentence(self._ledger.names)}.")
        return table(confront.COLUMNS, rows, f"Confrontations {self._view.sentence(self._ledger.names)}.")


class MeasureRows(RowList):
    """The rows of a measure, one object each. A row that only says what was left out ("undated") has no days."""

    def to_arrow(self) -> pa.Table:
        """The table as Arrow: days are ``date32``, a cell of several values is a list."""
        from ..measures.variation import NO_ROWS

        columns, rows = self._table()
        days = [column in DAYS for column in columns]
        rows = (
            [None if day else value for day, value in zip(days, row, strict=True)] if row[0] in NO_ROWS else row
            for row in rows
        )
        return arrow_table(columns, rows, DAYS)


class Confrontations(Frame):
    """The table of confrontations under a view, one row for each attribution and pair of actors; things are IRIs."""

    def __init__(self, ledger: Ledger, view: View) -> None:
        from ..rules.confrontations import shown

        self._ledger, self._view, self.rows = ledger, view, shown(ledger, view)

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
        more = f"\n… {len(rows) - 60} more rows" if len(rows) > 60 else ""
        return as_text(columns, rows[:60], at_hand()) + more

    def _repr_html_(self) -> Markup:
        sentence = self._view.sentence(self._ledger.names)
        return table(*self._in_words(), caption=f"{len(self)} rows, {sentence}. Each is one attribution.")


class IncidentDossier(Frame, dict[str, Any]):
    """One incident as each source tells it (``dossier --format json``); shown, its statements open to their quotes;
    taken away, it is one row a statement.
    """

    def __init__(self, ledger: Ledger, found: Dossier) -> None:
        from ..output.dossier_text import as_object

        super().__init__(as_object(ledger, found))
        self._ledger, self.found = ledger, found

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
        """Who says what of whom: each telling as an edge from its source to what it is about."""
        return self.claims().to_networkx(nodes=nodes)

    def claims(self) -> Claims:
        """The claims it is made of."""
        rows = [row for s in self.found.statements for row in (*s.asserted, *s.supported, *s.denied, *s.left_open)]
        return claims_of(self._ledger, rows)

    def __repr__(self) -> str:
        from ..frames.text import at_hand
        from ..output.dossier_text import as_plain

        return as_plain(self._ledger, self.found, at_hand()).rsplit("\n\n", 1)[0]

    def _repr_html_(self) -> Markup:
        letters = [chr(65 + i % 26) + (str(i // 26 + 1) if i >= 26 else "") for i in range(len(self.found.sources))]
        named = list(zip(letters, self["sources"], strict=True))
        sources, heads = ", ".join(" ".join(each) for each in named), [titled(*each) for each in named]
        legend = "✓ asserts, ✗ denies, ○ leaves open, · spoke of the incident and says nothing of this"
        parts = [paragraph(Markup(f"<b>{text(self['incident'])}</b>")), paragraph(sources), paragraph(legend)]
        for heading in _HEADINGS:
            pairs = [
                (s, o)
                for s, o in zip(self.found.statements, self["statements"], strict=True)
                if o["heading"] == heading
            ]
            # What is told of stands at the first of its statements.
            abouts = [None, *(s.about for s, _ in pairs)]
            rows = [
                [
                    Markup("" if s.about == before else f"<b>{text(self._ledger.names.label(s.about))}</b>"),
                    details(said(self._ledger, s), _evidence(self._ledger, s)),
                    *(_SIGNS[self.found.mark(s, source)] for source in self.found.sources),
                    o["grade"],
                ]
                for (s, o), before in zip(pairs, abouts, strict=False)
            ]
            if rows:
                shown = table(["told of", "statement", *heads, "grade"], rows)
                parts.append(folded(f"{heading.capitalize()} ({len(rows)})", shown, opened=len(parts) == 3))
        return Markup("".join(parts))


def record_html(ledger: Ledger) -> Markup:
    """What a record holds, in figures, and where to go on."""
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
    return (telling._repr_html_() for claim in claims_of(ledger, rows) for telling in claim.tellings)
