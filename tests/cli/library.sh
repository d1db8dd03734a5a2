# What the scripts of this folder share. Read by each of them with `.`.
set -u
rm -rf ./* ./.ferrule-*
failures=0

# complain TEXT: one more failure.
complain() {
  echo "FAILED: $*" >&2
  failures=$((failures + 1))
}
# run EXPECTED_STATUS ARGUMENTS...: runs the program; what it prints is in out and err.
run() {
  expected=$1
  shift
  "$FERRULE" "$@" >out 2>err </dev/null
  status=$?
  [ "$status" -eq "$expected" ] || {
    complain "ferrule $*: exit status $status, not $expected"
    sed 's/^/    /' out err | head -n 20 >&2
  }
}
# says FILE TEXT: the file (out, err, ...) has the text.
says() {
  grep -qF -- "$2" "$1" || {
    complain "'$2' is not in $1:"
    sed 's/^/    /' "$1" | head -n 20 >&2
  }
}
# one_line FILE: one sentence, on one line.
one_line() { [ "$(wc -l <"$1")" -eq 1 ] || complain "more or less than a line: $(cat "$1")"; }
absent() { [ ! -e "$1" ] || complain "$1 is there"; }
# nothing_aside: whatever was written aside is gone.
nothing_aside() {
  for left in .ferrule-*; do
    [ ! -e "$left" ] || complain "left behind: $left"
  done
}
finish() {
  [ "$failures" -eq 0 ] || exit 1
}
# flights FILE ROWS: a database with two tables and a view.
flights() {
  rm -f "$1"
  sqlite3 "$1" "CREATE TABLE airports(iata TEXT PRIMARY KEY NOT NULL, city TEXT);
    INSERT INTO airports VALUES('JFK', 'New York'), ('LAX', NULL);
    CREATE TABLE flights(id INTEGER PRIMARY KEY, origin TEXT NOT NULL REFERENCES airports(iata), delay INTEGER NOT NULL);
    INSERT INTO flights WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $2)
      SELECT n, CASE n % 2 WHEN 0 THEN 'JFK' ELSE 'LAX' END, n % 60 FROM c;
    CREATE INDEX by_origin ON flights(origin);
    CREATE VIEW late AS SELECT * FROM flights WHERE delay > 30;"
}
