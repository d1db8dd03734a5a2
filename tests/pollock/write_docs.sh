#!/bin/sh
# sh tests/pollock/write_docs.sh: scores ferrule, Python's csv module, DuckDB and pyarrow on polluted files, and writes the tables of
# docs/explanation/pollock.md. Needs csv_dump (ninja -C build/gcc csv_dump), and the network for the two packages.
set -eu
cd "$(dirname "$0")/../.."
python=$(sh tests/differential/venv.sh "$PWD/build/peers" duckdb==2.0.0 pyarrow==26.0.1)
PYTHONDONTWRITEBYTECODE=1 "$python" tests/pollock/write_docs.py build/gcc/tests/csv_dump build/pollock docs/explanation/pollock.md
