# build and its lock file.
. "$ROOT/tests/cli/library.sh"
flights flights.db 10

run 66 build flights.db --locked
run 0 build flights.db
cp ferrule.lock first.lock
run 0 build flights.db
says out "unchanged"
run 0 build flights.db --locked
sqlite3 flights.db "ALTER TABLE airports ADD COLUMN country TEXT; DROP VIEW late; CREATE TABLE new(a INTEGER)"
run 65 build flights.db --locked
says out '+ column "country" text "TEXT"'
says out '- table "late"'
says out '+ table "new" (1 columns)'
cmp -s ferrule.lock first.lock || complain "--locked changed the file"
run 65 run app flights.db --lock ferrule.lock --to null
run 0 build flights.db
run 0 build flights.db --locked

# A file that was cut anywhere, or changed, is refused in one sentence and left as it is.
size=$(wc -c <ferrule.lock)
for cut in 0 1 13 14 20 $((size / 2)) $((size - 30)) $((size - 1)); do
  head -c "$cut" ferrule.lock >cut.lock
  cp cut.lock cut.before
  run 65 build flights.db --lock cut.lock
  one_line err
  cmp -s cut.lock cut.before || complain "a damaged lock file was written over"
done
sed 's/int64/int32/' ferrule.lock >changed.lock
run 65 build flights.db --lock changed.lock
says err "damaged"
sed 's/^ferrule.lock 1/ferrule.lock 2/' ferrule.lock >newer.lock
run 76 build flights.db --lock newer.lock
says err "is of version 2"
one_line err
run 66 build flights.db --lock no/such/folder.lock
one_line err

# A table that cannot be described is named and is not part of the contract.
sqlite3 flights.db "CREATE TABLE odd(shape POLYGON)"
run 1 build flights.db --lock part.lock
says err "odd"
says part.lock 'table "flights"'
nothing_aside
finish
