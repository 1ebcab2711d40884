"""Open a table, as clean text or Parquet, and recognise its dataset and layout from its header."""

from __future__ import annotations

import csv
import errno
import io
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...counts import first_of
from ...errors import InputError, did_you_mean
from ...extras import READS_TABLES, needs
from ...files import sha256_of
from ..endings import TABLES
from ..yaml import refuse_name
from .apart import read_apart
from .built_in import built_in
from .clean import CleanFile, clean_file, refuse_swollen, table_error
from .declaration import COLUMN_PREFIX, Declaration, Layout, folded
from .file_forms import form_of, refuse_other_text
from .grid import first_rows
from .how import AS_IT_SAYS, How
from .json_rows import write_json

__all__ = ["Table", "open_table", "open_unmapped", "stem"]


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
    #: For a grid (``grid.py``), the ``row`` of its header; its columns are ``c0``, ``c1`` …
    header_row: int | None = None
    unknown: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    size: int = 0
    may_lack: bool = False
    #: The quotation mark, or "" where values are never quoted.
    quote: str = ""
    #: The number of lines before the header, or the first row; and the number of all lines.
    skip: int = 0
    lines: int = 0
    #: The HXL tags of the columns, where the row below the header has them.
    tags: tuple[str, ...] = ()


def stem(path: Path) -> str:
    """The name of a file without the endings for its format or packing."""
    name = path.name
    while Path(name).suffix.lower() in TABLES:
        name = Path(name).stem
    return name or path.name


def open_table(path: Path, wanted: Declaration | None, folder: Path, how: How = AS_IT_SAYS) -> Table:
    """The table in a file; a clean copy is written to ``folder`` if needed. Without ``wanted`` the dataset is
    recognised from the header. What ``how`` names stands in place of what the declaration says.

    Raises InputError where the file cannot be read, is not a table, or matches no known layout.
    Raises MissingExtra where what reads tables is not installed.
    """
    needs("Reading tables", *READS_TABLES)
    refuse_name(path)
    table = _opened(path, wanted, folder, how.encoding or (wanted.encoding if wanted else None))
    return replace(table, declaration=how.applied(table.declaration))


def open_unmapped(path: Path, folder: Path, how: How = AS_IT_SAYS) -> Table:
    """A table of whatever columns, of which all are to be loaded: its declaration says nothing of them.

    Raises InputError where the file cannot be read or is not a table, MissingExtra where what reads tables is missing.
    """
    needs("Reading tables", *READS_TABLES)
    refuse_name(path)
    anything = replace(next(iter(built_in().values())), layouts=(), columns={}, fingerprint="")
    table = _opened(path, anything, folder, how.encoding)
    return replace(table, columns={f"{COLUMN_PREFIX}{n}": n for n in range(len(table.header))})


def _opened(path: Path, wanted: Declaration | None, folder: Path, encoding: str | None) -> Table:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise table_error(path, "This is not a file. Give a table (.csv, .xlsx, .parquet, …) or a folder of them.")
        if path.stat().st_size == 0:
            raise table_error(path, "The file is empty. Download it again.")
        with path.open("rb") as file:
            start = file.read(300)
        form = form_of(path, start)
        if form == "Parquet":
            return _parquet(path, wanted)
        if form:
            return _read_apart(form, path, wanted, folder, encoding)
        found = clean_file(path, start, folder, encoding)
        return _json(path, found, wanted, folder) if found.is_json else _text(path, found, wanted)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # no space for the clean copy; not a fault of the file
        raise table_error(path, f"The file cannot be read: {error.strerror or error}. Check the path.") from None


def _read_apart(form: str, path: Path, wanted: Declaration | None, folder: Path, encoding: str | None) -> Table:
    found = read_apart(form, path, folder, encoding)
    if form != "workbook":
        made = _parquet(path, wanted, Path(found["path"]))
        return replace(made, notes=(*made.notes, *found["notes"]))
    sheets = [(each, _best_row(first_rows(Path(each["path"])), wanted)) for each in found["sheets"]]
    if not sheets:
        raise table_error(path, "The workbook has no rows. Open it and see whether it was saved.")
    likely = max(score for _, (score, *_) in sheets)
    best = [(each, row) for each, row in sheets if row[0] == likely]
    if len(best) > 1 and len(shown := [each for each in best if not each[0]["hidden"]]) == 1:
        best = shown
    if len(best) > 1:
        names = ", ".join(f'"{each["name"]}"' for each, _ in best)
        what = (
            f"{len(best)} sheets may be the table: {names}. Save the one you mean as a workbook of its own, or as CSV."
        )
        raise table_error(path, what)
    sheet, _ = best[0]
    notes = list(sheet["notes"])
    others = [f'"{each["name"]}"' for each, _ in sheets if each is not sheet]
    if others:
        notes.insert(0, f'The sheet "{sheet["name"]}" was read, and not: {", ".join(others)}.')
    return _grid(path, Path(sheet["path"]), sha256_of(path), tuple(notes), wanted)


def _json(path: Path, found: CleanFile, wanted: Declaration | None, folder: Path) -> Table:
    grid = folder / f"{found.sha256[:16]}.parquet"
    notes = write_json(path, found.path, found.size, grid)
    if found.path != path:
        found.path.unlink()
    return _grid(path, grid, found.sha256, (*found.notes, *notes), wanted, found.size)


def _grid(
    path: Path, grid: Path, sha256: str, notes: tuple[str, ...], wanted: Declaration | None, size: int | None = None
) -> Table:
    """The table in a grid, whose header is among its first rows."""
    records = first_rows(grid)
    _, row, cells = _best_row(records, wanted)
    while cells and not cells[-1]:
        cells.pop()
    first = next(iter(built_in().values()))
    size = path.stat().st_size if size is None else size
    tags = _tags(cells, next((below for at, below in records if at > row), []))
    table = Table(path, grid, sha256, "", True, tuple(cells), {}, first, "", True, row, size=size, tags=tags)
    table = _with_layout(table, wanted)
    before = sum(number < row for number, _ in records) if table.has_header else 0
    if not table.has_header:
        table = replace(table, header_row=row - 1)
    if before:
        notes = (*notes, _skipped(before, "row"))
    return replace(table, notes=notes)


def _tags(header: Sequence[str], below: Sequence[str]) -> tuple[str, ...]:
    """The HXL tags of columns: those in the row below the header, or the header itself."""
    for cells in (header, below):
        filled = [cell for cell in cells if cell.strip()]
        if filled and all(cell.startswith("#") and len(cell) > 1 for cell in filled):
            return tuple(cells)
    return ()


def _skipped(number: int, what: str) -> str:
    before = f"The {what} before the header was" if number == 1 else f"{number} {what}s before the header were"
    return f"{before} skipped."


def _best_row(records: Iterable[tuple[int, list[str]]], wanted: Declaration | None) -> tuple[float, int, list[str]]:
    """Of the first rows the one most like the known names of columns, with its likeness; or else a row of a layout
    without header, or else the first. The highest of the tuples is the best.
    """
    found = []
    for n, (row, cells) in enumerate(records):
        names = max((_likeness(cells, layout) for d in _either(wanted) for layout in d.layouts), default=0.0)
        if names >= 0.5:
            found.append((1 + names, -n, row, cells))
        elif any(_is_row(cells, d, layout) for d in _either(wanted) for layout in d.layouts):
            found.append((1.0, -n, row, cells))
        elif n == 0 or (wanted and not wanted.layouts):
            # Without known names, the first of the widest rows.
            filled = sum(bool(cell.strip()) for cell in cells) / 1_000_000 if wanted and not wanted.layouts else 0
            found.append((names + filled, -n, row, cells))
    likeness, _, row, cells = max(found, default=(-1.0, 0, 0, []))
    return likeness, row, cells


def _text(path: Path, found: CleanFile, wanted: Declaration | None) -> Table:
    with found.path.open(encoding="utf-8", newline="") as file:
        head = file.read(1_000_000)
    if not head.strip():
        raise table_error(path, "The file contains only blanks. Download it again.")
    refuse_other_text(path, head)
    delimiter, skip, header = _header(head, wanted)
    below = next((row for at, row in _first_records(head, delimiter) if at > skip), [])
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
        tags=_tags(header, below),
    )
    table = _with_layout(table, wanted)
    if not table.has_header:
        table = replace(table, skip=len(head) - len(head.lstrip("\n")))
    elif skip and head.split("\n")[:skip] != [""] * skip:
        table = replace(table, notes=(*table.notes, _skipped(skip, "line")))
    return table if _is_quoted(head, table) else replace(table, quote="")


def _header(head: str, wanted: Declaration | None) -> tuple[str, int, list[str]]:
    """The delimiter, the number of lines before the header, and the header: the line most like known column names.

    Where no line is, a row of a layout without header, or else the first line.
    """
    found = []
    for delimiter in ",\t;|":
        records = list(_first_records(head, delimiter))
        likeness, line, cells = _best_row(records, wanted)
        at = next(n for n, (where, _) in enumerate(records) if where == line)
        found.append((likeness, -at, len(cells), delimiter, line, cells))
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
    the other, as in part of a table, or in one that was joined with others. One or two names, such as ``id``, are part
    of anything.
    """
    mine, its = {folded(c) for c in cells} - {""}, {folded(c) for c in layout.columns}
    both = len(mine & its)
    share = both / max(1, min(len(mine), len(its)))
    return max(both / len(mine | its), 0.5 if share >= 0.8 and both >= min(3, len(its)) else 0.0)


def _is_row(cells: Sequence[str], declared: Declaration, layout: Layout) -> bool:
    """Whether this may be a row of a layout without header: as many columns, a number first, a day in its column."""
    missing = len(layout.columns) - len(cells)
    if not layout.headless or not 0 <= missing <= bool(layout.may_lack):
        return False
    day = cells[declared.column_positions(layout.columns)[declared.time.start]]
    return bool(re.fullmatch(r" *[0-9]+(\.0+)? *", cells[0]) and re.match(r" *[0-9]{4}-?[0-9]{2}-?[0-9]{2}", day))


def _with_layout(table: Table, wanted: Declaration | None) -> Table:
    if wanted and not wanted.layouts:
        return replace(table, declaration=wanted)
    choices = sorted(
        ((_likeness(table.header, layout), d, layout) for d in _either(wanted) for layout in d.layouts),
        key=lambda c: -c[0],
    )
    for alike, declared, layout in choices:
        if alike >= 0.5 and layout.refused:
            raise table_error(table.source, f"{layout.name}: {layout.refused}", 1)
        headless = alike < 0.5 and _is_row(table.header, declared, layout)
        header = layout.columns if headless else table.header
        at = declared.column_positions(header, table.tags)
        if (alike >= 0.5 or headless or wanted) and all(name in at for name in declared.needed):
            known = declared.known_columns()
            used = set(at.values())
            unknown = (
                ()
                if headless
                else tuple(c for n, c in enumerate(header) if n not in used and c.strip() and folded(c) not in known)
            )
            table = replace(table, columns=at, declaration=declared, layout=layout.name, header=tuple(header))
            return replace(table, has_header=not headless, unknown=unknown, may_lack=bool(layout.may_lack) and headless)
    raise _unknown_layout(table, wanted, choices[0])


def _unknown_layout(table: Table, wanted: Declaration | None, nearest: tuple[float, Declaration, Layout]) -> InputError:
    alike, declared, layout = nearest
    at = declared.column_positions(table.header, table.tags)
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


def _listed(names: list[str]) -> str:
    return first_of([f'"{name[:40]}"' for name in names], most=8) or "none"


# -------------------------------------------------------------------------------------------------------------- Parquet

#: A Parquet file may hold this many values, or this many for each of its bytes, whichever is more: a column in which
#: every row says the same takes no space in it, but does once it is read.
MAX_VALUES, MAX_VALUE_RATIO = 50_000_000, 20


def _parquet(path: Path, wanted: Declaration | None, made: Path | None = None) -> Table:
    """The table in a Parquet file, or in one that was made of ``path``."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(made or path)
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
    first = next(iter(built_in().values()))
    table = Table(path, made or path, sha256_of(path), "", True, tuple(names), {}, first, "", parquet=True, size=size)
    return _with_layout(table, wanted)
