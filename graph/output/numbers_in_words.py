"""What the numbers of an act count, in words: "killed", "rounds", "how many people were there"."""

from __future__ import annotations

from ..vocabulary import CODES

__all__ = ["counted", "how_many"]

#: What was done to those whom a number counts, or what it counts, by its property; to the detained, also by the kind of
#: act.
_COUNTED = {
    "deaths": "killed",
    "injured": "wounded",
    "displaced": "displaced",
    "detained": "detained",
    "participants": "people",
    "rounds": "rounds",
    "vehicles": "vehicles",
    "buildings": "buildings",
}
_THINGS = frozenset(("participants", "rounds", "vehicles", "buildings"))
_DETAINED = {"abduct": "taken", "release": "freed", "rescue": "freed"}


def counted(number: str, kind: str | None = None, in_words: str = "") -> str:
    """What was done to those whom a number counts in an act of a kind, or the things that it counts.

    Hostages are taken or freed, and not detained. ``in_words`` is the number, for the form after "1".

    >>> kinds = "https://w3id.org/standoff/codes/event-type/"
    >>> counted("deaths"), counted("detained", kinds + "arrest"), counted("detained", kinds + "abduct")
    ('killed', 'detained', 'taken')
    >>> counted("rounds", in_words="at least 28"), counted("rounds", in_words="at least 1")
    ('rounds', 'round')
    """
    by_kind = _DETAINED.get((kind or "").removeprefix(f"{CODES}event-type/"))
    found = by_kind if by_kind and number == "detained" else _COUNTED[number]
    is_one = number in _THINGS and in_words.split(" ")[-1] == "1"
    return {"people": "person"}.get(found, found.removesuffix("s")) if is_one else found


def how_many(number: str, kind: str | None = None) -> str:
    """The question of a number, without its mark: "how many were killed", "how many people were there".

    >>> how_many("injured"), how_many("participants"), how_many("vehicles")
    ('how many were wounded', 'how many people were there', 'how many vehicles were there')
    """
    found = counted(number, kind)
    return f"how many {found} were there" if number in _THINGS else f"how many were {found}"
