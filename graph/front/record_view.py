"""Views of a record, chosen step by step: ``record.view(said_by="ANHA").since("2020-01").confront()``.

    record.view(…) ──said_by, without, between, since …──▶ another view ──confront, dossier, draw …──▶ an answer

Each step returns a new view and does not change the old one. Nothing is computed until an answer is asked for; then the
record is read once for all views of the same record. Names are looked up at each step, so that the error for a wrong
name comes from the step that gave it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Unpack

from ..arguments import checked, listed
from ..errors import QuestionError, did_you_mean, inert
from ..frames.frame import Frame, RowList
from ..queries.names import Names
from ..rules.ledger import Ledger
from ..rules.redaction import NOTHING, Redaction
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

_OPTIONS = (*(option.name for option in fields(View)), "identities", "redact")


@dataclass(frozen=True, repr=False)
class RecordView(Frame):
    """A choice of attributions of a record. ``str`` describes it in a sentence, ``sparql()`` as a query.

    ``chosen`` is the view itself, ``judges`` those whose judgements on who is who it follows. ``redaction`` is what is
    left out of all its answers; names are looked up in the whole record all the same.
    """

    ledgers: Ledgers
    whole: View = EVERYTHING
    judges: frozenset[str] = frozenset()
    redaction: Redaction = NOTHING

    @property
    def ledger(self) -> Ledger:
        """The rows of the record as it is now, redacted where the view is."""
        if self.redaction == NOTHING:
            return self.ledgers.of(self.judges, self.whole.as_of)
        return self.ledgers.of_redacted(self.redaction, self.judges, self.whole.as_of)

    @property
    def chosen(self) -> View:
        """The view itself, of the rows in ``ledger``."""
        if self.redaction == NOTHING:
            return self.whole
        return self.ledgers.redacted(self.redaction, self.whole.as_of).view(self.whole)

    # ---- steps: each is the view option of the same name

    def said_by(self, *sources: str | Iterable[str]) -> RecordView:
        """Only what these sources say, or people who work for them."""
        return self._with_names("said_by", sources)

    def without(self, *sources: str | Iterable[str]) -> RecordView:
        """Leave out these sources too, and people who work for them; sources left out before stay out."""
        view = self._with_names("without", sources)
        return replace(view, whole=view.whole.with_changes(without=view.whole.without | self.whole.without))

    def side(self, *sides: str | Iterable[str]) -> RecordView:
        """Only sources of these sides."""
        return self._with_names("side", sides)

    def place(self, *places: str | Iterable[str]) -> RecordView:
        """Only acts at these places or anywhere within them."""
        return self._with_names("place", places)

    def incident(self, *incidents: str | Iterable[str]) -> RecordView:
        """Only acts of these incidents."""
        return self._with_names("incident", incidents)

    def event_type(self, *types: str | Iterable[str]) -> RecordView:
        """Only acts of these kinds, including narrower kinds."""
        return self._with_names("event_type", types)

    def between(self, *actors: str | Iterable[str]) -> RecordView:
        """Only acts in which these two face each other, in either direction."""
        return self._with_names("between", actors)

    def since(self, day: str | date) -> RecordView:
        """Only acts that may have happened on this day or later: ``"2020-02-12"``, or a month, ``"2020-01"``."""
        return self._with_option("since", since=day)

    def until(self, day: str | date) -> RecordView:
        """Only acts that may have happened on this day or earlier; a month stands for its last day."""
        return self._with_option("until", until=day)

    def as_of(self, day: str | date) -> RecordView:
        """Only what had been said by this day."""
        return self._with_option("as_of", as_of=day)

    @checked
    def min_groups(self, number: int) -> RecordView:
        """Only what at least this many independent groups of sources assert."""
        return self._with_option("min_groups", min_groups=number)

    def level(self, level: Level) -> RecordView:
        """Show each actor as itself (``"actor"``), as its ``"organisation"`` or as its ``"side"``."""
        return self._with_option("level", level=level)

    def identities(self, *judges: str | Iterable[str]) -> RecordView:
        """Follow the judgements of these judges on who is who: ``"accepted"``, names of judges, or ``"none"``.

        It must be the first step, because it decides whom a name means. See ``standoff match``.
        """
        if self.whole != EVERYTHING:
            raise QuestionError(
                "identities: this view has looked up names already. Choose identities first: view(identities=…)."
            )
        names = [name for each in judges for name in _naming("identities", listed, each)]
        return replace(self, judges=_naming("identities", self.ledgers.judges, names))

    def redact(self, *parts: str | Iterable[str]) -> RecordView:
        """Leave out what should not be shared: ``redact("people", "places:20", "quotes", "notes")``.

        Persons become "person 1" …, points move to the middle of squares of so many kilometres, places narrower than
        that become "place 1" …; quotes and notes are left out. Every answer and file of the view is without them, and
        says so. Names of other steps are still those of the record. Raises QuestionError for a part that is none.
        """
        given = [part for each in parts for part in _naming("redact", listed, each)]
        return replace(self, redaction=_naming("redact", Redaction.of, given))

    def view(self, **options: Unpack[ViewOptions]) -> RecordView:
        """Several steps at once: ``view(said_by="ANHA", since="2020-01")``."""
        result = self
        given: dict[str, Any] = dict(options)
        for name, value in sorted(given.items(), key=lambda option: option[0] != "identities"):
            if name not in _OPTIONS:
                raise QuestionError(
                    f'view: there is no option "{name}".{did_you_mean(name, _OPTIONS)} '
                    f"The options are: {', '.join(_OPTIONS)}."
                )
            if value is not None:
                result = getattr(result, name)(value)
        return result

    # ---- in words

    def sentence(self) -> str:
        """What the view shows, in words: "Confrontations asserted by ANHA, from 2020-01-01, undated acts left out."."""
        redacted = f" {self.ledger.redacted}" if self.ledger.redacted else ""
        return inert(f"Confrontations {self.ledger.sentence(self.chosen)}.{redacted}")

    def sparql(self) -> str:
        """The view as a SPARQL query: asked of the record, it gives the rows of ``confrontations()``."""
        from ..output.view_sparql import view_sparql

        if self.ledger.judges:
            raise QuestionError(
                "sparql: a view that follows judgements on who is who cannot be written as one query. "
                "Leave identities out."
            )
        if self.redaction != NOTHING:
            raise QuestionError("sparql: the query of a redacted view would name what it redacts. Leave redact out.")
        return view_sparql(self.ledger, self.chosen)

    # ---- answers

    def confrontations(self) -> Confrontations:
        """Its confrontations, one row for each attribution and pair of actors."""
        from .answers import Confrontations

        return Confrontations(self.ledger, self.chosen)

    def confront(self, by: Literal["kind", "pair"] = "kind") -> Dyads:
        """Who confronts whom, according to whom, and how well supported it is; keys as in ``Record.confront``.

        One row for each two ends and kind of act, or, ``by="pair"``, for each two ends.
        """
        from .answers import Dyads

        if by not in ("kind", "pair"):
            raise QuestionError(f'confront: by is "kind" or "pair", not {by!r}.')
        return Dyads(self.ledger, self.chosen, by == "pair")

    @checked
    def dossier(self, incident: str, /) -> IncidentDossier:
        """One incident, given by its id, label or alias, as each source of the view tells it.

        Returns an ``IncidentDossier``: an object with ``incident``, ``acts``, ``statements`` and more, as
        ``standoff dossier --format json`` prints it. Raises QuestionError for an incident the record does not know.
        """
        from ..rules.dossier import dossier
        from .answers import IncidentDossier

        self._refuse_level("dossier")
        iri = self._find("dossier", "incident", incident)
        if self.chosen.incident and self.chosen.incident != {iri}:
            raise QuestionError(
                "dossier: the view is limited to another incident. Leave the option incident out.",
                command="--incident names another incident than the dossier. Leave it out.",
            )
        return IncidentDossier(self.ledger, dossier(self.ledger, iri, self.chosen))

    @checked
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
            Seconds that a search, or a whole variation, may take. Default: 60. Measures without a search have no limit,
            except in a variation.
        every
            Compute it for each window of time: ``"month"``, ``"year"`` or a number of days.
        rolling
            How many of these periods each window covers.
        leave_one_out
            Compute how far each figure and rank moves when any one source is left out.
        source_weight
            Compute, for each source, how similar the order of the rows is without it (Kendall's tau).
        bootstrap
            Compute the middle 90 % of each figure over this many draws, with replacement, of independent groups.

        Returns
        -------
        RowList
            One object for each row. Its keys are the measure's columns; in windows of time ``since`` and ``until`` come
            first.

        Raises
        ------
        QuestionError
            An unknown measure, or options that cannot be combined.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     first = record.measure("activity")[0]
        >>> first["actor"], first["initiated"], first["received"]
        ('US Armed Forces', 13, 13)
        """
        from ..measures.variation import Variation
        from .answers import MeasureRows

        variation = Variation(None if every is None else str(every), rolling, leave_one_out, source_weight, bootstrap)
        columns, rows = _naming("measure", variation.of, name, self.ledger, self.chosen, time_limit)
        return MeasureRows((dict(zip(columns, row, strict=True)) for row in rows), columns)

    @checked
    def ask(
        self,
        question: str,
        parameters: Mapping[str, object] | None = None,
        *,
        limit: int | None = None,
        allow_service: str | None = None,
    ) -> Answer:
        """The view's answer to a named question, with its ``parameters`` by name, or to SPARQL.

        ``limit`` is the most rows or triples to return, ``allow_service`` the one host that ``SERVICE`` may query. See
        ``Record.ask``.
        """
        from ..queries.ask import ask, questions
        from ..rules.record_of_view import record_of_view
        from ..rules.weighed_questions import WEIGHED, answer, with_groups

        self._refuse_level("ask")
        if question in WEIGHED:
            weighed: Answer = _naming("ask", answer, self.ledger, self.chosen, question, parameters, limit)
            return weighed
        record = record_of_view(self.ledger, self.chosen)
        finish = (lambda found: with_groups(found, self.ledger)) if question in questions() else (lambda found: found)
        found: Answer = _naming(
            "ask", ask, record, question, parameters, limit=limit, service=allow_service, also=WEIGHED, finish=finish
        )
        return found

    def claims(self) -> Claims:
        """The claims in the view, with who takes a stance on each; without the coder's own judgements."""
        from ..rules.acts import corroborated_rows
        from .evidence import claims_of

        self._refuse_level("claims")
        rows = self.ledger.statements(self.chosen, judgements=False)
        return claims_of(self.ledger, corroborated_rows(self.ledger, self.chosen, rows))

    @checked
    def claim(self, iri: str) -> ClaimEvidence:
        """One claim by its IRI, or the last part of it. Raises QuestionError if the view has no such claim."""
        from .evidence import claims_of

        last = local_name(iri)
        rows = [row for row in self.ledger.statements(self.chosen) if local_name(row["claim"]) == last]
        if not rows:
            raise QuestionError(f'claim: this view has no claim "{iri}". `claims()` lists those it has.')
        return claims_of(self.ledger, rows)[0]

    @checked
    def actor(self, name: str) -> Actor:
        """An actor by its name, with the claims about it and by it that are in the view."""
        from .evidence import actor_of

        iri = self._find("actor", "actor", name)
        return actor_of(self.ledger, iri, self.ledger.statements(self.chosen))

    @checked
    def draw(
        self, path: str | Path | None = None, title: str | None = None, *, beside: bool = False
    ) -> InlinePage | Path:
        """The page of who confronts whom, which a notebook displays; written to ``path`` if it is given.

        A path that ends in .svg, .png or .pdf gets the network as a picture for print instead (``beside``: one network
        for each side, side by side), and is returned. Raises StandoffError if the file cannot be written, and
        MissingExtra for a picture without the extra ``plots``.
        """
        from ..frames.text import NOT_IN_XML
        from ..page.inline import InlinePage
        from ..page.page import page
        from ..page.picture import TITLE, picture

        # What no terminal, page or XML can show has no place in a title either.
        title = NOT_IN_XML.sub(" ", inert(title or TITLE))
        ending = Path(path).suffix.lower() if path is not None else ".html"
        if path is not None and ending in (".svg", ".png", ".pdf"):
            from ..files import write_whole
            from ..page.printed import printed

            write_whole(Path(path), printed(self.ledger, self.chosen, title, ending[1:], beside))
            return Path(path)
        if ending not in (".html", ".htm"):
            raise QuestionError(
                f'draw: "{path}" is neither a page (.html) nor a picture (.svg, .png, .pdf). Name it as one of these.'
            )
        if beside:
            raise QuestionError(
                "draw: only a picture is drawn side by side; the page has all of it in a tab. Let it end in .svg."
            )
        inline = InlinePage(page(picture(self.ledger, self.chosen, title)), title)
        return inline.save(path) if path is not None else inline

    @checked
    def export(self, path: str | Path) -> None:
        """Write the record (RDF) or its confrontations (tables, networks) in the format that the file's ending names.

        Raises StandoffError for an unknown ending, and if the file cannot be written.
        """
        from ..files import write_whole
        from ..output.export import export

        write_whole(Path(path), export(self.ledger, self.chosen, Path(path)))

    # ---- in other formats

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
            Name nodes by ``"iri"`` or by ``"label"`` (followed by the id if two actors share the label). An end that
            nobody names is the node ``"unnamed"``.
        measures
            Measures to add: those of actors to nodes (``activity_initiated`` …), those of pairs to edges
            (``stand_on_grades`` …), of which there is then one for each dyad, those of the whole network to the graph
            (``reciprocity_answered`` …). Only figures that are a number, a text or a truth value are added, no lists.

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
            An unknown measure, one whose rows have no place in a network (``months``), or nodes that are neither.

        Examples
        --------
        >>> import standoff
        >>> with standoff.open() as record:
        ...     read = record.read(standoff.examples_folder() / "khirbet-amo")
        ...     graph = record.to_networkx(nodes="label", measures=["activity"])
        >>> graph.nodes["US Armed Forces"]["activity_initiated"]
        13
        """
        from ..measures.catalogue import NOT_IN_NETWORKS, key_of
        from ..output.networks import measured, network

        given = [_naming("to_networkx", listed, measures)] if measures else []
        for name in given[0] if given else ():
            of = NOT_IN_NETWORKS.get(_naming("to_networkx", key_of, name))
            if of:
                raise QuestionError(
                    f"to_networkx: a row of {name} is of {of}, which is neither a node nor an edge of a network. "
                    f'Leave it out, and ask for it with measure("{name}").'
                )
        made = measured if measures else network
        graph: nx.MultiDiGraph[str] = _naming("to_networkx", made, self.ledger, *given, self.chosen, nodes=nodes)
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
            raise QuestionError(f"{method}: level does not apply here: each actor is shown as itself. Leave it out.")

    def _with_names(self, option: str, given: tuple[str | Iterable[str], ...]) -> RecordView:
        names = [name for each in given for name in _naming(option, listed, each)]
        if not names:
            raise QuestionError(f'{option}: no name given. Give one or more, as in {option}("…").')
        return self._with_option(option, **{option: names})

    def _with_option(self, method: str, **option: Any) -> RecordView:
        ledger = self.ledgers.of(self.judges)
        # Most steps of a command are its defaults, which name nobody: looking up all names takes time.
        names = ledger.names if _NAMING & option.keys() else _NO_NAMES
        step = _naming(method, View.of, names, **option)
        whole = self.whole.with_changes(**{name: getattr(step, name) for name in option})
        if whole.since and whole.until and whole.until < whole.since:
            raise QuestionError(
                f"{method}: until {whole.until} is before since {whole.since}. Give the earlier day first.",
                command=f"--until {whole.until} is before --since {whole.since}. Give the earlier day first.",
            )
        return replace(self, whole=whole)

    def _find(self, method: str, kind: str, name: str) -> str:
        """The IRI, in ``ledger``, of what has this name: in the record, or in a redacted view the name it has there."""
        if self.redaction != NOTHING:
            try:
                return self.ledger.names.find(kind, name).value
            except QuestionError:
                pass  # not one that the view itself gives
        found: str = _naming(method, self.ledgers.of(self.judges).names.find, kind, name).value
        return found if self.redaction == NOTHING else self.ledgers.redacted(self.redaction).node(found)


#: The options that name somebody or something in the record.
_NAMING = frozenset(("said_by", "without", "side", "place", "incident", "event_type", "between"))
_NO_NAMES = Names({}, {})


def _naming(method: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The function's result; its errors start with the name of the method that the user called."""
    try:
        return function(*arguments, **options)
    except QuestionError as error:
        raise error.within(method) from None
