# SIGINT at a hundred moments: the status is 130, within a second, and nothing half-written is in place.
. "$ROOT/tests/cli/library.sh"
flights flights.db 150000
limit=${LIMIT:-1000}
i=0
finished=0
while [ $i -lt 100 ]; do
  rm -f out.db out.json ferrule.lock
  # A moment from 1 to 160 ms, the same in every run.
  delay=$((i * 7919 % 160 + 1))
  case $((i % 5)) in
    0) set -- copy flights.db out.db -t airports -t flights ;;
    1) set -- cat flights.db flights --json -o out.json ;;
    2) set -- run app flights.db airports flights --to out.db ;;
    3) set -- query flights.db "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c" ;;
    4) set -- inspect flights.db ;;
  esac
  start=$(date +%s%N)
  timeout --preserve-status -k 5 -s INT "$(printf '0.%03d' $delay)" "$FERRULE" "$@" >out 2>err
  status=$?
  took=$((($(date +%s%N) - start) / 1000000 - delay))
  case $status in
    130)
      absent_or_whole=ok
      [ ! -e out.db ] || [ "$(sqlite3 out.db 'SELECT count(*) FROM flights')" = 150000 ] || absent_or_whole=half
      [ ! -e out.json ] || tail -n 1 out.json | grep -qx ']}' || absent_or_whole=half
      [ $absent_or_whole = ok ] || complain "half of it is in place after $delay ms: $*"
      ;;
    0) finished=$((finished + 1)) ;;
    *) complain "status $status after $delay ms: $*: $(cat err)" ;;
  esac
  [ "$took" -le "$limit" ] || complain "ended $took ms after SIGINT: $*"
  nothing_aside
  i=$((i + 1))
done
[ $finished -lt 60 ] || complain "$finished of 100 had finished before the signal"
finish
