"""Find redacted names within other texts: labels, titles, quotes, ids and addresses.

A name is found whole, and by each of its words, without regard to case, accents and marks. A longer word is found
within others too, and with other endings: an article may be written together with a name, or a case added.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["ELISION", "Secrets"]

#: What stands in the place of a name; it says nothing of whose it was.
ELISION = "[…]"
#: No secrets by themselves: particles of names, titles and words for people.
_COMMON = frozenset(
    word
    for line in """
    the of and in at on for with from near who was by his her its
    al el ul as ad an ar at ash ibn bin abu abd umm um bint de del della der den des di do da dos du la las le les los
    van von zu zur st san santa mr mrs ms dr jr sr mp
    actor boy boys brother cameraman captain chairman chief child children citizen civilian civilians coder colonel
    commander corporal correspondent daughter deputy director doctor driver editor eyewitness family farmer father
    fighter fighters first foreign general girl girls governor guard head hospital journalist judge killed king lawyer
    leader lieutenant local major man marshal mayor medic member men military minister ministry mother neighbour nurse
    officer official person photographer police policeman president press prime prince private reporter resident
    residents second secretary sergeant shepherd sister soldier soldiers son source speaker spokesman spokesperson
    spokeswoman student survivor teacher unnamed vice victim village villager villagers witness woman women
    worker wounded young
    """.splitlines()
    for word in line.split()
)
_SHORT = 4
#: Longer words, which nobody is called by, are found only as they are: all parts of a text of a megabyte are too many.
_LONGEST = 60


class _Word(NamedTuple):
    """A folded word of a text, and where it stands there."""

    folded: str
    first: int
    end: int


class Secrets:
    """What may not be found: of each of ``groups`` the names, which may stand nowhere, and the ids, which may stand in
    no id; words that stand in an open name of the same group are no secrets by themselves. ``phrases`` are secret only
    as a whole.
    """

    def __init__(
        self, *groups: tuple[Iterable[str], Iterable[str], Iterable[str]], phrases: Iterable[str] = ()
    ) -> None:
        #: Names as sequences of words, by the first of these.
        self._whole: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._long: set[str] = set()
        self._short: set[str] = set()
        self._in_ids: set[str] = set()
        for names, ids, open_names in groups:
            self._add(list(names), list(ids), {word.folded for name in open_names for word in _folded(name)} | _COMMON)
        self._add_whole(phrases)
        self._stems = {stem for word in self._long for stem in _endless(word)}

    def _add(self, names: list[str], ids: list[str], known: set[str]) -> None:
        self._add_whole((*names, *ids))
        for word, caseless in (found for name in names for found in _words(name)):
            if not _is_open(word, known):
                (self._long if caseless or len(word) >= _SHORT else self._short).add(word)
        # The words of an id are lower-case, so that it cannot be seen which of them are names.
        in_ids = {word.folded for one in ids for word in _folded(one) if len(word.folded) >= _SHORT}
        self._in_ids |= {word for word in in_ids if word.isalpha() and not _is_open(word, known)}

    def _add_whole(self, names: Iterable[str]) -> None:
        for name in {tuple(word.folded for word in _folded(name)) for name in names} - {()}:
            self._whole[name[0]].add(name)

    def in_text(self, text: str) -> bool:
        """Whether a redacted name stands in this text."""
        return any(True for _ in self._spans(text))

    def in_id(self, text: str) -> bool:
        """Whether a redacted name stands in this id."""
        inside = (_inside(word.folded, self._in_ids) for word in _folded(text))
        return any(inside) or any(True for _ in self._spans(text, any_case=True))

    def in_address(self, url: str) -> bool:
        """Whether a redacted name stands in this web address, also percent-encoded."""
        return any(True for _ in self._spans(unquote(unquote(url)), any_case=True))

    def without(self, text: str) -> str:
        """The text with ``[…]`` in the place of each redacted name in it."""
        result, done = "", 0
        for first, end in self._spans(text):
            between = text[done:first]
            # What stands between two parts of a name, a hyphen or an apostrophe, goes with them.
            if not (result.endswith(ELISION) and not any(letter.isalnum() for letter in between)):
                result += between + ELISION
            done = end
        return result + text[done:]

    def _spans(self, text: str, any_case: bool = False) -> Iterator[tuple[int, int]]:
        words = _folded(text)
        position = 0
        while position < len(words):
            word = words[position]
            wholes = self._whole.get(word.folded, ())
            length = max((len(name) for name in wholes if _stands(name, words, position)), default=0)
            if not length and self._is_secret(word.folded, any_case or text[word.first].isupper()):
                length = 1
            if length:
                yield word.first, words[position + length - 1].end
            position += length or 1

    def _is_secret(self, word: str, as_name: bool) -> bool:
        # "Ali" is a name, "ali" in another language may be anything.
        if as_name and word in self._short:
            return True
        return _inside(word, self._long) or any(word[: len(word) - cut] in self._stems for cut in range(4))


def _is_open(word: str, known: set[str]) -> bool:
    return bool(({word} | _endless(word)) & known)


def _stands(name: tuple[str, ...], words: tuple[_Word, ...], position: int) -> bool:
    return tuple(word.folded for word in words[position : position + len(name)]) == name


def _inside(word: str, wanted: set[str]) -> bool:
    """Whether any part of a word is one of these."""
    lengths = range(1, min(len(word), _LONGEST) + 1) if wanted else ()
    return any(word[i : i + n] in wanted for n in lengths for i in range(len(word) - n + 1))


def _endless(word: str) -> set[str]:
    """The word without what may be its ending, where enough of it is left."""
    return {word[:-cut] for cut, least in ((1, 5), (2, 7)) if len(word) >= least and word.isalpha()}


def _words(name: str) -> Iterator[tuple[str, bool]]:
    """The words of a name that name somebody, folded, and whether their script has no capitals."""
    for word in _folded(name):
        written = name[word.first : word.end]
        caseless = written.lower() == written.upper()
        east_asian = all(unicodedata.east_asian_width(letter) == "W" for letter in written)
        least = 2 if east_asian or not caseless else 3
        if len(written) >= least and not word.folded.isdigit() and (caseless or any(map(str.isupper, written))):
            yield word.folded, caseless


@lru_cache(maxsize=100_000)
def _folded(text: str) -> tuple[_Word, ...]:
    """The words of a text without case, accents and marks, each with where it stands."""
    words: list[_Word] = []
    folded, first, end = "", 0, 0
    for position, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter.casefold()).casefold():
            kind = unicodedata.category(part)
            if kind[0] == "M" or kind == "Cf":
                end = position + 1 if folded else end
            elif part.isalnum():
                first = first if folded else position
                folded, end = folded + part, position + 1
            elif folded:
                words.append(_Word(folded, first, end))
                folded = ""
    return (*words, _Word(folded, first, end)) if folded else tuple(words)
