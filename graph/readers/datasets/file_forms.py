"""Which form a file has, by its bytes and name, and what to say of a form that is not read."""

from __future__ import annotations

import zipfile
from pathlib import Path

from ..endings import UNREAD
from .clean import table_error

__all__ = ["form_of", "refuse_other_text"]

_PARQUET, _ARROW, _STATA, _WORKBOOK = "Parquet", "Arrow", "Stata", "workbook"
_READ = ((b"PAR1", _PARQUET), (b"ARROW1", _ARROW), (b"<stata_dta>", _STATA))
#: How files start that are not read, and what they are.
_NOT_READ = (
    (b"FEA1", "a Feather file of the first version, which few programs still read. Write it again (version 2)"),
    (b"\xd0\xcf\x11\xe0", UNREAD[".xls"] + ". If it opens with a password only, save it without"),
    (b"\x89HDF", UNREAD[".h5"]),
    (b"SQLite format 3", UNREAD[".db"]),
    (b"$FL2", UNREAD[".sav"]),
    (b"$FL3", UNREAD[".sav"]),
    (b"%PDF", "a PDF. Ask its publisher for the table; one copied out of a PDF loses columns"),
    (b"7z\xbc\xaf", UNREAD[".7z"]),
    (b"Rar!", UNREAD[".rar"]),
    (b"ORC", UNREAD[".orc"]),
    (b"Obj\x01", UNREAD[".avro"]),
)
#: How texts start that are not tables, and what they are.
_TEXTS = {
    "<!doctype": "a web page",
    "<html": "a web page",
    "<?xml": UNREAD[".xml"],
    "<stata_dta>": "a packed Stata file. Unpack it and read the .dta",
    "rdx": UNREAD[".rda"],
    "rda": UNREAD[".rda"],
    "x\n\x02": UNREAD[".rds"],
    "x\n\x03": UNREAD[".rds"],
    "a\n2\n": UNREAD[".rds"],
    "a\n3\n": UNREAD[".rds"],
    "$fl2": UNREAD[".sav"],
    "%pdf": "a PDF. Ask its publisher for the table",
    "par1": "a packed Parquet file. Unpack it and read the .parquet",
    "arrow1": "a packed Arrow file. Unpack it and read the .feather",
    "pk\x03\x04": "an archive or workbook within a packed file. Unpack it and read that",
    "version https://git-lfs": "a pointer of Git LFS, not the file itself. Fetch the file (git lfs pull)",
}
_WEB = (
    "a web page, not the table: the server answered with a page, as for a login or an error{title}. "
    "Download the table again, signed in where that is needed, or save the page's table as CSV"
)


def form_of(path: Path, start: bytes) -> str:
    """The form of a file that starts with these bytes: ``Parquet``, ``Arrow``, ``Stata``, ``workbook``, or "" for text,
    packed or not. Raises InputError for a form that is not read, with what to do.
    """
    for magic, form in _READ:
        if start.startswith(magic):
            return form
    for magic, what in _NOT_READ:
        if start.startswith(magic):
            raise _unread(path, what)
    # Stata before 13 begins with its version, the order of its bytes, and 1.
    if start[:1] and 102 <= start[0] <= 115 and start[1:2] in (b"\1", b"\2") and start[2:3] == b"\1":
        return _STATA
    if start[257:262] == b"ustar":
        raise _unread(path, UNREAD[".tar"])
    if start.startswith(b"\xff\xff\xff\xff") and path.suffix.lower() in (".arrow", ".arrows", ".feather", ".ipc"):
        return _ARROW
    if start.startswith(b"PK\x03\x04") and (form := _zipped(path)):
        return form
    if path.suffix.lower() in UNREAD:
        raise _unread(path, UNREAD[path.suffix.lower()])
    return ""


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""  # told where it is unpacked
    if "xl/workbook.bin" in names:
        raise _unread(path, UNREAD[".xlsb"])
    if any(name.startswith("xl/") for name in names):
        return _WORKBOOK
    if "mimetype" in names and "content.xml" in names:
        raise _unread(path, UNREAD[".ods"])
    if "word/document.xml" in names:
        raise _unread(path, "a text of Word. Copy its table into a spreadsheet and save that as CSV (UTF-8)")
    return ""


def refuse_other_text(path: Path, head: str) -> None:
    """Raise InputError where a text that starts with ``head`` is none of a table."""
    text = head.lstrip("\ufeff \t\r\n").lower()
    for start, what in _TEXTS.items():
        if text.startswith(start):
            if what == "a web page":
                _, _, after = head.partition("<title>")
                title = " ".join(after.partition("</title>")[0].split())[:80]
                what = _WEB.format(title=f' ("{title}")' if title else "")
            raise _unread(path, what)
    if head[257:262] == "ustar":
        raise _unread(path, UNREAD[".tar"])


def _unread(path: Path, what: str) -> Exception:
    return table_error(path, f"This is {what}.")
