"""Words of a text without what one name may be written with and without: case, accents, marks, joined and final forms.

Unicode's decomposition (NFKD) knows accents, wide letters and ligatures. It does not know strokes ("ł"), the dotless i,
Arabic's drawn-out letters and those that Persian, Urdu or haste write in another way, and Hebrew's final letters: they
are here. See https://www.unicode.org/reports/tr15/.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["Word", "address_read", "folded", "is_capital", "is_caseless", "is_unspaced"]

#: Letters that readers take for one another, and no decomposition does.
_ALIKE = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ŧ": "t", "þ": "th", "æ": "ae", "œ": "oe", "ə": "e"}
    | {"ґ": "г", "ѐ": "е", "ѝ": "и"}
    | {
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ې": "ي",
        "ے": "ي",
        "ک": "ك",
        "ڪ": "ك",
        "ة": "ه",
        "ہ": "ه",
        "ھ": "ه",
        "ۀ": "ه",
        "ە": "ه",
    }
    | {"ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ"}
    # Drawn between Arabic letters to make a word longer; and the marks of Chinese and Japanese for a letter repeated.
    | {"ـ": None}
)
#: Scripts written without blanks between words, by the beginning of Unicode's names of their letters.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
#: More layers of percent-encoding than archives put around an address.
_LAYERS = 6


class Word(NamedTuple):
    """A folded word of a text, and where it stands there."""

    folded: str
    first: int
    end: int


@lru_cache(maxsize=100_000)
def folded(text: str) -> tuple[Word, ...]:
    """The words of a text without case, accents and marks, each with where it stands.

    >>> [word.folded for word in folded("IŞIK Wałęsa محـــمد")]
    ['isik', 'walesa', 'محمد']
    """
    words: list[Word] = []
    word, first, end = "", 0, 0
    for position, letter in enumerate(text):
        # Capital dotted and small dotless i are one letter to whoever writes a name without Turkish keys.
        for part in unicodedata.normalize("NFKD", letter.casefold()).casefold():
            kind = unicodedata.category(part)
            left = part.translate(_ALIKE)
            if kind[0] == "M" or kind == "Cf" or not left:
                end = position + 1 if word else end
            elif part.isalnum():
                first = first if word else position
                word, end = word + (str(unicodedata.decimal(part, left))), position + 1
            elif word:
                words.append(Word(word, first, end))
                word = ""
    return (*words, Word(word, first, end)) if word else tuple(words)


def is_caseless(word: str) -> bool:
    """Whether a word has no capital that it could be written with. Georgian has capitals, for headlines alone."""
    return word.title() == word.lower() and not any(map(str.isupper, word))


def is_capital(letter: str) -> bool:
    """Whether a name may begin with this letter."""
    return letter.isupper() or is_caseless(letter)


def is_unspaced(word: str) -> bool:
    """Whether a word is of a script that puts no blanks between words, so that it may be a whole sentence."""
    return all(unicodedata.name(letter, "").startswith(_UNSPACED) for letter in word)


def address_read(url: str) -> str:
    """A web address as a person reads it: its percent-encoding undone, however often it was done, and its host in its
    own letters.

    >>> address_read("https://xn--mnchen-3ya.example/%2541li")
    'https://münchen.example/Ali'
    """
    for _ in range(_LAYERS):
        if (plain := unquote(url)) == url:
            break
        url = plain
    start, slashes, rest = url.partition("//")
    host, slash, path = rest.partition("/")
    return start + slashes + ".".join(map(_own_letters, host.split("."))) + slash + path


def _own_letters(label: str) -> str:
    if not label.lower().startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except UnicodeError:
        return label
