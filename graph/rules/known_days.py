"""Since when a row of a dataset is known, where its sources give no day: for views as of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from ..record.dataset_tables import ATTRIBUTIONS, facts_of
from ..record.keeper import Keeper
from ..sealed_duckdb import path_literally, seal
from .background import Row

__all__ = ["KnownDays"]


class KnownDays:
    """The day since which each row of a record's tables is known: on which it was published, where its dataset says so;
    else on which its file was downloaded, or read.
    """

    def __init__(self, record: Keeper, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self.of_documents = {d: facts_of(record.where, NamedNode(d)).get("day") for d in paths}

    def published(self) -> list[Path]:
        """The files of attributions that say when a row was published."""
        import pyarrow.parquet as pq

        found = (path.with_suffix(ATTRIBUTIONS) for path in self._paths.values())
        return [file for file in found if file.is_file() and "version" in pq.read_schema(file).names]

    @cached_property
    def _of_attributions(self) -> dict[str, str]:
        files = self.published()
        if not files:
            return {}
        import duckdb

        with duckdb.connect() as con:
            seal(con, files)
            return dict(
                con.read_parquet(list(map(path_literally, files)), union_by_name=True)
                .filter("version IS NOT NULL")
                .project("said, left(version, 10)")
                .fetchall()
            )

    def filled(self, rows: Iterable[Row]) -> list[Row]:
        """The rows with ``known_on``."""
        return [
            {**row, "known_on": self._of_attributions.get(row["said"]) or self.of_documents.get(row["document"])}
            for row in rows
        ]
