# A new project: configured, built and tested as its author would, editing nothing of ferrule.
. "$ROOT/tests/cli/library.sh"
run 64 new-connector Duck
run 64 new-connector class
run 0 new-connector duck
run 74 new-connector duck
says err "--folder"
start=$(date +%s)
{ cmake -S duck -B b && cmake --build b && ctest --test-dir b; } >log 2>&1 || {
  complain "the project does not build or pass"
  tail -n 40 log >&2
}
grep -E '^kit: [0-9]+ passed, 0 failed, [0-9]+ not declared: ' log || complain "no summary of the kit"
echo "took $(($(date +%s) - start)) s"
b/duck cat duck/sample.duck >out || complain "cat"
says out "and another"
b/duck connector types >out
says out "NUMBER"
b/duck kit duck/sample.duck >out || complain "kit"
says out "0 failed"
finish
