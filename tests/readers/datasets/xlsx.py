"""Write a workbook as spreadsheets do, cell by cell: ECMA-376, Part 1, chapter 18 (SpreadsheetML)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
#: A cell: text, a number as it stands in the file, a number shown as a day (style 1), or the XML of the cell itself.
Cell = str | float | tuple[str, str] | None


def day(number: str) -> tuple[str, str]:
    """A number that is shown as a day."""
    return ("day", number)


def raw(xml: str) -> tuple[str, str]:
    """What stands within ``<c …>``, such as a formula and its result; attributes before a ``|``."""
    return ("raw", xml)


def workbook(
    path: Path, sheets: dict[str, Sequence[Sequence[Cell]]], first_row: int = 1, first_column: int = 0
) -> Path:
    """A workbook with these sheets, whose rows begin at this row and column."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r" Type="{_OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        "</styleSheet>",
    }
    names = "".join(f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}"/>' for n, name in enumerate(sheets, 1))
    parts["xl/workbook.xml"] = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>'
    links = "".join(
        f'<Relationship Id="s{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    links += f'<Relationship Id="y" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>'
    for n, rows in enumerate(sheets.values(), 1):
        lines = "".join(_row(row, number, first_column) for number, row in enumerate(rows, first_row))
        parts[f"xl/worksheets/sheet{n}.xml"] = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def column(number: int) -> str:
    """The letters of a column, from 0 on: A, B … AA."""
    return (column(number // 26 - 1) if number >= 26 else "") + chr(65 + number % 26)


def _row(cells: Sequence[Cell], number: int, first: int) -> str:
    return f'<row r="{number}">{"".join(_cell(c, f"{column(n)}{number}") for n, c in enumerate(cells, first))}</row>'


def _cell(cell: Cell, at: str) -> str:
    match cell:
        case None | "":
            return ""
        case ("day", number):
            return f'<c r="{at}" s="1"><v>{number}</v></c>'
        case ("raw", xml):
            attributes, _, inner = xml.partition("|")
            return f'<c r="{at}" {attributes}>{inner}</c>'
        case str():
            return f'<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{at}"><v>{cell}</v></c>'
