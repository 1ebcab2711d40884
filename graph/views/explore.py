"""Views of a record, chosen step by step: ``record.view(said_by="ANHA").since("2020-01").dyads()``.

    record.view(…) ──said_by, without, between, since …──▶ another view ──dyads, dossier, draw …──▶ an answer

Each step gives a new view and leaves the old one as it was. Nothing is computed until an answer is asked for; then the
record is read once for all views that come from one ``record.view(…)``. Names are looked up at each step, so that a
wrong one is told where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph.errors import QuestionError, did_you_mean, inert
from graph.frames import Frame
from graph.network.ledger import Ledger
from graph.network.view import EVERYTHING, Level, View
from graph.vocabulary import local_name

if TYPE_CHECKING:
    import networkx as nx
    import pyarrow as pa

    from graph.frames import Objects
    from graph.queries.ask import Answer
    from graph.views.answers import Confrontations, DossierTold, Dyads
    from graph.views.evidence import Actor, Claims, ToldClaim
    from graph.views.html import Markup
    from graph.views.inline import InlinePage

__all__ = ["RecordView"]

_OPTIONS = (*(option.name for option in fields(View)), "identities")


@dataclass(frozen=True, repr=False)
class RecordView(Frame):
    """A record under a view. ``str`` says in a sentence what it shows, ``sparql()`` as a query."""

    ledger: Ledger
    chosen: View = EVERYTHING

    # ---- steps: each a view option, by the same name

    def said_by(self, *sources: str | Iterable[str]) -> RecordView:
        """Only what these sources say, or who works for them."""
        return self._with("said_by", sources)

    def without(self, *sources: str | Iterable[str]) -> RecordView:
        """These sources left out too, and who works for them; what was left out before stays out."""
        view = self._with("without", sources)
        return RecordView(self.ledger, view.chosen.but(without=view.chosen.without | self.chosen.without))

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
        from graph.api import ledger

        if self.chosen != EVERYTHING:
            raise QuestionError("identities: names were looked up before. Choose who is who first: view(identities=…).")
        names = [name for each in judges for name in ([each] if isinstance(each, str) else each)]
        return RecordView(_at("identities", ledger, self.ledger.record, names), self.chosen)

    def view(self, **options: Any) -> RecordView:
        """Several steps at once: ``view(said_by="ANHA", since="2020-01")``."""
        result = self
        for name, value in sorted(options.items(), key=lambda option: option[0] != "identities"):
            if name not in _OPTIONS:
                raise QuestionError(
                    f'view: there is no option "{name}".{did_you_mean(name, _OPTIONS)} '
                    f"There are: {', '.join(_OPTIONS)}."
                )
            if value is None:
                continue
            result = getattr(result, name)(value)
        return result

    # ---- in words

    def sentence(self) -> str:
        """What the view shows: "Confrontations asserted by ANHA, from 2020-01-01, undated acts left out."""
        return inert(f"Confrontations {self.chosen.sentence(self.ledger.names)}.")

    def sparql(self) -> str:
        """The view as a SPARQL query that gives the rows of ``confrontations()`` when it is asked of the record."""
        from graph.views.view_sparql import view_sparql

        if self.ledger.judges:
            raise QuestionError(
                "sparql: a view that follows judgements on who is who is no one query of the record. "
                "Leave identities out."
            )
        return view_sparql(self.ledger, self.chosen)

    # ---- answers

    def confrontations(self) -> Confrontations:
        """Its rows: one for each attribution and pair of actors."""
        from graph.views.answers import Confrontations

        return Confrontations(self.ledger, self.chosen)

    def dyads(self) -> Dyads:
        """Who confronts whom, by whom, how well it stands: one object a dyad."""
        from graph.views.answers import Dyads

        return Dyads(self.ledger, self.chosen)

    def dossier(self, incident: str) -> DossierTold:
        """One incident as each source of the view tells it."""
        from graph.network.dossier import dossier
        from graph.views.answers import DossierTold

        iri = _at("dossier", self.ledger.names.find, "incident", incident).value
        return DossierTold(self.ledger, dossier(self.ledger, iri, self.chosen))

    def measure(self, name: str, time_limit: float | None = None) -> Objects:
        """A measure by its name, one object a row; ``time_limit`` in seconds bounds the search of those that search."""
        from graph.frames import Objects
        from graph.network import measure

        columns, rows = _at("measure", measure, name, self.ledger, self.chosen, time_limit)
        return Objects((dict(zip(columns, row, strict=True)) for row in rows), columns)

    def ask(self, question: str, parameters: dict[str, str] | None = None, **more: str) -> Answer:
        """The answer of the view to a named question, with its parameters by name, or to SPARQL."""
        from graph.network.viewed import viewed
        from graph.queries.ask import ask

        record = viewed(self.ledger, self.chosen)
        answer: Answer = _at("ask", ask, record, question, {**(parameters or {}), **more})
        return answer

    def claims(self) -> Claims:
        """The claims that the view chooses, with who takes a stance on each; the coder's own judgements left out."""
        from graph.network.grade import graded
        from graph.views.evidence import claims_of

        rows = self.ledger.statements(self.chosen, judgements=False)
        if self.chosen.min_groups > 1:
            enough = {
                (s.about, s.prop, str(s.value))
                for s in graded(rows, self.ledger.background)
                if len(s.groups) >= self.chosen.min_groups
            }
            rows = [row for row in rows if (row["about"], row["property"], str(row["value"])) in enough]
        return claims_of(self.ledger, rows)

    def claim(self, iri: str) -> ToldClaim:
        """One claim by its IRI, or the last part of it. Raises QuestionError where the view has none of that name."""
        from graph.views.evidence import claims_of

        last = local_name(iri)
        rows = [row for row in self.ledger.statements(self.chosen) if local_name(row["claim"]) == last]
        if not rows:
            raise QuestionError(f'claim: this view has no claim "{iri}". `claims()` lists those it has.')
        return claims_of(self.ledger, rows)[0]

    def actor(self, name: str) -> Actor:
        """An actor by its name, with the claims about it and by it that the view chooses."""
        from graph.views.evidence import actor_of

        iri = _at("actor", self.ledger.names.find, "actor", name).value
        return actor_of(self.ledger, iri, self.ledger.statements(self.chosen))

    def draw(self, path: str | Path | None = None, title: str | None = None) -> InlinePage:
        """The page of who confronts whom, which shows itself in a notebook; written to ``path`` where one is given."""
        from graph.views.inline import InlinePage
        from graph.views.page import page
        from graph.views.picture import TITLE, picture

        title = title or TITLE
        drawn = InlinePage(page(picture(self.ledger, self.chosen, title)), title)
        return drawn.save(path) if path is not None else drawn

    # ---- taken away

    def to_arrow(self) -> pa.Table:
        """Its confrontations as Arrow; ``to_pandas`` and ``to_polars`` give the same."""
        return self.confrontations().to_arrow()

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Its confrontations as a network, one edge for each attribution."""
        return self.confrontations().to_networkx()

    def __str__(self) -> str:
        return self.sentence()

    __repr__ = __str__

    def _repr_html_(self) -> Markup:
        return self.dyads()._repr_html_()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        steps = [each for each in dir(type(self)) if not each.startswith("_")]
        raise AttributeError(f'A view has no method "{name}".{did_you_mean(name, steps)} It has: {", ".join(steps)}.')

    def _with(self, option: str, given: tuple[str | Iterable[str], ...]) -> RecordView:
        names = [name for each in given for name in ([each] if isinstance(each, str) else each)]
        if not names:
            raise QuestionError(f'{option}: no name is given. Give one or more, as in {option}("…").')
        return self._but(option, **{option: names})

    def _but(self, method: str, **option: Any) -> RecordView:
        made = _at(method, View.of, self.ledger.names, **option)
        both = self.chosen.but(**{name: getattr(made, name) for name in option})
        if both.since and both.until and both.until < both.since:
            raise QuestionError(f"{method}: {both.until} is before {both.since}, from which the view starts.")
        return RecordView(self.ledger, both)


def _at(method: str, function: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """What the function gives; what it finds wrong is told with the name of the method that was called."""
    try:
        return function(*arguments, **options)
    except QuestionError as error:
        raise QuestionError(f"{method}: {error}") from None
