"""Cells as text in a Parquet file, which is what every form of table becomes that is neither text nor Parquet itself.

    row  c0  c1  …      ``row``: where the row stands in its file, as people count there; the first may be the header

Rows without any value are left out. From there on all forms are read alike: ``opened.py`` finds the header among the
first rows, ``loading.py`` loads what follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from .clean import MAX_LINE, refuse_swollen, table_error

__all__ = ["MAX_COLUMNS", "first_rows", "rows_of", "write_grid"]

#: No table has more columns than this.
MAX_COLUMNS = 2_000
_BATCH = 5_000
Row = tuple[int, Sequence[str | None]]


def write_grid(source: Path, size: int, width: int, rows: Iterable[Row], out: Path) -> int:
    """Write the rows of the table ``source``, a file of ``size`` bytes, into ``out``; return their number.

    Raises InputError where the table has more columns, longer values or more text than any table.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    if width > MAX_COLUMNS:
        raise table_error(source, f"It has {width:,} columns, and {MAX_COLUMNS:,} at most are read. Leave some out.")
    names = [f"c{n}" for n in range(width)]
    schema = pa.schema([("row", pa.int64()), *((name, pa.string()) for name in names)])
    written = length = 0
    with pq.ParquetWriter(out, schema, compression="zstd") as writer:
        batch: list[Row] = []

        def flush() -> None:
            columns = [pa.array([number for number, _ in batch], pa.int64())]
            columns += [
                pa.array([cells[n] if n < len(cells) else None for _, cells in batch], pa.string())
                for n in range(width)
            ]
            writer.write_batch(pa.record_batch(columns, schema=schema))
            batch.clear()

        for number, cells in rows:
            texts = [cell or None for cell in cells]
            lengths = [len(text) for text in texts if text]
            if not lengths:
                continue
            if max(lengths) > MAX_LINE:
                what = f"A value is longer than {MAX_LINE // 1_000_000} MB: no table has one. The file is damaged."
                raise table_error(source, what, number)
            length += sum(lengths)
            refuse_swollen(source, size, length)
            batch.append((number, texts))
            written += 1
            if len(batch) == _BATCH:
                flush()
        if batch:
            flush()
    return written


def first_rows(grid: Path, most: int = 10) -> list[tuple[int, list[str]]]:
    """The first rows of a grid: where each stands in its file, and its cells."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(grid) as file:
        batch = next(file.iter_batches(most), None)
    if batch is None:
        return []
    return [(row.pop("row"), [cell or "" for cell in row.values()]) for row in batch.to_pylist()]


def rows_of(grid: Path, after: int) -> list[int]:
    """Where each row after the row ``after`` stands in its file."""
    import pyarrow.parquet as pq

    return [row for row in pq.read_table(grid, columns=["row"]).column(0).to_pylist() if row > after]
