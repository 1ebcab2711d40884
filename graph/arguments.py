"""Arguments that users give, checked by their names: one name has one meaning, and one kind, in every function.

>>> check(km=-1)
Traceback (most recent call last):
standoff.errors.QuestionError: km must be a number of at least 0, not -1.
"""

from __future__ import annotations

import inspect
import math
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from numbers import Integral, Real
from typing import Any, ParamSpec, TypeVar

from .errors import QuestionError

__all__ = ["KINDS", "check", "checked", "listed"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Kind:
    """What an argument must be, in words, and whether a value is such a one."""

    words: str
    admits: Callable[[Any], bool]


def _whole(least: int, most: float = math.inf) -> Kind:
    words = f"of at least {least}" if most == math.inf else f"from {least} to {most}"
    return Kind(f"a whole number {words}", lambda given: _is(given, Integral) and least <= given <= most)


def _number(words: str, admits: Callable[[Any], bool]) -> Kind:
    return Kind(f"a number {words}", lambda given: _is(given, Real) and admits(given))


def _is(given: object, kind: type) -> bool:
    """Whether it is a number of this kind; True and False are none."""
    return isinstance(given, kind) and not isinstance(given, bool)


def _is_path(given: object) -> bool:
    return isinstance(given, str | os.PathLike) and bool(os.fspath(given))


def _are_names(given: object) -> bool:
    several = [given] if isinstance(given, str) else given
    return isinstance(several, Iterable) and all(isinstance(each, str) and each for each in several)


_TRUTH = Kind("True or False", lambda given: isinstance(given, bool))
_TEXT = Kind("text", lambda given: isinstance(given, str))
_NAME = Kind("a name (an id, a label, an alias or an IRI) as text", lambda given: isinstance(given, str))
_PATH = Kind('the path of a file or folder, such as "reports"; the folder you are in is "."', _is_path)

#: What each argument must be, by its name.
KINDS = {
    "allow_from": Kind('"loopback", "anyone", or an address or network as text', lambda given: isinstance(given, str)),
    "allow_service": Kind("the name of a host as text", lambda given: isinstance(given, str) and bool(given.strip())),
    "because": _TEXT,
    "beside": _TRUTH,
    "bootstrap": _whole(1),
    "by": _NAME,
    "cors": Kind("the origin of a page as text, or several", _are_names),
    "create": _TRUTH,
    "dates": Kind("the form of a table's days as text, such as 'day/month/year'", lambda given: isinstance(given, str)),
    "days": _whole(0, 1_000_000),
    "document": _NAME,
    "downloaded": Kind(
        "the day of the download as a date or text, such as '2026-01-31'", lambda given: isinstance(given, str | date)
    ),
    "dry_run": _TRUTH,
    "shred": _TRUTH,
    "encoding": Kind('the encoding of a table as text, such as "windows-1251"', lambda given: isinstance(given, str)),
    "events": _TRUTH,
    "every": Kind('"month", "year" or a number of days', lambda given: isinstance(given, str) or _is(given, Integral)),
    "graph": Kind("the IRI of a graph as text", lambda given: isinstance(given, str)),
    "host_name": Kind("the name of a host as text, or several", _are_names),
    "incident": _NAME,
    "inputs": _PATH,
    "iri": Kind("the IRI of a claim as text", lambda given: isinstance(given, str)),
    "kind": Kind('a kind of table such as "acled", "report", or the path of a mapping', _is_path),
    "km": _number("of at least 0", lambda given: given >= 0),
    "leave_one_out": _TRUTH,
    "limit": _whole(1, 1_000_000_000),
    "min_groups": _whole(1, 1_000_000_000),
    "min_score": _number("from 0 to 1", lambda given: 0 <= given <= 1),
    "name": Kind(
        "text: of a measure, as standoff.measures.MEASURES lists them; of an actor, its id, label or alias",
        lambda given: isinstance(given, str),
    ),
    "new": _TRUTH,
    "one": _NAME,
    "only": _NAME,
    "other": _NAME,
    "out": _PATH,
    "path": _PATH,
    "port": _whole(1, 65535),
    "question": Kind("the name of a question, or SPARQL, as text", lambda given: isinstance(given, str)),
    "record": _PATH,
    "replaces": _NAME,
    "rejected": _PATH,
    "rolling": _whole(1),
    "seconds": _whole(1),
    "source_weight": _TRUTH,
    "time_limit": _number("of seconds, more than 0", lambda given: given > 0),
    "title": _TEXT,
    "token": _TRUTH,
    "where": Kind('"memory", a folder, or the address of a SPARQL server', _is_path),
}


def check(method: str = "", /, **given: object) -> None:
    """Refuse arguments that are not what ``KINDS`` says of their names.

    Raises QuestionError, which names the argument, what it must be and what it is.
    """
    start = f"{method}: " if method else ""
    for name, value in given.items():
        if not KINDS[name].admits(value):
            wrong = f"must be {KINDS[name].words}, not {value!r}."
            option = f"--{name.replace('_', '-')}"
            raise QuestionError(f"{start}{name} {wrong}", command=f"{option} {wrong}")


def checked(method: Callable[P, T]) -> Callable[P, T]:
    """The function, which checks the arguments that ``KINDS`` knows, but for those that are left at their defaults."""
    signature = inspect.signature(method)
    known = {name: each for name, each in signature.parameters.items() if name in KINDS}

    @wraps(method)
    def function(*arguments: P.args, **options: P.kwargs) -> T:
        try:
            given = signature.bind(*arguments, **options).arguments
        except TypeError:
            return method(*arguments, **options)  # Python's own message: one is missing, or there is no such argument
        for name, parameter in known.items():
            several = parameter.kind is parameter.VAR_POSITIONAL
            for value in given.get(name, ()) if several else [given[name]] if name in given else []:
                if several or value is not parameter.default:
                    check(method.__name__, **{name: value})
        return method(*arguments, **options)

    return function


def listed(given: str | Iterable[str]) -> list[str]:
    """The names given, one or several, as a list. Raises QuestionError for what is neither."""
    if isinstance(given, str):
        return [given]
    if isinstance(given, Iterable):
        return list(given)
    raise QuestionError(f"{given!r} is not a name. Give one as text, or a list of them.")
