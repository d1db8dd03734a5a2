# Rows as CSV and JSON lines, and CSV files as sources.
. "$ROOT/tests/cli/library.sh"

sqlite3 shop.db "CREATE TABLE visits(id INTEGER PRIMARY KEY, zip TEXT, note TEXT, price REAL);
  INSERT INTO visits VALUES (1, '00501', 'a, \"quoted\" note', 2.5), (2, '10115', NULL, 99.99), (3, '', 'two
lines', -0.125);
  CREATE TABLE empty(a TEXT, b INTEGER);"

# What is written is what is read.
run 0 cat shop.db visits --format csv -o visits.csv
printf 'id,zip,note,price\n1,00501,"a, ""quoted"" note",2.5\n2,10115,,99.99\n3,"","two\nlines",-0.125\n' >expected
cmp expected visits.csv >&2 || complain "visits.csv is not what was expected"
run 0 cat visits.csv --format json-lines
printf '%s\n' '{"id": 1, "zip": "00501", "note": "a, \"quoted\" note", "price": "2.5"}' \
  '{"id": 2, "zip": "10115", "note": null, "price": "99.99"}' \
  '{"id": 3, "zip": "", "note": "two\nlines", "price": "-0.125"}' >expected
cmp expected out >&2 || { complain "JSON lines are not what was expected"; cat out >&2; }
gzip -k visits.csv
run 0 cat visits.csv.gz --format csv
cmp visits.csv out >&2 || complain "the compressed file reads otherwise"

# Why a column is what it is.
run 0 connector ls visits.csv --why
says out "column zip is text"
says out "00501"
says out "delimiter ','"
run 0 connector ls visits.csv --why --json
says out '"why": "delimiter'

# A file for each table.
run 0 run app shop.db --to csv:exported
says out "visits: 3 rows"
cmp visits.csv exported/visits.csv >&2 || complain "exported/visits.csv is not what cat writes"
[ "$(cat exported/empty.csv)" = "a,b" ] || complain "exported/empty.csv: $(cat exported/empty.csv)"
run 0 run app shop.db --to json-lines:lines
[ "$(wc -l <lines/visits.jsonl)" -eq 3 ] || complain "lines/visits.jsonl has not three lines"
run 0 cat exported --json
says out '"table": "visits"'

# A copy into a database has the detected types.
run 0 copy visits.csv copied.db
run 0 query copied.db "SELECT typeof(id), typeof(zip), count(*) FROM visits WHERE zip = '00501'" --format csv
says out "integer,text,1"

# What cannot be.
run 64 cat shop.db --format csv
says err "name one table"
run 64 cat shop.db visits --format xml
run 64 cat shop.db visits --json --format csv
printf 'a,b\n1,2\n3\n' >ragged.csv
run 65 cat ragged.csv
says err "ragged.csv"
says err "line 3"
nothing_aside
finish
