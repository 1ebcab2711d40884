"""The same expressions on Spark: a folder of files in, partitioned N-Triples and tables of confrontations out.

For what outgrows a machine. Nothing is loaded into a record: ``triples/`` holds N-Triples that any store's bulk loader
takes, ``confrontations/`` Parquet that any later step reads, ``rejected/`` the rejected rows. All files of a folder are
of one layout; files whose bytes must be mended (another encoding, NUL bytes, packed) are mended one by one.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat, serialize

from graph.errors import InputError, Problem, StandoffError
from graph.readers.datasets import document_facts, document_of
from graph.readers.datasets.checked import SEPARATOR
from graph.readers.datasets.declaration import Declaration
from graph.readers.datasets.declaration_file import actor_names
from graph.readers.datasets.plan import STAGES, plan, scheme_of
from graph.readers.datasets.tables import MAX_LINE, Table, files_of, open_table

__all__ = ["Done", "make_with_spark", "session"]


@dataclass(frozen=True)
class Done:
    """How many rows were read, rejected and ignored, and how many attributions were written."""

    rows: int
    read: int
    rejected: int
    ignored: int
    attributions: int


def session(engine: str) -> Any:
    """The Spark session that ``--engine`` names: ``spark`` on this machine, ``spark://host:port`` a cluster,
    ``spark:local-cluster[2,1,1024]`` any other master. Raises StandoffError where there is none.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise StandoffError("Spark is not installed. Install it with: pip install 'standoff[spark]'.") from None
    master = "local[*]" if engine == "spark" else engine.removeprefix("spark:") if "://" not in engine else engine
    if not engine.startswith("spark"):
        raise StandoffError(f'"{engine}" is no engine. Use duckdb, spark or spark://host:port.')
    builder = SparkSession.builder.appName("standoff").master(master)
    if master.startswith("local"):
        # Without an address of its own a machine may offer one that its own workers cannot reach.
        builder = builder.config("spark.driver.bindAddress", "127.0.0.1").config("spark.driver.host", "127.0.0.1")
    options = {
        "spark.ui.enabled": "false", "spark.sql.session.timeZone": "UTC", "spark.sql.ansi.enabled": "true",
        "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "8",
    }  # fmt: skip
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate()
    except (PySparkException, RuntimeError, OSError) as error:
        what = str(error).split("\n")[0].rstrip(". ")
        what = f"Spark does not start at {master}: {what}. Check the address, and that Java 17 is there."
        raise StandoffError(what) from None


def make_with_spark(path: Path, declared: Declaration | None, engine: str, out: Path) -> Done:
    """Read a table, or a folder of tables of one layout, with Spark; what comes of it is written into ``out``.

    Raises InputError where a file cannot be read or the files differ in layout, StandoffError where Spark fails; what
    was in ``out`` is then as it was.
    """
    folder = Path(tempfile.mkdtemp(prefix=".standoff-"))
    spark = session(engine)
    try:
        tables = [open_table(file, declared, folder) for file in files_of(path)]
        if not tables:
            raise InputError([Problem(str(path), None, "The folder holds no table. Give one with .csv or .parquet.")])
        for other in tables[1:]:
            if (other.header, other.delimiter, other.parquet) != (tables[0].header, tables[0].delimiter,
                                                                  tables[0].parquet):  # fmt: skip
                what = f"The columns are not those of {tables[0].source.name}. Put each layout into its own folder."
                raise InputError([Problem(str(other.source), 1, what)])
        if tables[0].declaration.event:
            raise InputError([Problem(str(path), None, "Mentions need their events: read them with --engine duckdb.")])
        return _made(spark, tables, out)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _made(spark: Any, tables: list[Table], out: Path) -> Done:
    from pyspark.errors import PySparkException

    declared = tables[0].declaration
    work = Path(tempfile.mkdtemp(prefix=".spark-", dir=_folder(out)))
    held = {}
    try:
        planned = plan(tables[0], "pyspark")
        held["raw"] = _frame(spark, tables)
        held["raw"].createOrReplaceTempView("raw")
        scheme = scheme_of(declared)
        if scheme:
            known = list(actor_names(scheme).items())
            spark.createDataFrame(known, "code string, name string").createOrReplaceTempView("names")
        for name in STAGES:
            held[name] = spark.sql(planned.stages[name]).cache()
            held[name].createOrReplaceTempView(name)
        for lines in planned.lines:
            spark.sql(lines).write.mode("append").text(str(work / "triples"))
        spark.sql(planned.pairs).write.parquet(str(work / "confrontations"))
        faulty = spark.sql(planned.faults)
        faulty.selectExpr(
            "document", *(f"split(fault, '{SEPARATOR}')[{n}] AS {name}" for n, name in
                          enumerate(("column", "value", "reason")))
        ).write.option("header", "true").csv(str(work / "rejected"))  # fmt: skip
        total, read, rejected = held["raw"].count(), held["rows"].count(), faulty.count()
        documents = b"".join(serialize(document_facts(t, document_of(t)), format=RdfFormat.N_TRIPLES) or b""
                             for t in tables)  # fmt: skip
        (work / "triples" / "documents.txt").write_bytes(documents)
        done = Done(total, read, rejected, total - read - rejected, held["said"].count())
        if not read:
            raise InputError([Problem(str(tables[0].source), None, f"None of {total:,} rows can be read.")])
        for name in ("triples", "confrontations", "rejected"):
            shutil.rmtree(out / name, ignore_errors=True)
            (work / name).rename(out / name)
        return done
    except PySparkException as error:
        what = str(error).split("\n")[0].rstrip(". ")
        raise StandoffError(f"Spark could not read the tables: {what}. What was in {out} is as it was.") from None
    finally:
        for frame in held.values():
            frame.unpersist()
        shutil.rmtree(work, ignore_errors=True)


def _folder(out: Path) -> Path:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StandoffError(f"{out} cannot be written: {error.strerror}. Choose another place with -o.") from None
    return out


def _frame(spark: Any, tables: list[Table]) -> Any:
    """The rows of all files as text, with their document and a number that orders them."""
    from functools import reduce

    from pyspark.sql import functions as f

    frames = []
    for table in tables:
        if table.parquet:
            frame = spark.read.parquet(str(table.path))
            frame = frame.select(*(f.col(f"`{name}`").cast("string").alias(f"c{n}")
                                   for n, name in enumerate(table.header)))  # fmt: skip
        else:
            quoted = table.has_header and table.delimiter != "\t"
            schema = ", ".join(f"c{n} string" for n in range(len(table.header)))
            reader = spark.read.schema(schema).option("header", str(table.has_header).lower())
            reader = reader.option("sep", table.delimiter).option("enforceSchema", "true").option("mode", "PERMISSIVE")
            reader = reader.option("maxCharsPerColumn", MAX_LINE).option("multiLine", str(quoted).lower())
            # Two quotation marks are one, as in RFC 4180; none at all where the dataset writes none.
            reader = reader.option("quote", '"' if quoted else "\0").option("escape", '"' if quoted else "\0")
            frame = reader.csv(str(table.path))
        document = document_of(table).value
        frames.append(frame.withColumn("document", f.lit(document)))
    frame = reduce(lambda a, b: a.unionByName(b), frames)
    return frame.withColumn("number", f.monotonically_increasing_id()).cache()
