# docs/tutorial/your-own-connector.md, step by step; examples/tutorial has what its author ends up with. With ACCEPT=1 the outputs
# are written into the page instead of being compared.
. "$ROOT/tests/cli/library.sh"
page=$ROOT/docs/tutorial/your-own-connector.md
code_lines=$(grep -vcE '^[[:space:]]*(//.*)?$' "$ROOT/examples/tutorial/jsonl.hpp")
[ "$code_lines" -le 100 ] || complain "jsonl.hpp has $code_lines lines without blanks and comments"

project() { # project NAME: configured, built and tested in the folder NAME
  { cmake -S "$1.project" -B "$1" && cmake --build "$1" && ctest --test-dir "$1"; } >log 2>&1 || {
    complain "the project does not build or pass"
    tail -n 40 log >&2
  }
  grep -qE '^kit: [0-9]+ passed, 0 failed' log || complain "no summary of the kit"
}
run 0 new-connector jsonl --folder scaffold.project
run 0 new-connector jsonl --folder final.project
project scaffold
cp "$ROOT"/examples/tutorial/* final.project/
sed -i 's/ferrule::cli Threads/ferrule::cli ferrule::json Threads/; s/ferrule::ferrule Threads/ferrule::json Threads/; s/COMPONENTS cli/COMPONENTS cli json/' final.project/CMakeLists.txt
project final
printf '{"a": 1}\n{"a": "x"}\n' >torn.jsonl

# Each `shown by` in the page, with what its command prints now.
awk -v quote="'" '/^<!-- shown by: .* -->$/ {
    print
    command = $0
    sub(/^<!-- shown by: /, "", command)
    sub(/ -->$/, "", command)
    getline
    print
    while ((("{ " command "; } 2>&1") | getline line) > 0) print line
    close("{ " command "; } 2>&1")
    while ((getline line) > 0 && line != "```") {}
    print "```"
    next
  }
  { print }' "$page" >page.md
if [ "${ACCEPT:-}" = 1 ]; then cp page.md "$page"; fi
diff "$page" page.md || complain "the page shows something else"
says page.md "column 'a', line 2: is text"
finish
