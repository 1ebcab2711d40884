"""The sheets of an Excel workbook (.xlsx, .xlsm) as grids of text; a formula is never evaluated, and its stored result
is read.

Office Open XML, ECMA-376: https://ecma-international.org/publications-and-standards/standards/ecma-376/
"""

from __future__ import annotations

import datetime
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...counts import counted
from ...extras import needs
from .clean import refuse_swollen, table_error
from .grid import write_grid

__all__ = ["write_sheets"]

_PIECE = 1_000_000
#: Excel stores a number by 15 digits: a longer id has already lost its end.
_DIGITS = 10**15
#: The tag of a cell whose value is an error, such as #REF! (ECMA-376, Part 1, 18.18.11), and how long one may be.
_ERROR, _TAG = re.compile(rb"""<(?:\w+:)?c\s[^<>]{0,300}?\bt=["']e["']"""), 400


def write_sheets(source: Path, folder: Path) -> list[dict[str, Any]]:
    """Write each sheet of the workbook ``source`` as a grid (``grid.py``) into ``folder``; return for each that has
    rows its ``name``, the ``path`` of its grid, and ``notes``. ``row`` is Excel's number of the row.

    Raises InputError where the workbook is damaged, has a password, or unpacks to more than any table;
    MissingExtra without python-calamine.
    """
    needs("Reading workbooks", "python_calamine")
    import python_calamine as calamine

    size = source.stat().st_size
    plain = folder / "plain.xlsx"
    try:
        errors = _unpacked(source, size, plain)
        with calamine.load_workbook(str(plain)) as book:
            sheets = []
            for number, about in enumerate(book.sheets_metadata):
                if about.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                sheet = book.get_sheet_by_index(number)
                made, found = folder / f"sheet-{number}.parquet", Counter[str]()
                if write_grid(source, size, sheet.width, _rows(sheet, found), made):
                    hidden = about.visible != calamine.SheetVisibleEnum.Visible
                    sheets.append(
                        {"name": about.name, "path": str(made), "notes": _notes(found, errors), "hidden": hidden}
                    )
            return sheets
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, calamine.CalamineError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise table_error(source, f"The workbook is damaged or cut off ({what}). Download it again.") from None
    except RuntimeError as error:
        # zipfile raises it for parts under a password, and for an unknown way of packing.
        what = str(error).split("\n")[0].rstrip(". ")
        how = "Open it and save it anew as .xlsx, without a password."
        raise table_error(source, f"The workbook cannot be unpacked here ({what}). {how}") from None
    finally:
        plain.unlink(missing_ok=True)


def _unpacked(source: Path, size: int, plain: Path) -> int:
    """Write the parts of a workbook that hold cells, unpacked: what a parser finds is what was measured here, whatever
    the archive says of itself. Returns the number of cells with an error, which the parser gives as empty.
    """
    total = errors = 0
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(plain, "w", zipfile.ZIP_STORED) as out:
        for member in archive.infolist():
            if member.is_dir() or not member.filename.lower().endswith((".xml", ".rels")):
                continue
            rest = b""
            with archive.open(member) as part, out.open(member.filename, "w", force_zip64=True) as copy:
                while piece := part.read(_PIECE):
                    total += len(piece)
                    refuse_swollen(source, size, total)
                    copy.write(piece)
                    tags, begun, rest = (rest[-_TAG:] + piece).rpartition(b"<")
                    errors += len(_ERROR.findall(tags))
                    rest = begun + rest
    return errors


def _rows(sheet: Any, found: Counter[str]) -> Iterator[tuple[int, list[str | None]]]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [_text(cell, found) for cell in cells]


def _text(cell: Any, found: Counter[str]) -> str | None:
    """A cell as the text that a CSV of it would have: days as 2020-02-12, whole numbers without ".0"."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        if abs(cell) >= _DIGITS:
            found["long"] += 1
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime):
        whole = cell.time() == datetime.time()
        return cell.date().isoformat() if whole else cell.isoformat(" ", "seconds")
    return None if cell is None else str(cell)


def _notes(found: Counter[str], errors: int) -> list[str]:
    notes = []
    if errors:
        cells = counted(errors, "cell")
        notes.append(f"Errors of Excel, such as #REF! or #DIV/0!, are read as empty: {cells} in the workbook.")
    if found["long"]:
        notes.append(f"{found['long']:,} numbers have more than 15 digits, and Excel stores no more: ids may be cut.")
    return notes
