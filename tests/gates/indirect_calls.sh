#!/bin/sh
# No indirect call is compiled from ferrule's code between next() and the store into the struct.
#
# Reads the disassembly of a release build of benchmarks/row_path.cpp. The row path is every function that can be reached by
# direct calls from the loops every_row and every_block, and from functions whose address these hand out: those are the callbacks that
# client libraries make, and are listed. Not on it are functions of other libraries (reached through the PLT, or by a call
# through the GOT that names one) and what is marked cold, which the compiler puts into .text.unlikely: errors.
#
# `call *` is always an indirect call. `jmp *` is one (a tail call) or a switch's jump table; so the program is built a second
# time with -fno-jump-tables, where every `jmp *` is one.
set -eu
cd "$(dirname "$0")/../.."
: "${CXX:=g++}" "${GATES_FOLDER:=build/gates}"
folder=$GATES_FOLDER/indirect_calls.$(basename "$CXX")
mkdir -p "$folder"

build() { # build NAME FLAG...
  name=$1
  shift
  $CXX -std=c++20 -O2 "$@" -Iinclude -Ibenchmarks -c benchmarks/row_path.cpp -o "$folder/$name.o"
  $CXX "$folder/$name.o" -o "$folder/$name" -lsqlite3 -lfmt
  objdump -t "$folder/$name.o" | awk '/ F \.text\.unlikely/ { print "cold", $NF }' >"$folder/$name.cold"
  objdump -d --no-show-raw-insn "$folder/$name" >"$folder/$name.code"
}
build tables &
build no_tables -fno-jump-tables
wait $!

check() { # check NAME JUMPS: JUMPS=1 where a jump through a register is a call
  awk -v jumps="$2" '
    $1 == "cold" { cold[$2] = 1; next }
    /^[0-9a-f]+ <.*>:$/ { f = $2; gsub(/[<>:]/, "", f); defined[f] = 1; next }
    f == "" { next }
    {
      # The functions this instruction names: <name>, <name+offset>.
      target = ""
      if (match($0, /<[^>]*>$/)) target = substr($0, RSTART + 1, RLENGTH - 2)
      inside = sub(/[+]0x[0-9a-f]+$/, "", target)
      if ($2 ~ /^(call|callq|bl|jmp|jmpq|b|j[a-z]+|b[.][a-z]+)$/ && $3 !~ /^[*]/ && target != f && target != "") edges[f] = edges[f] " " target
      if ($2 ~ /^(lea|adrp|add|mov)$/ && target != "" && !inside) taken[f] = taken[f] " " target
      indirect = ""
      if (($2 ~ /^callq?$/ && $3 ~ /^[*]/) || $2 ~ /^blr/) indirect = $0
      if (jumps && (($2 ~ /^jmpq?$/ && $3 ~ /^[*]/) || $2 == "notrack" || $2 == "br")) indirect = $0
      if (indirect ~ /[(]%rip[)] +# [0-9a-f]+ <[^+>]*@.*>$/) indirect = ""  # through the GOT to a function of a library
      if (indirect != "") { sub(/^ *[0-9a-f]+:[ \t]*/, "", indirect); calls[f] = calls[f] "\t" indirect }
    }
    function reach(name, callback) {
      if (!(name in defined) || name in cold || name ~ /@plt$/ || name in reached) return
      reached[name] = 1
      queue[++last] = name
      if (callback) print "callback", name
    }
    END {
      for (name in defined) if (name ~ /^_Z[0-9]+every_(row|block)/ && !(name in cold)) { roots++; reach(name, 0) }
      for (first = 1; first <= last; first++) {
        name = queue[first]
        n = split(edges[name], next_names, " ")
        for (i = 1; i <= n; i++) reach(next_names[i], 0)
        n = split(taken[name], next_names, " ")
        for (i = 1; i <= n; i++) if (next_names[i] ~ /ferrule/) reach(next_names[i], 1)
        n = split(calls[name], found, "\t")
        for (i = 2; i <= n; i++) print "indirect", name, found[i]
      }
      print "roots", roots + 0
      print "functions", last + 0
    }' "$folder/$1.cold" "$folder/$1.code" | c++filt >"$folder/$1.found"
}
check tables 0
check no_tables 1

found=$(cat "$folder/tables.found" "$folder/no_tables.found" | sed -n 's/^indirect //p' | sort -u)
callbacks=$(sed -n 's/^callback //p' "$folder/tables.found" | sed 's/<[^<>]*>//g; s/<.*//; s/.* //' | sort | uniq -c | awk '{ printf "%s%s (%d)", n++ ? ", " : "", $2, $1 }')
roots=$(sed -n 's/^roots //p' "$folder/tables.found")
functions=$(sed -n 's/^functions //p' "$folder/tables.found")
echo "row path of $roots loops: $functions functions, $(printf '%s' "$found" | grep -c . || true) indirect calls; called back by client libraries: ${callbacks:-none}"
[ -z "$found" ] || printf '%s\n' "$found" | cut -c 1-400
[ -z "$found" ] && [ "$roots" -ge 5 ] && [ -n "$callbacks" ]
