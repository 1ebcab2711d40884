"""Since when a row of a dataset is known, where its sources give no day: for views as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from pyoxigraph import NamedNode

from ..record.dataset_tables import ATTRIBUTIONS, ROWS
from ..record.keeper import Keeper
from ..record.table_notes import facts_of
from ..sealed_duckdb import path_literally, quoted_text, seal

__all__ = ["KnownDays"]


class KnownDays:
    """The day since which each row of a record's tables is known: on which it was published, where its dataset says so;
    else on which its file was downloaded, or read.
    """

    def __init__(self, record: Keeper, paths: Mapping[str, Path]) -> None:
        self._paths = paths
        self.of_documents = {d: facts_of(record.where, NamedNode(d)).get("day") for d in paths}

    @cached_property
    def files(self) -> list[Path]:
        """The files that ``sql`` reads."""
        found = (path.with_suffix(ending) for path in self._paths.values() for ending in (ATTRIBUTIONS, ROWS))
        return [file for file in found if file.is_file()]

    @cached_property
    def sql(self) -> str:
        """The query for ``about``, ``said`` and ``known_on`` of the rows of which more is known than the day of their
        document: when they were published, or since when some file says the same.
        """
        import pyarrow.parquet as pq

        parts = ["SELECT NULL::VARCHAR AS about, NULL::VARCHAR AS said, NULL::VARCHAR AS known_on WHERE false"]
        living = [path for path in self._paths.values() if path.with_suffix(ROWS).is_file()]
        every = " UNION ALL ".join(f"SELECT * FROM {_parquet(path.with_suffix(ROWS))}" for path in living)
        for path in self._paths.values():
            said = path.with_suffix(ATTRIBUTIONS)
            if path in living and said.is_file():
                parts.append(
                    f"SELECT a.about, a.said, s.since FROM {_parquet(said)} AS a JOIN (SELECT DISTINCT r.row, f.since "
                    f"FROM {_parquet(path.with_suffix(ROWS))} AS r JOIN (SELECT row, content, "
                    f"min(coalesce(left(version, 10), day)) AS since FROM ({every}) GROUP BY ALL) AS f "
                    "ON f.row = r.row AND f.content = r.content WHERE r.place = 'live') AS s ON s.row = a.coded_as"
                )
            elif said.is_file() and "version" in pq.read_schema(said).names:
                parts.append(f"SELECT about, said, left(version, 10) FROM {_parquet(said)} WHERE version IS NOT NULL")
        return " UNION ALL ".join(parts)

    @cached_property
    def _of_attributions(self) -> dict[str, str]:
        import duckdb

        with duckdb.connect() as con:
            seal(con, self.files)
            return dict(con.execute(f"SELECT said, known_on FROM ({self.sql})").fetchall())

    def of(self, said: str, document: str) -> str | None:
        """The day since which the row is known that an attribution of a document stands for."""
        return self._of_attributions.get(said) or self.of_documents.get(document)


def _parquet(path: Path) -> str:
    return f"read_parquet({quoted_text(path_literally(path))})"
