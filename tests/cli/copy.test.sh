# copy, run app, bench, kit: whole tables, or none.
. "$ROOT/tests/cli/library.sh"
flights flights.db 1000

same() { # same A B TABLE
  sqlite3 "$1" "SELECT * FROM $3" >a.txt
  sqlite3 "$2" "SELECT * FROM $3" >b.txt
  cmp -s a.txt b.txt || complain "table $3 of $1 is not that of $2"
}
run 0 copy flights.db new.db -t airports -t flights
same flights.db new.db airports
same flights.db new.db flights
run 65 copy flights.db new.db -t airports
run 0 copy flights.db new.db -t airports --replace
run 65 copy flights.db new.db -t airports --append
same flights.db new.db airports

# One bad table of a hundred: 99 are copied, it is named, and the status says so.
hundred=$(i=0; while [ $i -lt 100 ]; do [ $i -eq 57 ] && echo "CREATE TABLE t57(a POLYGON);" || echo "CREATE TABLE t$i(a INTEGER PRIMARY KEY); INSERT INTO t$i VALUES($i);"; i=$((i + 1)); done)
sqlite3 hundred.db "BEGIN; $hundred COMMIT"
# In memory where there is such a folder: each table is a transaction, and disks take their time over one.
shared=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
for command in "copy hundred.db $shared/out.db" "run app hundred.db --to $shared/run.db" "run app hundred.db --to null"; do
  # shellcheck disable=SC2086
  run 1 $command
  says err "t57"
  [ "$(grep -c ': 1 rows' out)" -eq 99 ] || complain "not 99 tables: $command"
done
[ "$(sqlite3 "$shared/run.db" 'SELECT count(*) FROM sqlite_schema')" -eq 99 ] || complain "not 99 tables in run.db"
run 1 run app hundred.db --to "$shared/run.db"
run 0 run app flights.db airports flights --to null
says out "flights: 1000 rows"
run 0 run app flights.db airports
says out "JFK   New York"
run 76 run app flights.db --to nothing.csv

# A bad cell half-way: the table is not there.
sqlite3 bad.db "CREATE TABLE good(a INTEGER); INSERT INTO good VALUES(1);
  CREATE TABLE torn(a INTEGER); INSERT INTO torn VALUES(1), (2), ('three');"
run 1 copy bad.db kept.db
says err "torn"
[ "$(sqlite3 kept.db 'SELECT group_concat(name) FROM sqlite_schema')" = good ] || complain "a torn table is there"
run 65 copy bad.db none.db -t torn
absent none.db

run 0 bench flights.db flights
says out "rows/s"
run 0 bench flights.db flights --times 1 --json
says out '"rows": 1000'
# Progress is for whoever watches a terminal, and nobody else.
flights long.db 1500000  # takes longer than it is until something is shown
run 0 copy long.db long_copy.db -t flights
[ ! -s err ] || complain "progress without a terminal"
if command -v script >/dev/null; then
  script -qec "'$FERRULE' copy long.db watched.db -t flights" /dev/null >watched.txt </dev/null
  says watched.txt "of 1500000 rows ("
fi

# The kit writes thousands of transactions.
export TMPDIR="$shared"
run 0 kit flights.db
run 0 kit memory --may-write
says out "0 failed"
rm -r "$shared"
nothing_aside
finish
