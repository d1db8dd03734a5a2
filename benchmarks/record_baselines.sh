#!/bin/sh
# sh benchmarks/record_baselines.sh [COMPILER...]: writes the instruction counts of these compilers (g++, and clang++-19 where there is one)
# with the SQLite that is installed into benchmarks/baselines.json. Other keys stay as they are. The ratios to the hand-written
# loops are the largest of those of all keys.
set -eu
cd "$(dirname "$0")/.."
: "${BENCHMARKS_FOLDER:=build/benchmarks}"
if [ $# -eq 0 ]; then
  set -- g++
  ! command -v clang++-19 >/dev/null || set -- g++ clang++-19
fi
folder=$BENCHMARKS_FOLDER/baselines.d
mkdir -p "$folder"
baselines=benchmarks/baselines.json
[ -f $baselines ] || echo '{}' >$baselines
rm -f "$folder"/*.counts
for compiler in "$@"; do
  CXX=$compiler sh benchmarks/count_instructions.sh "$folder/$(basename "$compiler")" >"$folder/$(basename "$compiler").counts"
done
awk '
  FILENAME ~ /baselines[.]json$/ {
    if (match($0, /^ *"[^"]*": [{]/)) { split($0, part, "\""); section = part[2]; remember(section) }
    else if (match($0, /^ *"[^"]*": [0-9.]+,?$/)) { split($0, part, "\""); sub(/.*: /, ""); sub(/,/, ""); put(section, part[2], $0) }
    next
  }
  { split($0, part, "\t") }
  part[1] == "key" { section = part[2]; if (section in known) forget(section); remember(section); next }
  { put(section, part[1], part[2]) }
  function remember(s) { if (s != ratios && !(s in known)) { known[s] = 1; sections[++count] = s } }
  function forget(s, i) { for (i = 1; i <= size[s]; i++) delete value[s, name[s, i]]; size[s] = 0 }
  function put(s, n, v) { if (s == ratios) return; if (!((s, n) in value)) name[s, ++size[s]] = n; value[s, n] = v }
  function begin(s) { printf "%s\n  \"%s\": {", separator, s; separator = ","; inner = "" }
  function line(n, v) { printf "%s\n    \"%s\": %s", inner, n, v; inner = "," }
  BEGIN { ratios = "ratios to the hand-written loops" }
  END {
    printf "{"
    for (i = 1; i <= count; i++) {
      s = sections[i]
      begin(s)
      for (k = 1; k <= size[s]; k++) {
        n = name[s, k]
        line(n, value[s, n])
        if (n ~ /hand/) continue
        ratio = value[s, n] / value[s, n ~ /^sqlite/ ? "sqlite hand checked" : "memory hand"]
        if (!(n in largest)) all[++total] = n
        if (ratio > largest[n]) largest[n] = ratio
      }
      printf "\n  }"
    }
    begin(ratios)
    for (k = 1; k <= total; k++) line(all[k], sprintf("%.4f", largest[all[k]]))
    printf "\n  }\n}\n"
  }' $baselines "$folder"/*.counts >"$folder/baselines.json"
cp "$folder/baselines.json" $baselines
cat $baselines
