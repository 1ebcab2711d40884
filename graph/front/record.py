"""A record as a user holds it: what a command does to it is a method, by the same words.

>>> import standoff
>>> with standoff.open() as record:
...     read = record.read(standoff.examples_folder() / "khirbet-amo")
...     [(dyad["who"], dyad["whom"]) for dyad in record.confront(said_by="RT")]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, Unpack

from ..errors import QuestionError
from ..frames.frame import Frame, FrameList, RowList
from ..record.keeper import Keeper, open_keeper
from .ledgers import Ledgers
from .record_view import RecordView

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa
    import rdflib

    from ..frames.edges import NodeNames
    from ..ingest.forgetting import Removed
    from ..ingest.intake import Intake
    from ..ingest.verify import Verified
    from ..judgement import Judgement
    from ..page.inline import InlinePage
    from ..queries.ask import Answer
    from ..record.check import Fault
    from ..rules.view import ViewOptions
    from .answers import Confrontations, Dyads, IncidentDossier
    from .evidence import Actor, ClaimEvidence, Claims

__all__ = ["Record", "open"]


def open(where: str | Path = "memory", *, create: bool = False, graph: str | None = None) -> Record:
    """Open a record: a new and empty one in memory, one in a folder, or one at a SPARQL 1.1 server.

    Parameters
    ----------
    where
        ``"memory"``, a folder such as ``"out/record"``, or an address such as ``"http://host:3030/ds/query"``.
    create
        Make a record where there is none.
    graph
        The named graph of the server that holds the record; else ``STANDOFF_GRAPH``, else the default graph.

    Returns
    -------
    Record
        Close it, or use it in a ``with`` block. A folder stays free for other programs to write to.

    Raises
    ------
    RecordError
        The record is missing, damaged or not a record, or the server does not answer.

    Examples
    --------
    >>> import standoff
    >>> with standoff.open() as record:
    ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
    ...     record
    <record memory: 14 reports and datasets>
    """
    place = where if isinstance(where, str) else str(where)
    keeper = open_keeper(place, write=create, graph=graph)
    keeper.refresh()  # a folder is open for writing only for as long as something is written
    return Record(keeper)


class Record(Frame):
    """Claims with who makes them, as ``standoff.open`` gives them; ``where`` is ``memory``, the folder or the address.

    Methods that answer take the options of a view (``ViewOptions``): ``record.confront(without="SANA")`` is
    ``record.view(without="SANA").confront()``. As a table (``to_pandas``, ``to_polars``, ``to_arrow``) or a network a
    record is its confrontations, one row for each attribution. Close it, or use it in a ``with`` block.
    """

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self._ledgers = Ledgers(keeper)

    @property
    def where(self) -> str:
        """The place it is kept at (``memory``, the folder or the address)."""
        return self.keeper.where

    # ---- what goes in and out

    def read(
        self,
        *inputs: str | Path,
        kind: str | None = None,
        rejected: str | Path | None = None,
        dry_run: bool = False,
    ) -> FrameList[Intake]:
        """Read reports, tables of events and exported records, or folders of them; each whole or not at all.

        Reading one again replaces what it said before.

        Parameters
        ----------
        *inputs
            Files or folders.
        kind
            What they are, as ``--as`` says it: ``"report"``, ``"ucdp-ged"``, ``"acled"``, ``"gdelt"``, … or the path of
            a mapping. Recognised where it is not given.
        rejected
            A folder. Rows of tables that could not be read are written there, a CSV for each table.
        dry_run
            Change nothing, only say what would change.

        Returns
        -------
        FrameList[Intake]
            One ``Intake`` for each report or table: how much was read, rows ``rejected`` with their reason, ``notes``.

        Raises
        ------
        InputError
            A file cannot be read; it carries every mistake that was found. Nothing of that input is read.
        RecordError
            The record cannot be written to.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     [table] = record.read(standoff.examples_folder() / "ucdp-ged" / "ged-syria-sample.csv", kind="ucdp-ged")
        >>> table.read, table.rejected_rows, table.attributions
        (18, 0, 21)
        """
        from ..ingest.intake import Intake
        from ..ingest.reading import read

        folder = Path(rejected) if rejected is not None else None
        found: list[Intake] = []
        # A folder is given by its place: it is opened for writing for as long as is written to it.
        place = self.keeper.where if self.keeper.in_folder else self.keeper
        if not dry_run and not self.keeper.in_folder:
            self.keeper.ready_to_write()
        for path in map(Path, inputs):
            try:
                found += read(place, path, kind, rejected=folder, dry_run=dry_run)
            finally:
                self._changed()
        return FrameList(found, Intake)

    def forget(self, document: str, *, dry_run: bool = False) -> Removed:
        """Remove a report or table and everything that only it supports.

        Parameters
        ----------
        document
            Its id, title or IRI.
        dry_run
            Change nothing, only say what would be removed.

        Returns
        -------
        Removed
            How many ``attributions``, ``claims`` and ``entities`` were removed, or would be.

        Raises
        ------
        QuestionError
            The record knows no such report.
        RecordError
            The record cannot be written to.
        """
        from ..ingest.forgetting import forget, leaving

        found = self._ledgers.of().names.find("document", document)
        if dry_run:
            return leaving(self.keeper, found)
        with self.writing() as keeper:
            return forget(keeper, found)

    def history(self) -> RowList:
        """What was read when, from which file, by which version, and what was removed, the oldest first.

        One object for each change, with ``when``, ``act`` (``"read"`` or ``"forgotten"``), ``document``,
        ``attributions``, ``file``, ``sha256``, ``kind`` and ``version``.
        """
        from ..record.history import COLUMNS, history

        return RowList((change.as_dict() for change in history(self.keeper.store)), COLUMNS)

    def verify(self) -> Verified:
        """Compare the record with its own hashes and with the files it was read from.

        Returns a ``Verified``: its ``faults`` are sentences, none where all is well. Call it in the folder in which the
        files were read, if they were given by relative paths.
        """
        from ..ingest.verify import verify

        return verify(self.keeper)

    def check(self) -> list[Fault]:
        """Every violation of the shapes (SHACL), in sentences that name the claim and its source; empty where it
        conforms.
        """
        from ..record.check import check

        return check(self.keeper)

    # ---- views and answers

    def view(self, **options: Unpack[ViewOptions]) -> RecordView:
        """A view of the record, from which others and answers come: ``record.view(said_by="ANHA").confront()``."""
        return RecordView(self._ledgers).view(**options)

    def confront(self, **view: Unpack[ViewOptions]) -> Dyads:
        """Who confronts whom, according to whom, and how well it stands.

        Parameters
        ----------
        **view
            The options of a view: ``said_by``, ``without``, ``side``, ``place``, ``incident``, ``event_type``,
            ``between``, ``since``, ``until``, ``as_of``, ``min_groups``, ``level``, ``identities``. Names are ids,
            labels or aliases, one or several.

        Returns
        -------
        Dyads
            One object for each dyad, the best supported first, as ``standoff confront --format json`` gives them:
            ``who``, ``whom``, ``directed``, ``sources``, ``groups``, ``grade``, ``reason``, ``event_types``, ``first``,
            ``last``, ``events``, ``claims`` and more. In a notebook each opens to its claims.

        Raises
        ------
        QuestionError
            A name that the record does not know, or an option that cannot be used as given.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     for dyad in record.confront(between=["US Armed Forces", "NDF"], said_by="ANHA"):
        ...         print(dyad["who"], "→" if dyad["directed"] else "–", dyad["whom"], dyad["grade"])
        National Defence Forces (NDF) → US Armed Forces weak
        """
        return self.view(**view).confront()

    def confrontations(self, **view: Unpack[ViewOptions]) -> Confrontations:
        """The table of confrontations, one row for each attribution and pair of actors."""
        return self.view(**view).confrontations()

    def dossier(self, incident: str, /, **view: Unpack[ViewOptions]) -> IncidentDossier:
        """One incident as each source tells it. Raises QuestionError for an incident that the record does not know."""
        return self.view(**view).dossier(incident)

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str] | None = None,
        *,
        limit: int | None = None,
        allow_service: str | None = None,
        **view: Unpack[ViewOptions],
    ) -> Answer:
        """The answer to a named question or to SPARQL, of the whole record or of a view.

        Parameters
        ----------
        question
            The name of a question (``standoff ask --list``), or a SPARQL query.
        parameters
            The parameters of the question by name: ``{"place": "al-Hasakah"}``.
        limit
            The most rows or triples to give.
        allow_service
            The one host that ``SERVICE`` may ask; none where it is not given.
        **view
            The options of a view, as ``confront`` takes them.

        Returns
        -------
        Answer
            ``variables`` and ``rows``; or ``boolean``, or ``triples``, for other forms of SPARQL query.

        Raises
        ------
        QuestionError
            An unknown question, parameter or name, or a query with a mistake in it, told with its line.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     sorted({onlooker for onlooker, *_ in record.ask("onlookers").values()})
        ['Russian Armed Forces', 'Russian Military Police']
        """
        return self.view(**view).ask(question, parameters, limit=limit, allow_service=allow_service)

    def measure(
        self,
        name: str,
        *,
        time_limit: float | None = None,
        every: str | int | None = None,
        rolling: int = 1,
        leave_one_out: bool = False,
        source_weight: bool = False,
        bootstrap: int | None = None,
        **view: Unpack[ViewOptions],
    ) -> RowList:
        """A measure by its name, one object a row, or one of its variations; see ``RecordView.measure``."""
        return self.view(**view).measure(
            name,
            time_limit=time_limit,
            every=every,
            rolling=rolling,
            leave_one_out=leave_one_out,
            source_weight=source_weight,
            bootstrap=bootstrap,
        )

    def claims(self, **view: Unpack[ViewOptions]) -> Claims:
        """The claims of the record, with who takes a stance on each; the coder's own judgements left out."""
        return self.view(**view).claims()

    def claim(self, iri: str) -> ClaimEvidence:
        """One claim by its IRI, or the last part of it. Raises QuestionError where there is none of that name."""
        return self.view().claim(iri)

    def actor(self, name: str, **view: Unpack[ViewOptions]) -> Actor:
        """An actor by its name, with the claims about it and by it."""
        return self.view(**view).actor(name)

    def draw(self, path: str | Path | None = None, title: str | None = None, **view: Unpack[ViewOptions]) -> InlinePage:
        """The page of who confronts whom, one HTML file that makes no request; written to ``path`` where one is given.

        In a notebook the page shows itself. What the view leaves out is not in it; ``min_groups`` and ``level`` only
        choose how it opens.
        """
        return self.view(**view).draw(path, title)

    def export(self, path: str | Path, **view: Unpack[ViewOptions]) -> None:
        """Write the record (RDF) or its confrontations (tables, networks) in the format that the file's ending names.

        Raises StandoffError for an ending that no format has, and where the file cannot be written.
        """
        self.view(**view).export(path)

    # ---- who is who

    def match(
        self,
        *,
        events: bool = False,
        only: str | None = None,
        min_score: float | None = None,
        km: float | None = None,
        days: int | None = None,
    ) -> RowList:
        """Which actors, or which events, may be one and the same. Nothing is joined: a person judges (``judge``).

        Parameters
        ----------
        events
            Compare events instead of actors.
        only
            Only pairs with this actor or event.
        min_score
            Only pairs of at least this score, 0 to 1; 0.75 for actors and 0.7 for events where it is not given.
        km
            Only events at most so many kilometres apart; 25 where it is not given.
        days
            Only events at most so many days apart; 1 where it is not given.

        Returns
        -------
        RowList
            One object for each pair, the best first, with ``score``, ``one``, ``other``, ``why`` (a list of reasons),
            ``one_iri`` and ``other_iri``.

        Raises
        ------
        QuestionError
            A name that the record does not know, or ``km`` or ``days`` without ``events``.
        """
        from ..matching.proposals import propose

        if not events and (km is not None or days is not None):
            raise QuestionError("km and days have no meaning for actors. Ask with events=True, or leave them out.")
        found = propose(self.keeper, events, min_score, 25.0 if km is None else km, 1 if days is None else days).pairs
        names = self._ledgers.of().names
        chosen = None if only is None else names.find("event" if events else "actor", only).value
        return RowList(
            (
                {
                    "score": each.score,
                    "one": names.label(each.one),
                    "other": names.label(each.other),
                    "why": list(each.reasons),
                    "one_iri": each.one,
                    "other_iri": each.other,
                }
                for each in found
                if chosen in (None, each.one, each.other)
            ),
            {
                "score": "double",
                "one": "string",
                "other": "string",
                "why": "strings",
                "one_iri": "string",
                "other_iri": "string",
            },
        )

    def judge(
        self,
        one: str,
        other: str,
        *,
        same: bool,
        by: str,
        because: str | None = None,
        on: date | None = None,
        new: bool = False,
    ) -> Judgement:
        """Write down that somebody judges two actors, or two events, to be the same or not.

        A view follows it only if asked to: ``record.view(identities="accepted")``.

        Parameters
        ----------
        one, other
            Ids, labels, aliases or IRIs of the two.
        same
            Whether they are the same.
        by
            Whose judgement it is: an actor of the record, or somebody new.
        because
            The reason.
        on
            The day of the judgement; today where it is not given.
        new
            That ``by`` is somebody new, though the name is near a known one.

        Returns
        -------
        Judgement
            The judgement as it was written down.

        Raises
        ------
        QuestionError
            A name that the record does not know.
        RecordError
            The record cannot be written to.
        """
        from ..matching.judgements import judge

        with self.writing() as keeper:
            return judge(keeper, one, other, same=same, by=by, on=on, because=because, new=new)

    def undo(self, one: str, other: str, *, by: str) -> Judgement:
        """Take a judgement back, as if it had never been made; gives it. Raises QuestionError where there is none."""
        from ..matching.judgements import undo

        with self.writing() as keeper:
            return undo(keeper, one, other, by=by)

    def judgements(self) -> FrameList[Judgement]:
        """Every judgement in the record on who is who, whoever made it."""
        from ..judgement import Judgement
        from ..matching.judgements import judgements

        return FrameList(judgements(self.keeper), Judgement)

    # ---- taken away

    def documents(self) -> list[str]:
        """The IRIs of the reports and datasets that were read, sorted."""
        return [document.value for document in self.keeper.documents()]

    def turtle(self) -> str:
        """The record as Turtle, sorted: equal records give equal text."""
        return self.keeper.turtle()

    def rdflib(self) -> rdflib.Graph:
        """The record as an rdflib Graph over the same store; of a server a copy in memory."""
        return self.keeper.rdflib()

    def to_arrow(self) -> pa.Table:
        """Its confrontations as Arrow; ``to_pandas`` and ``to_polars`` give the same."""
        return self.view().to_arrow()

    def to_networkx(
        self, *, nodes: NodeNames = "iri", measures: Iterable[str] = (), **view: Unpack[ViewOptions]
    ) -> nx.MultiDiGraph[str]:
        """Its confrontations as a network, one edge for each attribution; see ``RecordView.to_networkx``."""
        return self.view(**view).to_networkx(nodes=nodes, measures=measures)

    def _table(self) -> tuple[Any, Any]:
        return self.confrontations()._table()

    # ---- open and closed

    def close(self) -> None:
        """Close the record. It answers nothing more: open it again."""
        self._ledgers.changed()
        self.keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __len__(self) -> int:
        return len(self.keeper)

    def __repr__(self) -> str:
        return f"<record {self.where}: {len(self.documents())} reports and datasets>"

    def _repr_html_(self) -> str:
        from .answers import record_html

        return record_html(self._ledgers.of())

    @contextmanager
    def writing(self) -> Iterator[Keeper]:
        """The record's keeper, open for writing for as long as the block lasts.

        Raises RecordError where another process is writing to it.
        """
        try:
            if self.keeper.in_folder:
                with open_keeper(self.keeper.where, write=True) as keeper:
                    yield keeper
            else:
                self.keeper.ready_to_write()
                yield self.keeper
        finally:
            self._changed()

    def _changed(self) -> None:
        self._ledgers.changed()
        self.keeper.refresh()
