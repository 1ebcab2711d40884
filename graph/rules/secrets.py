"""Find redacted names within other texts: labels, titles, quotes, ids and addresses.

A name is found whole, and by each of its words, without regard to case, accents and marks, and to letters that are
written in several ways (``spellings``). A longer word is found within others too, and with other endings: an article
may be written together with a name, or a case added. A word is also found that is written as several ("Abdul Rahman").
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .coordinates import coordinates_in
from .inflected import Inflected
from .spellings import Word, address_read, folded, is_capital, is_caseless, is_unspaced, parts_of

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
#: Those of them that are also family names, where they stand last.
_SURNAMES = frozenset(["king", "marshal", "prince", "shepherd", "young"])
_TITLES = frozenset(["mr", "mrs", "ms", "dr"])
#: What stands in quotation marks in a name, or alone in brackets: what somebody is called, also in small letters.
_CALLED = re.compile(r"[\"“„«‹‘']([^\"“”„«»‹›‘’']{2,40})[\"”“»›’']|\((\w{2,40})\)")
#: Particles of names and prepositions of scripts without capitals.
_PARTICLES = frozenset(
    word for text in ("من في عن بن بو ال ذو ام اب او ما", "אל בן בת של על אב") for word in text.split()
)
_SHORT = 4
#: Letters of a script without blanks that make a sentence of their own.
_SENTENCE = 5
#: A word of fewer letters is not looked for in pieces, unless each piece is one letter.
_IN_PIECES = 5
#: Between two parts of one word: a hyphen, or an apostrophe that others leave out.
_JOINTS = frozenset("'’‘`´-‐‑")
#: Digits that tell one person from another: of a badge, of a prisoner.
_NUMBER = 3
#: Longer words, which nobody is called by, are found only as they are: all parts of a text of a megabyte are too many.
_LONGEST = 60


class Secrets:
    """What may not be found: of each of ``groups`` the names, which may stand nowhere, and the ids, which may stand in
    no id; words that stand in an open name of the same group are no secrets by themselves. ``phrases`` are secret only
    as a whole. With ``points`` coordinates are secrets, of whatever place.
    """

    def __init__(
        self,
        *groups: tuple[Iterable[str], Iterable[str], Iterable[str]],
        phrases: Iterable[str] = (),
        points: bool = False,
    ) -> None:
        self._points = points
        #: Names as sequences of words, by the first of these.
        self._whole: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._long: set[str] = set()
        self._short: set[str] = set()
        self._in_ids: set[str] = set()
        for names, ids, open_names in groups:
            self._add(
                list(names),
                list(ids),
                {word.folded for name in open_names for word in folded(name)} | _COMMON | _PARTICLES,
            )
        for phrase in phrases:
            self._add_whole([phrase])
            # Where no blanks are written, a phrase is part of a word.
            self._long |= {
                word.folded for word in folded(phrase) if len(word.folded) >= _SENTENCE and is_unspaced(word.folded)
            }
        self._stems = {stem for word in self._long for stem in _endless(word)}
        self._inflected = Inflected(self._short | self._long)
        # A name of one letter may be anything in pieces.
        named = self._long | {word for word in self._short if len(word) > 2}
        self._pieces = {word for word in named if len(word) <= _LONGEST}
        self._beginnings = {word[:n] for word in self._pieces for n in range(1, len(word) + 1)}

    def _add(self, names: list[str], ids: list[str], known: set[str]) -> None:
        self._add_whole((*names, *ids))
        for word, caseless in (found for name in names for found in _words(name)):
            if word.isdigit():
                self._short |= {word} - known
            elif not _is_open(word, known):
                long = len(word) >= (_SHORT if not caseless else 2 if is_unspaced(word) else _SHORT - 1)
                (self._long if long else self._short).add(word)
        self._short |= {surname for name in names for surname in _surname(name)}
        # The words of an id are lower-case, so that it cannot be seen which of them are names.
        in_ids = {word.folded for one in ids for word in folded(one) if len(word.folded) >= _SHORT}
        self._in_ids |= {word for word in in_ids if word.isalpha() and not _is_open(word, known)}

    def _add_whole(self, names: Iterable[str]) -> None:
        for name in {tuple(word.folded for word in folded(name)) for name in names} - {()}:
            self._whole[name[0]].add(name)

    def in_text(self, text: str) -> bool:
        """Whether a redacted name stands in this text, or in what a page would show of it."""
        return any(True for _ in self._spans(text)) or any(True for _ in self._spans(html.unescape(text)))

    def in_id(self, text: str) -> bool:
        """Whether a redacted name stands in this id."""
        inside = (_inside(word.folded, self._in_ids) for word in folded(text))
        return any(inside) or any(True for _ in self._spans(text, any_case=True))

    def in_address(self, url: str) -> bool:
        """Whether a redacted name stands in this web address, however it is encoded, or cannot be told from it."""
        read = address_read(url)
        return bool(self._whole and "\ufffd" in read) or any(True for _ in self._spans(read, any_case=True))

    def without(self, text: str) -> str:
        """The text with ``[…]`` in the place of each redacted name in it."""
        shown = html.unescape(text)
        if shown != text and self.in_text(shown):
            text = shown
        result, done = "", 0
        for first, end in self._spans(text):
            between = text[done:first]
            # What stands between two parts of a name, a hyphen or an apostrophe, goes with them.
            if not (result.endswith(ELISION) and not any(letter.isalnum() for letter in between)):
                result += between + ELISION
            done = end
        return result + text[done:]

    def _spans(self, text: str, any_case: bool = False) -> Iterator[tuple[int, int]]:
        """Where redacted names and coordinates stand in a text, in order and apart from each other."""
        spans = list(self._names(text, any_case))
        spans += coordinates_in(text) if self._points else ()
        done = 0
        for first, end in sorted(spans):
            if end > done:
                yield max(first, done), end
                done = end

    def _names(self, text: str, any_case: bool) -> Iterator[tuple[int, int]]:
        words = folded(text)
        position = 0
        while position < len(words):
            word = words[position]
            wholes = self._whole.get(word.folded, ())
            length = max((len(name) for name in wholes if _stands(name, words, position)), default=0)
            as_name = any_case or is_capital(text[word.first])
            if not length and self._is_secret(word.folded, as_name):
                length = 1
            length = length or self._in_pieces(words, position)
            if length:
                yield word.first, words[position + length - 1].end
            position += length or 1

    def _is_secret(self, word: str, as_name: bool) -> bool:
        # "Ali" is a name, "ali" in another language may be anything.
        if as_name and (self._is_short(word) or self._inflected.has(word)):
            return True
        return _inside(word, self._long) or any(word[: len(word) - cut] in self._stems for cut in range(4))

    def _is_short(self, word: str) -> bool:
        """Whether this is one of the short names, perhaps with an ending: "Alis"."""
        return any(word[: len(word) - cut] in self._short for cut in range(3) if cut == 0 or len(word) - cut >= 3)

    def _in_pieces(self, words: tuple[Word, ...], position: int) -> int:
        """How many words from this one on are one word of a name, written apart; 0 if none."""
        joined, single = "", True
        for number, word in enumerate(words[position:], 1):
            joined, single = joined + word.folded, single and len(word.folded) == 1
            ended = number > 1 and any(joined[: len(joined) - cut] in self._pieces for cut in range(3))
            if ended and (single or len(joined) >= _IN_PIECES):
                return number
            if joined not in self._beginnings:
                return 0
        return 0


def _is_open(word: str, known: set[str]) -> bool:
    return bool(({word} | _endless(word)) & known)


def _stands(name: tuple[str, ...], words: tuple[Word, ...], position: int) -> bool:
    return tuple(word.folded for word in words[position : position + len(name)]) == name


def _inside(word: str, wanted: set[str]) -> bool:
    """Whether any part of a word is one of these."""
    lengths = range(1, min(len(word), _LONGEST) + 1) if wanted else ()
    return any(word[i : i + n] in wanted for n in lengths for i in range(len(word) - n + 1))


def _endless(word: str) -> set[str]:
    """The word without what may be its ending, where enough of it is left."""
    return {word[:-cut] for cut, least in ((1, 5), (2, 7)) if len(word) >= least and word.isalpha()}


def _words(name: str) -> Iterator[tuple[str, bool]]:
    """The words of a name that name somebody, folded, and whether their script has no capitals.

    They are those with a capital, and those that somebody is called by; where whoever wrote the name uses no capitals,
    all of them. Of a name that is written as one word also its parts.
    """
    words = [(word, name[word.first : word.end]) for word in folded(name)]
    has_capitals = any(letter.isupper() for letter in name)
    called = [range(*found.span()) for found in _CALLED.finditer(name)]
    for word, written in words:
        caseless = is_caseless(written)
        named = caseless or not has_capitals or any(map(str.isupper, written)) or any(word.first in of for of in called)
        if len(written) >= 2 and named and not (word.folded.isdigit() and len(written) < _NUMBER):
            yield word.folded, caseless
            for part in parts_of(written):
                yield from ((each.folded, True) for each in folded(part))
    for (first, as_written), (second, _) in pairwise(words):
        if name[first.end : second.first] in _JOINTS and any(map(str.isupper, as_written)):
            yield first.folded + second.folded, False


def _surname(name: str) -> set[str]:
    """The last word of a name, where it is a title as well: "Grace Young"."""
    words = folded(name)
    if len(words) < 2 or words[-1].folded not in _SURNAMES or not name[words[-1].first].isupper():
        return set()
    before, last = words[-2:]
    is_title = before.folded in _COMMON - _TITLES or name[before.end : last.first].strip(". ")
    return set() if is_title else {last.folded}
