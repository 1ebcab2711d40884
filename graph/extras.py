"""Which extra installs which packages, and the error where a package is needed that is not installed.

Reports are read, kept, asked, drawn and matched with the base install. Code that needs more calls ``needs`` first.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from .errors import MissingExtra

__all__ = ["BRINGS", "READS_TABLES", "is_there", "lacking", "needs"]

#: What every table of events needs, of whichever form it is.
READS_TABLES = ("duckdb", "ibis", "pyarrow")
_TABLES = (*READS_TABLES, "python_calamine")
#: Each extra, and the packages of it that standoff itself uses, as they are imported; pyproject.toml says the same.
BRINGS: dict[str, tuple[str, ...]] = {
    "datasets": _TABLES,
    "measures": ("scipy", "ruptures", "threadpoolctl"),
    "notebook": ("pandas", "polars", "pyarrow"),
    "plots": ("matplotlib", "scipy", "ruptures", "threadpoolctl"),
    "serve": ("tornado",),
    "spark": ("pyspark", "pandas", *_TABLES),
}


def needs(what: str, *packages: str) -> None:
    """Raise MissingExtra, which names the extra to install, where one of these packages is not installed.

    ``what`` begins the sentence, in the singular: "Reading tables". The packages are not imported.
    """
    absent = [package for package in packages if not is_there(package)]
    if absent:
        raise lacking(what, absent)


def lacking(what: str, packages: Sequence[str]) -> MissingExtra:
    """The error that says which extra brings the packages that ``what`` needs; the smallest that brings them all.

    >>> print(lacking("Reading tables", ["duckdb", "ibis", "pyarrow"]))
    Reading tables needs duckdb, ibis and pyarrow: pip install 'standoff[datasets]'.
    """
    extras = [extra for extra, brought in BRINGS.items() if set(packages) <= set(brought)]
    # JupyterLab and Spark are larger than any number of small packages.
    extra = min(extras, key=lambda each: (each in ("notebook", "spark"), len(BRINGS[each])), default="all")
    return MissingExtra(f"{what} needs {_listed(packages)}: pip install 'standoff[{extra}]'.")


def is_there(package: str) -> bool:
    """Whether a package is installed. It is not imported."""
    if package in sys.modules:
        return sys.modules[package] is not None
    return find_spec(package) is not None


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
