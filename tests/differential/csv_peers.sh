#!/bin/sh
# sh tests/differential/csv_peers.sh DUMP [SEED [FILES]]: the CSV connector beside DuckDB and pyarrow, which are installed with pip into build/peers.
set -eu
cd "$(dirname "$0")/../.."
dump=$1
shift
python=$(sh tests/differential/venv.sh "$PWD/build/peers" duckdb==2.0.0 pyarrow==26.0.1 pytz)
"$python" -B tests/differential/csv_peers.py "$dump" "$PWD" build/csv_peers "$@"
