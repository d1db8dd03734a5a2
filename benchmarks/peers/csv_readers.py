# SPDX-License-Identifier: BSL-1.0
# csv_readers.py PROGRAM FOLDER ROWS REPETITIONS - DuckDB, pyarrow and polars beside ferrule: each reads the eight columns of the
# file typed, on one thread, and sums the numbers. User and system time of a process of its own; processes take turns. The time that a process
# takes to start and import, measured with a file of one row, is taken off.
import os
import resource
import statistics
import subprocess
import sys

TYPES = {"id": "BIGINT", "ts": "TIMESTAMP_MS", "account": "INTEGER", "symbol": "VARCHAR", "price": "DOUBLE",
         "qty": "INTEGER", "side": "BOOLEAN", "note": "VARCHAR"}


def duckdb(path):
    import duckdb
    duckdb.sql("SET threads = 1")
    columns = "{" + ", ".join(f"'{n}': '{t}'" for n, t in TYPES.items()) + "}"
    row = duckdb.sql(f"""SELECT count(*), sum(id), sum(account) + sum(qty), sum(price), max(ts), sum(side::INT), sum(length(symbol)),
        sum(length(note)) FROM read_csv('{path}', header = true, columns = {columns}, parallel = false)""").fetchall()[0]
    return row[:4]


def pyarrow(path):
    import pyarrow
    import pyarrow.compute as compute
    import pyarrow.csv as csv
    pyarrow.set_cpu_count(1)
    of = {"BIGINT": pyarrow.int64(), "TIMESTAMP_MS": pyarrow.timestamp("ms"), "INTEGER": pyarrow.int32(),
          "VARCHAR": pyarrow.string(), "DOUBLE": pyarrow.float64(), "BOOLEAN": pyarrow.bool_()}
    reader = csv.open_csv(path, csv.ReadOptions(use_threads=False), csv.ParseOptions(newlines_in_values=True),
                          csv.ConvertOptions(column_types={n: of[t] for n, t in TYPES.items()}))
    sums = [0, 0, 0, 0.0]
    for batch in reader:
        total = lambda name: compute.sum(batch.column(name)).as_py() or 0
        sums = [sums[0] + batch.num_rows, sums[1] + total("id"), sums[2] + total("account") + total("qty"), sums[3] + total("price")]
    return sums


def polars(path):
    os.environ["POLARS_MAX_THREADS"] = "1"
    import polars
    of = {"BIGINT": polars.Int64, "TIMESTAMP_MS": polars.String, "INTEGER": polars.Int32, "VARCHAR": polars.String,
          "DOUBLE": polars.Float64, "BOOLEAN": polars.Boolean}
    frame = polars.read_csv(path, schema={n: of[t] for n, t in TYPES.items()})
    frame = frame.with_columns(polars.col("ts").str.to_datetime("%Y-%m-%d %H:%M:%S%.3f", time_unit="ms"))
    return [frame.height, frame["id"].sum(), sum(frame[n].cast(polars.Int64).sum() for n in ("account", "qty")), frame["price"].sum()]


def run(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, out.split()


if len(sys.argv) == 3:
    print(*({"duckdb": duckdb, "pyarrow": pyarrow, "polars": polars}[sys.argv[1]](sys.argv[2])))
    sys.exit()

program, folder, rows, repetitions = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
path, one = f"{folder}/trades.csv", f"{folder}/one/trades.csv"
os.makedirs(f"{folder}/one", exist_ok=True)
with open(path) as whole, open(one, "w") as first:
    first.writelines([whole.readline(), whole.readline()])
commands = {"csv pump": [program]}
for name in ("duckdb", "pyarrow", "polars"):
    if subprocess.run([sys.executable, "-c", f"import {name}"], capture_output=True).returncode == 0:
        commands[name] = [sys.executable, __file__, name]
times = {name: [] for name in commands}
for _ in range(repetitions):
    answers = {}
    for name, command in commands.items():
        start, _ = run(command + [one])
        took, answers[name] = run(command + [path])
        times[name].append((took - start) * 1e9 / rows)
    for name, answer in answers.items():
        expected = answers["csv pump"]
        if [int(a) for a in answer[:3]] != [int(a) for a in expected[:3]] or abs(float(answer[3]) / float(expected[3]) - 1) > 1e-9:
            sys.exit(f"{name} saw other values than ferrule: {answer} and {expected}")
for name, bar in (("duckdb", 3), ("pyarrow", 2), ("polars", 2)):
    if name not in times:
        continue
    ratios = sorted(theirs / ours for ours, theirs in zip(times["csv pump"], times[name]))
    spread = (ratios[(3 * len(ratios) - 1) // 4] - ratios[len(ratios) // 4]) / 2
    ours, theirs = statistics.median(times["csv pump"]), statistics.median(times[name])
    print("csv pump", f"{name}, 1 thread, typed", f"{ours:.6g}", f"{theirs:.6g}", "ns/row", f"{statistics.median(ratios):.4f}",
          f"{spread:.4f}", bar, sep="\t")
