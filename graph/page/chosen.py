"""What a page or picture of a view contains: tellings, acts with their versions, and statements.

Nothing of a source that the view leaves out is in it, and whoever is known only through such a source is not named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ..rules.acts import is_shown
from ..rules.background import Background, is_judgement
from ..rules.ledger import Ledger, cached_by_view
from ..rules.left_out import Tie, left_out, ties_of
from ..rules.tellings import Telling, tellings_of_statements
from ..rules.testimony import ActTestimony, Statement, Testimony, Version, Word, testimony
from ..rules.view import EVERYTHING, View
from ..vocabulary import PREFIXES, ST

__all__ = ["RELATIONS", "Chosen", "choice_of", "chosen"]

#: How a word may stand to a version or statement.
RELATIONS = ("asserts", "narrower", "in part", "denies", "denies in part", "leaves open", "no answer")
#: A version or statement on which nobody in the page has one of these is not in the page.
_TELLS = frozenset(("asserts", "narrower", "denies", "denies in part"))
_ROLES = frozenset(ST + role for role in ("actor", "recipient", "party", "victim", "onlooker"))


@dataclass(frozen=True)
class Chosen:
    """What a page of a view contains: tellings by attribution, acts each with the versions that are in the page, and
    statements. Nothing of a source that the view leaves out is in it; ``hidden`` are those it does not even name, and
    ``background`` is what is known without them.
    """

    tellings: dict[str, Telling]
    acts: list[tuple[ActTestimony, list[Version]]]
    statements: list[Statement]
    hidden: frozenset[str]
    background: Background

    @property
    def versions(self) -> Iterator[Version]:
        """The versions of all acts."""
        return (version for _, versions in self.acts for version in versions)

    def words(self, subject: Version | Statement) -> list[Word]:
        """The words on a version or statement that are in the page."""
        return [word for word in subject.words if word.telling.row["said"] in self.tellings]


def choice_of(view: View) -> View:
    """That of a view which decides what is in a file; the rest only decides how a page opens."""
    return view.with_changes(min_groups=1, level="actor", between=())


def chosen(ledger: Ledger, choice: View) -> Chosen:
    """What a page of this view contains.

    The view's voices choose tellings; its other options choose acts, each with everything that those voices tell of it,
    and what they say of the actors that take part.
    """
    known, (every, told_of) = ledger.background, _told(ledger, EVERYTHING)
    voices: dict[int, bool] = {}

    def admitted(telling: Telling) -> bool:
        if id(telling) not in voices:
            voices[id(telling)] = choice.admits_source(telling.row, known)
        return voices[id(telling)]

    def told(subject: Version | Statement, relations: Collection[str] = _TELLS) -> bool:
        return any(word.relation in relations and admitted(word.telling) for word in subject.words)

    acts = []
    spoken_of = {telling.row["about"] for telling in every if admitted(telling)}
    spoken_of |= {whole for event in spoken_of for whole in known.wholes.get(event, ())}
    for act in told_of.acts.values():
        if act.event not in spoken_of:
            continue
        versions = [version for version in act.versions if told(version)]
        # In the order of their keys, by which heads are chosen among equals.
        versions.sort(key=lambda version: version.key)
        if _is_shown(act, ledger, choice) and _of_kind(act, versions, choice, known):
            acts.append((act, versions))
    events = {act.event for act, _ in acts}
    # What is told of a part is told of an act that the page has, if it has the whole.
    of_events = [
        t
        for t in every
        if admitted(t) and (t.row["about"] in events or known.wholes.get(t.row["about"], frozenset()) & events)
    ]
    documents = {telling.row["document"] for telling in of_events}
    taking_part = {actor for telling in of_events for role in _ROLES for actor in telling.says.get(role, ())}
    everyone = not choice.narrows_events

    def of_these(statement: Statement) -> bool:
        if not told(statement, RELATIONS):
            return False
        if everyone or statement.about in events:
            return True
        rows = [word.row for word in statement.words if admitted(word.telling)]
        return statement.about in taking_part and any(
            row["document"] in documents or row["said_by"] == row.get("coder") for row in rows
        )

    statements = [one for each in told_of.statements.values() for one in each if of_these(one)]
    judgements = _judgements(ledger, {telling.row["said"] for telling in every})
    if not everyone:
        judgements = [telling for telling in judgements if telling.row["about"] in taking_part]
    tellings = {telling.row["said"]: telling for telling in of_events}
    for statement in statements:
        words = (word for word in statement.words if word.telling.told_of is None and admitted(word.telling))
        tellings |= {word.row["said"]: word.telling for word in words}
    tellings |= {t.row["said"]: t for t in (every if everyone else ()) if admitted(t)}
    hidden: frozenset[str] = frozenset()
    if choice != EVERYTHING:
        mentioned = _mentioned(ledger, tellings)
        hidden = left_out(choice, known, mentioned)
        ties = (Tie(t.row["said"], t.row["about"], _pairs(t)) for t in judgements)
        kept = ties_of(ties, mentioned, hidden)
        judgements = [telling for telling in judgements if telling.row["said"] in kept]
    tellings |= {t.row["said"]: t for t in judgements if admitted(t)}
    return Chosen(tellings, acts, statements, hidden, known.apart_from(hidden))


def _pairs(telling: Telling) -> list[tuple[str, str]]:
    return [(prop, value) for prop, values in telling.says.items() for value in values]


def _mentioned(ledger: Ledger, tellings: Mapping[str, Telling]) -> set[str]:
    """Everyone and everything that these tellings, those whom they pass on or describe, and their documents name."""
    named = {str(t.row[key]) for t in tellings.values() for key in ("said_by", "group", "about", "coder") if t.row[key]}
    named |= {str(value) for telling in tellings.values() for _, value in _pairs(telling)}
    for prop in ("relayedBy", "drawnFrom"):
        named |= {actor for said, _, actor in ledger.record.match(None, ST + prop) if said in tellings}
    documents = {str(telling.row["document"]) for telling in tellings.values()}
    publisher = PREFIXES["dcterms"] + "publisher"
    return named | {who for document, _, who in ledger.record.match(None, publisher) if document in documents}


def _is_shown(act: ActTestimony, ledger: Ledger, choice: View) -> bool:
    """Whether a view shows an act; of one that nobody asserts, by what is denied, asked or thought of it."""
    rest = [telling.row for telling in (*act.unmet, *act.not_answered, *act.opinions)]
    alone = not act.versions and any(choice.admits_act(row, ledger.background) for row in rest)
    return alone or is_shown(act, ledger, choice)


def _of_kind(act: ActTestimony, versions: list[Version], choice: View, known: Background) -> bool:
    if not choice.event_type:
        return True
    return any(choice.admits_kind(version.kind, known) for version in versions)


@cached_by_view
def _told(ledger: Ledger, view: View) -> tuple[list[Telling], Testimony]:
    """All that reports and datasets say, and its testimony. Datasets with a table are read from their statements, since
    the table itself has no more of each row than who confronts whom. It is the same for every view.
    """
    if not ledger.rows.has_tables:
        return ledger.tellings, ledger.testimony
    read = {telling.row["said"] for telling in ledger.tellings}
    of_tables = [row for row in ledger.every_statement if row["said"] not in read and not is_judgement(row)]
    order = {row["said"]: i for i, row in reversed(list(enumerate(ledger.every_statement)))}
    tellings = [*ledger.tellings, *tellings_of_statements(of_tables)]
    tellings.sort(key=lambda telling: order.get(telling.row["said"], len(ledger.every_statement)))
    return tellings, testimony(tellings, ledger.background)


def _judgements(ledger: Ledger, known: Collection[str]) -> list[Telling]:
    """The coder's own judgements on actors, which are no testimony: their side, what they are part of."""
    return tellings_of_statements(row for row in ledger.every_statement if row["said"] not in known)
