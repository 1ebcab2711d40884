"""Named questions that are answered by counting testimony, and not by a query.

They take parameters and give rows as the questions in ``standoff.queries`` do, and always of a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from ..claim import Term
from ..queries.ask import Answer, Question, given_parameters, questions, refuse_limit
from ..queries.names import Names
from ..record.store import QueryResult
from ..vocabulary import PROPERTY_BY_IRI, ST
from .acts import is_shown, weighed_in, weighed_statements
from .deeds import of_in_words
from .ledger import Ledger
from .testimony import Statement, Testimony, Version
from .view import View
from .weighing import Weighed, unmet, voices

__all__ = ["WEIGHED", "answer", "every_question", "version_in_words", "with_groups"]

Row = tuple[Term | None, ...]
_ABOUT = {"about": ("about", "only what is said about this event or actor")}
_INCIDENT = {
    "incident": (
        "incident",
        "only what is said about events of this incident and about those who take part in them",
    )
}
#: The columns of a weighed version or statement.
_WHAT = ("about_label", "property", "value")


@dataclass(frozen=True)
class _Weighed:
    """One version or statement in words, with what it is about."""

    weighed: Weighed
    about: str
    words: tuple[str, str]


def every_question() -> dict[str, Question]:
    """All named questions, sorted: those in SPARQL, and those that are answered by counting testimony."""
    return dict(sorted({**questions(), **{name: question for name, (question, *_) in WEIGHED.items()}}.items()))


def answer(
    ledger: Ledger, view: View, name: str, parameters: Mapping[str, object] | None = None, limit: int | None = None
) -> Answer:
    """The answer of a view to one of ``WEIGHED``, with at most ``limit`` rows.

    Raises QuestionError for a parameter that the question does not take, or a limit below 1.
    """
    refuse_limit(limit)
    question, columns, rows = WEIGHED[name]
    given = given_parameters(ledger.record, question, parameters)
    chosen = {parameter: term.value for parameter, term in given.items()}
    found = sorted(rows(ledger, view, chosen), key=lambda row: [str(cell or "") for cell in row])
    return Answer(columns, tuple(tuple(_term(cell) for cell in row) for row in found[:limit]))


def _term(value: str | None) -> Term | None:
    if value is None:
        return None
    return NamedNode(value) if value.startswith(("http://", "https://")) else Literal(value)


def version_in_words(version: Version, names: Names) -> str:
    """A version as a line: "US Armed Forces → Khirbet Amo: air strike"; the coder's own kind in brackets."""
    core = version.core

    def those(ends: Iterable[str]) -> str:
        return ", ".join(sorted(map(names.label, ends))) or "—"

    kind = names.label(core.kind) if core.kind else f"({names.label(version.coder_kind)})" if version.coder_kind else ""
    kind = f"tried: {kind}" if core.tried else kind
    if not core.ends:
        return kind
    ends = (
        f"{those(core.doers)} → {those(core.targets)}" if core.directed else " – ".join(_parties(core.parties, names))
    )
    return f"{ends}: {kind}"


def _parties(parties: frozenset[str], names: Names) -> list[str]:
    labels = sorted(map(names.label, parties))
    return labels if len(labels) > 1 else [*labels, "—"]


def _disputes(ledger: Ledger, view: View) -> Testimony:
    """The testimony of all that may be disputed; of everything where a view asks who takes part in its acts."""
    if ledger.identities.same or replace(view, incident=frozenset()).narrows_events:
        return ledger.testimony_with_datasets
    return ledger.rows.full_rules[1]


def _everything(ledger: Ledger, view: View, chosen: Mapping[str, str], testimony: Testimony) -> Iterator[_Weighed]:
    """The versions and statements in a view, narrowed down by ``about`` and ``incident``."""
    names = ledger.names
    view = replace(view, incident=view.incident | {chosen["incident"]}) if "incident" in chosen else view
    partakers: set[str] = set()
    events = set()
    for event, versions in weighed_in(testimony, ledger, view.voices).items():
        if not is_shown(testimony.acts[event], ledger, view):
            continue
        events.add(event)
        for one in versions:
            partakers |= one.version.core.ends
            if view.admits_kind(one.version.kind, ledger.background):
                yield _Weighed(one, event, ("version", version_in_words(one.version, names)))
    narrowed = view.narrows_events
    for one in weighed_statements(ledger, view):
        stated = one.statement
        if not narrowed or stated.about in events or stated.about in partakers:
            yield _Weighed(one, stated.about, _in_words(stated, names))


def _in_words(stated: Statement, names: Names) -> tuple[str, str]:
    known = PROPERTY_BY_IRI.get(stated.prop)
    value = str(stated.value).lower() if isinstance(stated.value, bool) else str(stated.value)
    label = (known.label if known else names.label(stated.prop)).removesuffix(" best")
    if stated.prop == ST + "leftOpen" and value in PROPERTY_BY_IRI:
        return label, PROPERTY_BY_IRI[value].label
    words = names.label(value) if value.startswith("http") else value
    return label, f"{words} ({of_in_words(stated, names.label)})" if stated.of else words


def _those(names: Names, sources: Iterable[str]) -> str:
    return "; ".join(sorted({names.label(source) for source in sources}))


def _contested(ledger: Ledger, view: View, chosen: Mapping[str, str]) -> Iterator[tuple[str | None, ...]]:
    names = ledger.names
    for one in _everything(ledger, view, chosen, _disputes(ledger, view)):
        weighed = one.weighed
        if weighed.grade != "contested" or chosen.get("about", one.about) != one.about:
            continue
        asserted, start = _those(names, weighed.sources("asserts", "narrower")), (names.label(one.about), *one.words)
        if denying := weighed.sources("denies"):
            yield (*start, asserted, "denied", _those(names, denying), one.about)
        for rival in weighed.rivals:
            told = version_in_words(rival, names) if isinstance(rival, Version) else _in_words(rival, names)[1]
            sources = {word.said_by for word in weighed.of("rival") if word.other is rival}
            yield (*start, asserted, told, _those(names, sources), one.about)


def _denied(ledger: Ledger, view: View, chosen: Mapping[str, str]) -> Iterator[tuple[str | None, ...]]:
    names = ledger.names

    def row(words: tuple[str, str], about: str, denial: Any, asserted: str) -> tuple[str | None, ...]:
        told = denial.row
        quote, report = told.get("quote"), names.label(told["document"])
        return names.label(about), *words, names.label(told["said_by"]), asserted, quote, report, about

    def wanted(about: str, source: str) -> bool:
        return chosen.get("about", about) == about and chosen.get("source", source) == source

    for one in _everything(ledger, view, chosen, _disputes(ledger, view)):
        asserted = _those(names, one.weighed.sources("asserts", "narrower"))
        for word in one.weighed.of("denies", "denies in part"):
            if wanted(one.about, word.said_by):
                yield row(one.words, one.about, word.telling, asserted)
    counts, testimony = voices(view, ledger.background), ledger.testimony
    for event, act in testimony.acts.items():
        for denial in unmet(act, counts):
            if wanted(event, denial.said_by) and view.admits_act(denial.row, ledger.background):
                said = [_in_words(Statement(event, prop, v), names) for prop, vs in denial.says.items() for v in vs]
                words = said[0] if len(said) == 1 else ("version", ", ".join(": ".join(each) for each in said))
                yield row(words, event, denial, "")


def _alone(ledger: Ledger, view: View, chosen: Mapping[str, str]) -> Iterator[tuple[str | None, ...]]:
    names = ledger.names
    for one in _everything(ledger, view, chosen, ledger.testimony_with_datasets):
        sources = one.weighed.sources("asserts", "narrower")
        if len(one.weighed.groups) == 1 and chosen.get("source", sources[0]) in sources:
            yield _those(names, sources), names.label(one.about), *one.words, one.weighed.grade, one.about


_Rows = Callable[[Ledger, View, Mapping[str, str]], Iterator[tuple[str | None, ...]]]
#: Each question with its columns and what gives its rows.
WEIGHED: dict[str, tuple[Question, tuple[str, ...], _Rows]] = {
    "contested": (
        Question(
            "contested",
            "What is disputed? What one source tells, and another denies or tells in a way that excludes it.",
            {**_ABOUT, **_INCIDENT},
            'Versions of acts (who did what to whom) and what else is stated; `against` is "denied", or what is told '
            "instead.",
            "",
        ),
        (*_WHAT, "asserted_by", "against", "said_against_by", "about_iri"),
        _contested,
    ),
    "denied": (
        Question(
            "denied",
            "What is denied, by whom, and who asserts it?",
            {"source": ("actor", "only what this source denies"), **_ABOUT},
            "`asserted_by` is empty where nobody asserts what is denied.",
            "",
        ),
        (*_WHAT, "denied_by", "asserted_by", "quote", "report", "about_iri"),
        _denied,
    ),
    "said-by-one-alone": (
        Question(
            "said-by-one-alone",
            "What does one independence group alone claim?",
            {"source": ("actor", "only what this source alone claims"), **_INCIDENT},
            "Sources of one side or owner count as one. `grade` is weak; or contested, where others deny it or tell a "
            "rival.",
            "",
        ),
        ("said_by", "about", "property", "value", "grade", "about_iri"),
        _alone,
    ),
}


def with_groups(found: QueryResult, ledger: Ledger) -> QueryResult:
    """The rows of a named question in which ``group`` is filled by the rule of independence.

    Where the rows are of attributions (``said``) it is the IRI of the group; in the list of ``sources`` its label.
    """
    at = {name: position for position, name in enumerate(found.variables)}
    groups = ledger.rows.independence
    if {"group", "said", "said_by", "document"} <= at.keys():
        columns = [at[name] for name in ("said_by", "said", "document")]

        def filled(row: Row) -> Row:
            group = groups.of(*(_text(row[column]) for column in columns))
            return (*row[: at["group"]], NamedNode(group), *row[at["group"] + 1 :])

        return replace(found, rows=map(filled, found.rows))
    if {"group_label", "source"} <= at.keys():

        def labelled(row: Row) -> Row:
            label = Literal(_those(ledger.names, groups.all_of(_text(row[at["source"]]))))
            return (*row[: at["group_label"]], label, *row[at["group_label"] + 1 :])

        return replace(found, rows=map(labelled, found.rows))
    return found


def _text(term: Term | None) -> str:
    return term.value if term is not None else ""
