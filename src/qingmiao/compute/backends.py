"""The engines that work out Ibis expressions: DuckDB in this process, or Spark; both take and give Arrow.

Their libraries are imported when one is made, so that whoever uses the one need not have the other.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from qingmiao.errors import UserError

MEMORY: Final = "3GB"
"""Of DuckDB's own tables; with what it reads and writes a process stays under 4 GB."""

ENGINES: Final = ("duckdb", "spark")


class Backend(Protocol):
    """Where expressions are worked out."""

    def put(self, table: pa.Table) -> Any:
        """An Arrow table as an Ibis table."""

    def take(self, reader: pa.RecordBatchReader) -> Any:
        """The rows of a stream of Arrow batches, read to its end and kept, as an Ibis table."""

    def parquet(self, *paths: Path) -> Any:
        """The rows of Parquet files, or of folders of them, as one Ibis table."""

    def keep(self, table: Any) -> Any:
        """The rows of an expression, worked out once and kept."""

    def drop(self, table: Any) -> None:
        """Let go of rows that were kept."""

    def in_any_order(self, exact: bool) -> None:
        """Tell whether sums come out the same in any order (of whole numbers they do)."""

    def may_repeat(self, table: Any, columns: Sequence[str]) -> bool:
        """Whether some rows may agree in all of these columns; no is sure, yes (two of one hash) very nearly so."""

    def arrow(self, table: Any) -> pa.Table:
        """The rows of an expression as Arrow."""

    def write(self, table: Any, file: Path) -> None:
        """Write the rows of an expression to a Parquet file."""

    def close(self) -> None:
        """Let go of everything that was put and kept."""


class DuckDB:
    """A DuckDB in memory, or in a file; what does not fit into `memory` (DuckDB's word: 3GB) goes to a folder for the time being.

    Sums of fractions run on one thread, so in one order: a figure comes out the same to the last digit.
    """

    def __init__(self, memory: str = MEMORY, file: Path | None = None) -> None:
        self.scratch = tempfile.TemporaryDirectory(prefix="qingmiao-")
        try:
            self.connection = ibis.duckdb.connect(
                file or ":memory:", memory_limit=memory, temp_directory=self.scratch.name, preserve_insertion_order=False
            )
        except BaseException:  # whatever ends it, an interruption too: the folder must not stay
            self.scratch.cleanup()
            raise
        self.threads = int(self.connection.raw_sql("select current_setting('threads')").fetchall()[0][0])
        self.tables = 0

    def _name(self) -> str:
        self.tables += 1
        return f"table_{self.tables}"  # not t1, t2: Ibis gives such names itself

    def put(self, table: pa.Table) -> Any:
        """An Arrow table as an Ibis table, without a copy."""
        name = self._name()
        self.connection.con.register(name, table)
        return self.connection.table(name)

    def take(self, reader: pa.RecordBatchReader) -> Any:
        """The rows of a stream as a temporary table, batch by batch; what does not fit into memory goes to the folder."""
        stream, name = self._name(), self._name()
        self.connection.con.register(stream, reader)
        try:
            self.connection.con.execute(f"create temp table {name} as from {stream}")
        finally:
            self.connection.con.unregister(stream)
        return self.connection.table(name)

    def parquet(self, *paths: Path) -> Any:
        """The rows of Parquet files or folders, read when they are asked for."""
        files = [str(path / "*.parquet") if path.is_dir() else str(path) for path in paths]
        return self.connection.read_parquet(files, table_name=self._name())

    def keep(self, table: Any) -> Any:
        """The rows of an expression as a temporary table."""
        return self.connection.create_table(self._name(), table, temp=True)

    def drop(self, table: Any) -> None:
        """Drop a temporary table."""
        self.connection.drop_table(table.op().name)

    def in_any_order(self, exact: bool) -> None:
        """All threads where sums are exact, else one."""
        self.connection.raw_sql(f"set threads = {self.threads if exact else 1}")

    def may_repeat(self, table: Any, columns: Sequence[str]) -> bool:
        """Grouped by one hash of the columns, which takes half the time and a third of the memory of the columns themselves."""
        rows = ibis.to_sql(table.select(*columns), dialect="duckdb")
        named = ", ".join(f'"{name}"' for name in columns)
        asked = f"select 1 from ({rows}) group by hash({named}) having count(*) > 1 limit 1"
        return bool(self.connection.raw_sql(asked).fetchall())

    def arrow(self, table: Any) -> pa.Table:
        """The rows of an expression."""
        return self.connection.raw_sql(ibis.to_sql(table, dialect="duckdb")).to_arrow_table()

    def write(self, table: Any, file: Path) -> None:
        """Write the rows as they come, never all of them in memory."""
        place = str(file).replace("'", "''")
        self.connection.raw_sql(f"copy ({ibis.to_sql(table, dialect='duckdb')}) to '{place}' (format parquet, compression zstd)")

    def close(self) -> None:
        """Close the database."""
        self.connection.disconnect()
        self.scratch.cleanup()


class Spark:
    """A Spark session: the one that SPARK_REMOTE names, else one on this machine (SPARK_MASTER, two threads when unset)."""

    def __init__(self) -> None:
        self.session = _session()
        self.connection = ibis.pyspark.connect(self.session)
        self.names: list[str] = []
        self.scratch: list[tempfile.TemporaryDirectory[str]] = []
        self.here = not os.environ.get("SPARK_REMOTE") and str(self.session.sparkContext.master).startswith("local")

    def _view(self, frame: Any) -> Any:
        name = f"qingmiao_{id(self):x}_{len(self.names) + 1}"
        frame.createOrReplaceTempView(name)
        self.names.append(name)
        return self.connection.table(name)

    def put(self, table: pa.Table) -> Any:
        """An Arrow table as a view."""
        return self._view(self.session.createDataFrame(table))

    def take(self, reader: pa.RecordBatchReader) -> Any:
        """The rows of a stream as a Parquet file for the time being, in a folder (TMPDIR) that Spark must be able to read."""
        self.scratch.append(tempfile.TemporaryDirectory(prefix="qingmiao-"))
        file = Path(self.scratch[-1].name) / "stream.parquet"
        with pq.ParquetWriter(file, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
        return self.parquet(file)

    def parquet(self, *paths: Path) -> Any:
        """The rows of Parquet files or folders, read by Spark itself."""
        return self._view(self.session.read.parquet(*map(str, paths)))

    def _frame(self, table: Any) -> Any:
        return self.session.sql(self.connection.compile(table))

    def keep(self, table: Any) -> Any:
        """The rows of an expression, cut off from the plan that made them."""
        return self._view(self._frame(table).localCheckpoint())

    def drop(self, table: Any) -> None:
        """Leave it to Spark, which lets go of what nobody asks for."""

    def in_any_order(self, exact: bool) -> None:
        """Spark adds in no fixed order."""

    def may_repeat(self, table: Any, columns: Sequence[str]) -> bool:
        """Grouped by one hash of the columns."""
        from pyspark.sql import functions

        hashed = self._frame(table.select(*columns)).groupBy(functions.xxhash64(*columns)).count()
        return bool(hashed.filter("count > 1").limit(1).count())

    def arrow(self, table: Any) -> pa.Table:
        """The rows of an expression."""
        return self._frame(table).toArrow()

    def write(self, table: Any, file: Path) -> None:
        """Write the rows to one file: of Spark on this machine part by part, else all of them through this process."""
        if not self.here:
            pq.write_table(self.arrow(table), file, compression="zstd")
            return
        with tempfile.TemporaryDirectory(prefix="qingmiao-") as folder:
            self._frame(table).write.parquet(f"{folder}/parts")
            parts = [pq.ParquetFile(part) for part in sorted(Path(folder, "parts").glob("part-*.parquet"))]
            with pq.ParquetWriter(file, parts[0].schema_arrow, compression="zstd") as writer:
                for part in parts:
                    for batch in part.iter_batches():
                        writer.write_batch(batch)

    def close(self) -> None:
        """Drop the views; the session is left to whoever shares it."""
        for name in self.names:
            self.session.catalog.dropTempView(name)
        self.names.clear()
        for folder in self.scratch:
            folder.cleanup()
        self.scratch.clear()


_SETTINGS: Final[Sequence[tuple[str, str]]] = (
    ("spark.sql.session.timeZone", "UTC"),
    ("spark.sql.shuffle.partitions", "4"),
    ("spark.ui.enabled", "false"),
    ("spark.ui.showConsoleProgress", "false"),
)


def _session() -> Any:
    """A session with our settings; raises UserError where PySpark, or the Java that it needs, is not there."""
    try:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("qingmiao")
        if not os.environ.get("SPARK_REMOTE"):
            builder = builder.master(os.environ.get("SPARK_MASTER", "local[2]"))
        for name, value in _SETTINGS:
            builder = builder.config(name, value)
        return builder.getOrCreate()
    except (ImportError, RuntimeError, OSError) as error:
        raise UserError(
            what=f"Spark 用不起来 / Spark cannot be started: {error}",
            where="--engine spark",
            cure="安装 qingmiao[spark] 并设 SPARK_REMOTE；本机运行需 pyspark 和 Java 17；也可改用 --engine duckdb"
            " / install qingmiao[spark] and set SPARK_REMOTE; on one machine pyspark and Java 17; or use --engine duckdb",
        ) from error


def backend(engine: str) -> Backend:
    """The engine of a name in ENGINES, new and empty."""
    return Spark() if engine == "spark" else DuckDB()
