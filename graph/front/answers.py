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
from ..frames.html import Markup, details, folded, paragraph, table, text
from ..output import confront_rows as confront
from ..rules.dossier import Dossier
from ..rules.dyads import Act, dyads
from ..rules.ledger import Ledger
from ..rules.view import View
from .evidence import Claims, claims_of

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from ..frames.columns import Kind
    from ..frames.edges import NodeNames
    from ..output.dossier_layout import Entry
    from ..rules.background import Row

__all__ = ["Confrontations", "IncidentDossier", "Dyads", "MeasureRows", "record_html"]


class Dyads(RowList):
    """Who confronts whom, one object for each two ends and kind of act, with the keys that ``Record.confront`` lists.

    ``claims(i)`` gives the claims behind the i-th row; in a notebook each row opens to them.
    """

    def __init__(self, ledger: Ledger, view: View, by_pair: bool = False) -> None:
        super().__init__(confront.confront_rows(ledger, view, by_pair=by_pair), confront.FLAT)
        self._ledger, self._view, self._by_pair, self._whole = ledger, view, by_pair, len(self)

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        return list(confront.FLAT), [confront.flat(row) for row in self]

    @cached_property
    def _acts(self) -> dict[tuple[Any, ...], list[Act]]:
        found: dict[tuple[Any, ...], list[Act]] = {}
        for dyad in dyads(self._ledger, self._view):
            for act in dyad.acts:
                found.setdefault((*dyad.ends, None if self._by_pair else act.kind), []).append(act)
        return found

    def claims(self, position: int) -> Claims:
        """The claims behind the row at this position, including denials of it and what cannot be true as well."""
        one = self[position]
        self._ledger.record.tables.refuse_if_changed()
        ends = (one["who_iri"], one["whom_iri"], one["directed"], None if self._by_pair else one["how_iri"])
        evidence = {row["said"] for act in self._acts[ends] for row in (*act.rows, *act.against, *act.silent)}
        return claims_of(self._ledger, (row for row in self._ledger.every_statement if row["said"] in evidence))

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """The network with one edge for each two ends in these rows, as ``standoff.output.networks.collapsed`` makes
        it.

        ``nodes`` are IRIs, or labels (an id beside those that two actors share).
        """
        from ..output.networks import collapsed

        among = {(one["who_iri"], one["whom_iri"], one["directed"]) for one in self}
        return collapsed(self._ledger, self._view, nodes=nodes, among=among)

    def __repr__(self) -> str:
        from ..frames.text import as_text, at_hand
        from ..output.confront_text import confront_text

        if not self:
            return none_reported(self._ledger, self._view)
        if self._ledger.record.is_open and len(self) == self._whole:
            return confront_text(self._ledger, self._view, width=at_hand(), by_pair=self._by_pair)
        return as_text(confront.COLUMNS, confront.as_rows(self), at_hand())

    def _repr_html_(self) -> Markup:
        rows = confront.as_rows(self)
        for position, row in enumerate(rows[:60] if self._ledger.record.is_open else ()):
            claims = self.claims(position)
            evidence = (
                Markup(f"{text(c.about)}: {text('; '.join(c.says))}<br>{t._repr_html_()}")
                for c in claims
                for t in c.evidence
            )
            row[3] = details(row[3], evidence)
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

    In a notebook its questions and acts open to their quotes; as a table it has one row for each version and statement.
    """

    def __init__(self, ledger: Ledger, dossier: Dossier) -> None:
        from ..output.dossier_object import as_object
        from ..output.dossier_short import in_short

        super().__init__(as_object(ledger, dossier))
        self._ledger, self.dossier = ledger, dossier
        # Laid out now, so that it can be shown after its record is closed.
        self.layout = in_short(ledger, dossier)

    @property
    def acts(self) -> list[dict[str, Any]]:
        """Its acts in the order told, one object each, with their versions."""
        return list(self["acts"])

    @property
    def versions(self) -> RowList:
        """The versions of all acts, one object each."""
        from ..output.dossier_object import VERSION

        return RowList([version for act in self["acts"] for version in act["versions"]], VERSION)

    @property
    def statements(self) -> RowList:
        """What is stated besides who did what to whom, one object for each statement."""
        from ..output.dossier_object import STATEMENT

        return RowList(self["statements"], STATEMENT)

    def _table(self) -> tuple[Sequence[str], Iterable[Sequence[Any]]]:
        from ..output.dossier_object import ROW, as_rows

        return list(ROW), as_rows(self)

    def _kinds(self) -> Mapping[str, Kind | None]:
        from ..output.dossier_object import ROW

        return ROW

    def to_networkx(self, *, nodes: NodeNames = "iri") -> nx.MultiDiGraph[str]:
        """A graph with one edge for each attribution, from its source to what the claim is about."""
        return self.claims().to_networkx(nodes=nodes)

    def claims(self) -> Claims:
        """The claims behind its acts and statements, those on which a source takes a stance in the view."""
        said = {telling.row["said"] for act in self.dossier.acts for telling in act.tellings}
        said |= {w.row["said"] for one in self.dossier.statements for words in one.words.values() for w in words}
        return claims_of(self._ledger, (row for row in self._rows() if row["said"] in said))

    def _rows(self) -> Iterable[Row]:
        return self._ledger.rows.statements_of_incidents(frozenset((self.dossier.incident,)))

    def __repr__(self) -> str:
        from ..frames.text import at_hand
        from ..output.dossier_text import plain_short

        return plain_short(self.layout, at_hand())

    def _repr_html_(self) -> Markup:
        if not self._ledger.record.is_open:
            return paragraph(self.__repr__())
        from ..output.dossier_parts import laid_out

        layout = laid_out(self._ledger, self.dossier, quotes=True)
        parts = [paragraph(Markup(f"<b>{text(layout.title)}</b>")), *map(paragraph, layout.summary)]
        for position, part in enumerate(layout.parts):
            shown = Markup("".join(_entry_html(entry) for entry in part.entries))
            if part.gloss:
                shown = Markup(shown + paragraph(part.gloss))
            parts.append(folded(f"{part.heading} ({len(part.entries)})", shown, opened=position == 0))
        return Markup("".join(parts))


def _entry_html(entry: Entry) -> Markup:
    """An entry of a dossier; its quotes open from it."""
    first = entry.rows[0] if entry.rows and not entry.rows[0].words else None
    title = f"{entry.number}. {entry.heading}" if entry.number else entry.heading
    head = Markup(f"{text(title)} <small>{text(entry.right)}</small>" if entry.right else text(title))
    if first:
        head = Markup(f"{head} {text(first.speakers)}")
    rows = [[row.words, row.speakers, row.right] for row in entry.rows[1 if first else 0 :]]
    notes = filter(None, [entry.common, *entry.notes])
    body = Markup((table(["", "", ""], rows) if rows else "") + "".join(map(paragraph, notes)))
    if not entry.quotes:
        return Markup(f"<div>{head}{body}</div>")
    quotes = folded("in their words", Markup(f"<ul>{''.join(f'<li>{text(q)}</li>' for q in entry.quotes)}</ul>"))
    return Markup(f"<div>{head}{body}{quotes}</div>")


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
