"""Opening a table: what it is (packed, in which encoding, in which layout), and a clean copy where one is needed.

A file is passed through once, in pieces of bounded size, so that a line of five gigabytes costs no memory. Whatever
DuckDB could stumble over (packing, another encoding, a byte order mark, NUL bytes, old line ends) stays out
of a copy.
"""

from __future__ import annotations

import bz2
import codecs
import csv
import gzip
import hashlib
import io
import lzma
import stat
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from graph.errors import InputError, Problem, did_you_mean
from graph.readers import TABLES
from graph.readers.datasets.declaration import Declaration, Layout, folded
from graph.readers.datasets.declaration_file import built_in

__all__ = ["Table", "files_of", "open_table", "stem"]

#: A line longer than this is no row of any dataset.
MAX_LINE = 8_000_000
_PIECE = 4_000_000
_MAGIC = {b"\x1f\x8b": "gz", b"BZh": "bz2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zst", b"PK\x03\x04": "zip"}
_WINDOWS = {byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0)
            if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A table file, ready to read: ``path`` is the clean text (or Parquet), ``columns`` where ours stand in it."""

    source: Path
    path: Path
    sha256: str
    delimiter: str
    has_header: bool
    header: tuple[str, ...]
    columns: dict[str, int]
    declaration: Declaration
    layout: str
    parquet: bool = False
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    size: int = 0
    may_lack: bool = False


@dataclass
class _Clean:
    """What passing through the bytes found."""

    path: Path
    sha256: str
    notes: list[str] = field(default_factory=list)
    size: int = 0


def stem(path: Path) -> str:
    """The name of a file without the endings that say how it is written or packed."""
    name = path.name
    while Path(name).suffix.lower() in TABLES:
        name = Path(name).stem
    return name or path.name


def open_table(path: Path, wanted: Declaration | None, folder: Path) -> Table:
    """The table in a file; copies go to ``folder``. The dataset is guessed from the header where none is wanted.

    Raises InputError where it cannot be read, is no table, or has none of the known layouts.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise _cannot(path, "This is no file. Give a table (.csv, .tsv, .parquet, also packed), or a folder.")
        if path.stat().st_size == 0:
            raise _cannot(path, "The file is empty. Download it again.")
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"PAR1"):
            return _parquet(path, wanted)
        clean = _clean(path, start, folder)
        return _text(path, clean, wanted)
    except OSError as error:
        raise _cannot(path, f"The file cannot be read: {error.strerror or error}. Check the path.") from None


def _cannot(path: Path, what: str, line: int | None = None) -> InputError:
    return InputError([Problem(str(path), line, what)])


# ------------------------------------------------------------------------------------------------------- bytes to text


def _clean(path: Path, start: bytes, folder: Path) -> _Clean:
    packing = next((name for magic, name in _MAGIC.items() if start.startswith(magic)), None)
    encoding = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    copy = folder / f"{hashlib.sha256(str(path).encode()).hexdigest()[:16]}.txt"
    try:
        return _pass(path, packing, encoding, copy)
    except UnicodeDecodeError:
        clean = _pass(path, packing, "windows-1252", copy)
        clean.notes.append("It is not UTF-8 and was read as Windows-1252 (Latin-1).")
        return clean
    except (EOFError, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile) as error:
        raise _cannot(path, f"The packed file is damaged or cut off ({error}). Download it again.") from None
    finally:
        if copy.exists() and not copy.stat().st_size:
            copy.unlink()


def _pass(path: Path, packing: str | None, encoding: str, copy: Path) -> _Clean:
    """Go through the file once; a clean copy, in UTF-8, is kept only if it differs from the file."""
    digest = hashlib.sha256()
    as_utf8 = _Utf8(encoding)
    same = packing is None and encoding == "utf-8"
    clean = _Clean(path, "")
    line = length = nul = 0
    with _opened(path, packing) as file, copy.open("wb") as out:
        held = b""
        first = True
        while True:
            piece = file.read(_PIECE)
            digest.update(piece)
            clean.size += len(piece)
            text = as_utf8(piece)
            if first and text:
                first = False
                if text.startswith(codecs.BOM_UTF8):
                    text, same = text[len(codecs.BOM_UTF8) :], False
            text = held + text
            held = b""
            if b"\r" in text or b"\0" in text:
                if piece and text.endswith(b"\r"):
                    text, held = text[:-1], b"\r"
                if same:
                    same = False
                    _copy_until(path, out, clean.size - len(piece))
                text = text.replace(b"\r\n", b"\n")
                if b"\r" in text:
                    text = text.replace(b"\r", b"\n")
            # Measured before NUL bytes go: five gigabytes of nothing are no row either.
            breaks = text.count(b"\n")
            longest = length + (text.find(b"\n") if breaks else len(text))
            if longest > MAX_LINE:  # a line within a piece is shorter than the piece
                raise _cannot(path, f"This line is longer than {MAX_LINE // 1_000_000} MB: no table has such a row. "
                              "The file is damaged, or is no table.", line + 1)  # fmt: skip
            length = len(text) - text.rfind(b"\n") - 1 if breaks else length + len(text)
            line += breaks
            if b"\0" in text:
                nul += text.count(b"\0")
                text = text.replace(b"\0", b"")
            if not same:
                out.write(text)
            if not piece:
                break
    if packing is None:
        clean.sha256 = digest.hexdigest()
    else:
        with path.open("rb") as file:
            clean.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if nul:
        clean.notes.append(f"{nul:,} NUL byte{'s' if nul > 1 else ''} taken out.")
    if same:
        copy.unlink(missing_ok=True)
    else:
        clean.path = copy
    return clean


class _Utf8:
    """Pieces of a file in some encoding as bytes of UTF-8. Raises UnicodeDecodeError where they are not in it."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder("utf-8" if encoding == "windows-1252" else encoding)()

    def __call__(self, piece: bytes) -> bytes:
        if self._encoding == "windows-1252":
            return piece.decode("latin-1").translate(_WINDOWS).encode()
        if self._encoding != "utf-8":
            return self._decoder.decode(piece, final=not piece).encode()
        # ASCII is UTF-8, unless the piece before ended within a character.
        if not piece or not piece.isascii() or self._decoder.getstate()[0]:
            self._decoder.decode(piece, final=not piece)
        return piece


def _copy_until(path: Path, out: IO[bytes], end: int) -> None:
    """Copy what was passed through unchanged so far."""
    with path.open("rb") as file:
        left = end
        while left:
            piece = file.read(min(_PIECE, left))
            left -= len(piece)
            out.write(piece)


def _opened(path: Path, packing: str | None) -> IO[bytes]:
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
        names = [n for n in archive.namelist() if not n.endswith("/") and not n.startswith("__MACOSX")]
        if any(n.startswith("xl/") for n in names):
            raise _cannot(path, "This is an Excel workbook. Save the sheet as CSV (UTF-8) and read that.")
        if len(names) != 1:
            what = f"The archive holds {len(names)} files. Unpack it and read the table you mean."
            raise _cannot(path, what)
        return archive.open(names[0])
    return path.open("rb")


# ----------------------------------------------------------------------------------------------------- header to layout


def _text(path: Path, clean: _Clean, wanted: Declaration | None) -> Table:
    with clean.path.open(encoding="utf-8", newline="") as file:
        head = file.read(1_000_000)
    if not head.strip():
        raise _cannot(path, "The file holds nothing but blanks. Download it again.")
    candidates = [(delimiter, cells) for delimiter in ",\t;|" if (cells := _first_record(head, delimiter))]
    delimiter, header = max(candidates, key=lambda c: (_fit(c[1], wanted), len(c[1])))
    first = next(iter(built_in().values()))
    table = Table(path, clean.path, clean.sha256, delimiter, True, tuple(header), {}, first, "",
                  notes=tuple(clean.notes), size=clean.size)  # fmt: skip
    return _with_layout(table, wanted)


def _first_record(head: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(head), delimiter=delimiter), [])
    except csv.Error:
        return head.split("\n", 1)[0].split(delimiter)


def _fit(cells: list[str], wanted: Declaration | None) -> float:
    return max((_likeness(cells, layout) for d in _either(wanted) for layout in d.layouts), default=0.0)


def _either(wanted: Declaration | None) -> Iterable[Declaration]:
    return [wanted] if wanted else built_in().values()


def _likeness(cells: Iterable[str], layout: Layout) -> float:
    """How alike two sets of column names are, from 0 to 1 (Jaccard); a headless layout is known by its number."""
    cells = list(cells)
    mine, its = {folded(c) for c in cells}, {folded(c) for c in layout.columns}
    alike = len(mine & its) / len(mine | its)
    if layout.headless and alike < 0.5 and _may_be(cells, layout):
        return 0.9
    return alike


def _may_be(cells: Sequence[str], layout: Layout) -> bool:
    missing = len(layout.columns) - len(cells)
    return cells[0].strip().isdigit() and 0 <= missing <= bool(layout.may_lack)


def _with_layout(table: Table, wanted: Declaration | None) -> Table:
    choices = sorted(
        ((_likeness(table.header, layout), d, layout) for d in _either(wanted) for layout in d.layouts),
        key=lambda c: -c[0],
    )
    for alike, declared, layout in choices:
        headless = layout.headless and alike == 0.9 and _may_be(table.header, layout)
        header = layout.columns if headless else table.header
        at = declared.ours(header)
        if (alike >= 0.5 or wanted) and all(name in at for name in declared.needed):
            known = declared.known()
            unknown = () if headless else tuple(c for c in header if c.strip() and folded(c) not in known)
            table = replace(table, columns=at, declaration=declared, layout=layout.name, header=tuple(header))
            return replace(table, has_header=not headless, unknown=unknown, may_lack=bool(layout.may_lack) and headless)
    raise _unknown_layout(table, wanted, choices[0])


def _unknown_layout(table: Table, wanted: Declaration | None, nearest: tuple[float, Declaration, Layout]) -> InputError:
    alike, declared, layout = nearest
    at = declared.ours(table.header)
    missing = [declared.columns[name][0] for name in declared.needed if name not in at]
    known = declared.known()
    extra = [c for c in table.header if folded(c) not in known]
    name = wanted.dataset if wanted else "any dataset"
    parts = [f"The columns are in no layout of {name} that is known."]
    if alike or wanted:
        parts.append(f"Nearest is {layout.name} ({declared.dataset}, {len(layout.columns)} columns).")
        parts.append(f"Missing: {_listed(missing)}." + "".join(did_you_mean(m, extra) for m in missing[:1]))
    parts.append(f"Not expected: {_listed(extra)}.")
    if wanted:
        for other in built_in().values():
            if other is not wanted and all(name in other.ours(table.header) for name in other.needed):
                parts.append(f"It looks like {other.dataset}: read it with --as {other.dataset}.")
    else:
        parts.append(f"Say what it is: --as {' | '.join(built_in())}, or --as my-mapping.yaml for a table of your own.")
    return _cannot(table.source, " ".join(parts), 1)


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(f'"{n[:40]}"' for n in names[:most]) or "none"
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


# -------------------------------------------------------------------------------------------------------------- Parquet


def _parquet(path: Path, wanted: Declaration | None) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise _cannot(path, f"This Parquet file is damaged or cut off: {what}. Download it again.") from None
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    first = next(iter(built_in().values()))
    table = Table(path, path, sha256, "", True, tuple(schema.names), {}, first, "", parquet=True,
                  size=path.stat().st_size)  # fmt: skip
    return _with_layout(table, wanted)


def files_of(path: Path) -> Iterator[Path]:
    """The table files of a folder, sorted; the file itself where it is one."""
    if path.is_dir():
        yield from sorted(p for p in path.iterdir() if p.suffix.lower() in TABLES and p.is_file())
    else:
        yield path
