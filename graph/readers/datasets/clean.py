"""Turn a file into clean text: unpacked, UTF-8, a line feed at the end of each line, no NUL.

A file is read once, in pieces of limited size, so that a line of five gigabytes takes no memory. What DuckDB cannot
handle (packing, another encoding, a byte order mark, NUL bytes, old line ends) is removed in a copy.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import hashlib
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from ...counts import first_of
from ...errors import InputError, Problem
from ...files import sha256_of
from ..endings import TABLES
from .decoding import Text

__all__ = ["MAX_LINE", "CleanFile", "clean_file", "is_json", "is_readme", "refuse_swollen", "table_error"]

#: No row of a dataset is a line of more bytes than this.
MAX_LINE = 8_000_000
#: A packed file may unpack to this many bytes, or to this many times its size, whichever is more.
MAX_UNPACKED, MAX_RATIO = 50_000_000, 100
_PIECE = 4_000_000
_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zst", b"PK\x03\x04": "zip"}
#: What the libraries raise for damaged packed files; their OSError has no errno, unlike the system's.
_DAMAGED = (EOFError, lzma.LZMAError, zipfile.BadZipFile, zlib.error, OSError, ValueError)


@dataclass
class CleanFile:
    """A file as clean text: ``path`` is the file itself or, where it needed one, a clean copy; ``sha256`` is the
    file's; ``size`` is in bytes of the unpacked text.
    """

    path: Path
    sha256: str
    notes: list[str] = field(default_factory=list)
    size: int = 0
    lines: int = 0
    is_json: bool = False


def table_error(path: Path, what: str, line: int | None = None, command: str = "") -> InputError:
    """The error for a file that cannot be read as a table; ``command`` is the message on the command line."""
    return InputError([Problem(str(path), line, what, command)])


def refuse_swollen(path: Path, size: int, unpacked: int) -> None:
    """Raise InputError where a file of ``size`` bytes unpacks to more than any table does."""
    if unpacked > max(MAX_UNPACKED, MAX_RATIO * size):
        what = f"It unpacks to more than {MAX_RATIO} times its size: no table does."
        raise table_error(path, f"{what} Unpack it yourself if you trust it.")


def is_json(text: bytes) -> bool:
    """Whether a text that starts like this is JSON, or lines of it."""
    text = text.lstrip(b" \t\r\n\x1e")
    return text[:1] == b"{" or (text[:1] == b"[" and text[1:].lstrip()[:1] in (b"{", b"[", b"]"))


def clean_file(path: Path, start: bytes, folder: Path, encoding: str | None = None) -> CleanFile:
    """The clean text of a file that starts with the bytes ``start``; if a copy is needed, it is written to ``folder``.

    Raises InputError where it cannot be unpacked, is in an encoding that is not the one named or is in doubt, or has a
    line longer than ``MAX_LINE`` (JSON may be one line), and OSError.
    """
    packing = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)
    copy = folder / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.txt"
    try:
        return _pass(path, packing, copy, encoding)
    except _DAMAGED as error:
        if packing is None or (isinstance(error, OSError) and error.errno):
            raise
        what = str(error).split("\n")[0].rstrip(". ") or "it is empty"
        raise table_error(path, f"The packed file is damaged or cut off ({what}). Download it again.") from None
    except RuntimeError as error:
        # zipfile raises it for a password, and for an unknown way of packing.
        what = str(error).rstrip(". ")
        raise table_error(path, f"The archive cannot be unpacked here: {what}. Unpack it and read the table.") from None


def _pass(path: Path, packing: str | None, copy: Path, encoding: str | None) -> CleanFile:
    """Read the file once; a clean copy, in UTF-8, remains only if it differs from the file."""
    digest, packed = hashlib.sha256(), path.stat().st_size
    found = CleanFile(path, "")
    length = nul = 0
    with _opened(path, packing, found.notes) as file, copy.open("wb") as out:
        piece = file.read(_PIECE)
        decoded = Text(piece, encoding)
        same = packing is None and decoded.encoding == "utf-8"
        pending = b""
        first = True
        while True:
            digest.update(piece)
            found.size += len(piece)
            if packing:
                refuse_swollen(path, packed, found.size)
            text, as_it_is = decoded.utf8(piece)
            if first and text:
                first = False
                if text.startswith(codecs.BOM_UTF8):
                    text, same = text[len(codecs.BOM_UTF8) :], False
                found.is_json = is_json(text)
            text = pending + text
            pending = b""
            if not as_it_is or b"\r" in text or b"\0" in text:
                if piece and text.endswith(b"\r"):
                    text, pending = text[:-1], b"\r"
                if same:
                    same = False
                    _copy_until(path, out, found.size - len(piece))
                text = text.replace(b"\r\n", b"\n")
                if b"\r" in text:
                    text = text.replace(b"\r", b"\n")
            # Measured before NUL bytes are removed: five gigabytes of NUL are not a row either.
            breaks = text.count(b"\n")
            longest = length + (text.find(b"\n") if breaks else len(text))
            if longest > MAX_LINE and not found.is_json:  # a line within a piece is shorter than the piece
                raise table_error(
                    path,
                    f"This line is longer than {MAX_LINE // 1_000_000} MB: no table has such a row. "
                    "The file is damaged, or is not a table.",
                    found.lines + 1,
                )
            length = len(text) - text.rfind(b"\n") - 1 if breaks else length + len(text)
            found.lines += breaks
            if b"\0" in text:
                nul += text.count(b"\0")
                text = text.replace(b"\0", b"")
            if not same:
                out.write(text)
            if not piece:
                break
            piece = file.read(_PIECE)
    if packing is None:
        found.sha256 = digest.hexdigest()
    else:
        found.sha256 = sha256_of(path)
    if doubt := decoded.doubt():
        copy.unlink(missing_ok=True)
        raise table_error(path, *doubt)
    found.notes += decoded.notes()
    if length and not found.is_json:
        found.notes.append("The last line has no line end: if the file was cut off there, its row may be incomplete.")
    if nul:
        found.notes.append(f"{nul:,} NUL byte{'s' if nul > 1 else ''} removed.")
    if same:
        copy.unlink(missing_ok=True)
    else:
        found.path = copy
    return found


def _copy_until(path: Path, out: IO[bytes], end: int) -> None:
    """Copy what has been read unchanged so far (UTF-8, never cut within a character by the decoder)."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with path.open("rb") as file:
        left = end
        while left:
            piece = file.read(min(_PIECE, left))
            left -= len(piece)
            out.write(decode(piece).encode())


def _opened(path: Path, packing: str | None, notes: list[str]) -> IO[bytes]:
    if packing == "gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]
    if packing == "bz2":
        return bz2.open(path, "rb")
    if packing == "xz":
        return lzma.open(path, "rb")
    if packing == "zst":
        import pyarrow as pa

        return io.BufferedReader(pa.CompressedInputStream(pa.OSFile(str(path)), "zstd"))
    if packing == "zip":
        archive = zipfile.ZipFile(path)
        return archive.open(_table_in(path, archive.namelist(), notes))
    return path.open("rb")


def _table_in(path: Path, names: list[str], notes: list[str]) -> str:
    """The one table among the files of an archive; the others go into a note."""
    names = [name for name in names if not name.endswith("/") and not _is_of_a_system(name)]
    if not names:
        raise table_error(path, "The archive is empty. Download it again.")
    tables = [name for name in names if Path(name).suffix.lower() in TABLES and not is_readme(name)]
    tables = (
        [name for name in tables if not name.lower().endswith(".txt")] or tables or (names if len(names) == 1 else [])
    )
    if len(tables) != 1:
        what = f"The archive contains {len(names)} files, of which {len(tables)} may be tables: {first_of(names)}."
        raise table_error(path, f"{what} Unpack it and read the table you mean, or the folder.")
    others = [name for name in names if name != tables[0]]
    if others:
        notes.append(f"Of the archive {tables[0]} was read, and not: {first_of(others)}.")
    return tables[0]


def is_readme(name: str) -> bool:
    """Whether a file is named as one to be read by people, not as a table."""
    return Path(name).stem.lower().startswith(("readme", "licen", "changelog", "citation", "codebook", "terms"))


def _is_of_a_system(name: str) -> bool:
    return name.startswith("__MACOSX") or Path(name).name in (".DS_Store", "Thumbs.db", "desktop.ini")
