#!/bin/sh
# sh tests/run.sh [--ci | --long] [--no-install]
#
#   (default)     g++: every folder of tests/; unit, conformance, live and replayed fuzz inputs once more by clang++ 19 with
#                 AddressSanitizer and UndefinedBehaviorSanitizer; gates. At most 25 minutes on two cores, so it leaves some to:
#   --ci          and decorators in the kit and under sanitizers, each header alone, projects made by new-connector, the other
#                 folders by clang++ 19, ThreadSanitizer, libFuzzer (6 minutes in all), line coverage of decoders,
#                 clang-format, short benchmarks
#   --long        and an optimised g++ build; 1 000 kills, and a fault at every call; every fuzzer for 30 minutes; CSV beside
#                 DuckDB and pyarrow, which it installs with pip into build/peers, and 50 000 generated files beside Python's csv
#                 module
#   --no-install  does not install missing packages
#
# The last line is `N passed, N failed`; the exit status is 0 where nothing failed. Logs are in build/log/.
set -u
cd "$(dirname "$0")/.." || exit 1

level=default
install=yes
for argument; do
  case $argument in
    --ci) level=ci ;;
    --long) level=long ;;
    --no-install) install=no ;;
    *) sed -n '2,14s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done
from() { # from LEVEL: is this run of that level or above?
  case $1:$level in ci:ci | ci:long | long:long) return 0 ;; esac
  return 1
}

jobs=$(nproc 2>/dev/null || echo 2)
logs=build/log
rm -rf "$logs"
mkdir -p "$logs"
passed=0
failed=0
: >"$logs/failed"
: >"$logs/skipped"
began=$(date +%s)

# --- How a tier is run and reported ---------------------------------------------------------------

report() { # report NAME SECONDS PASSED FAILED REMARK
  passed=$((passed + $3))
  failed=$((failed + $4))
  if [ "$4" -eq 0 ]; then word=ok; else word=FAILED; fi
  printf '%-28s %-6s %5ss  %s\n' "$1" "$word" "$2" "$5"
}

indented() { cut -c 1-300 | sed 's/^/    /'; }

# step NAME COMMAND...: one command that succeeds or fails; counts as one test.
step() {
  name=$1
  log=$logs/$name.log
  shift
  start=$(date +%s)
  if "$@" >"$log" 2>&1 </dev/null; then
    report "$name" $(($(date +%s) - start)) 1 0 ""
    return 0
  fi
  report "$name" $(($(date +%s) - start)) 0 1 "see $log"
  grep -nE 'error:|undefined reference|^FAILED:|CMake Error' "$log" | head -n 20 | indented
  echo "    ... and it ends:"
  tail -n 12 "$log" | indented
  echo "$name" >>"$logs/failed"
  return 1
}

left_out() { # left_out PRESET: what --ci runs, and the default does not, which has to end within 25 minutes on two cores
  from ci || case $1 in
    gcc) echo 'decorators_.*_kit' ;;
    asan-ubsan) echo 'decorators_|conformance_faults|cli_|registry|settings_connections|settings_schema|enum_names|field_names|op_id|predicate' ;;
  esac
}
# build PRESET TARGET...: configures and builds build/PRESET, everything that compiles.
build() {
  preset=$1
  shift
  left_out=$(left_out "$preset")
  step "$preset.configure" cmake --preset "$preset" ${left_out:+"-DFERRULE_TESTS_EXCEPT=$left_out"} || return
  # shellcheck disable=SC2086  # a command, or nothing
  step "$preset.build" $fixed_addresses cmake --build --preset "$preset" -j "$jobs" --target "$@" -- -k 0 || {
    # What was not built cannot be run: each of these counts.
    : >"$logs/not_built"
    [ "$1" != all ] || ctest --test-dir "build/$preset" -N -R '_NOT_BUILT$' 2>/dev/null |
      sed -n "s/^ *Test *#[0-9]*: \(.*\)_NOT_BUILT\$/$preset: \1 (not built)/p" >"$logs/not_built"
    cat "$logs/not_built" >>"$logs/failed"
    failed=$((failed + $(wc -l <"$logs/not_built")))
  }
}

# tests PRESET ROOM [REGEX]: the tests of one room (label) in build/PRESET, or those of them whose names match.
tests() {
  name=$1.$2
  log=$logs/$name.log
  start=$(date +%s)
  if [ -f "build/$1/CTestTestfile.cmake" ]; then
    $fixed_addresses ctest --test-dir "build/$1" -L "^$2(_thread)?\$" ${3:+-R "$3"} -j "$jobs" --timeout "$longest" \
      --output-on-failure --no-label-summary >"$log" 2>&1 </dev/null
  else
    echo "build/$1 was not configured" >"$log"
  fi
  # A line is ` 3/12 Test  #3: unit.text.text.quotes ......   Passed    0.01 sec`, or `***Failed`, `***Timeout`, ...
  # Only what needs a server or such may be skipped.
  awk -v skipped="$logs/skipped" -v failed="$logs/failed" -v preset="$1" -v may_skip="$([ "$2" = live ] && echo yes)" '
    /^ *[0-9]+\/[0-9]+ Test +#[0-9]+: / {
      name = $0; sub(/^[^:]*: /, "", name); sub(/ [.].*|[.]*[*][*][*].*/, "", name); sub(/ +$/, "", name)
      if (!/[*][*][*]/ && /Passed +[0-9.]+ sec/) passed++
      else if (/[*][*][*]Skipped/ && may_skip) { skips++; print name >>skipped }
      else { failures++; print preset ": " name (/[*][*][*]Skipped/ ? " (skipped)" : "") >>failed }
    }
    END { print passed + 0, failures + 0, skips + 0 }' "$log" >"$logs/counts"
  read -r good bad skips <"$logs/counts"
  remark="$good passed"
  if [ $((good + bad + skips)) -eq 0 ]; then
    if has_tests "$2" "${3:-}"; then
      bad=1
      echo "$name: no test was run" >>"$logs/failed"
    else
      remark="there are none"
    fi
  fi
  [ "$bad" -eq 0 ] || remark="$remark, $bad failed, see $log"
  [ "$skips" -eq 0 ] || remark="$remark, $skips skipped"
  report "$name" $(($(date +%s) - start)) "$good" "$bad" "$remark"
  [ "$bad" -eq 0 ] ||
    grep -nE '^ *[0-9]+/[0-9]+ Test .*\*\*\*|: Failure$|ERROR: |WARNING: Thread|runtime error:|does not say|its budget is|must not|belongs to a library|error:' "$log" |
    head -n 40 | indented
}

has_tests() { # has_tests ROOM [REGEX]: is there a file that should have become a test?
  case $1 in headers | layers | package | examples | cli | differential | pollock) return 0 ;; esac
  [ -n "$(find "tests/$1" -name '*.cpp' -exec grep -lE "${2:+^TEST.*$2}" {} + 2>/dev/null)" ]
}

gates() { # gates COMPILER: each script in tests/gates/ is one test
  for gate in tests/gates/*.sh; do
    [ ! -f "$gate" ] || step "gate.$(basename "$gate" .sh).$1" env CXX="$1" sh "$gate"
  done
}

# fuzz SECONDS: every fuzzer for that long, as many at a time as there are processors.
fuzz() {
  # shellcheck disable=SC2016  # expanded by the inner shell
  ls tests/fuzz/*.fuzz.cpp | sed 's|.*/||; s|\.fuzz\.cpp$||' | xargs -P "$jobs" -I NAME sh -c '
    corpus=build/fuzz/corpus/NAME; seeds=tests/fuzz/corpus/NAME; dictionary=tests/fuzz/NAME.dict
    mkdir -p "$corpus"; [ -d "$seeds" ] || seeds=
    [ -f "$dictionary" ] && dictionary=-dict=$dictionary || dictionary=
    began=$(date +%s)
    $3 build/fuzz/tests/fuzz.NAME -max_total_time="$1" -timeout=25 -rss_limit_mb=2048 -print_final_stats=1 \
      -artifact_prefix=build/fuzz/NAME- $dictionary "$corpus" $seeds >"$2/fuzz.NAME.log" 2>&1 </dev/null
    echo "$? $(($(date +%s) - began))" >"$2/fuzz.NAME.status"' sh "$1" "$logs" "$fixed_addresses"
  for source in tests/fuzz/*.fuzz.cpp; do
    name=fuzz.$(basename "$source" .fuzz.cpp)
    log=$logs/$name.log
    read -r status seconds <"$logs/$name.status"
    if [ "$status" -eq 0 ]; then
      report "$name" "$seconds" 1 0 "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs"
    else
      report "$name" "$seconds" 0 1 "see $log"
      echo "$name" >>"$logs/failed"
      grep -E 'ERROR: |runtime error:|Test unit written|No such file' "$log" | indented
    fi
  done
}

format() {
  find include tests examples benchmarks '(' -name '*.[hi]pp' -o -name '*.cpp' ')' -print0 2>/dev/null |
    xargs -0 clang-format-19 --dry-run -Werror
}

# --- Packages -------------------------------------------------------------------------------------

boost_is_new_enough() {
  awk '$1 == "#define" && $2 == "BOOST_VERSION" { found = $3 } END { exit !(found >= 108100) }' \
    /usr/include/boost/version.hpp 2>/dev/null
}

missing_packages() {
  tools="g++:g++ clang++-19:clang-19 cmake:cmake ninja:ninja-build pkg-config:pkgconf sqlite3:sqlite3 python3:python3
    valgrind:valgrind"
  libraries="libfmt-dev libexpected-dev libsqlite3-dev zlib1g-dev libzstd-dev libgtest-dev libyaml-cpp-dev libcli11-dev
    libclang-rt-19-dev"
  if from ci; then tools="$tools clang-format-19:clang-format-19 llvm-cov-19:llvm-19"; fi
  for tool in $tools; do command -v "${tool%%:*}" >/dev/null || echo "${tool##*:}"; done
  for library in $libraries; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$library" 2>/dev/null)" = installed ] || echo "$library"
  done
  if ! boost_is_new_enough; then # the newest there is
    for package in libboost1.88-dev libboost1.83-dev libboost1.81-dev; do
      if apt-cache show $package >/dev/null 2>&1; then echo $package libboost-json${package#libboost}; break; fi
    done
  elif ! ls /usr/lib/*/libboost_json.so >/dev/null 2>&1; then # of the Boost that is there
    awk '$1 == "#define" && $2 == "BOOST_LIB_VERSION" { gsub(/"/, "", $3); sub(/_/, ".", $3); print "libboost-json" $3 "-dev" }' \
      /usr/include/boost/version.hpp
  fi
}

if [ $install = yes ] && command -v apt-get >/dev/null; then
  as_root=""
  [ "$(id -u)" -eq 0 ] || as_root=sudo
  export DEBIAN_FRONTEND=noninteractive
  if [ -n "$(missing_packages)" ] || ! boost_is_new_enough; then
    step apt.update $as_root apt-get update
    missing=$(missing_packages)
    # shellcheck disable=SC2086  # one word per package
    echo "installing with apt-get:" $missing
    # Nothing is removed to make room: where something is in the way, apt-get says what, and stops.
    # shellcheck disable=SC2086  # one word per package
    step apt.install $as_root apt-get install -y --no-install-recommends --no-remove $missing
  fi
elif [ $install = yes ]; then
  echo "there is no apt-get here; needed are g++ 12, clang++ 19, cmake 3.25, ninja, pkg-config, Boost 1.81, fmt 9.1, tl-expected," \
    "sqlite3, zlib, zstd, python3 and GoogleTest"
fi

# --- Surroundings ---------------------------------------------------------------------------------

if command -v ccache >/dev/null; then export CMAKE_CXX_COMPILER_LAUNCHER=ccache; fi
export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:allow_addr2line=1
export UBSAN_OPTIONS=print_stacktrace=1:allow_addr2line=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1:allow_addr2line=1
# How long one test may take. The long run kills and fails at as many moments as there are, not at a sample.
longest=600
if from long; then
  longest=7200
  export FERRULE_KILLS=1000 FERRULE_ALL_FAULTS=1
fi
# Kernels that place memory more randomly than sanitizers expect make them fail by chance.
fixed_addresses="setarch -R"
$fixed_addresses true 2>/dev/null || fixed_addresses=""

# --- Tiers ----------------------------------------------------------------------------------------

build gcc all
for room in static rejects noexcept layers unit conformance live differential pollock fuzz package examples; do tests gcc $room; done
# Those that compile projects of their own take as long as all others together.
if from ci; then
  tests gcc cli
  step gcc.headers.build cmake --build --preset gcc -j "$jobs" --target all_verify_interface_header_sets -- -k 0
  tests gcc headers
else tests gcc cli 'cli[.](build|conditions|copy|follow|formats|listing|output|query|signals)'; fi

if from long; then
  step asan-ubsan.configure cmake --preset asan-ubsan "-DFERRULE_TESTS=unit;conformance;live;cli;fuzz" -DFERRULE_TESTS_EXCEPT=
  step asan-ubsan.build cmake --build --preset asan-ubsan -j "$jobs" --target all -- -k 0
  # Not the scripts that measure times or compile projects of their own.
  tests asan-ubsan cli 'build|conditions|copy|follow|formats|listing|output'
else build asan-ubsan all; fi
for room in unit conformance live fuzz; do tests asan-ubsan $room; done

gates g++

if from ci; then
  if from long; then build clang all all_verify_interface_header_sets; else build clang all; fi
  for room in static rejects noexcept package; do tests clang $room; done
  if from long; then tests clang headers; fi
  gates clang++-19

  build tsan thread_tests
  for room in unit conformance live; do tests tsan $room '[Tt]hread'; done

  fuzzers=$(ls tests/fuzz/*.fuzz.cpp 2>/dev/null | wc -l)
  if [ "$fuzzers" -gt 0 ]; then
    build fuzz fuzzers
    if from long; then fuzz 1800; else fuzz $((360 * (jobs < fuzzers ? jobs : fuzzers) / fuzzers)); fi
  fi

  step coverage sh tests/coverage.sh
  indented <"$logs/coverage.log"

  step clang-format format

  # Do they still compile, run, and read the same values, beside the peers that are there?
  for suite in sqlite_rows memory_rows; do step benchmarks.$suite sh benchmarks/run.sh --quick --no-install --only $suite; done
fi

if from long; then
  build release all
  for room in unit conformance live fuzz differential; do tests release $room; done
  step differential.csv_many python3 -B tests/differential/csv_python.test.py build/release/tests/csv_dump . build/csv_many long 50000
  step differential.csv_peers sh tests/differential/csv_peers.sh build/release/tests/csv_dump
fi

# --- The end --------------------------------------------------------------------------------------

echo
echo "took $(($(date +%s) - began)) s"
from ci || echo "not run: each header alone, projects made by new-connector, static tests by clang 19, ThreadSanitizer, libFuzzer, line coverage of decoders, clang-format, short benchmarks (sh tests/run.sh --ci)"
from ci || echo "not run: the kit around decorators; under sanitizers, decorators and what takes no bytes apart (sh tests/run.sh --ci)"
from long || echo "not run: the kit around decorators and its faults under sanitizers, optimised build, 30 minutes of each fuzzer, CSV beside DuckDB and pyarrow (sh tests/run.sh --long)"
if [ -s "$logs/skipped" ]; then
  echo "not run, because this machine lacks what they need:"
  sort -u "$logs/skipped" | sed 's/^/  /'
fi
if [ -s "$logs/failed" ]; then
  echo "failed:"
  sed 's/^/  /' "$logs/failed"
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
