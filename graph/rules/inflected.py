"""Find a short name in the cases of languages that change its end: Анна, Анны; Павел, Павла; Marek, Marka."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["Inflected"]

_VOWELS = frozenset("aeiouyаеиоуыэюяієαεηιουω")
#: What Slavic languages in Latin letters end a name in, without marks: after many other stems stand other words.
_LATIN_ENDINGS = frozenset(re.findall(r"\w+", "a e i o u y ie om em ou iem ovi owi ova ow ov in ina ino"))
#: The longest ending, and the longest name that is found so. Longer ones are found by most of their letters anyway.
_ENDING, _LONGEST = 3, 8


class Inflected:
    """Folded names of a few letters, of which ``has`` knows other cases."""

    def __init__(self, names: Iterable[str]) -> None:
        self._stems = {stem for name in names if len(name) <= _LONGEST for stem in _stems(name)}

    def has(self, word: str) -> bool:
        """Whether this folded word is a case of one of the names.

        >>> anna = Inflected(["anna"])
        >>> anna.has("anny"), anna.has("annex")
        (True, False)
        """
        return any(
            word[:-cut] in self._stems and (not word.isascii() or word[-cut:] in _LATIN_ENDINGS)
            for cut in range(1, _ENDING + 1)
            if len(word) > cut
        )


def _stems(name: str) -> Iterable[str]:
    """What the other cases of a name begin with: without its last vowel, or without the vowel before its last letter,
    which some drop.
    """
    # In Latin letters many other words begin like a name of three.
    least = 4 if name.isascii() else 3
    if len(name) < least or not name.isalpha():
        return
    if name[-1] in _VOWELS:
        yield name[:-1]
    elif name[-2] in "eеєоё" and len(name) >= least + (least == 4):
        yield name[:-2] + name[-1]
        if not name.isascii():
            yield name[:-2] + "ь" + name[-1]
