"""The article before the name of an actor or place in a sentence: "the Libyan National Army", "NATO", "Hezbollah".

English puts it before a name whose head is a common noun, before most letters that are read one by one, and before
names in the plural. A label that brings its article, or begins with a small letter, is the coder's own wording and
stays as it is, as do media, people by name, countries and towns.
"""

from __future__ import annotations

import re

from ..noun_phrases import head_of, is_plural
from ..vocabulary import ST
from .act_names import ONE_PERSON

__all__ = ["with_article"]


def _words(listed: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", listed))


#: Kinds whose names are those of bodies: forces, authorities, groups. Media go by a name without an article.
_BODIES = frozenset(
    f"{ST}{kind}"
    for kind in _words(
        "Force StateForce MilitaryPolice Militia NonStateGroup Coalition Unit Government Organisation Side Actor"
    )
)
_SOMEBODY = frozenset((f"{ST}Person", f"{ST}UnnamedSource"))
#: Heads of names that take the article, however they are written.
_HEADS = _words(
    """administration agency alliance army assembly authority battalion bloc board branch brigade bureau cabinet
    caliphate cartel centre center checkpoint clan coalition coastguard column command commission committee commonwealth
    confederation crescent cross congress convoy corps council court department directorate division embassy emirate
    emirates federation fleet force forces forum foundation front gang garrison gendarmerie government group guard
    guards headquarters house institute junta kingdom league legion militia military ministry mission movement nations
    navy netherlands network observatory office operation organisation organization palace parliament party patrol
    philippines platoon police
    presidency prosecution prosecutor regiment republic resistance senate service services society
    squad squadron staff states syndicate tribe union unit wing"""
)
#: Names that take it though nothing in them says so.
_NAMES = _words(
    "asayish basij carabinieri eu janjaweed kremlin mujahideen osce pentagon peshmerga taliban un us uk vatican"
)
#: Letters that are read as a word, or go without an article.
_BARE = _words("is eta jnim msf unhcr centcom africom eucom")
#: Whose it is takes the place of the article, "Yemen's government", but for these: "the governor's office".
_POSSESSORS = _words("children governor king lord minister people president prosecutor sultan women workers")
_LETTERS = re.compile(r"[A-Z][A-Z-]+")
#: Letters that can be said as a word: "NATO", "ISIS", "MONUSCO"; not "LNA", "FARDC".
_SAYABLE = re.compile(r"[^AEIOU]?[AEIOU]+(?:[^AEIOU]{1,2}[AEIOU]+)*[^AEIOU]?")


def with_article(name: str, kind: str | None = None, *, is_place: bool = False) -> str:
    """A name as it stands within a sentence, by the kind of actor.

    >>> force, outlet = f"{ST}StateForce", f"{ST}MediaOutlet"
    >>> with_article("Libyan National Army", force), with_article("Government of National Accord", f"{ST}Government")
    ('the Libyan National Army', 'the Government of National Accord')
    >>> [with_article(name, f"{ST}NonStateGroup") for name in ("Taliban", "Hezbollah", "Islamic State", "SDF", "ISIS")]
    ['the Taliban', 'Hezbollah', 'Islamic State', 'the SDF', 'ISIS']
    >>> with_article("Daily Army", outlet), with_article("Russia", f"{ST}Government"), with_article("the dead")
    ('Daily Army', 'Russia', 'the dead')
    >>> with_article("Unnamed source of SyriacPress", f"{ST}UnnamedSource")
    'an unnamed source of SyriacPress'
    >>> with_article("Presidential palace", is_place=True), with_article("Khirbet Amo", is_place=True)
    ('the Presidential palace', 'Khirbet Amo')
    """
    first = name.split(maxsplit=1)[0]
    if first.casefold() == "unnamed" and not is_plural([head_of(name)]):
        return f"an {name[:1].lower()}{name[1:]}"
    if first in ("source", "report") and kind == f"{ST}UnnamedSource":
        return f"a {name}"
    if kind in _BODIES and first.casefold() in _HEADS and re.match(r"\w+ of [A-Z]", name):
        # "The army of Ardal", however a coder writes it.
        return f"the {name}"
    whose = re.match(r"(\w+)['’]s? ", name)
    is_owned = whose is not None and whose[1].casefold() not in _POSSESSORS
    if is_owned or not (first[:1].isupper() or first[:1].isdigit()):
        return name
    head = head_of(name)
    *before, last = head.split()
    is_common = bool(before) and last[:1].islower() and not is_plural([head])
    if name == "BBC":
        takes_it = True
    elif is_place or kind in _SOMEBODY:
        takes_it = is_common and (is_place or last in ONE_PERSON)
    else:
        takes_it = kind in _BODIES and _is_such_a_name(name, head, last, is_common=is_common)
    return f"the {name}" if takes_it else name


def _is_such_a_name(name: str, head: str, last: str, *, is_common: bool) -> bool:
    small = last.casefold()
    if name.casefold() in _BARE or (name.startswith("US ") and small == "command"):
        return False
    if name.casefold() in _NAMES or is_common:
        return True
    if last.islower():
        # "Russian forces" may be any.
        return False
    if _LETTERS.fullmatch(name):
        return len(name) < 4 or not _SAYABLE.fullmatch(name)
    # "Houthis", "Proud Tigers" are names; "Men in plain clothes" are some men.
    return small in _HEADS or (is_plural([head]) and (" " in head or head == name))
