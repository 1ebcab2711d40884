"""Arrow and Feather files, and Stata's, written as Parquet, with their own types."""

from __future__ import annotations

import contextlib
import re
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .clean import refuse_swollen, table_error
from .decoding import Text

__all__ = ["arrow_as_parquet", "stata_as_parquet"]

_CHUNK = 20_000
#: The first version of .dta that is UTF-8 (Stata's "help dta").
_STATA_UTF8 = 118


def arrow_as_parquet(source: Path, out: Path) -> list[str]:
    """Write an Arrow or Feather file (version 2) as Parquet. Raises InputError where it is damaged or swells."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    size, total = source.stat().st_size, 0
    try:
        with pa.OSFile(str(source)) as file:
            batches = _batches(file)
            schema = next(batches)
            with pq.ParquetWriter(out, schema, compression="zstd") as writer:
                for batch in batches:
                    total += batch.nbytes
                    refuse_swollen(source, size, total)
                    writer.write_batch(batch)
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise table_error(source, f"This Arrow file is damaged or cannot be read: {what}. Write it again.") from None
    return []


def _batches(file: Any) -> Iterator[Any]:
    """The schema of an Arrow file or stream, then its batches."""
    import pyarrow as pa

    try:
        reader = pa.ipc.open_file(file)
    except pa.ArrowInvalid:
        file.seek(0)
        stream = pa.ipc.open_stream(file)
        yield stream.schema
        yield from stream
        return
    yield reader.schema
    for number in range(reader.num_record_batches):
        batch = reader.get_batch(number)
        batch.validate(full=True)
        yield batch


def stata_as_parquet(source: Path, out: Path, encoding: str | None = None) -> list[str]:
    """Write a Stata file as Parquet, with labels in place of codes and days as days; return notes.

    Files from before Stata 14 do not say how their letters are encoded: ``encoding`` does, or else they are judged as
    those of a text (``decoding.py``). Raises InputError where the file is damaged or its letters are in doubt.
    """
    import pyarrow as pa

    try:
        try:
            return _stata(source, out, encoding, labels=True)
        except ValueError as error:
            if "not unique" not in str(error):
                raise
            return ["Two codes have the same label: codes are read, and no labels.", *_stata(source, out, encoding)]
    except (ValueError, OSError, KeyError, IndexError, OverflowError, struct.error, pa.ArrowException) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise table_error(source, f"This Stata file is damaged or cannot be read ({what}). Export it again.") from None


def _stata(source: Path, out: Path, encoding: str | None, labels: bool = False) -> list[str]:
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    with source.open("rb") as file:
        start = file.read(60)
    version = int(found[1]) if (found := re.search(rb"<release>(\d+)<", start)) else start[0]
    letters = Text(b"", encoding) if version < _STATA_UTF8 else None

    def text(value: object) -> str | None:
        if value is None or value is pd.NA or value != value:
            return None
        return letters.utf8(str(value).encode("latin-1"), whole=True)[0].decode() if letters else str(value)

    with contextlib.ExitStack() as stack:
        reader = stack.enter_context(pd.read_stata(source, chunksize=_CHUNK, convert_categoricals=labels))
        writer = schema = None
        for chunk in reader:
            for name, column in list(chunk.items()):
                if column.dtype == object or isinstance(column.dtype, pd.CategoricalDtype):
                    chunk[name] = column.astype(object).map(text)
            table = pa.Table.from_pandas(chunk, preserve_index=False)
            if writer is None:
                kinds = [(f.name, pa.string() if pa.types.is_null(f.type) else f.type) for f in table.schema]
                schema = pa.schema(kinds)
                writer = stack.enter_context(pq.ParquetWriter(out, schema, compression="zstd"))
            writer.write_table(table.cast(schema))
        if writer is None:
            raise ValueError("it has no rows")
    if letters and (doubt := letters.doubt()):
        raise table_error(source, *doubt)
    return letters.notes() if letters else []
