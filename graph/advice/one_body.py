"""People of one body that count as independent of it, or of each other, because nothing ties them to it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..judgement import pair
from ..rules.tellings import ASSERTS, DENIES, Telling
from ..vocabulary import ST, local_name
from .desk import Advice, Desk

__all__ = ["people_of_one_body", "unnamed_officials"]

_BODIES = frozenset(
    ST + name
    for name in ("Organisation", "MediaOutlet", "Government", "Force", "StateForce", "MilitaryPolice", "Militia")
) | {ST + "NonStateGroup", ST + "Coalition", ST + "Unit"}
#: Those who speak as people of a body.
_PEOPLE = frozenset(ST + name for name in ("Person", "UnnamedSource", "Population", "Unit"))
#: What somebody is who belongs to the body named beside it: never "a prisoner of", "a critic of".
_ROLE = re.compile(
    r"(?i)\b(?:spokes(?:man|woman|men|person|people)|drivers?|leaders?|skippers?|captains?|crew|(?:co-)?workers?|"
    r"employees?|staff|officials?|officers?|commanders?|soldiers?|doctors?|nurses?|medics?|heads?|directors?|"
    r"managers?|chiefs?|engineers?|lawyers?|secretary|ministers?|advisers?|chairman|chairwoman|loaders?)\b"
)
_FORMER = re.compile(r"(?i)\b(?:former|ex-|retired|freed|captured|rival)\b")
#: Those who are plainly of a state.
_OF_A_STATE = re.compile(
    r"(?i)\b(?:security|military|army|police|defence|defense|intelligence|government|coast guard|gendarmerie|navy)"
    r" (?:duty )?(?:officials?|officers?|sources?|commanders?)\b"
)
_SMALL = frozenset(
    ("a", "an", "the", "of", "at", "in", "on", "for", "and", "one", "two", "three", "four", "several", "some", "senior")
) | {"local", "another", "first"}


def people_of_one_body(desk: Desk) -> Iterator[Advice]:
    """Sources whose label says that they are of a body, named by the label of another actor, and who count apart."""
    speaking = _speaking(desk)
    bodies = sorted(node for node in _mentioned(desk) if desk.known.kind.get(node) in _BODIES)
    for source in sorted(speaking):
        label = desk.label(source)
        if desk.known.kind.get(source) not in _PEOPLE or not _ROLE.search(label) or _FORMER.search(label):
            continue
        groups = _groups(speaking[source])
        for body in bodies:
            if body == source or not _names(label, body, desk) or _are_tied(source, body, groups, desk):
                continue
            row = desk.first(telling.row for telling in speaking[source])
            # A convoy employs nobody.
            employer = "…" if desk.known.kind[body] == ST + "Unit" else local_name(body)
            ids = local_name(source), employer
            message = (
                f"“{label}” says so as of “{desk.label(body)}”, by the label, and nothing ties the two: they count as "
                f"independent of each other, and of others of that body. If {ids[0]} speaks for it or works for it, "
                f"write `about: {ids[0]}, that: {{works_for: {ids[1]}}}`, or `part_of` of a unit, in actors.yaml; if "
                "not, `not_same_actor`, or another label."
            )
            yield Advice(desk.spot(row), message, "one body", source)
            break


def unnamed_officials(desk: Desk) -> Iterator[Advice]:
    """Unnamed officials or officers of a state without a side, who count with the outlet that quotes them."""
    for source, tellings in sorted(_speaking(desk).items()):
        label = desk.label(source)
        if desk.known.kind.get(source) != ST + "UnnamedSource" or not _OF_A_STATE.search(label):
            continue
        if desk.known.own_side(source) is not None or len(desk.known.speaks_for[source]) > 1:
            continue
        row, name = desk.first(telling.row for telling in tellings), local_name(source)
        message = (
            f"Whose official is “{label}”? Without a tie the word counts with the outlet that quotes it, and as "
            f"independent of the state. If the text leaves no doubt, write `about: {name}, that: {{works_for: …}}` and "
            "the side in actors.yaml; if it does, leave it."
        )
        yield Advice(desk.spot(row), message, "one body", source)


def _speaking(desk: Desk) -> dict[str, list[Telling]]:
    """What each source asserts or denies of an act."""
    found: dict[str, list[Telling]] = {}
    for telling in desk.tellings:
        if telling.stance in (ASSERTS, DENIES) and telling.row["event"]:
            found.setdefault(telling.said_by, []).append(telling)
    return found


def _groups(tellings: list[Telling]) -> set[str]:
    return {str(telling.row["group"]) for telling in tellings}


def _mentioned(desk: Desk) -> set[str]:
    return {str(row[key]) for row in desk.statements_as_read for key in ("said_by", "about", "value")}


def _names(label: str, body: str, desk: Desk) -> bool:
    """Whether a label names a body: by its whole name, or, of a description, by its head ("the convoy leader")."""
    for name in (desk.label(body), *desk.ledger.names.aliases.get(body, ())):
        plain = re.sub(r"(?i)^(?:the|a|an) ", "", name)
        if len(plain) > 2 and re.search(rf"(?i)(?<! by )(?<! by the )(?<! to )\b{re.escape(plain)}\b", label):
            return True
    rest = [w for w in re.findall(r"\w+", _ROLE.sub(" ", label.casefold())) if w not in _SMALL]
    head = re.findall(r"\w+", desk.label(body).casefold())
    return len(rest) == 1 and bool(head) and rest[0] == head[-1] and len(rest[0]) > 3


def _are_tied(source: str, body: str, groups: set[str], desk: Desk) -> bool:
    if desk.akin(source, body) or body in desk.known.speaks_for[source] or pair(source, body) in desk.judged:
        return True
    return bool(groups & desk.known.own_groups(body))
