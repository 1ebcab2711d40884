"""Read YAML into values with line numbers; no Python objects are constructed, size and depth are limited.

PyYAML's composer gives nodes with line marks without building Python objects, so a date stays the text that was written
and no tag can run code. Anchors and aliases are refused: a report needs none, and nine of them can stand for a billion
values.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..errors import InputError, Problem

__all__ = ["MAX_BYTES", "MAX_DEPTH", "Marked", "load", "refuse_name"]

MAX_BYTES = 5_000_000
MAX_DEPTH = 20
#: Keys and values of one file; a long report has two thousand. PyYAML takes half a kilobyte for each.
MAX_VALUES = 300_000
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Marked:
    """A value of a YAML file and the line it starts on: a text, a list or a mapping of marked values."""

    value: str | list[Marked] | dict[str, Marked]
    line: int


_NOTHING = ("~", "null")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
#: How files written by hand start.
_STARTS = "A report starts with `report: its-id`, a mapping of a table with `dataset: its-id`."


def load(path: Path) -> Marked:
    """The file's content, marked; a mapping at the top.

    Raises InputError, with the line where there is one, for a file that is missing, too large, not UTF-8, not YAML,
    nested too deeply, empty, not a mapping, or that uses an alias or a tag or repeats a key.
    """
    text = _read(path)
    problems: list[Problem] = []
    try:
        _refuse_aliases_and_depth(path, text)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        written = text.splitlines()[line - 1] if line and line <= len(text.splitlines()) else ""
        raise InputError([Problem(str(path), line, f"This is not YAML: {_sentence(error.problem, written)}")]) from None
    except yaml.YAMLError as error:
        raise InputError([Problem(str(path), None, f"This is not YAML: {_sentence(str(error))}")]) from None
    if root is None:
        raise InputError([Problem(str(path), None, f"The file is empty. {_STARTS}")])
    marked = _marked(root, str(path), problems)
    if not isinstance(marked.value, dict):
        what = f"The file is not a mapping (lines of `key: value`). {_STARTS}"
        raise InputError([Problem(str(path), marked.line, what)])
    if problems:
        raise InputError(problems)
    return marked


def refuse_name(path: Path) -> None:
    """Raise InputError for a file whose name a record cannot hold, or that would act on a terminal: one that is not
    UTF-8, or has control characters.
    """
    if _NOT_IN_NAMES.search(str(path)):
        what = "The name of the file is not UTF-8, or has control characters in it. Rename it."
        raise InputError([Problem(str(path), None, what)])


def _read(path: Path) -> str:
    refuse_name(path)
    try:
        # Checked first: reading a pipe or a device would never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError([Problem(str(path), None, "This is not a file. Give a report's YAML file.")])
        if path.stat().st_size > MAX_BYTES:
            size = path.stat().st_size / 1e6
            most = f"{MAX_BYTES / 1e6:,.0f} MB"
            what = f"The file is {size:,.0f} MB; a report may be at most {most}. Split it into reports."
            raise InputError([Problem(str(path), None, what)])
        raw = path.read_bytes()
    except OSError as error:
        raise InputError([Problem(str(path), None, f"The file cannot be read: {error.strerror}.")]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = f"Byte 0x{raw[error.start]:02x} is not UTF-8. Save the file as UTF-8 (it may be Latin-1)."
        raise InputError([Problem(str(path), line, what)]) from None


def _refuse_aliases_and_depth(path: Path, text: str) -> None:
    depth = documents = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise InputError(
                [
                    Problem(
                        str(path),
                        line,
                        "Anchors and aliases (& and *) are not used in reports. "
                        "Write the value out, or put it in quotes.",
                    )
                ]
            )
        tag = getattr(event, "tag", None)
        if tag:
            what = f"Tags ({tag[:40]}) are not used in reports: a value is text. Leave it out, or quote the text."
            raise InputError([Problem(str(path), line, what)])
        values += isinstance(event, yaml.NodeEvent)
        if values > MAX_VALUES:
            what = f"The file has more than {MAX_VALUES:,} keys and values. Split it into reports."
            raise InputError([Problem(str(path), line, what)])
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                what = "A second YAML document (---) starts here. Put each report in a file of its own."
                raise InputError([Problem(str(path), line, what)])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                what = f"Values are nested more than {MAX_DEPTH} deep. A report needs five levels."
                raise InputError([Problem(str(path), line, what)])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _marked(node: yaml.Node, file: str, problems: list[Problem]) -> Marked:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        # YAML's signs for no value; in quotes they are text.
        return Marked("" if not node.style and node.value in _NOTHING else node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return Marked([_marked(item, file, problems) for item in node.value], line)
    mapping: dict[str, Marked] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            problems.append(Problem(file, key.start_mark.line + 1, "A key must be a word, not a list or a mapping."))
        elif key.value in mapping:
            what = f'"{key.value}" appears here a second time. Merge the two or rename one.'
            problems.append(Problem(file, key.start_mark.line + 1, what))
        else:
            marked = _marked(value, file, problems)
            # The line of the key is where a person looks, even when the value starts below it.
            mapping[key.value] = Marked(marked.value, key.start_mark.line + 1)
    return Marked(mapping, line)


#: What PyYAML says, and the usual cause in a report.
_MOSTLY = {
    "mapping values are not allowed": "A text with a colon in it needs quotes, and lines that belong together start at "
    "one column.",
    "did not find expected ',' or '}'": "A closing } is missing, or a text with a colon or quotation marks in it needs "
    "quotes around the whole.",
    "found unexpected end of stream": "A quotation mark is opened and not closed.",
}


def _sentence(problem: str | None, written: str = "") -> str:
    """What is wrong with a line: the usual cause where it is known, else PyYAML's message."""
    words = " ".join((problem or "it cannot be parsed").split())
    if "\t" in written[: len(written) - len(written.lstrip())]:
        return "the line starts with a tab, where only spaces are allowed. Replace it with spaces."
    if "cannot start any token" in words:
        return f"{words}. A text that starts with @, % or ` needs quotes."
    for known, mostly in _MOSTLY.items():
        if known in words:
            return f"{words}. {mostly}"
    return f"{words.rstrip('.')}. Check the indentation, quotes and colons of this line."
