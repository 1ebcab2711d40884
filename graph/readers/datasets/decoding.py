"""Decode bytes to text, in pieces: UTF-8, an encoding that is named, or Windows-1252 if nothing is against it."""

from __future__ import annotations

import codecs
import re

from ...errors import did_you_mean

__all__ = ["Text", "known_encoding"]

#: What Python's ``surrogateescape`` gives for a byte that is not UTF-8, and what Windows-1252 gives for it.
_ESCAPED = re.compile("[\udc80-\udcff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_ASCII = bytes(range(0x80))
#: A word with such a byte; an apostrophe or dash parts words, unless it stands where Mac Roman has a letter.
_WORD = re.compile("[A-Za-z\udc80-\udcff]*[\udc80-\udcff][A-Za-z\udc80-\udcff]*")
#: Encodings of tables, and how people call them; the first that makes words of a sample are offered.
_OFFERED = {
    "windows-1251": "cp1251",
    "windows-1256": "cp1256",
    "mac-roman": "mac_roman",
    "windows-1250": "cp1250",
    "windows-1254": "cp1254",
    "windows-1253": "cp1253",
    "windows-1255": "cp1255",
    "koi8-r": "koi8_r",
    "cp850": "cp850",
    "windows-1252": "cp1252",
}
#: Python's names of encodings that are none of texts.
_NO_TEXTS = {"idna", "punycode", "unicode-escape", "raw-unicode-escape", "utf-7", "undefined", "mbcs", "oem"}

_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸƒ"
#: What no word has that was written in Windows-1252: three of its letters beyond ASCII in a row, or most of a word of
#: them, as Cyrillic or Arabic gives; signs and capitals within a word, as Mac Roman and DOS give; letters of Icelandic,
#: which more often stand for Turkish ones.
_DOUBTFUL = re.compile(
    "[À-ÖØ-öø-ÿ]{3}"
    "|^[À-ÖØ-öø-ÿ]{2,}$"
    "|[\ufffd]"
    f"|[{_LETTERS}][‚ƒ„…†‡ˆ‰‹˜™›¡¢£¤¥¦§¨©«¬®¯°±²³´µ¶¸¹»¼½¾¿×÷][{_LETTERS}]"
    "|[a-zß-öø-ÿ][ŠŽŒŸ]"
    "|[a-zß-öø-ÿ][—–][a-zß-öø-ÿ]"
    "|[ðþýÐÞÝ]|æ$"
)
#: So many doubtful words are looked at, and so many shown.
_LOOKED_AT, _SHOWN = 200, 3


def known_encoding(name: str) -> str:
    """Python's name of the encoding ``name`` of texts. Raises ValueError with what else to write.

    >>> known_encoding("Windows-1251")
    'cp1251'
    """
    try:
        found = codecs.lookup(name.strip().replace(" ", "-"))
        if found.name in _NO_TEXTS or not getattr(found, "_is_text_encoding", True):
            raise LookupError
    except (LookupError, ValueError):
        hint = did_you_mean(name, ("utf-8", "utf-16", *_OFFERED)) or f" Known: utf-8, utf-16, {', '.join(_OFFERED)}."
        raise ValueError(f'"{name[:40]}" is not an encoding of texts.{hint}') from None
    return found.name


class Text:
    """Decodes bytes piece by piece.

    With ``encoding`` (``known_encoding``) all bytes are read so. Without it UTF-16 is recognised by its byte order
    mark, or by the zero bytes next to ASCII letters, and bytes that are not UTF-8, and only those, are read as
    Windows-1252: one such byte does not spoil the names in the rest of the file. ``doubt`` says whether that makes
    words.
    """

    def __init__(self, start: bytes, encoding: str | None = None) -> None:
        self.encoding = encoding or _encoding(start)
        self._named = encoding is not None
        self._utf8 = not self._named and self.encoding == "utf-8"
        errors = "surrogateescape" if self._utf8 else "replace"
        self._decoder = codecs.getincrementaldecoder(self.encoding)(errors)
        self._cut = False
        self._plain = self._foreign = self._wrong = 0
        self._words: dict[str, None] = {}
        self._doubtful: dict[str, None] = {}

    def utf8(self, piece: bytes, whole: bool = False) -> tuple[bytes, bool]:
        """The text of the next piece as UTF-8, and whether no byte was reinterpreted; an empty piece ends the file. No
        character of a ``whole`` piece goes on in the next.
        """
        if self._utf8 and piece and piece.isascii() and not self._decoder.getstate()[0]:
            return piece, True
        text = self._decoder.decode(piece, final=whole or not piece)
        if not self._utf8:
            if not piece and text and not self._named:
                self._cut = True
                return b"", True
            if self._named:
                self._wrong += text.count("\ufffd")
            return text.encode("utf-8", "replace"), True
        try:
            encoded = text.encode()
        except UnicodeEncodeError:
            return self._mixed(piece, text).encode(), False
        self._plain += 0 if text.isascii() else len(text.encode()) - len(text)
        return encoded, True

    def _mixed(self, piece: bytes, text: str) -> str:
        if not piece and not self._foreign:
            # Only an incomplete character is left: the file ends within it.
            self._cut = True
            return ""
        foreign = len(_ESCAPED.findall(text))
        self._plain += max(0, len(piece.translate(None, _ASCII)) - foreign)
        self._foreign += foreign
        if len(self._doubtful) < _LOOKED_AT:
            for word in _WORD.findall(text):
                self._words.setdefault(word, None)
                if _DOUBTFUL.search(word.translate(_WINDOWS)):
                    self._doubtful.setdefault(word, None)
            self._words = dict(list(self._words.items())[:_LOOKED_AT])
        return text.translate(_WINDOWS)

    def doubt(self) -> tuple[str, None, str] | None:
        """What to say, in Python and at the prompt, where the letters may be others than were read; None where all is
        well.
        """
        if self._wrong:
            what = f"{self._wrong:,} characters are not in {self.encoding}. Name the encoding that the file has"
            return f"{what}: encoding=.", None, f"{what}: --encoding."
        # Few such bytes in a text of UTF-8 are slips, which a note shows.
        if not self._doubtful or self._foreign * 10 < self._plain:
            return None
        words = list(self._doubtful)[:_SHOWN]
        raw = [word.encode("ascii", "surrogateescape") for word in words]
        read = [(name, found) for name, codec in _OFFERED.items() if (found := _as_words(raw, codec))]
        samples = "; ".join(f"{name}: {', '.join(found)}" for name, found in read) or "none that is known makes words"
        as_is = ", ".join(word.translate(_WINDOWS) for word in words)
        what = (
            f'The letters are not UTF-8, and as Windows-1252 they would read "{as_is}". In other encodings: {samples}.'
        )
        where = "or with `encoding:` in the mapping."
        return (
            f"{what} Name the right one with encoding=, {where}",
            None,
            f"{what} Name the right one with --encoding, {where}",
        )

    def notes(self) -> list[str]:
        """Notes on the encoding for the user."""
        notes = []
        words = ", ".join(f'"{word.translate(_WINDOWS)}"' for word in list(self._words)[:_SHOWN])
        sample = f", such as {words}" if words else ""
        if self._foreign and not self._plain:
            notes.append(f"It is not UTF-8 and was read as Windows-1252 (Latin-1){sample}.")
        elif self._foreign:
            verb = "byte is not UTF-8 and was" if self._foreign == 1 else "bytes are not UTF-8 and were"
            notes.append(f"{self._foreign:,} {verb} read as Windows-1252{sample}; the rest is UTF-8.")
        if self._cut:
            notes.append("The file ends within a character: it is cut off. Download it again.")
        return notes


def _as_words(raw: list[bytes], codec: str) -> list[str]:
    """The words in another encoding; empty where they are no words there: signs, or letters of two scripts, in them."""
    try:
        words = [word.decode(codec) for word in raw]
    except UnicodeDecodeError:
        return []
    return words if all(_is_word(word) for word in words) else []


def _is_word(word: str) -> bool:
    letters = word.replace("\u200c", "").replace("ـ", "")
    latin = [letter.isascii() or ord(letter) < 0x250 for letter in letters]
    small = letters[1:] in (letters[1:].lower(), letters[1:].upper())
    return letters.isalpha() and (all(latin) or not any(latin)) and small and not _DOUBTFUL.search(letters)


def _encoding(start: bytes) -> str:
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    sample = start[:200]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) >= 4 and not even and odd > 0.3 * len(sample):
        return "utf-16-le"
    if len(sample) >= 4 and not odd and even > 0.3 * len(sample):
        return "utf-16-be"
    return "utf-8"
