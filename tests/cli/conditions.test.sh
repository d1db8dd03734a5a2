# cat --where, --order-by, --limit: some rows, of SQLite and of CSV, which both evaluate conditions themselves.
. "$ROOT/tests/cli/library.sh"
flights flights.db 1000
run 0 cat flights.db flights --format csv -o flights.csv

for source in "flights.db flights" flights.csv; do
  # shellcheck disable=SC2086  # two words
  set -- $source
  run 0 cat "$@" --where 'delay >= 58' --where origin=JFK --limit 2 --format csv
  printf 'id,origin,delay\n58,JFK,58\n118,JFK,58\n' >expected
  cmp expected out >&2 || { complain "$source: these are not the two"; cat out >&2; }
  run 0 cat "$@" --where 'delay>57' --columns id --offset 2 --limit 1 --format csv
  printf 'id\n118\n' >expected
  cmp expected out >&2 || { complain "$source: this is not the third"; cat out >&2; }
  run 0 cat "$@" --limit 0 --format csv
  [ "$(wc -l <out)" -eq 1 ] || complain "$source: rows without a limit"
  run 0 cat "$@" --where 'id <= 3' --json
  says out '"row_count": 3'
  run 66 cat "$@" --where 'dealy > 1'
  says err "did you mean 'delay'?"
  run 64 cat "$@" --where 'delay 1'
  says err "is no condition"
  run 65 cat "$@" --where 'delay = soon'
  says err "compares column 'delay' (int64) with 'soon' (text)"
  run 66 cat "$@" --order-by when
done

# An order is the source's to make.
run 0 cat flights.db flights --order-by 'delay desc' --order-by id --limit 2 --columns id --format csv
printf 'id\n59\n119\n' >expected
cmp expected out >&2 || { complain "not in that order"; cat out >&2; }
run 64 cat flights.db flights --order-by 'delay down'
run 64 cat flights.db flights --limit -1
run 76 cat flights.csv --order-by delay
says err "copy the table into an SQLite file"

# A ZIP code is text, a price is exact, and what is not there is null.
printf 'zip,price,note,day\n00501,1.10,,2024-02-29\n10115,2.20,"a, b",2024-03-01\n' >shop.csv
run 0 cat shop.csv --where zip=00501 --format json-lines
says out '"price": "1.10"'
run 0 cat shop.csv --where price=1.10 --where 'note is null' --columns zip --format csv
[ "$(tail -n 1 out)" = 00501 ] || complain "not the row of price 1.10"
run 0 cat shop.csv --where 'day > 2024-02-29' --where "note = 'a, b'" --columns zip --format csv
[ "$(tail -n 1 out)" = 10115 ] || complain "not the row of March"
run 0 cat shop.csv --where 'zip ^= 10' --where 'note *= b' --columns zip --format csv
[ "$(tail -n 1 out)" = 10115 ] || complain "not the row that begins with 10"

# A condition is on every table that is printed; one without such a column is named.
run 1 cat flights.db --where 'iata=JFK'
says out "New York"
says err "table 'flights'"
finish
