# SPDX-License-Identifier: BSL-1.0
# csv_agree.py PROGRAM COUNT SEED - DuckDB and pyarrow against ferrule, cell by cell, on COUNT generated files that Python's csv module wrote.
# What Python wrote must be read as it was; a file that DuckDB or pyarrow refuses is counted and not held against ferrule.
import csv
import os
import random
import subprocess
import sys
import tempfile

import duckdb
import pyarrow.csv as arrow

program, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
random.seed(seed)
words = ["", "a", "b c", '"', '""', "x,y", "l\nm", "n\r\no", "ä", "🐟", "'", "1.5", "\\", " ", "#", ";", "NULL"]
differs = {"DuckDB": 0, "pyarrow": 0}
refuses = {"DuckDB": 0, "pyarrow": 0}
for i in range(count):
    width = random.randint(2, 9)
    rows = [["".join(random.choices(words, k=random.randint(0, 4))) for _ in range(width)] for _ in range(random.randint(1, 200))]
    with tempfile.NamedTemporaryFile("w", newline="", encoding="utf-8", suffix=".csv", delete=False) as file:
        quoting = random.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
        csv.writer(file, lineterminator=random.choice(["\n", "\r\n"]), quoting=quoting).writerows(rows)
    out = subprocess.run([program, "rows", file.name], check=True, capture_output=True).stdout.decode()
    ours = [row.split("\x1f")[:-1] for row in out.split("\x1e")[:-1]]
    if ours != rows:
        sys.exit(f"ferrule reads {file.name} differently from what Python wrote")
    try:
        columns = "{" + ", ".join(f"'c{k}': 'VARCHAR'" for k in range(width)) + "}"
        theirs = duckdb.sql(f"""SELECT * FROM read_csv('{file.name}', header = false, auto_detect = false, columns = {columns}, quote = '"',
            escape = '"', delim = ',', nullstr = '\\x01none')""").fetchall()
        differs["DuckDB"] += [["" if c is None else c for c in r] for r in theirs] != ours
    except duckdb.Error:
        refuses["DuckDB"] += 1
    try:
        table = arrow.read_csv(file.name, arrow.ReadOptions(column_names=[f"c{k}" for k in range(width)]),
                               arrow.ParseOptions(newlines_in_values=True),
                               arrow.ConvertOptions(column_types={f"c{k}": "string" for k in range(width)}, strings_can_be_null=False))
        differs["pyarrow"] += [list(r.values()) for r in table.to_pylist()] != ours
    except Exception:
        refuses["pyarrow"] += 1
    os.unlink(file.name)
print(f"{count} files: ferrule reads all as Python wrote them; others refuse {refuses}, read otherwise {differs}")
sys.exit(1 if any(differs.values()) else 0)
