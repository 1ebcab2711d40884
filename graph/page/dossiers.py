"""The dossiers embedded in a page: each incident's opening, questions and acts, in the words of ``standoff dossier``.

Words and order are made here; which of them a view shows, with whose names beneath, the page counts from testimony.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from ..output.dossier_layout import Entry
from ..output.dossier_parts import laid_out
from ..output.opening import Agreed, opening
from ..output.opening import question as asked
from ..rules.dossier import dossier
from ..rules.ledger import Ledger
from ..rules.view import View
from ..rules.weighing import Weighed

__all__ = ["Places", "dossiers", "main_incident"]

#: Of more incidents than this, those with fewer attributions have the page's own words.
_MOST = 60
#: The parts of a dossier whose entries are acts or questions.
_PARTS = ("in dispute", "reported differently", "alike", "alone")

#: The numbers of reports, which a page names in full; after "in", "here" takes their place.
_REPORTS = re.compile(r"( in)? \[\d[\d ]*\]")
#: The position of each version or statement in the page, by its key: -1 - the number of a statement.
Places = dict[str, int]


def dossiers(ledger: Ledger, choice: View, place: Places, at: Callable[[Any], int]) -> list[dict[str, Any]]:
    """The dossier of each incident of which reports tell, those with most attributions first."""
    incidents = _attributions(ledger, choice).most_common(_MOST)
    return [found for incident, _ in incidents if (found := _dossier(ledger, choice, incident, place, at))]


def main_incident(ledger: Ledger, choice: View) -> str | None:
    """The incident of which most is said in the reports of several; None if it has less than half of it."""
    counts = _attributions(ledger, choice)
    if len(counts) < 2:
        return None
    [(incident, most)] = counts.most_common(1)
    return incident if 2 * most >= counts.total() else None


def _attributions(ledger: Ledger, choice: View) -> Counter[str]:
    admitted = [
        telling.row["incident"]
        for telling in ledger.tellings
        if telling.row["incident"]
        and choice.admits_source(telling.row, ledger.background)
        and choice.admits_act(telling.row, ledger.background)
    ]
    return Counter(dict(sorted(Counter(admitted).items())))


def _dossier(
    ledger: Ledger, choice: View, incident: str, place: Places, at: Callable[[Any], int]
) -> dict[str, Any] | None:
    found = dossier(ledger, incident, choice)
    if not found.acts:
        return None
    layout = laid_out(ledger, found)
    start = opening(ledger, found, layout)

    def position(one: Weighed | None) -> int | None:
        return None if one is None else place.get(repr(one.subject.key))

    def agreed(each: Agreed, spot: int) -> list[Any]:
        apart = (place.get(repr(version.key)) for version in each.apart)
        return [at(each.event), spot, each.words, [at_ for at_ in apart if at_ is not None]]

    def entry(each: Entry) -> dict[str, Any]:
        rows = [[row.words, position(row.one)] for row in each.rows if row.one is not None]
        given = {
            "title": each.title,
            "label": each.label,
            "about": at(each.about),
            "number": each.number,
            "rows": [row for row in rows if row[1] is not None],
            "asked": asked(each) if each.is_question else "",
            "shared": position(each.shared),
            "notes": [_without_numbers(note) for note in filter(None, (each.common, *each.notes)) if each.is_question],
        }
        return {key: value for key, value in given.items() if value not in ("", [], None)}

    return {
        "incident": at(incident),
        "sources": start.sources,
        "reports": start.reports,
        "order": [[at(act.event), act.moment, int(act.is_ordered)] for act in found.acts],
        "agreed": [agreed(one, spot) for one in start.candidates if (spot := position(one.one)) is not None],
        "parts": {p.name: [entry(each) for each in p.entries] for p in layout.parts if p.name in _PARTS},
    }


def _without_numbers(note: str) -> str:
    return _REPORTS.sub(lambda found: " here" if found[1] else "", note)
