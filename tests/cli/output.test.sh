# Output that cannot be written: one sentence, the right status, nothing half-written in place.
. "$ROOT/tests/cli/library.sh"
flights flights.db 200000

"$FERRULE" cat flights.db flights 2>err >/dev/full
[ $? -eq 71 ] || complain "/dev/full: not 71"
one_line err
"$FERRULE" connector ls flights.db 2>err >/dev/full
[ $? -eq 71 ] || complain "/dev/full after a listing: not 71"
one_line err
run 71 cat flights.db flights --json -o /dev/full
one_line err
for format in "" --json; do
  # shellcheck disable=SC2086
  { "$FERRULE" cat flights.db flights $format 2>err; echo $? >status; } | head -n 1 >/dev/null
  [ "$(cat status)" -eq 74 ] || complain "closed pipe: $(cat status), not 74"
  one_line err
done
run 66 cat flights.db flights -o no/such/folder.txt
one_line err

# A disk that is full: a limit on the size of files stands for it.
full() {
  (
    ulimit -f 64
    run "$@"
    exit "$failures"
  ) || failures=$((failures + 1))
}
full 71 cat flights.db flights -o rows.txt
absent rows.txt
full 71 run app flights.db flights --to rows.db
absent rows.db
echo before >kept.txt
full 71 cat flights.db flights -o kept.txt
[ "$(cat kept.txt)" = before ] || complain "kept.txt was written over"
nothing_aside
finish
