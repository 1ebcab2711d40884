"""Decode bytes to text, in pieces: UTF-8, and the other encodings that files have."""

from __future__ import annotations

import codecs
import re

__all__ = ["Text"]

#: What Python's ``surrogateescape`` gives for a byte that is not UTF-8, and what Windows-1252 gives for it.
_ESCAPED = re.compile("[\udc80-\udcff]")
_WINDOWS = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
_ASCII = bytes(range(0x80))


class Text:
    """Decodes bytes piece by piece.

    UTF-16 is recognised by its byte order mark, or by the zero bytes next to ASCII letters. Bytes that are not UTF-8,
    and only those, are read as Windows-1252: one such byte does not spoil the names in the rest of the file.
    """

    def __init__(self, start: bytes) -> None:
        self.encoding = _encoding(start)
        self._utf8 = self.encoding == "utf-8"
        self._decoder = codecs.getincrementaldecoder(self.encoding)("surrogateescape" if self._utf8 else "replace")
        self._plain = self._cut = False
        self._foreign = 0

    def utf8(self, piece: bytes) -> tuple[bytes, bool]:
        """The text of the next piece as UTF-8, and whether no byte was reinterpreted; an empty piece ends the file."""
        if self._utf8 and piece and piece.isascii() and not self._decoder.getstate()[0]:
            return piece, True
        text = self._decoder.decode(piece, final=not piece)
        if not self._utf8:
            if not piece and text:
                self._cut = True
                return b"", True
            return text.encode(), True
        try:
            encoded = text.encode()
        except UnicodeEncodeError:
            return self._mixed(piece, text).encode(), False
        self._plain = self._plain or not text.isascii()
        return encoded, True

    def _mixed(self, piece: bytes, text: str) -> str:
        if not piece and not self._foreign:
            # Only an incomplete character is left: the file ends within it.
            self._cut = True
            return ""
        foreign = len(_ESCAPED.findall(text))
        self._plain = self._plain or len(piece.translate(None, _ASCII)) > foreign
        self._foreign += foreign
        return text.translate(_WINDOWS)

    def notes(self) -> list[str]:
        """Notes on the encoding for the user."""
        notes = []
        if self._foreign and not self._plain:
            notes.append("It is not UTF-8 and was read as Windows-1252 (Latin-1).")
        elif self._foreign:
            verb = "byte is not UTF-8 and was" if self._foreign == 1 else "bytes are not UTF-8 and were"
            notes.append(f"{self._foreign:,} {verb} read as Windows-1252; the rest is UTF-8.")
        if self._cut:
            notes.append("The file ends within a character: it is cut off. Download it again.")
        return notes


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
