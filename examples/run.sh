#!/bin/sh
# sh examples/run.sh [--compare | --accept] NAME FOLDER: runs the example FOLDER/NAME on FOLDER/flights.db (1000 flights, made
# by make_database.sh) the way its test does, and prints what it prints. --compare compares that with examples/expected/NAME.txt
# instead, --accept writes it there.
set -eu
examples=$(cd "$(dirname "$0")" && pwd)
what=print
case $1 in --*) what=${1#--}; shift ;; esac
name=$1
cd "$2"

run() {
  printf '$ %s\n' "$*"
  "./$@" 2>&1 || echo "[exit status $?]"
}
all_runs() {
  case $name in
    3_choose_at_run_time)
      run $name sqlite path=flights.db
      echo
      run $name memory
      echo
      run $name foobar
      echo
      run $name slqite
      echo
      run $name sqlite pfad=flights.db busy_timeout=5
      ;;
    5_own_connector)
      cp "$examples/data/mounts.txt" .
      run $name mounts.txt
      ;;
    10_settings_file)
      cp "$examples"/data/settings/* .
      run $name --config-file=app.yaml
      echo
      run $name --config-file=app.yaml --config-file=more.json --environment=live --set=report.rows=1
      echo
      run $name --config-file=wrong.yaml --config-file=more.json --environment=live --set=report.titel=x
      echo
      run $name --config-file=app.yaml --environment=lve
      echo
      run $name --config-file=none.yaml --config-file=app.toml
      echo
      run $name example
      echo
      run $name schema
      ;;
    odd_values) run $name . ;;
    two_loops) # without the times
      "./$name" flights.db 1 | awk '$NF ~ /^[0-9a-f]+$/ && length($NF) == 16 { print $0 ~ /hand/ ? "by hand" : $1, $(NF - 3), $NF }'
      ;;
    *) run $name flights.db ;;
  esac
}

case $what in
  compare)
    all_runs >"$name.printed"
    diff -u "$examples/expected/$name.txt" "$name.printed"
    ;;
  accept) all_runs >"$examples/expected/$name.txt" ;;
  print) all_runs ;;
esac
