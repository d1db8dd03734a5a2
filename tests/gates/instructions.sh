#!/bin/sh
# Instructions per row are at most 3 % above the baseline of this compiler and SQLite in benchmarks/baselines.json. Where there is no
# baseline for them, their ratios to the hand-written loops, counted in the same run, are held against the ratios kept there for all.
# In both cases the step stream needs no more instructions than the hand-written loop that checks as much, and a receiver of changes
# on the same thread at most 3 % more than pump.
set -eu
cd "$(dirname "$0")/../.."
: "${CXX:=g++}" "${GATES_FOLDER:=build/gates}"
folder=$GATES_FOLDER/instructions.$(basename "$CXX")
sh benchmarks/count_instructions.sh "$folder" >"$folder.counts"
awk '
  # benchmarks/baselines.json has one "name": number a line, under "key": {.
  FILENAME ~ /baselines[.]json$/ {
    if (match($0, /^ *"[^"]*": [{]/)) { split($0, part, "\""); section = part[2] }
    else if (match($0, /^ *"[^"]*": [0-9.]+,?$/)) { split($0, part, "\""); sub(/.*: /, ""); sub(/,/, ""); baseline[section, part[2]] = $0 }
    next
  }
  { split($0, part, "\t") }
  part[1] == "key" { key = part[2]; next }
  { count[part[1]] = part[2]; names[++n] = part[1] }
  END {
    known = ((key, "sqlite step") in baseline)
    for (i = 1; i <= n; i++) {
      name = names[i]
      if (name ~ /hand/) continue
      hand = name ~ /^sqlite/ ? "sqlite hand checked" : "memory hand"
      said = said (said == "" ? "" : ", ") name " " count[name]
      if (known) { seen = count[name]; wanted = baseline[key, name]; allowed = 1.03 }
      else { seen = count[name] / count[hand]; wanted = baseline["ratios to the hand-written loops", name]; allowed = 1.10 }
      compared++
      if (wanted == "") { failures = failures "\n  " name ": there is no baseline; sh benchmarks/record_baselines.sh records one" }
      else if (seen > wanted * allowed)
        failures = failures sprintf("\n  %s: %.3f, the baseline is %.3f and may be exceeded by %d %%", name, seen, wanted, allowed * 100 - 99.5)
    }
    said = said ", hand-written loops " count["sqlite hand checked"] " and " count["memory hand"]
    if (count["sqlite step"] > count["sqlite hand checked"]) failures = failures "\n  sqlite step: more than the hand-written loop that checks as much"
    if (count["changes direct"] > 1.03 * count["changes pump"]) failures = failures "\n  changes direct: more than 3 % above changes pump"
    print "instructions per row (" key (known ? "" : "; no baseline, so ratios are compared; sh benchmarks/record_baselines.sh records one") "): " said failures
    exit failures != "" || compared < 8
  }' benchmarks/baselines.json "$folder.counts"
