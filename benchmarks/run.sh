#!/bin/sh
# sh benchmarks/run.sh [--quick] [--only NAME] [--json FILE] [--no-install] [--write-docs]
#
# Measures ferrule beside hand-written loops and other libraries, prints a table, and with --json one object per comparison:
# {"name", "against", "ratio" (their time / our time), "spread", "bar", "met"}. Loops take turns, the medians are those of one run;
# loops that read different values are an error. A bar that is not met is printed, not an error.
set -eu
usage() {
  sed -n '2,3p' "$0" | cut -c 3-
  cat <<END
  --quick       less data and 3 repetitions instead of 9
  --only NAME   one of: $suites
  --json FILE   also writes the comparisons as JSON
  --no-install  does not install missing packages
  --write-docs  puts the tables into docs/benchmarks.md
CXX is the compiler (g++), BENCHMARKS_FOLDER where programs and tables are kept (build/benchmarks).
END
}
suites="sqlite_rows csv memory_rows changes instructions latency allocations peak_memory compile_time"
quick=no only="" json="" install=yes write_docs=no
while [ $# -gt 0 ]; do
  case $1 in
    --quick) quick=yes ;;
    --only) only=${2:?--only needs the name of a suite}; shift ;;
    --json) json=${2:?--json needs a file}; shift ;;
    --no-install) install=no ;;
    --write-docs) write_docs=yes ;;
    --help | -h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
  shift
done
case " $suites " in *" ${only:-sqlite_rows} "*) ;; *) echo "there is no suite '$only'; there are: $suites" >&2; exit 2 ;; esac
[ $write_docs = no ] || [ -z "$only" ] || { echo "--write-docs needs all suites, without --only" >&2; exit 2; }
case $json in "" | /*) ;; *) json=$PWD/$json ;; esac
cd "$(dirname "$0")/.."
: "${CXX:=g++}" "${BENCHMARKS_FOLDER:=build/benchmarks}"
export CXX
mkdir -p "$BENCHMARKS_FOLDER"
folder=$(cd "$BENCHMARKS_FOLDER" && pwd)

# --- Packages -------------------------------------------------------------------------------------

missing_packages() {
  for tool in g++:g++ cmake:cmake ninja:ninja-build valgrind:valgrind; do command -v "${tool%%:*}" >/dev/null || echo "${tool##*:}"; done
  for library in libsqlite3-dev libfmt-dev libexpected-dev libsqlitecpp-dev libsoci-dev zlib1g-dev libzstd-dev python3-venv; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' $library 2>/dev/null)" = installed ] || echo $library
  done
  if ! awk '$1 == "#define" && $2 == "BOOST_VERSION" { found = $3 } END { exit !(found >= 108100) }' /usr/include/boost/version.hpp 2>/dev/null; then
    for package in libboost1.88-dev libboost1.83-dev libboost1.81-dev; do
      if apt-cache show $package >/dev/null 2>&1; then echo $package; break; fi
    done
  fi
}
if [ $install = yes ] && command -v apt-get >/dev/null && [ -n "$(missing_packages)" ]; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update >"$folder/apt.log" 2>&1 || { cat "$folder/apt.log" >&2; exit 1; }
  missing=$(missing_packages)
  echo "installing with apt-get:" $missing
  # shellcheck disable=SC2086  # one word per package
  $as_root apt-get install -y --no-install-recommends --no-remove $missing >>"$folder/apt.log" 2>&1 || { tail "$folder/apt.log" >&2; exit 1; }
fi

# --- Programs -------------------------------------------------------------------------------------

wanted() { [ -z "$only" ] || [ "$only" = "$1" ]; }

build() { # build PROGRAM [LIBRARY...]
  program=$1
  shift
  echo "compiling benchmarks/$program.cpp: $CXX -std=c++20 -O2"
  $CXX -std=c++20 -O2 -Iinclude -Ibenchmarks "benchmarks/$program.cpp" -o "$folder/$program" "$@"
}
build report
peers=""
[ ! -e /usr/include/SQLiteCpp/SQLiteCpp.h ] || peers="$peers -lSQLiteCpp"
[ ! -e /usr/include/soci/sqlite3/soci-sqlite3.h ] || peers="$peers -lsoci_sqlite3 -lsoci_core"
for suite in $suites; do
  wanted $suite || continue
  case $suite in
    sqlite_rows) build $suite $peers -lsqlite3 -lfmt ;;
    csv) build $suite -lsqlite3 -lfmt -lz -lzstd -pthread ;;
    changes) build $suite -lsqlite3 -lfmt -pthread ;;
    instructions) ;; # count_instructions.sh
    *) build $suite -lsqlite3 -lfmt ;;
  esac
done

# DuckDB, pyarrow and polars come from pip, into a folder of their own.
python=$folder/python/bin/python
if wanted csv && ! "$python" -c 'import duckdb, numpy, polars, pyarrow' 2>/dev/null; then
  [ $install = yes ] || { echo "the suite csv needs duckdb, numpy, polars and pyarrow in $folder/python" >&2; exit 1; }
  echo "installing with pip: duckdb numpy polars pyarrow"
  { python3 -m venv "$folder/python" && "$python" -m pip install -q duckdb numpy polars pyarrow; } >"$folder/pip.log" 2>&1 ||
    { tail "$folder/pip.log" >&2; exit 1; }
fi

# --- Measurements ---------------------------------------------------------------------------------

rows=1000000 many=10000000 csv_rows=2000000 repetitions=9 compilations=5
if [ $quick = yes ]; then rows=200000 many=2000000 csv_rows=400000 repetitions=3 compilations=3; fi
compilers=$CXX
if [ "$CXX" = g++ ] && command -v clang++-19 >/dev/null; then compilers="g++ clang++-19"; fi

instructions() {
  sh benchmarks/count_instructions.sh "$folder/instructions.d" >"$folder/instructions.txt"
  awk -F '\t' '
    { count[$1] = $2 }
    function compare(ours, theirs, name, against, bar) {
      printf "%s\t%s\t%s\t%s\tinstr./row\t%.4f\t0\t%s\n", name, against, count[ours], count[theirs], count[theirs] / count[ours], bar
    }
    END {
      compare("sqlite pump", "sqlite hand checked", "sqlite pump", "hand loop, checked", "-")
      compare("sqlite range", "sqlite hand checked", "sqlite range-for", "hand loop, checked", "-")
      compare("sqlite step", "sqlite hand checked", "sqlite step stream", "hand loop, checked", 1)
      compare("sqlite step", "sqlite hand unchecked", "sqlite step stream", "hand loop, unchecked", "-")
      compare("memory lent", "memory hand", "memory pump", "loop over the vector", 0.98)
      compare("memory range", "memory hand", "memory range-for", "loop over the vector", 0.98)
      compare("memory registry 1", "memory hand", "memory pump, registry of 1", "loop over the vector", 0.98)
      compare("memory registry 10", "memory hand", "memory pump, registry of 10", "loop over the vector", 0.98)
      compare("memory plan", "memory hand", "memory pump, by column plan", "loop over the vector", "-")
      compare("changes direct", "changes pump", "start, direct ingestor", "pump", 0.97)
    }' "$folder/instructions.txt"
}

: >"$folder/comparisons"
measure() { # measure SUITE TITLE COMMAND...
  suite=$1 title=$2
  shift 2
  wanted "$suite" || return 0
  echo "measuring $suite"
  echo "# $title" >>"$folder/comparisons"
  "$@" >"$folder/$suite.out"
  cat "$folder/$suite.out" >>"$folder/comparisons"
}
mkdir -p "$folder/csv.d" "$folder/allocations.d" "$folder/peak_memory.d" "$folder/compile_time.d"
measure sqlite_rows "SQLite to structs" "$folder/sqlite_rows" "$folder/trades.db" $rows $repetitions
measure memory_rows "Memory to structs" "$folder/memory_rows" $rows $repetitions
measure changes "Changes" "$folder/changes" $rows $repetitions
measure csv "CSV" "$folder/csv" "$folder/csv.d" $csv_rows $repetitions "$python" benchmarks/peers/csv_peers.py
rm -f "$folder"/csv.d/*.csv
measure instructions "Instructions per row (callgrind)" instructions
measure latency "Latency per 1 000 rows" "$folder/latency" "$folder/trades.db" $rows $repetitions
measure allocations "Allocations" "$folder/allocations" "$folder/allocations.d" 10000 $rows
measure peak_memory "Peak memory" "$folder/peak_memory" "$folder/peak_memory.d" 10000 $many
# shellcheck disable=SC2086  # one word per compiler
measure compile_time "Compile time" "$folder/compile_time" "$folder/compile_time.d" "$PWD/include" $compilations $compilers

# --- Report ---------------------------------------------------------------------------------------

"$folder/report" table <"$folder/comparisons"
[ -z "$json" ] || "$folder/report" json "$json" <"$folder/comparisons"
if [ $write_docs = yes ]; then
  {
    sed '/<!-- measured -->/q' docs/benchmarks.md
    echo
    echo "Measured $(date -u +%Y-%m-%d) on $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -n 1), $(nproc) processors, $(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo);" \
      "$(. /etc/os-release && echo "$PRETTY_NAME"), Linux $(uname -r | cut -d - -f 1);"
    echo "$($CXX --version | head -n 1), glibc $(ldd --version | sed -n '1s/.* //p'), SQLite $("$folder/instructions.d/instructions" "$folder/instructions.d" prepare)," \
      "$(dpkg-query -W -f '${Package} ${Version}, ' libfmt-dev libsqlitecpp-dev libsoci-dev 2>/dev/null)$(awk '$1 == "#define" && $2 == "BOOST_LIB_VERSION" { print "Boost", $3 }' /usr/include/boost/version.hpp | tr -d '"')."
    echo "Load average while measuring: $(cut -d ' ' -f 2 /proc/loadavg). $rows rows, $repetitions repetitions$([ $quick = no ] || echo ' (--quick)')."
    "$folder/report" document <"$folder/comparisons"
  } >"$folder/benchmarks.md"
  cp "$folder/benchmarks.md" docs/benchmarks.md
fi
