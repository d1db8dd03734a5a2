#!/bin/sh
# sh docs/assembly.sh memory | sqlite [FOLDER]: the machine code of a loop of docs/assembly.cpp, as a release build has it (g++ -O2, x86-64):
#
#   memory    the innermost loop over the rows that a memory table lends
#   sqlite    what SQLite calls for each row, without the saving and restoring of registers around it
#
# Behind each instruction stands what docs/assembly.notes says of it; "?", and exit status 1, where that is of another instruction: the
# compiler or the code has changed, and the notes have to be written anew. The object file is kept in FOLDER (build/docs).
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
which=$1 folder=${2:-$root/build/docs}
mkdir -p "$folder"
object=$folder/assembly.o
[ -e "$object" ] && [ -z "$(find "$root/include" "$root/docs/assembly.cpp" -newer "$object" -name '*.[ch]pp')" ] ||
  ${CMAKE_CXX_COMPILER_LAUNCHER:-} "${CXX:-g++}" -std=c++20 -O2 -I"$root/include" -c "$root/docs/assembly.cpp" -o "$object"

objdump -drC --no-show-raw-insn "$object" | awk -v which="$which" '
  /^[0-9a-f]+ <.*>:$/ {
    if (n) exit
    in_it = which == "memory" ? /<long all_delays<ferrule::memory::stream>/ : /::take<ferrule::detail::exact_sink<flight, /
    next
  }
  in_it && $1 == "" { next }
  in_it && /R_X86_64_PLT32/ { sub(/.*R_X86_64_PLT32[ \t]+/, ""); sub(/-0x4$/, ""); text[n] = "call   " $0; next }
  in_it && /R_X86_64/ { next }
  in_it && /^ *[0-9a-f]+:/ {
    address = $1
    sub(/:$/, "", address)
    sub(/^ *[0-9a-f]+:[ \t]*/, "")
    sub(/ +#.*/, "")
    if (/<.*>$/ && $1 != "call") { target[n + 1] = $2; $0 = sprintf("%-6s %s", $1, $2) }
    sub(/ +$/, "")
    text[++n] = $0
    place[address] = n
    at[n] = address
  }
  END {
    first = 1
    last = n
    if (which == "memory") { # the shortest way back
      last = 0
      for (i = 1; i <= n; i++)
        if (target[i] != "" && (target[i] in place) && place[target[i]] < i && (!last || i - place[target[i]] < last - first)) {
          first = place[target[i]]
          last = i
        }
    } else { # between what is saved for the caller and what is given back
      for (i = n; i >= 1; i--) if (text[i] ~ /^add +[$]0x[0-9a-f]+,%rsp/) last = i - 1
      for (i = last; i >= 1; i--) if (text[i] ~ /^call +sqlite3_user_data/) first = i
    }
    for (i = first; i <= last; i++) {
      if (target[i] == "") continue
      to = place[target[i]]
      if (to >= first && to <= last) {
        if (!(to in label)) label[to] = ".L" ++labels
        name = label[to]
      } else name = "elsewhere"
      sub(/ [^ ]+$/, " " name, text[i])
    }
    for (i = first; i <= last; i++) {
      if (text[i] ~ /^(nop|cs nop|data16|xchg +%ax,%ax)/) continue
      if (i in label) print label[i] ":"
      print "  " text[i]
    }
  }' >"$folder/assembly.$which"

# docs/assembly.notes has [memory] and [sqlite], and under each an instruction a line, a "|", and words.
awk -v which="$which" '
  FNR == NR { if (/^\[/) on = $0 == "[" which "]"; else if (on && NF) notes[++n] = $0; next }
  /:$/ { print; next }
  {
    instruction = $0
    gsub(/^ +| +$/, "", instruction)
    split(notes[++i], note, " *[|] *")
    said = note[1] == instruction ? note[2] : "?"
    if (said == "?") bad = 1
    printf "%s\n", said == "" ? $0 : sprintf("%-38s; %s", $0, said)
  }
  END {
    if (i != n) print "?"
    exit bad || i != n
  }' "$root/docs/assembly.notes" "$folder/assembly.$which"
