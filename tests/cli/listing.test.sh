# connector ls, types, info, inspect, validate, completion, help: what they say, and in which order.
. "$ROOT/tests/cli/library.sh"
flights flights.db 10
sqlite3 flights.db "CREATE TABLE odd(id INTEGER PRIMARY KEY, shape POLYGON)"

run 1 connector ls flights.db
says out "iata    text  TEXT           not null  1"
says out "ERROR unsupported"
says out "POLYGON"
[ "$(grep -c '^[a-z][a-z]*$' out)" -eq 4 ] || complain "an error of one table hides the others"
grep '^[a-z][a-z]*$' out | sort -c || complain "the order is not stable"
run 1 connector ls flights.db --json
says out '"name": "iata", "type": "text", "external_type": "TEXT", "nullable": false'
says out '"primary_key": ["iata"]'
says out '"error": {"kind": "unsupported"'
sqlite3 :memory: "SELECT json_valid(CAST(readfile('out') AS TEXT))" | grep -q 1 || complain "no JSON"
run 0 connector ls flights.db --filter light
[ "$(grep -c '^[a-z][a-z]*$' out)" -eq 1 ] || complain "the filter does not filter"

run 0 connector types
says out "unsupported"
run 0 connector types sqlite --json
says out '"external_type": "INTEGER", "type": "int64"'
run 0 connector info sqlite
says out "Introspectable, Queryable, Filterable, Partitioned, Writable, Followable, Resumable, Migratable"
says out "busy_timeout"
run 66 connector info sqlit
says err "Did you mean 'sqlite'?"
run 66 connector types postgres

run 0 inspect flights.db
says out "late (view)"
says out "flights (table) 10 rows"
says out "origin -> airports.iata"
says out "CREATE INDEX by_origin"
run 0 inspect flights.db flights --json --no-count
says out '"foreign_keys": [{"id": 0'
sqlite3 :memory: "SELECT json_valid(CAST(readfile('out') AS TEXT))" | grep -q 1 || complain "no JSON"
run 76 query memory 'SELECT 1'

run 0 validate flights.db
run 66 validate flights.db nowhere
run 1 validate flights.db flights nowhere neither
says err "nowhere"
says err "neither"

run 0 --help
says out "130  interrupted"
run 0 query --help
says out "--param code=JFK"
run 0 completion
if command -v bash >/dev/null; then
  bash -c 'source ./out; COMP_WORDS=(ferrule connector ""); COMP_CWORD=2; _ferrule; echo "${COMPREPLY[@]}"' >completed
  says completed "ls types info"
  bash -c 'source ./out; COMP_WORDS=(ferrule connector info sq); COMP_CWORD=3; _ferrule; echo "${COMPREPLY[@]}"' >completed
  says completed "sqlite"
fi
finish
