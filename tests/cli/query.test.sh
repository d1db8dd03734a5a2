# query and cat: values, parameters, limits, output.
. "$ROOT/tests/cli/library.sh"
flights flights.db 100

run 0 query flights.db "SELECT :a AS a, :b AS b, typeof(:c) AS c, typeof(:d) AS d" --param a=5 --param b=null --param c:text=5 --param d=5.5
says out "5    null  text  real"
run 0 query flights.db "SELECT ?1 + ?2 AS sum" --param 1 --param 2
says out "3"
run 66 query flights.db "SELECT :a"
run 0 query flights.db "SELECT * FROM flights" --max-rows 3
says out "(3 rows; truncated, the source has more)"
says out "int64"
run 0 query flights.db "SELECT 9223372036854775807 AS i, x'00ff10' AS b, 'a\"b
c' AS t, 1e999 AS f, NULL AS n, CAST(x'ff41' AS TEXT) AS bad" --json
says out '[9223372036854775807, "AP8Q", "a\"b\nc", "Infinity", null, {"base64": "/0E="}]'
says out '"row_count": 1, "truncated": false'
run 64 query flights.db "SELEC 1" --log-sql-errors
says err "in: SELEC 1"
run 77 query flights.db "DELETE FROM flights"
run 64 query flights.db "SELECT 1" --timeout soon

# A runaway statement ends within its limit and 100 ms (and what starting a program takes here).
start=$(date +%s%N)
run 0 query flights.db "SELECT 1"
base=$((($(date +%s%N) - start) / 1000000))
start=$(date +%s%N)
run 75 query flights.db "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c" --timeout 500ms
took=$((($(date +%s%N) - start) / 1000000 - base))
[ "$took" -le "${SLACK:-600}" ] || complain "a limit of 500 ms was kept after $took ms"

run 0 cat flights.db airports
says out "LAX   null"
run 1 cat flights.db airports flights --columns iata
says err "no column 'iata'"
run 0 cat flights.db airports --json -o rows.json
says rows.json '["LAX", null]'
sqlite3 :memory: "SELECT json_valid(CAST(readfile('rows.json') AS TEXT))" | grep -q 1 || complain "no JSON"
run 1 cat flights.db airports nowhere --json
says err "nowhere"
sqlite3 :memory: "SELECT json_valid(CAST(readfile('out') AS TEXT))" | grep -q 1 || complain "no JSON"
run 0 cat sqlite:path=flights.db airports
run 0 cat sqlite:flights.db airports
run 64 query flights.db 'SELECT 1' --max-rows -1
says err '-1 is negative'

# A plain file: every connector says why it is not its.
echo "no database" >text.txt
run 76 cat text.txt
says err "sqlite: it does not begin with"
says err "memory:"
run 66 cat nowhere.db
run 78 cat sqlite:path=flights.db,pth=1
says err "did you mean 'path'?"
nothing_aside
finish
