"""How a table is to be read, where its file does not say: its encoding, and the form of its dates.

They are named after the kind, ``acled encoding=windows-1251 dates=day/month/year``, so that the history of a record
says how a file was read, and it can be read so again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...errors import QuestionError, did_you_mean
from .declaration import FORMS, Declaration
from .decoding import known_encoding

__all__ = ["AS_IT_SAYS", "How", "kind_with", "named"]

_OPTION = re.compile(r" (encoding|dates)=(\S+)")


@dataclass(frozen=True)
class How:
    """The ``encoding`` of a text, by a name that Python knows, and the form of its ``dates``; None where not named."""

    encoding: str | None = None
    dates: str | None = None

    def __str__(self) -> str:
        options = {"encoding": self.encoding, "dates": self.dates}
        return "".join(f" {name}={value}" for name, value in options.items() if value)

    def applied(self, declared: Declaration) -> Declaration:
        """The declaration, with what is named here in place of its own."""
        if not str(self):
            return declared
        time = declared.time
        if self.dates:
            time = replace(time, forms=("iso", self.dates) if self.dates != "iso" else ("iso",))
        return replace(declared, time=time, fingerprint=f"{declared.fingerprint}{self}")


#: As the file and its declaration say.
AS_IT_SAYS = How()


def kind_with(kind: str | None, encoding: str | None, dates: str | None) -> str | None:
    """A kind of input, and how it is to be read. Raises QuestionError for an encoding or form that is not known."""
    if encoding is None and dates is None:
        return kind
    if encoding is not None:
        try:
            encoding = known_encoding(encoding)
        except ValueError as error:
            raise QuestionError(f"encoding: {error}", command=f"--encoding: {error}") from None
    if dates is not None and dates not in FORMS:
        hint = did_you_mean(dates, FORMS) or f" Known: {', '.join(FORMS)}."
        what = f'"{dates}" is not a form of dates.{hint}'
        raise QuestionError(f"dates: {what}", command=f"--dates: {what}")
    return f"{kind or ''}{How(encoding, dates)}"


def named(kind: str | None) -> tuple[str | None, How]:
    """What ``kind_with`` put together: the kind, None where it is to be recognised, and how it is to be read."""
    options = dict(_OPTION.findall(kind or ""))
    return _OPTION.sub("", kind or "") or None, How(options.get("encoding"), options.get("dates"))
