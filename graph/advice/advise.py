"""Advice on a coding: what a second coder would ask, each thing with its place and a way out.

A coding that gets advice is valid: shapes are checked by ``standoff.record.check``. Nothing is asked that the coder has
answered, by a tie, a side, an order or a judgement; and nothing that a careful coder would shrug at.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..readers.written import WrittenFile
from ..rules.ledger import Ledger
from .coding import (
    actors_of_one_name,
    misplaced_paragraphs,
    missing_glosses,
    opinions_without_a_fact,
    reports_without_claims,
    unused_entities,
)
from .desk import Advice, Desk
from .disputes import near_places, one_moment_or_two, unmet_denials, untied_doers
from .kinds import kinds_that_say_something_else
from .labels import labels_that_take_sides
from .loose_ends import (
    accounts_without_a_kind,
    alike_in_nothing,
    corrected_by_nobody_who_may,
    corrected_elsewhere,
    numbers_left_standing,
    others_corrected,
    withdrawn_beside_another_act,
)
from .not_found import told_and_left_open
from .one_body import people_of_one_body, unnamed_officials
from .one_victim import doers_of_an_effect, one_end_of_one_man
from .one_witness import one_caller, one_picture
from .rival_values import two_clocks, two_counts
from .whole_and_part import untied_parts
from .wide_denials import denied_elsewhere, denied_of_another_act, denied_though_made_to

__all__ = ["advise"]

#: What is asked, kind by kind.
KINDS = (
    unmet_denials,
    denied_elsewhere,
    denied_of_another_act,
    denied_though_made_to,
    told_and_left_open,
    one_moment_or_two,
    untied_parts,
    one_end_of_one_man,
    doers_of_an_effect,
    untied_doers,
    near_places,
    two_clocks,
    two_counts,
    labels_that_take_sides,
    kinds_that_say_something_else,
    alike_in_nothing,
    accounts_without_a_kind,
    numbers_left_standing,
    others_corrected,
    corrected_by_nobody_who_may,
    corrected_elsewhere,
    withdrawn_beside_another_act,
    people_of_one_body,
    unnamed_officials,
    one_picture,
    one_caller,
    opinions_without_a_fact,
    misplaced_paragraphs,
    missing_glosses,
    unused_entities,
    reports_without_claims,
    actors_of_one_name,
)


def advise(ledger: Ledger, files: Sequence[WrittenFile] = ()) -> list[Advice]:
    """All advice on the reports of a record, sorted by place. ``files`` are those it was read from, if at hand: they
    give the lines, and show what a record does not hold (what is never used, paragraphs of the text).
    """
    desk = Desk(ledger, files)
    return sorted({advice for kind in KINDS for advice in kind(desk)})
