"""Names within English sentences: lists of them, the head of one, and whether "was" or "were" goes with them."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["NUMBER_WORDS", "SEVERAL_OF", "Ends", "each_of", "head_of", "is_plural", "joined", "joined_or"]

#: Whoever stands at an end: a name, several, or nobody named.
Ends = str | Iterable[str] | None

#: Words after which a name says more about its head: "Residents of Khirbet Amo", "Man killed in Khirbet Amo".
_HEAD_ENDS = re.compile(
    r"\s+(?:of|in|at|on|from|for|near|who|whom|whose|among|with|by|to|against|and its)\s|\s*[,(\[–—]"
)
#: Words by which a name says what was done to its head: "People taken from the buses", "Passengers let go".
_PARTICIPLE = re.compile(
    r"\w+ed|taken|said|let|shot|seen|held|hit|hurt|brought|found|left|struck|going|living|heard|told|known|given|sent|"
    r"kept|driven|caught|led|shown|thrown|put|lost"
)
_PLURALS = {"police", "people", "taliban", "men", "women", "children", "troops", "personnel", "cattle"}
#: After an article or a number they stand for several: "the dead of the village", "five wounded".
_SEVERAL = {"dead", "wounded", "injured", "missing", "displaced", "detained", "others", "killed", "young", "elderly"}
#: Numbers that are words.
NUMBER_WORDS = frozenset(
    re.findall(
        r"\w+",
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty",
    )
)
#: Words before a head that is a plural.
SEVERAL_OF = NUMBER_WORDS | frozenset(("dozens", "hundreds", "thousands", "several", "many"))
_SINGULARS = frozenset(
    re.findall(
        r"\w+",
        "states nations netherlands philippines emirates hamas reuters headquarters news times affairs politics series "
        "analysis daily works yemen turkmen regimen specimen",
    )
)


def joined(names: Ends) -> str:
    """Names as a list in a sentence.

    >>> joined(["Al-Manar", "SANA", "ANHA"])
    'Al-Manar, SANA and ANHA'
    >>> joined("SANA"), joined(["Al-Manar", "SANA"]), joined(None)
    ('SANA', 'Al-Manar and SANA', '')
    """
    each = each_of(names)
    return " and ".join(filter(None, [", ".join(each[:-1]), *each[-1:]]))


def joined_or(words: list[str]) -> str:
    """Words of which one or another holds.

    >>> joined_or(["24", "19", "at least 3"]), joined_or(["24"])
    ('24, 19 or at least 3', '24')
    """
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def each_of(names: Ends) -> list[str]:
    """The names of an end, whether it is one, several or nobody named."""
    return [name for name in ([names] if isinstance(names, str) else names or ()) if name]


def head_of(name: str) -> str:
    """The words of a name up to its head, without what says more of it.

    >>> [head_of(name) for name in ("Government of National Accord", "US official quoted by ABC", "US Armed Forces")]
    ['Government', 'US official', 'US Armed Forces']
    """
    words = _HEAD_ENDS.split(name, maxsplit=1)[0].split()
    done = next((at for at, word in enumerate(words) if at and word.islower() and _PARTICIPLE.fullmatch(word)), None)
    return " ".join(words[:done])


def is_plural(names: list[str]) -> bool:
    """Whether "were" goes with these names: several, or one whose head is a plural.

    >>> [is_plural([name]) for name in ("Residents of Khirbet Amo", "US Armed Forces", "Unknown individuals")]
    [True, True, True]
    >>> [is_plural([name]) for name in ("The dead of the village", "People taken from the buses", "Ten of the men")]
    [True, True, True]
    >>> [is_plural([name]) for name in ("the three whom a leader mourned", "the two soldiers hurt", "one of the dead")]
    [True, True, False]
    >>> [is_plural([name]) for name in ("Survivors heard by the agency", "Al-Masdar News", "The Daily Times")]
    [True, False, False]
    >>> [is_plural([name]) for name in ("the gunmen", "Yemen")]
    [True, False]
    >>> [is_plural([name]) for name in ("the mate and the engineer", "Ministry of Trade and the Sea")]
    [True, False]
    >>> [is_plural([name]) for name in ("The second ranger", "The wounded man", "Villager said to be dead")]
    [False, False, False]
    >>> [is_plural([name]) for name in ("Man killed in Khirbet Amo", "Syrian Arab Army", "United States", "ISIS")]
    [False, False, False, False]
    """
    if len(names) != 1:
        return len(names) > 1
    head = _HEAD_ENDS.split(names[0], maxsplit=1)[0]
    if re.search(r"\band (the|an?|his|her|their)\b", head, re.I):
        return True
    words = head.split()
    first, *rest = [word.casefold() for word in words] or [""]
    if first in SEVERAL_OF:
        return True
    if first == "the" and rest:
        # "The second ranger", "the dead", "the wounded soldier", "the dead of the stampede".
        words = words[1:]
        if words[0].casefold() in SEVERAL_OF:
            return True
    if first == "one" and " of " in names[0]:
        return False
    if words and words[0].casefold() in _SEVERAL and len(words) == 1:
        return True
    done = next((at for at, word in enumerate(words) if at and _PARTICIPLE.fullmatch(word)), len(words))
    heads = {*words[done - 1 : done], *[word for word in words if not _PARTICIPLE.fullmatch(word)][-1:]}
    return any(map(_is_plural_noun, heads))


def _is_plural_noun(noun: str) -> bool:
    small = noun.casefold()
    if small in _PLURALS | _SINGULARS:
        return small in _PLURALS
    if small.endswith("men"):
        return len(small) > 3
    return small.endswith("s") and not noun.endswith(("ss", "us", "is", "'s", "’s")) and not noun.isupper()
