"""Convert a folder of files with Spark, by the same expressions, into N-Triples and tables of confrontations.

For data too large for one machine. Nothing is loaded into a record: ``triples/`` holds N-Triples that any store's bulk
loader accepts, ``confrontations/`` Parquet for later steps, ``rejected/`` the rejected rows. All files of a folder must
have one layout; files that need cleaning (another encoding, NUL bytes, packed) are cleaned one by one.

Each stage is written to Parquet next to the output and read from there by the next: a plan covers one stage only, a
lost worker repeats one stage, and no stage needs to fit into memory.
"""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from pyoxigraph import NamedNode, RdfFormat, serialize

from ...counts import counted
from ...errors import InputError, Problem, StandoffError
from ..passed_over import files_of, unread_in
from .built_in import actor_names
from .clean import MAX_LINE
from .dataset import document_facts, document_of
from .declaration import REPEATED, SEPARATOR, Declaration
from .how import AS_IT_SAYS, How
from .opened import Table, open_table
from .plan import STAGES, no_rows, plan, scheme_of
from .spark_session import session

__all__ = ["SparkResult", "convert_with_spark"]

_WRITTEN = ("triples", "confrontations", "rejected")
_BROKEN = "the row has too few or too many columns, or a quotation mark is not closed"
Say = Callable[[str], None]


@dataclass(frozen=True)
class SparkResult:
    """How many rows were read, rejected and ignored, and how many attributions were written."""

    rows: int
    read: int
    rejected: int
    ignored: int
    attributions: int
    notes: tuple[str, ...] = ()


def convert_with_spark(
    path: Path,
    declared: Declaration | None,
    engine: str,
    out: Path,
    say: Say | None = None,
    how: How = AS_IT_SAYS,
) -> SparkResult:
    """Read a table, or a folder of tables of one layout, with Spark, and write the results into ``out``, which every
    worker must be able to read and write. ``say`` is called with each step as text.

    Raises InputError where a file cannot be read or the files differ in layout, StandoffError where Spark fails; the
    contents of ``out`` are then unchanged.
    """
    say = say or (lambda _: None)
    with session(engine) as spark, _work_folder(out) as work:
        tables = _opened(path, declared, work, how)
        if declared is None:
            first = tables[0]
            say(
                f"{path}: {counted(len(first.header), 'column')}, read as {first.declaration.dataset} ({first.layout})."
            )
        return _convert(spark, tables, work, out, say)


def _opened(path: Path, declared: Declaration | None, work: Path, how: How) -> list[Table]:
    files = files_of(path)
    if path.is_dir() and (problems := unread_in(path, files)):
        raise InputError(problems)
    tables = [open_table(file, declared, work, how) for file in files]
    if not tables:
        raise InputError([Problem(str(path), None, "The folder has no table. Give one with .csv or .parquet.")])
    first = tables[0]
    named: dict[NamedNode, Table] = {}
    for table in tables:
        if table.declaration.deletes:
            what = (
                "Spark compares nothing with what was read before. Read lists of deleted events with --engine duckdb."
            )
            raise InputError([Problem(str(table.source), None, what)])
        if table.parquet and table.path != table.source:
            what = (
                "Spark reads text and Parquet, not this form. Save it as one of them, or read it with --engine duckdb."
            )
            raise InputError([Problem(str(table.source), None, what)])
        if (table.header, table.delimiter, table.parquet) != (first.header, first.delimiter, first.parquet):
            what = f"The columns are not those of {first.source.name}. Put each layout into its own folder."
            raise InputError([Problem(str(table.source), 1, what)])
        if table.quote != first.quote:
            what = f"Values are in quotation marks here and not in {first.source.name}, or the other way round. "
            raise InputError([Problem(str(table.source), 1, f"{what}Put each kind into its own folder.")])
        if table.skip:
            what = f"Spark cannot skip lines, and {table.skip} come before the rows. Remove them, or read the "
            raise InputError([Problem(str(table.source), 1, f"{what}file with --engine duckdb.")])
        twin = named.setdefault(document_of(table), table)
        if twin is not table:
            what = f"Its name makes it the same document as {twin.source.name}. Rename or remove one of them."
            raise InputError([Problem(str(table.source), None, what)])
    if first.declaration.event:
        raise InputError([Problem(str(path), None, "Mentions need their events: read them with --engine duckdb.")])
    return tables


@contextmanager
def _work_folder(out: Path) -> Iterator[Path]:
    """A temporary folder in ``out`` for intermediate files; leftovers of killed processes are removed."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        for left in out.glob(".spark-*"):
            with (left / "lock").open("w") as lock:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue  # its process is still running
            shutil.rmtree(left, ignore_errors=True)
        work = Path(tempfile.mkdtemp(prefix=".spark-", dir=out)).resolve()
        lock = (work / "lock").open("w")
    except OSError as error:
        raise StandoffError(f"{out} cannot be written: {error.strerror}. Choose another place with -o.") from None
    try:
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # The workers may run as other users on other machines.
            work.chmod(0o755)
            yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _convert(spark: Any, tables: list[Table], work: Path, out: Path, say: Say) -> SparkResult:
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    from .second_rows import refuse_lost_column

    declared = tables[0].declaration
    try:
        planned = plan(tables[0], "pyspark")
        say("reading the rows")
        _stage(spark, work, "every", _frame(spark, tables))
        spark.sql("SELECT * FROM every WHERE broken IS NULL").createOrReplaceTempView("raw")
        refuse_lost_column(tables, [document_of(t).value for t in tables], lambda sql: spark.sql(sql).collect())
        for name in STAGES:
            say(f"{STAGES.index(name) + 1} of {len(STAGES)} stages: {name}")
            _stage(spark, work, name, spark.sql(planned.stages[name]))
            if name == "checked":
                total, read, rejected = _counted(spark, tables)
        scheme = scheme_of(declared)
        if scheme:
            known = list(actor_names(scheme).items())
            spark.createDataFrame(known, "code string, name string").createOrReplaceTempView("names")
        say("writing the triples")
        for lines in planned.lines:
            spark.sql(lines).write.mode("append").text(str(work / "triples"))
        documents = b"".join(
            serialize(document_facts(t, document_of(t)), format=RdfFormat.N_TRIPLES) or b"" for t in tables
        )
        (work / "triples" / "documents.txt").write_bytes(documents)
        spark.sql(planned.pairs).write.parquet(str(work / "confrontations"))
        _rejected(spark, planned.faults).write.options(header=True, escape='"').csv(str(work / "rejected"))
        allied = spark.sql(planned.allied).count() if planned.allied else 0
        attributions = spark.table("said").count() + allied
        done = SparkResult(total, read, rejected, total - read - rejected, attributions, tuple(_notes(spark, tables)))
        _in_place(work, out)
        return done
    except (PySparkException, Py4JError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise StandoffError(f"Spark could not read the tables: {what}. The contents of {out} are unchanged.") from None


def _stage(spark: Any, work: Path, name: str, frame: Any) -> None:
    frame.write.parquet(str(work / name))
    spark.read.parquet(str(work / name)).createOrReplaceTempView(name)


def _in_place(work: Path, out: Path) -> None:
    """Move the results into place; earlier ones are deleted with the folder ``work``."""
    for name in _WRITTEN:
        if (out / name).exists():
            (out / name).rename(work / f"former-{name}")
        (work / name).rename(out / name)


def _counted(spark: Any, tables: list[Table]) -> tuple[int, int, int]:
    """The numbers of all, good and faulty rows. Raises InputError for a file of which most rows are faulty."""
    every, good, bad = Counter[str](), Counter[str](), Counter[str]()
    counted = "SELECT document, count(*), count({}) FROM {} GROUP BY document"
    for document, number, broken in spark.sql(counted.format("broken", "every")).collect():
        every[document], bad[document] = number, broken
    for document, number, faulty in spark.sql(counted.format("fault", "checked")).collect():
        good[document] = number - faulty
    faulty = counted.format("*", f"checked WHERE fault IS NOT NULL AND fault <> '{REPEATED}'")
    for document, number, _ in spark.sql(faulty).collect():
        bad[document] += number
    for table in tables:
        document = document_of(table).value
        if not good[document] + bad[document]:
            raise InputError([Problem(str(table.source), None, no_rows(table.declaration))])
        if good[document] < bad[document]:
            faults = spark.sql("SELECT fault FROM checked").where(f"document = '{document}' AND fault <> '{REPEATED}'")
            first = faults.groupBy("fault").count().orderBy("count", ascending=False).head()
            column, _, reason = first[0].split(SEPARATOR, 2) if first else ("the row", "", _BROKEN)
            what = (
                f"{bad[document]:,} of {good[document] + bad[document]:,} rows are faulty, such as in "
                f'"{column}": {reason}. The columns may be swapped, or the file is another dataset.'
            )
            raise InputError([Problem(str(table.source), None, what)])
    return every.total(), good.total(), bad.total()


def _rejected(spark: Any, faults: str) -> Any:
    """The rejected rows: document, column, value, reason."""
    parts = (f"split(fault, '{SEPARATOR}')[{n}] AS {name}" for n, name in enumerate(("column", "value", "reason")))
    broken = spark.sql(
        f"SELECT document, '' AS column, substr(broken, 1, 200) AS value, '{_BROKEN}' AS reason "
        "FROM every WHERE broken IS NOT NULL"
    )
    return spark.sql(faults).selectExpr("document", *parts).unionByName(broken)


def _notes(spark: Any, tables: list[Table]) -> Iterator[str]:
    for table in tables:
        yield from (f"{table.source.name}: {note}" for note in table.notes)
    if tables[0].unknown:
        names = ", ".join(f'"{name}"' for name in tables[0].unknown)
        yield f"Columns not read, because the declaration does not name them: {names}."


def _frame(spark: Any, tables: list[Table]) -> Any:
    """The rows of all files as text: the columns that are read, the document, a number that orders the rows of each,
    and in ``broken`` the whole line where it is not a row.
    """
    from pyspark.sql import functions as f

    table = tables[0]
    names = [f"c{n}" for n in range(len(table.header))]
    # A URI, because Spark treats some characters of a path as a pattern.
    paths = [each.path.resolve().as_uri() for each in tables]
    if table.parquet:
        frame = spark.read.parquet(*paths).withColumn("broken", f.lit(None).cast("string"))
        quoted_names = (f"`{name.replace('`', '``')}`" for name in table.header)
        columns = [f.col(name).cast("string").alias(c) for name, c in zip(quoted_names, names, strict=True)]
    else:
        quoted = table.quote != ""
        frame = (
            spark.read.schema(", ".join(f"{name} string" for name in [*names, "broken"]))
            .options(
                header=table.has_header,
                sep=table.delimiter,
                enforceSchema=True,
                mode="PERMISSIVE",
                columnNameOfCorruptRecord="broken",
                maxCharsPerColumn=MAX_LINE,
                multiLine=quoted,
                # Two quotation marks mean one, as in RFC 4180; no quoting where the dataset has none.
                quote='"' if quoted else "\0",
                escape='"' if quoted else "\0",
            )
            .csv(paths)
        )
        columns = [f.col(name) for name in names]
    if table.may_lack:
        short = f.size(f.split("broken", table.delimiter, -1)) == len(names) - 1
        frame = frame.withColumn("broken", f.when(~short, f.col("broken")))
    documents = {str(each.path.resolve()): document_of(each).value for each in tables}
    # Spark writes the same file as file:/… in one place and file:///… in another.
    parts = [urlsplit(uri).path for uri in frame.inputFiles()]
    named = [(part, documents[unquote(part)]) for part in parts]
    used = sorted(table.columns.values())
    file = f.regexp_replace("_metadata.file_path", "^[a-z0-9]+:/+", "/").alias("file")
    frame = frame.select("broken", *(columns[n] for n in used), file)
    frame = frame.join(f.broadcast(spark.createDataFrame(named, "file string, document string")), "file").drop("file")
    return frame.withColumn("number", f.monotonically_increasing_id())
