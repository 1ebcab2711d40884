"""The Spark session that ``--engine`` names, or, within a time limit, a clear error on why there is none."""

from __future__ import annotations

import os
import re
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ...errors import StandoffError
from ...extras import BRINGS, needs

__all__ = ["session"]

_ANSWER_S, _WORKERS_S = 10, 90
_OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "ERROR",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    # A row that is too short or too long is detected only if all its columns are parsed.
    "spark.sql.csv.parser.columnPruning.enabled": "false",
    # The expressions are long: compiled as one method per stage they exceed Java's limit.
    "spark.sql.codegen.wholeStage": "false",
}


@contextmanager
def session(engine: str) -> Iterator[Any]:
    """The Spark session that ``--engine`` names: ``spark`` on this machine, ``spark://host:port`` a cluster,
    ``spark:local-cluster[2,1,1024]`` any other master. If this process already runs Spark, a new session there.

    Raises StandoffError where Spark cannot be started or reached, MissingExtra where Spark is not installed.
    """
    if engine != "spark" and not engine.startswith("spark:"):
        raise StandoffError(f'"{engine}" is not an engine. Use duckdb, spark or spark://host:port.')
    needs(f"--engine {engine}", *BRINGS["spark"])
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        own = running.newSession()
        for key, value in _OPTIONS.items():
            if key.startswith("spark.sql."):
                own.conf.set(key, value)
        yield own
        return
    master = "local[*]" if engine == "spark" else engine if "://" in engine else engine.removeprefix("spark:")
    _java()
    _answering(master)
    builder = SparkSession.builder.appName("standoff").master(master)
    for key, value in (_OPTIONS | (_ON_THIS_MACHINE if master.startswith("local") else {})).items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except (PySparkException, Py4JError, RuntimeError, OSError) as error:
        what = f"Spark does not start at {master}: {_cause(error)}. Check the address, and that Java 17 is there."
        if master.startswith("spark://") and "stopped SparkContext" in str(error):
            what = (
                f"What answers at {master} accepts no application. Check that it is a Spark master of the same "
                "release as the one installed here."
            )
        raise StandoffError(what) from None
    try:
        if master.startswith(("spark://", "local-cluster")):
            _workers(spark, master)
        yield spark
    finally:
        spark.stop()


_ON_THIS_MACHINE = {
    # Without a fixed address a machine may announce one that its own workers cannot reach.
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}


def _java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which(f"{home}/bin/java" if home else "java"):
        where = f"JAVA_HOME is {home}, and no java is in its bin" if home else "no java is found"
        raise StandoffError(f"Spark needs Java 17: {where}. Install it, e.g. apt install openjdk-17-jre-headless.")


def _answering(master: str) -> None:
    """Check that a master accepts connections: Spark itself would retry for minutes."""
    if not master.startswith("spark://"):
        if not re.match(r"local(-cluster)?(\[|$)|yarn$|k8s://", master):
            raise StandoffError(f'"{master}" is not a Spark master. Use spark, spark://host:7077 or spark:local[2].')
        return
    reasons = []
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise StandoffError(f'"{master}" is not the address of a Spark master. Write it as spark://host:7077.')
        try:
            socket.create_connection((host.strip("[]"), int(port)), timeout=_ANSWER_S).close()
            return
        except (OSError, OverflowError) as error:
            reasons.append(getattr(error, "strerror", None) or str(error))
    why = reasons[0]
    raise StandoffError(f"No Spark master answers at {master}: {why}. Check the address, and that it is running.")


def _workers(spark: Any, master: str) -> None:
    """Wait until the cluster has a worker for us; without one every job would wait forever."""
    until = time.monotonic() + _WORKERS_S
    while spark.sparkContext._jsc.sc().getExecutorMemoryStatus().size() < 2:
        if time.monotonic() > until:
            raise StandoffError(
                f"Spark at {master} gave no worker within {_WORKERS_S} seconds. Check that workers "
                "are running there and have memory and a core to spare."
            )
        time.sleep(0.2)


def _cause(error: Exception) -> str:
    """The root cause of an error, in one line."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    causes = [line for line in lines if line.startswith(("Caused by: ", ": "))]
    return (causes[-1] if causes else lines[0]).removeprefix("Caused by: ").lstrip(": ").rstrip(". ")[:300]
