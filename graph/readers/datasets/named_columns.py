"""The columns of a declaration: our name of each, what files call it, and the parts of the YAML file that name one."""

from __future__ import annotations

import re
from collections.abc import Callable

from ...errors import did_you_mean
from ..entry import Entry, Problems
from ..yaml import Marked
from .declaration import COLUMN_PREFIX, folded

__all__ = ["NamedColumns"]

#: Our names of columns are words; what files call a column stands beside them, and may be any text.
_COLUMN_NAME = re.compile(r"[\w#](?:[\w .,/#()%&+:-]{0,62}[\w.)%])?")
_NAMES_ARE = (
    "Use up to 64 letters, digits, spaces and hyphens; what files call it goes after the colon, in any letters."
)
#: More columns or codes than any dataset has would take the engine minutes to compile.
_MOST_COLUMNS, _MOST_CODES = 1_000, 5_000


class NamedColumns:
    """Looks up what the entries of a declaration name; mistakes are added to ``problems``."""

    def __init__(self, top: Entry, problems: Problems) -> None:
        self.top, self.problems = top, problems
        #: What files call each of our columns.
        self.columns: dict[str, tuple[str, ...]] = {}
        self._called: dict[str, str] = {}

    def read_columns(self) -> None:
        """Read `columns:`, on which all that follows stands."""
        marked = self.top.raw("columns")
        if marked is None or not isinstance(marked.value, dict) or not marked.value:
            self.top.wrong("The declaration needs `columns:`, our name of each column and what files call it.")
            return
        if len(marked.value) > _MOST_COLUMNS:
            self.problems.at(marked.line, f"`columns:` has {len(marked.value):,} names; {_MOST_COLUMNS:,} at most.")
            return
        for name, value in marked.value.items():
            if not _COLUMN_NAME.fullmatch(name):
                self.problems.at(value.line, f'"{name[:80]}" cannot be our name of a column. {_NAMES_ARE}')
            items = value.value if isinstance(value.value, list) else [value]
            texts = [item.value for item in items if isinstance(item.value, str) and item.value.strip()]
            if not texts or len(texts) < len(items):
                self.problems.at(value.line, f"`{name}:` needs the name of a column, or a list of names.")
            column = self._called[name] = f"{COLUMN_PREFIX}{len(self._called)}"
            self.columns[column] = tuple(text.strip() for text in texts)
        first: dict[str, str] = {}
        for name, column in self._called.items():
            for alias in map(folded, self.columns[column]):
                other = first.setdefault(alias, name)
                if other != name:
                    taken = f'"{alias}" is already a name for `{other}`. A column has one meaning.'
                    self.problems.at(marked.value[name].line, taken)

    def entry_of(self, entry: Entry, key: str, required: bool = False) -> Entry | None:
        """The mapping under a key; None where there is none."""
        marked = entry.raw(key)
        if marked is None:
            if required:
                entry.wrong(f"The declaration needs `{key}:`.")
            return None
        return Entry(marked, self.problems, f"`{key}:`")

    def column_named(self, entry: Entry, key: str, required: bool = False) -> str | None:
        """The column that the text under a key names; None where there is none."""
        marked = entry.peek(key)
        text = entry.text(key, required)
        return self.column_of(Marked(text, marked.line)) if text and marked else None

    def column_of(self, marked: Marked) -> str:
        """The column that is called so."""
        name = str(marked.value)
        if name not in self._called:
            hint = did_you_mean(name, self._called) or f" Known: {', '.join(self._called)}."
            self.problems.at(marked.line, f'"{name}" is not under `columns:`.{hint}')
        return self._called.get(name, "")

    def texts_of(self, entry: Entry, key: str, convert: Callable[[str], str] = str) -> tuple[str, ...]:
        """The texts under a key, each converted."""
        found = []
        for marked in entry.texts(key):
            try:
                found.append(convert(str(marked.value)))
            except ValueError as error:
                entry.wrong(f"`{key}:` {error}", marked.line)
        return tuple(found)

    def codes_of(self, entry: Entry, key: str, convert: Callable[[str], str]) -> dict[str, str]:
        """The codes under a key, each with what it means, converted."""
        marked = entry.raw(key)
        if marked is None:
            return {}
        if not isinstance(marked.value, dict):
            entry.wrong(f"`{key}:` must be a mapping of codes to what they mean.", marked.line)
            return {}
        if len(marked.value) > _MOST_CODES:
            entry.wrong(f"`{key}:` has {len(marked.value):,} codes; {_MOST_CODES:,} at most.", marked.line)
            return {}
        found: dict[str, str] = {}
        for code, value in marked.value.items():
            text = entry.text_of(code, value)
            if text is None:
                continue
            try:
                found[code] = convert(text)
            except ValueError as error:
                entry.wrong(f"`{code}:` {error}", value.line)
        return found
