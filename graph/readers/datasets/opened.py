"""Open a table, as clean text or Parquet, and recognise its dataset and layout from its header."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import InputError, did_you_mean
from ...extras import BRINGS, needs
from ..inputs import TABLES
from ..yaml import refuse_name
from .clean import CleanFile, clean_file, refuse_swollen, table_error
from .declaration import Declaration, Layout, folded
from .declaration_file import built_in

__all__ = ["Table", "files_of", "open_table", "stem"]


@dataclass(frozen=True)
class Table:
    """A table file, ready to read: ``path`` is the clean text (or Parquet), ``columns`` where our columns are in it."""

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
    #: The quotation mark, or "" where values are never quoted.
    quote: str = ""
    #: The number of lines before the header, or the first row; and the number of all lines.
    skip: int = 0
    lines: int = 0


def stem(path: Path) -> str:
    """The name of a file without the endings for its format or packing."""
    name = path.name
    while Path(name).suffix.lower() in TABLES:
        name = Path(name).stem
    return name or path.name


def open_table(path: Path, wanted: Declaration | None, folder: Path) -> Table:
    """The table in a file; a clean copy is written to ``folder`` if needed. Without ``wanted`` the dataset is
    recognised from the header.

    Raises InputError where the file cannot be read, is not a table, or matches no known layout.
    Raises MissingExtra where what reads tables is not installed.
    """
    needs("Reading tables", *BRINGS["datasets"])
    refuse_name(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise table_error(path, "This is not a file. Give a table (.csv, .tsv, .parquet, or packed) or a folder.")
        if path.stat().st_size == 0:
            raise table_error(path, "The file is empty. Download it again.")
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"\xd0\xcf\x11\xe0"):
            raise table_error(path, "This is an old Excel workbook. Save the sheet as CSV (UTF-8) and read that.")
        if start.startswith(b"PAR1"):
            return _parquet(path, wanted)
        return _text(path, clean_file(path, start, folder), wanted)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # no space for the clean copy; not a fault of the file
        raise table_error(path, f"The file cannot be read: {error.strerror or error}. Check the path.") from None


def _text(path: Path, found: CleanFile, wanted: Declaration | None) -> Table:
    with found.path.open(encoding="utf-8", newline="") as file:
        head = file.read(1_000_000)
    if not head.strip():
        raise table_error(path, "The file contains only blanks. Download it again.")
    for start, what in _NO_TABLES.items():
        if head.lstrip().lower().startswith(start):
            raise table_error(path, f"This is {what}. Give the table as CSV, TSV or Parquet.")
    delimiter, skip, header = _header(head, wanted)
    first = next(iter(built_in().values()))
    table = Table(
        path,
        found.path,
        found.sha256,
        delimiter,
        True,
        tuple(header),
        {},
        first,
        "",
        quote='"',
        notes=tuple(found.notes),
        size=found.size,
        skip=skip,
        lines=found.lines,
    )
    table = _with_layout(table, wanted)
    if not table.has_header:
        table = replace(table, skip=len(head) - len(head.lstrip("\n")))
    elif skip and head.split("\n")[:skip] != [""] * skip:
        before = "The line before the header was" if skip == 1 else f"{skip} lines before the header were"
        table = replace(table, notes=(*table.notes, f"{before} skipped."))
    return table if _is_quoted(head, table) else replace(table, quote="")


#: How files that are not tables start, and what they are.
_NO_TABLES = {
    "{": "JSON",
    "[": "JSON",
    "<!doctype": "a web page",
    "<html": "a web page",
    "<?xml": "XML",
    "<stata_dta>": "a Stata file",
    "rdx": "an R file",
    "$fl2": "an SPSS file",
    "version https://git-lfs": "a pointer of Git LFS, not the file itself",
}


def _header(head: str, wanted: Declaration | None) -> tuple[str, int, list[str]]:
    """The delimiter, the number of lines before the header, and the header: the line most like known column names.

    Where no line is, a row of a layout without header, or else the first line.
    """
    found = []
    for delimiter in ",\t;|":
        for n, (line, cells) in enumerate(_first_records(head, delimiter)):
            names = max((_likeness(cells, layout) for d in _either(wanted) for layout in d.layouts), default=0.0)
            if names >= 0.5:
                found.append((1 + names, -n, len(cells), delimiter, line, cells))
            elif any(_is_row(cells, d, layout) for d in _either(wanted) for layout in d.layouts):
                found.append((1.0, -n, len(cells), delimiter, line, cells))
            elif n == 0:
                found.append((names, 0, len(cells), delimiter, line, cells))
    *_, delimiter, line, cells = max(found)
    rows = [row for at, row in _first_records(head, delimiter) if at > line]
    if rows and all(len(row) == len(cells) + 1 and row[0] == str(n) for n, row in enumerate(rows, 1)):
        cells = ["", *cells]  # R writes row numbers in a column without a name
    return delimiter, line, cells


def _first_records(head: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The first records that are not blank, with the number of lines before each."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    line = found = 0
    try:
        for cells in reader:
            if cells:
                yield line, cells
                found += 1
            line = reader.line_num
            if found == 10:
                return
    except csv.Error:
        if not found:
            yield 0, head.split("\n", 1)[0].split(delimiter)


def _is_quoted(head: str, table: Table) -> bool:
    """Whether values may be quoted. In tab-separated tables a quotation mark may be part of the text itself."""
    if table.delimiter != "\t":
        return True
    if not table.has_header:
        return False
    lines = head.split("\n")[table.skip : -1][:5_000]
    marked = [cell for line in lines for cell in line.split("\t") if cell.startswith('"')]
    if all(line.count("\t") + 1 == len(table.header) for line in lines if line):
        return bool(marked) and all(len(cell) > 1 and cell.endswith('"') for cell in marked)
    records = list(csv.reader(lines, delimiter="\t"))[:-1]
    return bool(marked) and all(len(record) == len(table.header) for record in records if record)


def _either(wanted: Declaration | None) -> Iterable[Declaration]:
    return [wanted] if wanted else built_in().values()


def _likeness(cells: Iterable[str], layout: Layout) -> float:
    """How similar two sets of column names are, from 0 to 1 (Jaccard); at least 0.5 where 80 % of the smaller are in
    the other, as in part of a table, or in one that was joined with others.
    """
    mine, its = {folded(c) for c in cells} - {""}, {folded(c) for c in layout.columns}
    both = len(mine & its)
    share = both / max(1, min(len(mine), len(its)))
    return max(both / len(mine | its), 0.5 if share >= 0.8 else 0.0)


def _is_row(cells: Sequence[str], declared: Declaration, layout: Layout) -> bool:
    """Whether this may be a row of a layout without header: as many columns, a number first, a day in its column."""
    missing = len(layout.columns) - len(cells)
    if not layout.headless or not 0 <= missing <= bool(layout.may_lack):
        return False
    day = cells[declared.column_positions(layout.columns)[declared.time.start]]
    return bool(re.fullmatch(r" *[0-9]+(\.0+)? *", cells[0]) and re.match(r" *[0-9]{4}-?[0-9]{2}-?[0-9]{2}", day))


def _with_layout(table: Table, wanted: Declaration | None) -> Table:
    choices = sorted(
        ((_likeness(table.header, layout), d, layout) for d in _either(wanted) for layout in d.layouts),
        key=lambda c: -c[0],
    )
    for alike, declared, layout in choices:
        if alike >= 0.5 and layout.refused:
            raise table_error(table.source, f"{layout.name}: {layout.refused}", 1)
        headless = alike < 0.5 and _is_row(table.header, declared, layout)
        header = layout.columns if headless else table.header
        at = declared.column_positions(header)
        if (alike >= 0.5 or headless or wanted) and all(name in at for name in declared.needed):
            known = declared.known_columns()
            unknown = () if headless else tuple(c for c in header if c.strip() and folded(c) not in known)
            table = replace(table, columns=at, declaration=declared, layout=layout.name, header=tuple(header))
            return replace(table, has_header=not headless, unknown=unknown, may_lack=bool(layout.may_lack) and headless)
    raise _unknown_layout(table, wanted, choices[0])


def _unknown_layout(table: Table, wanted: Declaration | None, nearest: tuple[float, Declaration, Layout]) -> InputError:
    alike, declared, layout = nearest
    at = declared.column_positions(table.header)
    missing = [declared.columns[name][0] for name in declared.needed if name not in at]
    known = declared.known_columns()
    extra = [c for c in table.header if folded(c) not in known]
    name = wanted.dataset if wanted else "any dataset"
    parts = [f"The columns match no known layout of {name}."]
    if alike or wanted:
        parts.append(f"The nearest is {layout.name} ({declared.dataset}, {len(layout.columns)} columns).")
        parts.append(f"Missing: {_listed(missing)}." + "".join(did_you_mean(m, extra) for m in missing[:1]))
    parts.append(f"Not expected: {_listed(extra)}.")
    common, at_prompt = tuple(parts), []
    if wanted:
        for other in built_in().values():
            if other is not wanted and all(name in other.column_positions(table.header) for name in other.needed):
                looks = f"It looks like {other.dataset}: read it with"
                parts.append(f'{looks} kind="{other.dataset}".')
                at_prompt.append(f"{looks} --as {other.dataset}.")
    else:
        own = "for a table of your own."
        parts.append(f'Say what it is: kind="{"|".join(built_in())}", or kind="my-mapping.yaml" {own}')
        at_prompt.append(f"Say what it is: --as {' | '.join(built_in())}, or --as my-mapping.yaml {own}")
    return table_error(table.source, " ".join(parts), 1, command=" ".join([*common, *at_prompt]))


def _listed(names: list[str], most: int = 8) -> str:
    shown = ", ".join(f'"{n[:40]}"' for n in names[:most]) or "none"
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


# -------------------------------------------------------------------------------------------------------------- Parquet

#: A Parquet file may hold this many values, or this many for each of its bytes, whichever is more: a column in which
#: every row says the same takes no space in it, but does once it is read.
MAX_VALUES, MAX_VALUE_RATIO = 50_000_000, 20


def _parquet(path: Path, wanted: Declaration | None) -> Table:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(path)
        names = found.schema.to_arrow_schema().names
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError, KeyError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise table_error(path, f"This Parquet file is damaged or cut off: {what}. Download it again.") from None
    size = path.stat().st_size
    refuse_swollen(path, size, sum(found.row_group(n).total_byte_size for n in range(found.num_row_groups)))
    if found.num_rows * len(names) > max(MAX_VALUES, MAX_VALUE_RATIO * size):
        what = f"It holds {found.num_rows:,} rows of {len(names)} columns in {size:,} bytes: no table does."
        raise table_error(path, f"{what} Write it as CSV if you trust it.")
    twice = next((name for n, name in enumerate(names) if name.lower() in map(str.lower, names[:n])), None)
    if twice is not None:
        what = f'Two columns are called "{twice[:80]}", in capitals or small letters. Rename one.'
        raise table_error(path, what)
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    first = next(iter(built_in().values()))
    table = Table(path, path, sha256, "", True, tuple(names), {}, first, "", parquet=True, size=size)
    return _with_layout(table, wanted)


def files_of(path: Path) -> Iterator[Path]:
    """The table files of a folder, sorted; the file itself where it is one. Raises InputError for a link out of it."""
    if path.is_dir():
        found = sorted(p for p in path.iterdir() if p.suffix.lower() in TABLES and p.is_file())
        for file in found:
            if not file.resolve().is_relative_to(path.resolve()):
                raise table_error(file, "This is a link that leads out of the folder. Put the table itself there.")
        yield from found
    else:
        yield path
