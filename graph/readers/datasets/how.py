"""How a table is to be read, where its file does not say: its encoding, and the form of its dates.

They are named after the kind, ``acled encoding=windows-1251 dates=day/month/year``, so that the history of a record
says how a file was read, and it can be read so again. So are the day of a download, and what it replaces.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from ...dates import days
from ...errors import QuestionError, did_you_mean
from ...vocabulary import local_name
from .declaration import FORMS, Declaration
from .decoding import known_encoding

__all__ = ["AS_IT_SAYS", "How", "kind_with", "named"]

_OPTION = re.compile(r" (encoding|dates|downloaded|replaces)=(\S+)")


@dataclass(frozen=True)
class How:
    """The ``encoding`` of a text, by a name that Python knows, and the form of its ``dates``; the day on which the file
    was ``downloaded`` (ISO 8601), and the id of the document that it ``replaces``. None where not named.
    """

    encoding: str | None = None
    dates: str | None = None
    downloaded: str | None = None
    replaces: str | None = None

    def __str__(self) -> str:
        return _written(vars(self))

    def applied(self, declared: Declaration) -> Declaration:
        """The declaration, with what is named here in place of its own."""
        reading = _written({"encoding": self.encoding, "dates": self.dates})
        if not reading:
            return declared
        time = declared.time
        if self.dates:
            time = replace(time, forms=("iso", self.dates) if self.dates != "iso" else ("iso",))
        return replace(declared, time=time, fingerprint=f"{declared.fingerprint}{reading}")


#: As the file and its declaration say.
AS_IT_SAYS = How()


def _written(options: dict[str, str | None]) -> str:
    return "".join(f" {name}={value}" for name, value in options.items() if value)


def kind_with(
    kind: str | None,
    encoding: str | None,
    dates: str | None,
    downloaded: str | date | None = None,
    replaces: str | None = None,
) -> str | None:
    """A kind of input, and how it is to be read. Raises QuestionError for an encoding, form or day that is none."""
    if encoding is None and dates is None and downloaded is None and replaces is None:
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
    if downloaded is not None:
        try:
            # Of a month its last day: what the file says was known then.
            downloaded = days(downloaded)[1]
        except ValueError as error:
            raise QuestionError(f"downloaded: {error}", command=f"--downloaded: {error}") from None
    if replaces is not None and not re.fullmatch(r"\S+", replaces):
        what = f'"{replaces}" is no id of a document. `standoff history` lists them.'
        raise QuestionError(f"replaces: {what}", command=f"--replaces: {what}")
    day = None if downloaded is None else str(downloaded)
    return f"{kind or ''}{How(encoding, dates, day, replaces and local_name(replaces))}"


def named(kind: str | None) -> tuple[str | None, How]:
    """What ``kind_with`` put together: the kind, None where it is to be recognised, and how it is to be read."""
    options = dict(_OPTION.findall(kind or ""))
    return _OPTION.sub("", kind or "") or None, How(**options)
