#!/bin/sh
# Reading 10 N rows asks for memory as often as reading N rows, on every path. (SQLite's own allocations are counted apart.)
set -eu
cd "$(dirname "$0")/../.."
: "${CXX:=g++}" "${GATES_FOLDER:=build/gates}"
folder=$GATES_FOLDER/allocations.$(basename "$CXX")
mkdir -p "$folder"
$CXX -std=c++20 -O2 -Iinclude -Ibenchmarks benchmarks/allocations.cpp -o "$folder/allocations" -lsqlite3 -lfmt
"$folder/allocations" "$folder" 20000 200000 >"$folder/counted"
awk -F '\t' '
  $8 == "-" { next }
  { paths++; sub(/, [0-9]+ rows$/, "", $1); said = said (said == "" ? "" : ", ") $1 " " $4 " and " $3 }
  $3 != $4 { worse = 1 }
  END {
    print "allocations for 20000 and 200000 rows: " said
    exit worse || paths == 0
  }' "$folder/counted"
