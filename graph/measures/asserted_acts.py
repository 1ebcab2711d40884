"""The acts that measures count: those of the dyads of a view that somebody in it asserts, who tells of them, and when.

An act is an event, however many versions of it a view shows. A version that the view shows only as denied, because all
who assert it are left out, counts nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from ..rules.background import Row
from ..rules.dyads import Act, Dyad, dyads
from ..rules.ledger import Ledger, cached_by_view
from ..rules.testimony import Word
from ..rules.view import EVERYTHING, View
from ..vocabulary import ST

__all__ = ["asserted_dyads", "first_day", "groups_of", "plover_scores", "sources_of", "tellers", "words_of"]


@cached_by_view
def asserted_dyads(ledger: Ledger, view: View = EVERYTHING) -> list[Dyad]:
    """The dyads of a view with the acts that somebody asserts in it.

    The list is cached on the ledger: do not change it.
    """
    found = []
    for dyad in dyads(ledger, view):
        acts = tuple(act for act in dyad.acts if act.groups)
        if acts:
            found.append(dyad if len(acts) == len(dyad.acts) else Dyad(*dyad.ends, acts))
    return found


def words_of(act: Act) -> Iterable[Word]:
    """The words of all who tell an act between its ends: of the version shown, and of those of a broader or narrower
    kind beside it. Who tells both is in it twice.
    """
    yield from act.weighed.asserted
    for other in act.shown.also:
        yield from other.asserted


def tellers(act: Act) -> Iterable[Row]:
    """The rows of all who tell an act between its ends; see ``words_of``."""
    return (word.row for word in words_of(act))


def first_day(acts: Iterable[Act]) -> str | None:
    """The first possible day of the earliest telling of these acts (ISO 8601); None if none has a day."""
    return min((row["earliest"] for act in acts for row in tellers(act) if row["earliest"]), default=None)


def plover_scores(ledger: Ledger) -> Mapping[str | None, float]:
    """The PLOVER score of each kind of act that has one, from −10 (worst) to 10."""
    return _scores(ledger, EVERYTHING)


@cached_by_view
def _scores(ledger: Ledger, view: View) -> dict[str | None, float]:
    scored = ledger.record.store.triples(prop=NamedNode(ST + "ploverScore"))
    return {t.subject.value: float(t.object.value) for t in scored if isinstance(t.object, Literal)}  # type: ignore[union-attr]


@cached_by_view
def sources_of(ledger: Ledger, view: View = EVERYTHING) -> list[str]:
    """The sources that have a say in any act of the view, and those they speak for, sorted by label."""
    said_by = {word.said_by for word in _every_word(ledger, view)}
    sources = {source for one in said_by for source in ledger.background.speaks_for[one]}
    return sorted(sources, key=lambda source: (ledger.names.label(source), source))


@cached_by_view
def groups_of(ledger: Ledger, view: View = EVERYTHING) -> list[str]:
    """The independence groups of the sources that have a say in any act of the view, sorted."""
    return sorted({word.group for word in _every_word(ledger, view)})


def _every_word(ledger: Ledger, view: View) -> Iterable[Word]:
    """All words on the acts of a view: for, against, and in part."""
    for dyad in dyads(ledger, view):
        for act in dyad.acts:
            for one in (act.weighed, *act.shown.also):
                for words in one.words.values():
                    yield from words
