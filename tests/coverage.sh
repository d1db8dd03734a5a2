#!/bin/sh
# sh tests/coverage.sh [--lines]: how much of the headers that take bytes apart is run by the tests of them.
#
# A table: each such header, its lines, how many were run, per cent; then all together. The exit status is 1 where that is below `least`,
# or one header below `least_of_one`. --lines: and which lines were not run. A line of a template counts as run where one of its
# instances ran it; what only the compiler runs (consteval) counts as not run. CSV's wide paths are chosen by the processor: without
# AVX-512 or AVX2 theirs are not run, for which `least` has room, and csv/masks is not held against `least_of_one`.
#
# Needs clang++-19 and llvm-19. Compiles into build/coverage the tests named below and all fuzzers, which read their seeds.
set -eu
cd "$(dirname "$0")/.."
least=97.5 least_of_one=90

decoders="
  core/calendar_reader core/calendar_text core/decimal core/int128 core/utf8 core/uuid
  schema/convert schema/value_text
  config/json config/placeholders config/scalars config/setting_path config/tree_builder config/units config/yaml
  connectors/csv/blocks connectors/csv/cells connectors/csv/compressed connectors/csv/detect connectors/csv/index
  connectors/csv/masks connectors/csv/moments connectors/csv/numbers connectors/csv/position connectors/csv/row
  connectors/csv/row_state connectors/csv/sample connectors/csv/scan connectors/csv/source connectors/csv/text
  connectors/csv/types
  connectors/sqlite/decode connectors/sqlite/row connectors/sqlite/types connectors/sqlite/virtual_table
  changes/checkpoint_file cli/contract decorators/fan_out/marks"
tests="calendar_text changes_disk checkpoint_file cli_text convert csv_cases csv_changes csv_files csv_round_trip csv_text
  csv_types decimal decoders decorators_fan_out_changes fault_injection fault_injection_compressed int128 memory_cells settings settings_connections
  settings_files settings_json settings_placeholders settings_yaml sqlite_changes sqlite_hostile sqlite_introspect sqlite_paths
  sqlite_types sqlite_write utf8 uuid"

root=$PWD
folder=$root/build/coverage
mkdir -p "$folder"
rm -f "$folder"/*.lcov
launcher=${CMAKE_CXX_COMPILER_LAUNCHER:-}
headers=
for name in $decoders; do
  for header in "$root/include/ferrule/$name.hpp" "$root/include/ferrule/$name.ipp"; do
    if [ -f "$header" ]; then headers="$headers $header"; fi
  done
done
export root folder launcher headers

# --- Compile, run, and ask what was run -----------------------------------------------------------

# one.sh NAME SOURCE. Each program is asked by itself: one profile of all of them is wrong about functions that some do not use.
# shellcheck disable=SC2016  # expanded by the inner shell
cat >"$folder/one.sh" <<'END'
set -eu
name=$1 source=$2 out=$folder/$1
counted="-std=c++20 -O0 -fprofile-instr-generate -fcoverage-mapping"
$launcher clang++-19 $counted -Iinclude -Itests "-DFERRULE_SOURCE_DIR=\"$root\"" -c "$source" -o "$out.o"
case $source in
  *.fuzz.cpp) main="$folder/replay_main.o" seeds=$root/tests/fuzz/corpus/${name#fuzz.} ;;
  *) main="-lgtest_main -lgtest" seeds= ;;
esac
clang++-19 $counted "$out.o" $main -o "$out" -lsqlite3 -lfmt -lz -lzstd -lyaml-cpp -lboost_json -lboost_container -ldl -pthread
rm -rf "$out.run"
mkdir "$out.run"
cd "$out.run"
LLVM_PROFILE_FILE=$out.profraw "$out" $seeds >"$out.log" 2>&1 </dev/null || {
  echo "$name failed, and it ends:"
  tail -n 20 "$out.log"
  exit 255
}
llvm-profdata-19 merge "$out.profraw" -o "$out.profdata"
llvm-cov-19 export -format=lcov -instr-profile "$out.profdata" "$out" -sources $headers >"$out.lcov"
END
# shellcheck disable=SC2086  # a command, or nothing
$launcher clang++-19 -std=c++20 -O1 -c tests/support/replay_main.cpp -o "$folder/replay_main.o"
{
  for name in $tests; do echo "unit.$name tests/unit/$name.test.cpp"; done
  for source in tests/fuzz/*.fuzz.cpp; do echo "fuzz.$(basename "$source" .fuzz.cpp) $source"; done
} | xargs -P "$(nproc 2>/dev/null || echo 2)" -n 2 sh "$folder/one.sh"

# --- Count ----------------------------------------------------------------------------------------

# Lcov has for each file SF:path, then DA:line,count.
awk -F '[:,]' -v lines="${1:-}" -v decoders="$(echo $decoders)" -v least="$least" -v least_of_one="$least_of_one" '
  # Comments count as lines where a program does not use a function, and not where it does.
  # What is behind line 10 000 is in the .ipp beside the header.
  function find_code(name, kind, before,   path, text, line) {
    path = "include/ferrule/" name kind
    line = before
    while ((getline text < path) > 0) {
      line++
      if (text !~ /^ *((\/\/|#).*)?$/) code[name, line] = 1
    }
    last[name] = line
  }
  BEGIN { n = split(decoders, names, " "); for (i = 1; i <= n; i++) { find_code(names[i], ".hpp", 0); find_code(names[i], ".ipp", 10000) } }
  $1 == "SF" { file = $2; sub(/.*\/include\/ferrule\//, "", file); before = sub(/[.]ipp$/, "", file) ? 10000 : 0; sub(/[.]hpp$/, "", file) }
  $1 == "DA" && ((file, $2 + before) in code) { if (!((file, $2 + before) in run) || $3 > 0) run[file, $2 + before] = $3 > 0 }
  function put(name, all, ran) { printf "%-36s %6d %6d %7.1f %%\n", name, all, ran, 100 * ran / all }
  END {
    printf "%-36s %6s %6s\n", "header", "lines", "run"
    for (i = 1; i <= n; i++) {
      name = names[i]
      all = ran = 0
      missed = ""
      for (line = 1; line <= last[name]; line++) {
        if (!((name, line) in run)) continue
        all++
        ran += run[name, line]
        if (!run[name, line]) missed = missed " " (line > 10000 ? "ipp:" line - 10000 : line)
      }
      if (all == 0) { said = said "\nno line of " name " was compiled"; continue }
      put(name, all, ran)
      if (lines == "--lines" && missed != "") print "    not run:" missed
      if (ran < all * least_of_one / 100 && name !~ /masks$/) said = said "\nless than " least_of_one " % of " name
      sum += all
      sum_ran += ran
    }
    put("all", sum, sum_ran)
    if (sum_ran < sum * least / 100) said = said "\nless than " least " % of all"
    if (said != "") { print substr(said, 2); exit 1 }
  }' "$folder"/*.lcov
