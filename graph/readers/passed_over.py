"""What lies in a folder that is read, and is not read with it: named, with why and what to do."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from ..counts import counted
from ..errors import InputError, Problem
from .datasets.clean import is_readme
from .endings import RDF, TABLES, UNREAD, YAML

__all__ = ["documents_in", "files_of", "unread_beside_reports", "unread_in"]

#: Files of a folder within a folder that are looked at.
_MOST = 10_000


def files_of(path: Path) -> list[Path]:
    """The files of a folder that may be tables, sorted, but for texts called README and the like; the file itself where
    it is one. Raises InputError for a link out of the folder.
    """
    if not path.is_dir():
        return [path]
    found = sorted(file for file in _files(path) if file.suffix.lower() in TABLES and not _is_prose(file))
    for file in found:
        if not file.resolve().is_relative_to(path.resolve()):
            what = "This is a link that leads out of the folder. Put the table itself there."
            raise InputError([Problem(str(file), None, what)])
    return found


def unread_in(folder: Path, taken: Iterable[Path]) -> list[Problem]:
    """A problem for each input in a folder that is not read with it; ``taken`` are those that are, a mapping, and the
    texts of reports.
    """
    own, found = {path.resolve() for path in taken}, []
    with_texts = {path.parent for path in own}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.resolve() in own:
            continue
        if path.is_dir():
            inputs = sum(_is_input(each) and not _is_text(each.resolve(), own, with_texts) for each in _within(path))
            if inputs:
                within = "A folder within a folder is not read with it, and this one has"
                found.append(_problem(path, f"{within} {counted(inputs, 'input')}."))
        elif path.suffix.lower() in UNREAD:
            found.append(Problem(str(path), None, f"This is {UNREAD[path.suffix.lower()]}."))
        elif path.suffix.lower() in RDF:
            found.append(_problem(path, "An exported record is not read with what lies beside it."))
        elif path.suffix.lower() in YAML:
            found.append(_problem(path, "A report or mapping is not read as a table beside it."))
        elif path.suffix.lower() in TABLES and path.suffix.lower() != ".txt":
            found.append(_problem(path, "A table is not read with the reports beside it."))
    return found


def unread_beside_reports(path: Path) -> list[Problem]:
    """A problem for each input in a folder of reports that is not read with them; none for a file."""
    if not path.is_dir():
        return []
    reports = sorted(file for file in path.iterdir() if file.suffix.lower() in YAML)
    if not unread_in(path, reports):
        return []
    # Only now are the reports parsed a second time, for the texts that they name.
    return unread_in(path, [*reports, *_texts_of(reports)])


def documents_in(folder: Path) -> list[str]:
    """The names of the files in a folder that are no inputs of any kind, such as a codebook."""
    return sorted(path.name for path in _files(folder) if not _is_input(path))


def _texts_of(reports: Iterable[Path]) -> Iterator[Path]:
    """The files that reports name as their ``text:``; what is wrong with a report is told where it is read."""
    # Imported when needed: `--help` must not pay for PyYAML.
    from .yaml import load

    for report in reports:
        with contextlib.suppress(InputError):
            named = load(report).value
            text = named.get("text") if isinstance(named, dict) else None
            if text and isinstance(text.value, str):
                yield report.parent / text.value


def _is_text(path: Path, own: set[Path], with_texts: set[Path]) -> bool:
    """Whether a file is the text of a report, or lies beside one and so is that of an article not yet coded."""
    return path in own or (path.suffix.lower() == ".txt" and path.parent in with_texts)


def _problem(path: Path, what: str) -> Problem:
    return Problem(
        str(path), None, f'{what} Read it by itself: read("{path}").', f"{what} Read it: standoff read {path}"
    )


def _is_input(path: Path) -> bool:
    return path.suffix.lower() in (*TABLES, *UNREAD, *RDF, *YAML) and not _is_prose(path)


def _is_prose(path: Path) -> bool:
    return path.suffix.lower() == ".txt" and is_readme(path.name)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))


def _within(folder: Path) -> Iterator[Path]:
    """The files in a folder and those within it; links are not followed."""
    waiting, seen = [folder], 0
    while waiting and seen < _MOST:
        try:
            entries = sorted(waiting.pop().iterdir())
        except OSError:
            continue
        for path in entries:
            seen += 1
            if path.is_symlink() or path.name.startswith("."):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path
