#!/bin/sh
# sh docs/generate.sh [--check] [FOLDER]: rewrites what README.md and docs/ take from the code, or, with --check, only says
# which files are out of date (exit status 1).
#
#   <!-- begin generated: table NAME [CONNECTOR] -->       a table that docs/generator.cpp makes
#   <!-- begin generated: output NAME [LINES] -->          what an example prints; LINES as sed has them: 1,8
#   <!-- begin generated: file FILE -->                    the file itself
#   <!-- begin generated: ferrule ARGUMENTS -->            what the program ferrule prints, on flights.db; left as it is where there is none
#   <!-- begin generated: session FILE -->                 what the commands in FILE print, one after the other, beside flights.db
#   <!-- begin generated: refusal FILE [LINES] -->         what g++ 12 says to a file that must not compile
#   <!-- begin generated: refusals -->                     the files in tests/rejects, and what each is about
#   <!-- begin generated: requirements WORDS -->           what is_connector<C>() says: "a connector needs", ...
#   <!-- begin generated: assembly NAME -->                machine code by g++ 12 for x86-64, and what it does (docs/assembly.sh)
#     ... up to <!-- end generated -->
#   <!-- from: FILE [NAME] -->                             the code block below is the lines between //[NAME and //] of FILE
#
# FOLDER holds the compiled docs_generator and examples; without it they are made in build/docs. Needs g++ (or CXX), sqlite3 and awk.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
CXX=${CXX:-g++}

# --- One block --------------------------------------------------------------------------------------

lines() { if [ -n "${1:-}" ]; then sed -n "${1}p"; else cat; fi; }
fenced() {
  echo '```text'
  cat
  echo '```'
}
block() { # block FOLDER KIND ARGUMENTS...
  folder=$1
  kind=$2
  shift 2
  case $kind in
    table) "$folder/docs_generator" "$@" ;;
    output) sh "$root/examples/run.sh" "$1" "$folder" | lines "${2:-}" | fenced ;;
    file)
      printf '```%s\n' "${1##*.}"
      cat "$root/$1"
      echo '```'
      ;;
    ferrule)
      rm -rf "$folder/ferrule_run"
      mkdir "$folder/ferrule_run"
      cd "$folder/ferrule_run"
      cp ../flights.db . && echo "no table at all" >notes.txt
      printf 'id,zip,distance,seen\n1,00501,2.50,2001-05-08\n2,10115,3,\n' >visits.csv
      {
        printf '$ ferrule'
        for word in "$@"; do
          case $word in *[\ \*\;\?]*) printf " '%s'" "$word" ;; *) printf ' %s' "$word" ;; esac
        done
        echo
        "$folder/apps/ferrule" "$@" 2>&1 || echo "[exit status $?]"
      } | fenced
      ;;
    session)
      rm -rf "$folder/ferrule_run"
      mkdir "$folder/ferrule_run"
      cd "$folder/ferrule_run"
      cp ../flights.db .
      PATH=$folder/apps:$PATH
      while IFS= read -r command; do
        echo "\$ $command"
        sh -c "$command" 2>&1 </dev/null || echo "[exit status $?]"
      done <"$root/$1" | fenced
      ;;
    refusal)
      cd "$root"
      LC_ALL=C "$CXX" -std=c++20 -fsyntax-only -fdiagnostics-color=never -Iinclude "$1" 2>&1 | lines "${2:-}" | fenced
      ;;
    assembly) sh "$root/docs/assembly.sh" "$1" "$folder" | fenced ;;
    refusals)
      echo '| file | what it does wrong |'
      echo '|---|---|'
      for file in "$root"/tests/rejects/*.cpp; do
        name=$(basename "$file")
        printf '| [%s](%s) | %s |\n' "$name" "../../tests/rejects/$name" "$(sed -n '/SPDX/d; s|^// *||p' "$file" | head -n 1 | sed 's/|/\\|/g')"
      done
      ;;
    requirements) # every static_assert of connector.hpp whose message begins so, and the test of it
      echo '| the compiler says: [ferrule] '"$*"' ... | test |'
      echo '|---|---|'
      grep -v '^ *//' "$root/include/ferrule/connector.hpp" | tr '\n' ' ' | sed 's/" *"//g' | grep -oE '"\[ferrule\] '"$*"'[^"]*"' | uniq |
        sed 's/^"\[ferrule\] '"$*"':* *//; s/"$//' | while read -r message; do
        member=$(echo "$message" | sed 's/; .*//' | grep -oE '[a-z_]+( ?\{|\(|$)' | head -n 1 | tr -d '({ ')
        # The test that is about the least else.
        tests=$(grep -lE "^// says[a-z ]*:.*$*.*\b${member:-nothing}\b" "$root"/tests/rejects/*.cpp) || true
        test=
        [ -z "$tests" ] || test=$(grep -cE '^// says' $tests /dev/null | grep -v '^/dev/null' | sort -t : -k 2n | head -n 1)
        test=${test%%:*}
        [ -z "$test" ] || test="[$(basename "$test")](../../tests/rejects/$(basename "$test"))"
        printf '| `%s` | %s |\n' "$(echo "$message" | sed 's/|/\\|/g')" "$test"
      done
      ;;
    code)
      awk -v name="$2" '$1 == "//[" name { on = 1; found = 1; next } on && $1 == "//]" { exit }
        on && $1 !~ /^\/\/\[/ { lines[++n] = $0 }
        END {
          if (!found) { print "no //[" name; exit 1 }
          indent = 99
          for (i = 1; i <= n; i++) if (lines[i] ~ /[^ ]/) { match(lines[i], /[^ ]/); if (RSTART - 1 < indent) indent = RSTART - 1 }
          for (i = 1; i <= n; i++) print substr(lines[i], indent + 1)
        }' "$root/$1"
      ;;
    *) echo "docs/generate.sh: no block of kind '$kind'" >&2; exit 1 ;;
  esac
}
if [ "${1:-}" = --block ]; then
  shift
  block "$@"
  exit
fi

# --- All of them ------------------------------------------------------------------------------------

check=no
if [ "${1:-}" = --check ]; then
  check=yes
  shift
fi
folder=${1:-}
if [ -z "$folder" ]; then
  folder=$root/build/docs
  mkdir -p "$folder"
  compile() { # compile SOURCE NAME FLAGS...
    source=$1 target=$folder/$2
    shift 2
    [ -e "$target" ] && [ -z "$(find "$root/include" "$source" -newer "$target" -name '*.[ch]pp')" ] || {
      echo "compiling $source" >&2
      ${LAUNCHER:-} "$CXX" -std=c++20 "$@" -I"$root/include" -c "$source" -o "$target.o"
      # shellcheck disable=SC2086  # words
      "$CXX" "$target.o" -pthread -lsqlite3 -lfmt $libraries -o "$target"
    }
  }
  libraries="-lz -lzstd"
  compile "$root/docs/generator.cpp" docs_generator
  for source in "$root"/examples/*.cpp; do
    flags='' libraries=''
    case $source in
      *without_exceptions*) flags="-fno-exceptions -fno-rtti" ;;
      *settings_file*) libraries="-lboost_json -lyaml-cpp" ;;
    esac
    # shellcheck disable=SC2086  # words
    compile "$source" "$(basename "$source" .cpp)" $flags
  done
fi
folder=$(cd "$folder" && pwd)
[ -e "$folder/flights.db" ] || sh "$root/examples/make_database.sh" "$folder/flights.db" 1000
# Other compilers put it in other words.
refusals=skip
program=skip
[ ! -x "$folder/apps/ferrule" ] || program=make
assembly=skip
case $("$CXX" --version | head -n 1) in
  *g++*" 12."*)
    refusals=make
    [ "$(uname -m)" != x86_64 ] || ! command -v objdump >/dev/null || assembly=make
    ;;
esac

stale=0
for file in "$root/README.md" $(find "$root/docs" -name '*.md'); do
  awk -v generate="sh '$root/docs/generate.sh' --block '$folder'" -v plain="sh '$root/docs/generate.sh' --block ." \
    -v refusals="$refusals" -v program="$program" -v assembly="$assembly" -v file="$file" '
    function give(command,   line, status) {
      while ((status = (command | getline line)) > 0) print line
      if (close(command) != 0) { print file ": failed: " command >"/dev/stderr"; bad = 1 }
    }
    /^<!-- begin generated: .* -->$/ {
      print
      what = $0
      sub(/^<!-- begin generated: /, "", what)
      sub(/ -->$/, "", what)
      if (what ~ /^refusal / && refusals == "skip") next
      if (what ~ /^ferrule / && program == "skip") next
      if (what ~ /^assembly / && assembly == "skip") next
      give(generate " " what)
      skipping = 1
      next
    }
    /^<!-- end generated -->$/ { skipping = 0 }
    /^<!-- from: .* \[.*\] -->$/ {
      print
      source = $3
      name = substr($4, 2, length($4) - 2)
      if ((getline) > 0) print
      if ($0 != "```cpp") { print file ": no ```cpp under: from " source >"/dev/stderr"; bad = 1; next }
      give(plain " code " source " " name)
      in_code = 1
      next
    }
    in_code { if ($0 == "```") in_code = 0; else next }
    !skipping { print }
    END { exit bad || skipping }' "$file" >"$folder/generated.md" || {
    echo "$file could not be generated"
    stale=1
    continue
  }
  if cmp -s "$file" "$folder/generated.md"; then continue; fi
  if [ $check = yes ]; then
    # A header that moved by some lines does not make a page wrong.
    for which in "$file" "$folder/generated.md"; do
      sed -E 's/\.([ch]pp):[0-9:]+/.\1:N/; s/^ +[0-9]+ \|/ N |/' "$which" >"$folder/compared.$(basename "$which")"
    done
    if cmp -s "$folder/compared.$(basename "$file")" "$folder/compared.generated.md"; then continue; fi
    echo "out of date, run sh docs/generate.sh: ${file#"$root"/}"
    diff "$file" "$folder/generated.md" | head -n 20
    stale=1
  else
    cat "$folder/generated.md" >"$file"
    echo "rewritten: ${file#"$root"/}"
  fi
done
exit $stale
