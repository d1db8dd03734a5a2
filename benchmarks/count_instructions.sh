#!/bin/sh
# sh count_instructions.sh FOLDER: instructions per row of every loop, by callgrind, as lines "NAME<tab>INSTRUCTIONS". FOLDER is for
# what is built and may hold it from before; CXX is taken from the environment. The first line is the key of the baseline:
# the versions of the compiler and of SQLite, which decide most of the counts.
set -eu
benchmarks=$(cd "$(dirname "$0")" && pwd)
folder=$1
: "${CXX:=g++}"
mkdir -p "$folder"
rm -f "$folder"/counted.*
$CXX -std=c++20 -O2 -I"$benchmarks/../include" -I"$benchmarks" "$benchmarks/instructions.cpp" -o "$folder/instructions" -lsqlite3 -lfmt
sqlite=$("$folder/instructions" "$folder" prepare)
compiler=$($CXX --version | sed -n '1s/[^0-9.]*\([0-9][0-9.]*\).*/\1/p')
case $($CXX --version) in *clang*) compiler="clang $compiler" ;; *) compiler="g++ $compiler" ;; esac
printf 'key\t%s, sqlite %s\n' "$compiler" "$sqlite"
valgrind --tool=callgrind --collect-atstart=no --callgrind-out-file="$folder/counted" "$folder/instructions" "$folder" count >"$folder/counting.log" 2>&1 ||
  { cat "$folder/counting.log" >&2; exit 1; }
awk -F '\t' '
  /^desc: Trigger: Client Request: / { sub(/^desc: Trigger: Client Request: /, ""); name = $1; rows = $2 }
  /^totals: / && name != "" {
    split($0, words, " ")
    if (name in first_rows) per_row[name] = (words[2] - first[name]) / (rows - first_rows[name])
    else { first[name] = words[2]; first_rows[name] = rows }
    name = ""
  }
  END { for (name in per_row) printf "%s\t%.2f\n", name, per_row[name] }' $(ls "$folder"/counted.* | sort -t . -k 2 -n) | LC_ALL=C sort
