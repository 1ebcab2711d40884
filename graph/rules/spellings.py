"""Words of a text without what one name may be written with and without: case, accents, marks, joined and final forms.

Unicode's decomposition (NFKD) knows accents, wide letters and ligatures. It does not know strokes ("ł"), the dotless i,
Arabic's drawn-out letters and those that Persian, Urdu or haste write in another way, Hebrew's final letters, letters
drawn as small capitals, boxes or flags, and German's two letters for an umlaut: they are here. See
https://www.unicode.org/reports/tr15/.
"""

from __future__ import annotations

import html
import re
import string
import unicodedata
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

__all__ = ["Word", "address_read", "folded", "is_capital", "is_caseless", "is_unspaced", "parts_of"]

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
    # Drawn between Arabic letters to make a word longer; Arabic's glottal stops in Latin letters; Korean blanks.
    | dict.fromkeys("ـʻʼʽʾʿ\u115f\u1160")
    # Small capitals; letters in black circles and boxes, and those that make flags.
    | dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))
    | {chr(first + n): each for first in (0x1F150, 0x1F170, 0x1F1E6) for n, each in enumerate(string.ascii_lowercase)}
)
#: Two letters that stand for one where there is no key for it: "Mueller", "Soeren".
_TWO_FOR_ONE = re.compile("(?<=[aou])e")
#: Scripts written without blanks between words, by the beginning of Unicode's names of their letters.
_UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
#: Scripts in which the family's name comes first.
_FAMILY_FIRST = ("CJK", "HANGUL SYLLABLE")
#: As scripts escape letters: "%u0416", "\\u0416".
_ESCAPED = re.compile(r"[%\\]u([0-9A-Fa-f]{4})")
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

    >>> [word.folded for word in folded("IŞIK Wałęsa Mueller محـــمد")]
    ['isik', 'walesa', 'muller', 'محمد']
    """
    return tuple(Word(_TWO_FOR_ONE.sub("", word.folded), word.first, word.end) for word in _words(text))


def _words(text: str) -> tuple[Word, ...]:
    words: list[Word] = []
    word, first, end = "", 0, 0
    for position, letter in enumerate(text):
        # Capital dotted and small dotless i are one letter to whoever writes a name without Turkish keys.
        for part in unicodedata.normalize("NFKD", letter.casefold()).casefold():
            kind = unicodedata.category(part)
            left = part.translate(_ALIKE)
            if kind[0] == "M" or kind == "Cf" or not left:
                end = position + 1 if word else end
            elif left.isalnum():
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


def parts_of(name: str) -> tuple[str, ...]:
    """The given name in a Chinese or Korean name that is written as one word; of four letters, both halves.

    >>> parts_of("王小明"), parts_of("김철수"), parts_of("田中太郎"), parts_of("Anna")
    (('小明',), ('철수',), ('田中', '太郎'), ())
    """
    if not all(unicodedata.name(letter, "").startswith(_FAMILY_FIRST) for letter in name):
        return ()
    return {3: (name[1:],), 4: (name[:2], name[2:])}.get(len(name), ())


def address_read(url: str) -> str:
    """A web address as a person reads it: its percent-encoding and the escapes of pages and scripts undone, however
    often they were made, and its host in its own letters. What is encoded in another way than UTF-8 is "�".

    >>> address_read("https://xn--mnchen-3ya.example/%2541li?%u0041&#108;i")
    'https://münchen.example/Ali?Ali'
    """
    for _ in range(_LAYERS):
        plain = html.unescape(unquote(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), url)))
        if plain == url:
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
