"""The datasets that can be read without a mapping of one's own: their declarations lie beside this file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..yaml import load
from .declaration import Declaration
from .declaration_file import declaration

__all__ = ["DATASETS", "actor_names", "built_in"]

#: What ``--as`` may name, apart from a mapping of your own.
DATASETS = (
    "ucdp-ged",
    "acled",
    "acled-deleted",
    "gdelt",
    "gdelt-mentions",
    "icews",
    "gtd",
    "polecat",
    "airwars",
    "scad",
    "viina",
)
_FOLDER = Path(__file__).parent


@cache
def built_in() -> dict[str, Declaration]:
    """The built-in declarations, by the name that ``--as`` takes."""
    return {name: declaration(_FOLDER / f"{name}.yaml") for name in DATASETS}


@cache
def actor_names(name: str) -> dict[str, str]:
    """The names for the actor codes of a scheme: ``actor_names("cameo-actors")["SYR"]`` is Syria."""
    marked = load(_FOLDER / f"{name}.yaml")
    assert isinstance(marked.value, dict)
    return {code: str(value.value) for code, value in marked.value.items()}
