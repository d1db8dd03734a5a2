# run app --follow: SIGINT and SIGKILL at a hundred moments, while another program writes; whenever it was ended, the run that follows
# leaves the same rows as one that was never interrupted.
. "$ROOT/tests/cli/library.sh"
flights flights.db 3000
sqlite3 flights.db 'PRAGMA journal_mode=WAL' >/dev/null

run 76 run app flights.db flights --to copy.db --follow
says err 'capture'
run 0 capture ls flights.db
says out 'the changes of no table are kept'
run 66 capture enable flights.db nothing
run 66 capture ls nowhere.db
absent nowhere.db
run 76 capture ls csv:path=.
run 0 capture enable flights.db airports flights
says out airports
run 0 capture ls flights.db --json
says out '"name": "flights"'
run 64 run app flights.db flights --follow
one_line err
run 64 run app flights.db flights --to copy.db --until-now

# same: copy.db has the rows of flights.db.
same() {
  for table in airports flights; do
    sqlite3 flights.db "SELECT * FROM $table ORDER BY 1" >expected.rows
    sqlite3 copy.db "SELECT * FROM $table ORDER BY 1" >copied.rows
    cmp -s expected.rows copied.rows || complain "$table differs: $*"
  done
}
# catch_up: goes on until now.
catch_up() { run 0 run app flights.db airports flights --to copy.db --follow --until-now; }
# change N: a transaction of another program, with all kinds of changes.
change() {
  sqlite3 flights.db ".timeout 5000" "BEGIN IMMEDIATE;
    INSERT INTO flights SELECT max(id) + 1, 'JFK', $1 FROM flights;
    UPDATE flights SET delay = delay + 1 WHERE id % 97 = $1 % 97;
    DELETE FROM flights WHERE id = (SELECT min(id) FROM flights);
    INSERT OR REPLACE INTO airports(iata, city) VALUES('LAX', 'number $1');
    UPDATE flights SET id = id + 1000000 WHERE id = (SELECT min(id) FROM flights);
    COMMIT;"
}

catch_up
says out 'beginning with a snapshot'
same "after the snapshot"
change 1
catch_up
says out 'going on behind operation'
same "after one change"
run 0 run app flights.db airports flights --to copy.db --follow --until-now --anew
says out 'beginning with a snapshot'
same "anew"

# One line per row and change; the same file, however often it was ended.
run 0 run app flights.db airports --to json-lines:changes.jsonl --follow --until-now
says changes.jsonl '{"op": "snapshot_started", "tables": [{"table": "airports"'
change 2
run 0 run app flights.db airports --to json-lines:changes.jsonl --follow --until-now
says changes.jsonl '{"op": "remove", "table": "airports"'
run 69 run app flights.db airports flights --to json-lines:changes.jsonl --follow --until-now
says err 'flights'

# Columns change: what was kept since may be wrong, so keeping begins again, and the target is given all rows anew.
run 64 run app flights.db airports --to json-lines:changes.jsonl --follow --schema-changes apply
run 64 run app flights.db airports --to json-lines:changes.jsonl --follow --tolerate 1
run 64 run app flights.db airports --to copy.db --follow --schema-changes maybe
catch_up
sqlite3 flights.db "ALTER TABLE airports ADD COLUMN note TEXT; UPDATE airports SET note = 'west' WHERE iata = 'LAX'"
run 69 run app flights.db airports flights --to copy.db --follow --until-now --schema-changes apply
says err 'enable_capture again'
run 0 capture enable flights.db airports
run 0 run app flights.db airports flights --to copy.db --follow --until-now --schema-changes apply
[ "$(sqlite3 copy.db "SELECT note FROM airports WHERE iata = 'LAX'")" = west ] || complain "the new column is not in the target"
same "after a column was added"

# Rows that the target refuses are left out as often as was said, and are kept.
sqlite3 copy.db "CREATE UNIQUE INDEX one_note ON airports(note)"
sqlite3 flights.db "INSERT INTO airports VALUES('AAA', 'refused', 'west'), ('BBB', 'refused too', 'west')"
run 65 run app flights.db airports flights --to copy.db --follow --until-now
run 71 run app flights.db airports flights --to copy.db --follow --until-now --tolerate 1
run 1 run app flights.db airports flights --to copy.db --follow --until-now --tolerate 2
says err "left out: table 'airports', operation"
says err "2 rows were left out since the last snapshot; they are in table 'ferrule_dead_letters'"
[ "$(sqlite3 copy.db "SELECT count(*) FROM ferrule_dead_letters")" = 2 ] || complain "the rows left out are not kept"
sqlite3 copy.db "DROP INDEX one_note"
run 0 run app flights.db airports flights --to copy.db --follow --until-now --anew
same "anew, with what was left out"

# A folder of files: what comes is appended.
mkdir inbox
printf 'id,name\n1,one\n' >inbox/a.csv
touch inbox/a.csv.done
run 0 run app csv:path=inbox,table=names,marker=.done --to copy.db --follow --until-now --checkpoint inbox
printf 'id,name\n2,two\n' >inbox/b.csv
run 0 run app csv:path=inbox,table=names,marker=.done --to copy.db --follow --until-now --checkpoint inbox
[ "$(sqlite3 copy.db 'SELECT count(*) FROM names')" = 1 ] || complain "a file without marker was delivered"
touch inbox/b.csv.done
run 0 run app csv:path=inbox,table=names,marker=.done --to copy.db --follow --until-now --checkpoint inbox
says out 'names: 0 rows of snapshots, 1 inserted'
[ "$(sqlite3 copy.db 'SELECT group_concat(name) FROM names')" = one,two ] || complain "the folder is not in names"

# Another program changes tables all the time.
(i=3; while [ ! -e stop ]; do change $i; i=$((i + 1)); done) >/dev/null 2>writer.err &
writer=$!
interrupted=0
i=0
while [ $i -lt "${MOMENTS:-100}" ]; do
  # Every tenth begins with a snapshot, so that those are interrupted too.
  anew=
  [ $((i % 10)) -ne 0 ] || anew=--anew
  signal=$([ $((i % 2)) -eq 0 ] && echo KILL || echo INT)
  timeout --preserve-status -k 5 -s $signal "$(printf '0.%03d' $((i * 7919 % 150 + 5)))" \
    "$FERRULE" run app flights.db airports flights --to copy.db --follow $anew >out 2>err
  status=$?
  case $signal:$status in
    KILL:137 | INT:130) interrupted=$((interrupted + 1)) ;;
    *) complain "status $status after SIG$signal: $(cat err)" ;;
  esac
  # What is there stands for one moment of the source: all of its transactions up to there, or none yet.
  [ ! -s copy.db ] || [ "$(sqlite3 copy.db 'PRAGMA integrity_check')" = ok ] || complain "copy.db is damaged"
  i=$((i + 1))
done
touch stop
wait $writer
[ ! -s writer.err ] || complain "the other program: $(head -n 3 writer.err)"
catch_up
same "after $interrupted interruptions"

run 0 capture disable flights.db
says out 'the changes of no table are kept'
[ "$(sqlite3 flights.db "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'ferrule%'")" = 0 ] || complain "something is left of the capture"
finish
