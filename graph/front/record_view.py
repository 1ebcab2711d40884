"""Views of a record, chosen step by step: ``record.view(said_by="ANHA").since("2020-01").confront()``.

    record.view(…) ──said_by, without, between, since …──▶ another view ──confront, dossier, draw …──▶ an answer

Each step gives a new view and leaves the old one as it was. Nothing is computed until an answer is asked for; then the
record is read once for all views that come from one ``record.view(…)``. Names are looked up at each step, so that a
wrong one is told where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from ..errors import QuestionError, did_you_mean, inert
from ..frames.frame import Frame, RowList
from ..rules.ledger import Ledger
from ..rules.view import EVERYTHING, Level, View, ViewOptions
from ..vocabulary import local_name
from .ledgers import Ledgers

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from ..frames.edges import NodeNames
    from ..frames.html import Markup
    from ..page.inline import InlinePage
    from ..queries.ask import Answer
    from .answers import Confrontations, Dyads, IncidentDossier
    from .evidence import Actor, ClaimEvidence, Claims

__all__ = ["RecordView"]

_OPTIONS = (*(option.name for option in fields(View)), "identities")


@dataclass(frozen=True, repr=False)
class RecordView(Frame):
    """A record under a view. ``str`` says in a sentence what it shows, ``sparql()`` as a query.

    ``chosen`` is the view, ``judges`` those whose judgements on who is who it follows.
    """

    ledgers: Ledgers
    chosen: View = EVERYTHING
    judges: frozenset[str] = frozenset()

    @property
    def ledger(self) -> Ledger:
        """The rows of the record as it is now."""
        return self.ledgers.of(self.judges)

    # ---- steps: each a view option, by the same name

    def said_by(self, *sources: str | Iterable[str]) -> RecordView:
        """Only what these sources say, or who works for them."""
        return self._with("said_by", sources)

    def without(self, *sources: str | Iterable[str]) -> RecordView:
        """These sources left out too, and who works for them; what was left out before stays out."""
        view = self._with("without", sources)
        return replace(view, chosen=view.chosen.but(without=view.chosen.without | self.chosen.without))

    def side(self, *sides: str | Iterable[str]) -> RecordView:
        """Only sources of these sides."""
        return self._with("side", sides)

    def place(self, *places: str | Iterable[str]) -> RecordView:
        """Only acts there or anywhere within."""
        return self._with("place", places)

    def incident(self, *incidents: str | Iterable[str]) -> RecordView:
        """Only acts of these incidents."""
        return self._with("incident", incidents)

    def event_type(self, *types: str | Iterable[str]) -> RecordView:
        """Only acts of these kinds, narrower ones too."""
        return self._with("event_type", types)

    def between(self, *actors: str | Iterable[str]) -> RecordView:
        """Only acts in which these two face each other, in either direction."""
        return self._with("between", actors)

    def since(self, day: str | date) -> RecordView:
        """Only acts that may lie on this day or later: a date, ``"2020-02-12"``, or a month, ``"2020-01"``."""
        return self._but("since", since=day)

    def until(self, day: str | date) -> RecordView:
        """Only acts that may lie on this day or earlier; a month stands for its last day."""
        return self._but("until", until=day)

    def as_of(self, day: str | date) -> RecordView:
        """Only what had been said by this day."""
        return self._but("as_of", as_of=day)

    def min_groups(self, number: int) -> RecordView:
        """Only what at least so many independent groups assert."""
        return self._but("min_groups", min_groups=number)

    def level(self, level: Level) -> RecordView:
        """Each actor shown as itself (``"actor"``), as its ``"organisation"`` or as its ``"side"``."""
        return self._but("level", level=level)

    def identities(self, *judges: str | Iterable[str]) -> RecordView:
        """Who is who by these judges: ``"accepted"``, names of judges, or ``"none"``; see ``standoff match``.

        The first step, before any name is looked up: it decides whom a name means.
        """
        if self.chosen != EVERYTHING:
            raise QuestionError("identities: names were looked up before. Choose who is who first: view(identities=…).")
        names = [name for each in judges for name in _listed(each)]
        return replace(self, judges=_at("identities", self.ledgers.judges, names))

    def view(self, **options: Unpack[ViewOptions]) -> RecordView:
        """Several steps at once: ``view(said_by="ANHA", since="2020-01")``."""
        result = self
        given: dict[str, Any] = dict(options)
        for name, value in sorted(given.items(), key=lambda option: option[0] != "identities"):
            if name not in _OPTIONS:
                raise QuestionError(
                    f'view: there is no option "{name}".{did_you_mean(name, _OPTIONS)} '
                    f"There are: {', '.join(_OPTIONS)}. A parameter of a question goes into parameters={{…}}."
                )
            if value is not None:
                result = getattr(result, name)(value)
        return result

    # ---- in words

    def sentence(self) -> str:
        """What the view shows, in words: "Confrontations asserted by ANHA, from 2020-01-01, undated acts left out."."""
        return inert(f"Confrontations {self.ledger.sentence(self.chosen)}.")

    def sparql(self) -> str:
        """The view as a SPARQL query that gives the rows of ``confrontations()`` when it is asked of the record."""
        from ..output.view_sparql import view_sparql

        if self.ledger.judges:
            raise QuestionError(
                "sparql: a view that follows judgements on who is who is no one query of the record. "
                "Leave identities out."
            )
        return view_sparql(self.ledger, self.chosen)

    # ---- answers

    def confrontations(self) -> Confrontations:
        """Its confrontations, one row for each attribution and pair of actors."""
        from .answers import Confrontations

        return Confrontations(self.ledger, self.chosen)

    def confront(self) -> Dyads:
        """Who confronts whom, according to whom, and how well it stands; see ``Record.confront`` for what it gives."""
        from .answers import Dyads

        return Dyads(self.ledger, self.chosen)

    def dossier(self, incident: str, /) -> IncidentDossier:
        """One incident as each source of the view tells it, by its id, label or alias.

        Returns an ``IncidentDossier``: an object with ``incident``, ``sources``, ``statements`` and more, as
        ``standoff dossier --format json`` gives it. Raises QuestionError for an incident that the record does not know.
        """
        from ..rules.dossier import dossier
        from .answers import IncidentDossier

        self._refuse_level("dossier")
        iri = _at("dossier", self.ledger.names.find, "incident", incident).value
        if self.chosen.incident and self.chosen.incident != {iri}:
            raise QuestionError(
                "dossier: the view is of another incident. Leave its option incident out.",
                command="--incident names another incident than the dossier. Leave it out.",
            )
        return IncidentDossier(self.ledger, dossier(self.ledger, iri, self.chosen))

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
    ) -> RowList:
        """A measure by its name, or one of its variations.

        Parameters
        ----------
        name
            One of ``standoff.measures.MEASURES``; hyphens may stand for underscores.
        time_limit
            Seconds that a search, or a variation in all, may take; 60 where nothing is said. Of measures without a
            search only a variation has one.
        every
            Once for each window of time: ``"month"``, ``"year"`` or a number of days.
        rolling
            How many of these each window covers.
        leave_one_out
            How far each figure and rank moves without any one source.
        source_weight
            For each source, how far the order of the rows stays without it.
        bootstrap
            The middle 90 % of each figure when independent groups of sources are drawn again so many times.

        Returns
        -------
        RowList
            One object for each row. Its keys are the measure's columns; in windows of time ``since`` and ``until`` come
            first.

        Raises
        ------
        QuestionError
            An unknown measure, or options that have no meaning together.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     first = record.measure("activity")[0]
        >>> first["actor"], first["initiated"], first["received"]
        ('US Armed Forces', 16, 14)
        """
        from ..measures.variation import Variation
        from .answers import MeasureRows

        variation = Variation(None if every is None else str(every), rolling, leave_one_out, source_weight, bootstrap)
        columns, rows = _at("measure", variation.of, name, self.ledger, self.chosen, time_limit)
        return MeasureRows((dict(zip(columns, row, strict=True)) for row in rows), columns)

    def ask(
        self,
        question: str,
        parameters: Mapping[str, str] | None = None,
        *,
        limit: int | None = None,
        allow_service: str | None = None,
    ) -> Answer:
        """The answer of the view to a named question, with its ``parameters`` by name, or to SPARQL.

        ``limit`` is the most rows or triples to give, ``allow_service`` the one host that ``SERVICE`` may ask. See
        ``Record.ask``.
        """
        from ..queries.ask import ask
        from ..rules.viewed import viewed

        self._refuse_level("ask")
        record = viewed(self.ledger, self.chosen)
        answer: Answer = _at("ask", ask, record, question, parameters, limit=limit, service=allow_service)
        return answer

    def claims(self) -> Claims:
        """The claims that the view chooses, with who takes a stance on each; the coder's own judgements left out."""
        from ..rules.grade import graded
        from .evidence import claims_of

        self._refuse_level("claims")
        rows = self.ledger.statements(self.chosen, judgements=False)
        if self.chosen.min_groups > 1:
            enough = {
                (s.about, s.prop, str(s.value))
                for s in graded(rows, self.ledger.background)
                if len(s.groups) >= self.chosen.min_groups
            }
            rows = [row for row in rows if (row["about"], row["property"], str(row["value"])) in enough]
        return claims_of(self.ledger, rows)

    def claim(self, iri: str) -> ClaimEvidence:
        """One claim by its IRI, or the last part of it. Raises QuestionError where the view has none of that name."""
        from .evidence import claims_of

        last = local_name(iri)
        rows = [row for row in self.ledger.statements(self.chosen) if local_name(row["claim"]) == last]
        if not rows:
            raise QuestionError(f'claim: this view has no claim "{iri}". `claims()` lists those it has.')
        return claims_of(self.ledger, rows)[0]

    def actor(self, name: str) -> Actor:
        """An actor by its name, with the claims about it and by it that the view chooses."""
        from .evidence import actor_of

        iri = _at("actor", self.ledger.names.find, "actor", name).value
        return actor_of(self.ledger, iri, self.ledger.statements(self.chosen))

    def draw(self, path: str | Path | None = None, title: str | None = None) -> InlinePage:
        """The page of who confronts whom, which shows itself in a notebook; written to ``path`` where one is given.

        Raises StandoffError where the file cannot be written.
        """
        from ..page.inline import InlinePage
        from ..page.page import page
        from ..page.picture import TITLE, picture

        title = title or TITLE
        drawn = InlinePage(page(picture(self.ledger, self.chosen, title)), title)
        return drawn.save(path) if path is not None else drawn

    def export(self, path: str | Path) -> None:
        """Write the record (RDF) or its confrontations (tables, networks) in the format that the file's ending names.

        Raises StandoffError for an ending that no format has, and where the file cannot be written.
        """
        from ..files import write_whole
        from ..output.export import export

        write_whole(Path(path), export(self.ledger, self.chosen, Path(path)))

    # ---- taken away

    def _table(self) -> tuple[Any, Any]:
        return self.confrontations()._table()

    def to_arrow(self) -> pa.Table:
        """Its confrontations as Arrow; ``to_pandas`` and ``to_polars`` give the same."""
        return self.confrontations().to_arrow()

    def to_networkx(self, *, nodes: NodeNames = "iri", measures: Iterable[str] = ()) -> nx.MultiDiGraph[str]:
        """Its confrontations as a networkx graph. Only what is asserted is an edge; what is denied is in the table.

        Parameters
        ----------
        nodes
            What the nodes are: ``"iri"``, or ``"label"`` (with the id beside labels that two actors share). An end that
            nobody names is the node ``"unnamed"``.
        measures
            Names of measures, which become attributes of nodes, edges and the graph itself: ``activity_initiated`` …

        Returns
        -------
        networkx.MultiDiGraph
            One edge for each attribution and pair of actors; with ``measures`` one for each dyad. Nodes have ``label``,
            ``kind``, ``side`` and ``iri``. Edges have a ``label`` (the kind of act), a ``weight`` (1; of a dyad the
            number of independent groups), ``said_by``, ``event_type``, ``claim`` and more, and a ``direction``:
            "directed", or "undirected" for an act whose direction nobody states, whose ends stand in the order of their
            IRIs. The key of an edge is no other edge's: the IRI of its attribution, or the two IRIs of its dyad.

        Raises
        ------
        QuestionError
            An unknown measure, or nodes that are neither.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     graph = record.to_networkx(nodes="label", measures=["activity"])
        >>> graph.nodes["US Armed Forces"]["activity_initiated"]
        16
        """
        from ..output.networks import measured, network

        given = [_listed(measures)] if measures else []
        made = measured if measures else network
        graph: nx.MultiDiGraph[str] = _at("to_networkx", made, self.ledger, *given, self.chosen, nodes=nodes)
        return graph

    def __str__(self) -> str:
        return self.sentence()

    __repr__ = __str__

    def _repr_html_(self) -> Markup:
        return self.confront()._repr_html_()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        steps = [each for each in dir(type(self)) if not each.startswith("_")]
        raise AttributeError(f'A view has no method "{name}".{did_you_mean(name, steps)} It has: {", ".join(steps)}.')

    def _refuse_level(self, method: str) -> None:
        if self.chosen.level != "actor":
            raise QuestionError(f"{method}: level has no meaning here, each actor is shown as itself. Leave it out.")

    def _with(self, option: str, given: tuple[str | Iterable[str], ...]) -> RecordView:
        names = [name for each in given for name in _listed(each)]
        if not names:
            raise QuestionError(f'{option}: no name is given. Give one or more, as in {option}("…").')
        return self._but(option, **{option: names})

    def _but(self, method: str, **option: Any) -> RecordView:
        made = _at(method, View.of, self.ledger.names, **option)
        both = self.chosen.but(**{name: getattr(made, name) for name in option})
        if both.since and both.until and both.until < both.since:
            raise QuestionError(
                f"{method}: {both.until} is before {both.since}, from which the view starts.",
                command=f"--until {both.until} is before --since {both.since}. Give the earlier day first.",
            )
        return replace(self, chosen=both)


def _listed(given: str | Iterable[str]) -> list[str]:
    return [given] if isinstance(given, str) else list(given)


def _at(method: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What the function gives; what it finds wrong is told with the name of the method that was called."""
    try:
        return function(*arguments, **options)
    except QuestionError as error:
        raise error.within(method) from None
