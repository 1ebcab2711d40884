"""A record as users work with it: each command is a method of the same name.

>>> import standoff
>>> with standoff.open() as record:
...     read = record.read(standoff.examples_folder() / "khirbet-amo")
...     [(dyad["who"], dyad["whom"]) for dyad in record.confront(said_by="RT")]
[('Syrian government forces', 'US Armed Forces')]
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self, Unpack

from ..arguments import checked
from ..errors import QuestionError, RecordError
from ..frames.frame import Frame, FrameList, RowList
from ..record.keeper import Keeper, open_keeper
from .ledgers import Ledgers
from .record_view import RecordView

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa
    import rdflib

    from ..advice.desk import Advice
    from ..frames.edges import NodeNames
    from ..ingest.forgetting import Removed
    from ..ingest.intake import Intake
    from ..ingest.upgrade import Upgraded
    from ..ingest.verify import Verification
    from ..judgement import Judgement
    from ..page.inline import InlinePage
    from ..queries.ask import Answer
    from ..record.check import Fault
    from ..rules.view import ViewOptions
    from .answers import Confrontations, Dyads, IncidentDossier
    from .evidence import Actor, ClaimEvidence, Claims

__all__ = ["Record", "open"]


@checked
def open(where: str | Path = "memory", *, create: bool = False, graph: str | None = None) -> Record:
    """Open a record: a new and empty one in memory, one in a folder, or one at a SPARQL 1.1 server.

    Parameters
    ----------
    where
        ``"memory"``, a folder such as ``"out/record"``, or an address such as ``"http://host:3030/ds/query"``.
    create
        Create the record if there is none.
    graph
        The named graph of the server that stores the record. Default: ``STANDOFF_GRAPH``, else the default graph.

    Returns
    -------
    Record
        Close it, or use it in a ``with`` block. Other programs may still write to a folder's record.

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
    keeper = open_keeper(str(where), write=create, graph=graph)
    if keeper.in_folder:
        keeper.where = os.path.abspath(keeper.where)  # the same folder, wherever the program goes on
    keeper.refresh()  # a folder is open for writing only while something is written
    return Record(keeper, str(where) if keeper.in_folder else None)


class Record(Frame):
    """Claims and the sources that make them; ``standoff.open`` returns one. ``where`` is ``memory``, folder or address.

    Methods that answer take the options of a view (``ViewOptions``): ``record.confront(without="SANA")`` is
    ``record.view(without="SANA").confront()``. As a table (``to_pandas``, ``to_polars``, ``to_arrow``) or a network a
    record is its confrontations, one row for each attribution. Close it, or use it in a ``with`` block.
    """

    def __init__(self, keeper: Keeper, where: str | None = None) -> None:
        self.keeper = keeper
        self._where = where or keeper.where
        self._ledgers = Ledgers(keeper)

    @property
    def where(self) -> str:
        """Where it is stored: ``memory``, the folder or the address."""
        return self._where

    # ---- what goes in and out

    @checked
    def read(
        self,
        *inputs: str | Path,
        kind: str | None = None,
        encoding: str | None = None,
        dates: str | None = None,
        downloaded: str | date | None = None,
        replaces: str | None = None,
        rejected: str | Path | None = None,
        dry_run: bool = False,
    ) -> FrameList[Intake]:
        """Read reports, tables of events and exported records, or folders of them; each in full or not at all.

        Reading an input again replaces what it said before.

        Parameters
        ----------
        *inputs
            Files or folders.
        kind
            What they are: ``"report"``, ``"ucdp-ged"``, ``"acled"``, ``"gdelt"``, … or the path of
            a mapping. Without it, the kind is recognised from the file.
        encoding
            How the letters of a table are encoded, such as ``"windows-1251"``, where the file does not show it.
        dates
            How a table writes its days: ``"day/month/year"``, ``"month/day/year"``, ``"excel"``, … (docs/datasets.md).
        downloaded
            The day on which a table was downloaded. Of two downloads of a dataset the later one counts, whichever is
            read first; without it, a table was downloaded when its last row was published, or else today.
        replaces
            The id of a table that was read before, of which this one is a newer download: rows that it lacks are gone.
        rejected
            A folder. Rows of tables that could not be read are written there, one CSV for each table.
        dry_run
            Change nothing; only report what would change.

        Returns
        -------
        FrameList[Intake]
            One ``Intake`` for each report or table: how much was read, rows ``rejected`` with their reason, ``notes``.

        Raises
        ------
        InputError
            A file cannot be read. It carries every mistake that was found; nothing of that file is read. Of a folder
            the files without mistakes are read; it also names what else lies there and was not read.
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
        from ..readers.datasets.how import kind_with

        self._must_be_open()
        kind = kind_with(kind, encoding, dates, downloaded, replaces)
        folder = Path(rejected) if rejected is not None else None
        intakes: list[Intake] = []
        # A folder is passed by its path, so that it is open for writing only while it is written to.
        place = self.keeper.where if self.keeper.in_folder else self.keeper
        if not dry_run and not self.keeper.in_folder:
            self.keeper.ready_to_write()
        for path in map(Path, inputs):
            try:
                intakes += read(place, path, kind, rejected=folder, dry_run=dry_run)
            finally:
                self._changed()
        return FrameList(intakes, Intake)

    @checked
    def forget(self, document: str, *, dry_run: bool = False, shred: bool = False) -> Removed:
        """Remove a report or table and everything that only it supports.

        Its words may stay in the files of the record's folder, where no question finds them, until ``shred`` writes
        the folder anew. The history still says that it was read, from which file, and when it was removed.

        Parameters
        ----------
        document
            Its id, title or IRI.
        dry_run
            Change nothing; only report what would be removed.
        shred
            Afterwards write the record's folder anew, without anything that was ever removed from it.

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
        from ..ingest.forgetting import forget, removed_with

        iri = self._ledgers.of().names.find("document", document)
        if dry_run:
            return removed_with(self.keeper, iri)
        if shred and not self.keeper.in_folder:
            raise QuestionError("shred: only a record in a folder has files of its own that can be written anew.")
        self._must_be_open()
        try:
            return forget(self.keeper, iri, shred)
        finally:
            self._changed()

    def history(self) -> RowList:
        """What was read when, from which file and by which version, and what was removed; oldest first.

        One object for each change, with ``when``, ``act`` (``"read"`` or ``"forgotten"``), ``document``,
        ``attributions``, ``file``, ``sha256``, ``kind`` and ``version``.
        """
        from ..record.history import COLUMNS, history

        return RowList((change.as_dict() for change in history(self.keeper.store)), COLUMNS)

    def verify(self) -> Verification:
        """Compare the record with its own hashes and with the files it was read from.

        Returns a ``Verification``, whose ``faults`` are sentences; it has none if everything agrees. Call it in the
        folder from which the files were read, if they were given by relative paths.
        """
        from ..ingest.verify import verify

        return verify(self.keeper)

    @property
    def earlier(self) -> str | None:
        """A sentence on a record in a folder that another version of standoff wrote, with what differs; else None."""
        return self.keeper.earlier

    def upgrade(self) -> Upgraded:
        """Bring a record that an earlier version wrote up to this one: vocabulary, layout, and what its files say.

        Call it in the folder from which the files were read, if they were given by relative paths.

        Returns
        -------
        Upgraded
            How many ``documents`` there are and how many were read again (``reread``), the ids of those that say
            something else now (``changed``), and sentences on those that were ``left`` as they are.

        Raises
        ------
        RecordError
            The record cannot be written to.
        """
        from ..ingest.upgrade import upgrade

        with self.writing() as keeper:
            return upgrade(keeper)

    def check(self) -> list[Fault]:
        """Every violation of the shapes (SHACL), as sentences that name the claim and its source; empty if it
        conforms.
        """
        from ..record.check import check

        return check(self.keeper)

    def advise(self) -> list[Advice]:
        """What a second coder would ask of the reports, each with report, claim and a way out; empty if nothing.

        ``standoff.advise`` asks the same of files, with their lines, and of what only files show.
        """
        from ..advice.advise import advise

        return advise(self._ledgers.of())

    # ---- views and answers

    def view(self, **options: Unpack[ViewOptions]) -> RecordView:
        """A view of the record. Narrow it further, or ask it: ``record.view(said_by="ANHA").confront()``."""
        return RecordView(self._ledgers).view(**options)

    def confront(self, by: Literal["kind", "pair"] = "kind", **view: Unpack[ViewOptions]) -> Dyads:
        """Who confronts whom, according to whom, and how well supported it is.

        Parameters
        ----------
        by
            One row for each two ends and kind of act, or one for each two ends (``"pair"``).
        **view
            The options of a view: ``said_by``, ``without``, ``side``, ``place``, ``incident``, ``event_type``,
            ``between``, ``since``, ``until``, ``as_of``, ``min_groups``, ``level``, ``identities``. Names are ids,
            labels or aliases; give one, or a list.

        Returns
        -------
        Dyads
            One object for each row, those of the most groups first, as ``standoff confront --format json`` gives them:
            ``who``, ``whom``, ``directed``, ``how``, ``acts``, ``sources``, ``in_part``, ``denied_by``, ``against``,
            ``groups``, ``grade``, ``grades``, ``first``, ``last``, ``deaths``, ``events``, ``claims`` and more. In a
            notebook each row opens to its claims.

        Raises
        ------
        QuestionError
            A name that the record does not know, or an option that cannot be used as given.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     for row in record.confront(between=["US Armed Forces", "NDF"], said_by="ANHA"):
        ...         print(row["who"], "→" if row["directed"] else "–", row["whom"], row["how"], row["grade"])
        National Defence Forces (NDF) → US Armed Forces encirclement weak
        National Defence Forces (NDF) → US Armed Forces stone throwing weak
        """
        return self.view(**view).confront(by)

    def confrontations(self, **view: Unpack[ViewOptions]) -> Confrontations:
        """The table of confrontations, one row for each attribution and pair of actors."""
        return self.view(**view).confrontations()

    def testimony(self) -> RowList:
        """Who says what of which version or statement: one row for each version or statement, and attribution.

        All grades are counted over these rows; they are the whole record's, whatever a view chooses. The columns are
        those of ``standoff.rules.testimony_tables.TESTIMONY``.
        """
        from ..rules.testimony_tables import TESTIMONY, testimony_rows

        return RowList(
            (dict(zip(TESTIMONY, row, strict=True)) for row in testimony_rows(self.view().ledger)), TESTIMONY
        )

    def version_pairs(self) -> RowList:
        """How versions of one act stand to each other: narrower, rivals, or naming different actors."""
        from ..rules.testimony_tables import PAIRS, pair_rows

        return RowList((dict(zip(PAIRS, row, strict=True)) for row in pair_rows(self.view().ledger)), PAIRS)

    def dossier(self, incident: str, /, **view: Unpack[ViewOptions]) -> IncidentDossier:
        """One incident as each source tells it. Raises QuestionError for an incident that the record does not know."""
        return self.view(**view).dossier(incident)

    def ask(
        self,
        question: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        allow_service: str | None = None,
        **view: Unpack[ViewOptions],
    ) -> Answer:
        """The answer to a named question or to SPARQL, of the whole record or of a view.

        Parameters
        ----------
        question
            The name of a question (a wrong one is answered with the list), or a SPARQL query.
        parameters
            The parameters of the question by name: ``{"place": "al-Hasakah"}``.
        limit
            The most rows or triples to give.
        allow_service
            The one host that ``SERVICE`` may query. Default: none.
        **view
            The options of a view, as ``confront`` takes them.

        Returns
        -------
        Answer
            ``variables`` and ``rows``; or ``boolean``, or ``triples``, for other forms of SPARQL query.

        Raises
        ------
        QuestionError
            An unknown question, parameter or name; or a mistake in the query, with its line.

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
        """The claims of the record, with who takes a stance on each; without the coder's own judgements."""
        return self.view(**view).claims()

    def claim(self, iri: str) -> ClaimEvidence:
        """One claim by its IRI, or the last part of it. Raises QuestionError if there is no such claim."""
        return self.view().claim(iri)

    def actor(self, name: str, **view: Unpack[ViewOptions]) -> Actor:
        """An actor by its name, with the claims about it and by it."""
        return self.view(**view).actor(name)

    def draw(
        self,
        path: str | Path | None = None,
        title: str | None = None,
        *,
        beside: bool = False,
        **view: Unpack[ViewOptions],
    ) -> InlinePage | Path:
        """The page of who confronts whom, one HTML file that makes no request; written to ``path`` if it is given.

        A notebook displays the page. What the view leaves out is not in it; ``min_groups`` and ``level`` only decide
        how it opens.
        """
        return self.view(**view).draw(path, title, beside=beside)

    def export(self, path: str | Path, **view: Unpack[ViewOptions]) -> None:
        """Write the record (RDF) or its confrontations (tables, networks) in the format that the file's ending names.

        Raises StandoffError for an unknown ending, and if the file cannot be written.
        """
        self.view(**view).export(path)

    # ---- who is who

    @checked
    def match(
        self,
        *,
        events: bool = False,
        only: str | None = None,
        min_score: float | None = None,
        km: float | None = None,
        days: int | None = None,
    ) -> RowList:
        """Pairs of actors, or of events, that may be the same. Nothing is merged: a person accepts or rejects.

        Parameters
        ----------
        events
            Compare events instead of actors.
        only
            Only pairs with this actor or event.
        min_score
            Only pairs with at least this score, 0 to 1. Default: 0.75 for actors, 0.7 for events.
        km
            Only events at most this many kilometres apart. Default: 25.
        days
            Only events at most this many days apart. Default: 1.

        Returns
        -------
        RowList
            One object for each pair, the highest score first: ``score``, ``one``, ``other``, ``why`` (a list of
            reasons), ``one_iri`` and ``other_iri``.

        Raises
        ------
        QuestionError
            A name that the record does not know, or ``km`` or ``days`` without ``events``.
        """
        from ..matching.proposals import propose

        if not events and (km is not None or days is not None):
            raise QuestionError("km and days have no meaning for actors. Ask with events=True, or leave them out.")
        proposals = propose(
            self.keeper, events, min_score, 25.0 if km is None else km, 1 if days is None else days
        ).pairs
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
                for each in proposals
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

    @checked
    def accept(
        self,
        one: str,
        other: str,
        *,
        by: str,
        because: str | None = None,
        on: date | str | None = None,
        new: bool = False,
    ) -> Judgement:
        """Record somebody's judgement that two actors, or two events, are the same.

        A view follows it only if asked to: ``record.view(identities="accepted")``.

        Parameters
        ----------
        one, other
            Ids, labels, aliases or IRIs of the two.
        by
            Whose judgement it is: an actor of the record, or somebody new.
        because
            The reason.
        on
            The day of the judgement. Default: today.
        new
            Whether ``by`` is somebody new whose name resembles a known one.

        Returns
        -------
        Judgement
            The judgement as recorded; it replaces an earlier one by the same judge.

        Raises
        ------
        QuestionError
            A name that the record does not know.
        RecordError
            The record cannot be written to.
        """
        return self._judge(one, other, True, by, because, on, new)

    @checked
    def reject(
        self,
        one: str,
        other: str,
        *,
        by: str,
        because: str | None = None,
        on: date | str | None = None,
        new: bool = False,
    ) -> Judgement:
        """Record somebody's judgement that two actors, or two events, are not the same; see ``accept``."""
        return self._judge(one, other, False, by, because, on, new)

    @checked
    def undo(self, one: str, other: str, *, by: str) -> Judgement:
        """Remove a judgement without trace, and return it. Raises QuestionError if there is none."""
        from ..matching.judgements import undo

        with self.writing() as keeper:
            return undo(keeper, one, other, by=by)

    def judged(self) -> FrameList[Judgement]:
        """Every judgement in the record on who is who, by any judge."""
        from ..judgement import Judgement
        from ..matching.judgements import judgements

        return FrameList(judgements(self.keeper), Judgement)

    # ---- in other formats

    def documents(self) -> list[str]:
        """The IRIs of the reports and datasets that were read, sorted."""
        return [document.value for document in self.keeper.documents()]

    def turtle(self) -> str:
        """The record as sorted Turtle: equal records give equal text."""
        return self.keeper.turtle()

    def rdflib(self) -> rdflib.Graph:
        """The record as an rdflib Graph over the same store; for a server, a copy in memory."""
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
        """Close the record. To ask it again, open it again."""
        self._ledgers.clear()
        self.keeper.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __bool__(self) -> bool:
        """True: an empty record is a record."""
        return True

    def __len__(self) -> int:
        return len(self.keeper)

    def __repr__(self) -> str:
        return f"<record {self.where}: {self.keeper.contents()}>"

    def _repr_html_(self) -> str:
        from .answers import record_html

        return record_html(self._ledgers.of())

    @contextmanager
    def writing(self) -> Iterator[Keeper]:
        """The record's keeper, open for writing while the block runs.

        Raises RecordError if another process is writing to it.
        """
        self._must_be_open()
        try:
            if self.keeper.in_folder:
                with open_keeper(self.keeper.where, write=True) as keeper:
                    yield keeper
            else:
                self.keeper.ready_to_write()
                yield self.keeper
        finally:
            self._changed()

    def _must_be_open(self) -> None:
        if not self.keeper.is_open:
            raise RecordError("This record is closed. Open it again with standoff.open.")

    def _changed(self) -> None:
        self._ledgers.clear()
        self.keeper.refresh()

    def _judge(
        self, one: str, other: str, same: bool, by: str, because: str | None, on: date | str | None, new: bool
    ) -> Judgement:
        from ..matching.judgements import judge

        with self.writing() as keeper:
            return judge(keeper, one, other, same=same, by=by, on=on, because=because, new=new)
