#!/bin/sh
# sh examples/quickstart.sh [--no-install]
#
# From a fresh Debian 12 or 13 to rows in structs: installs what is missing with apt-get (--no-install: does not), compiles
# a small program and shows its first rows, then reads 300 000 flights out of SQLite twice: with ferrule, and with a
# loop written by hand. Everything it makes is in build/quickstart.
set -eu
cd "$(dirname "$0")/.."

install=yes
for argument; do
  case $argument in
    --no-install) install=no ;;
    *) sed -n '2,6s/^# \{0,1\}//p' "$0"; exit 2 ;;
  esac
done

folder=build/quickstart
database=$folder/flights.db
began=$(date +%s)
seconds() { echo $(($(date +%s) - began)); }
say() { printf '\n== %s\n\n' "$*"; }
stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}
cut_out() { # cut_out FILE NAME: the lines between the markers //[NAME and //]
  awk -v name="$2" '$1 == "//[" name { on = 1; next } on && $1 == "//]" { exit } on' "$1" | sed 's/^/    /'
}

# --- Packages --------------------------------------------------------------------------------------

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }
boost_is_new_enough() {
  awk '$1 == "#define" && $2 == "BOOST_VERSION" { found = $3 } END { exit !(found >= 108100) }' \
    /usr/include/boost/version.hpp 2>/dev/null
}
missing_packages() {
  for tool in g++ sqlite3 gzip; do command -v "$tool" >/dev/null || echo "$tool"; done
  for library in libsqlite3-dev libfmt-dev libexpected-dev; do installed $library || echo $library; done
  if ! boost_is_new_enough; then # the newest there is; ferrule needs 1.81
    for package in libboost1.88-dev libboost1.83-dev libboost1.81-dev; do
      if apt-cache show $package >/dev/null 2>&1; then echo $package; break; fi
    done
  fi
}

. /etc/os-release 2>/dev/null || PRETTY_NAME="an unknown system"
say "1. Packages, on $PRETTY_NAME"
if ! command -v apt-get >/dev/null; then
  echo "There is no apt-get here. Needed are g++ 12 or newer, Boost 1.81, fmt 9.1, tl-expected, SQLite 3.37 and its shell."
elif [ $install = no ]; then
  missing=$(missing_packages)
  [ -z "$missing" ] || stop "Missing, and not installed because of --no-install:" $missing
  echo "Everything needed is installed."
else
  missing=$(missing_packages)
  if [ -z "$missing" ] && boost_is_new_enough; then
    echo "Everything needed is installed."
  else
    as_root=""
    if [ "$(id -u)" -ne 0 ]; then
      command -v sudo >/dev/null ||
        stop "Packages are missing and this is neither root nor is there sudo. As root: apt-get install" $missing
      as_root=sudo
    fi
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p "$folder"
    # Which Boost there is, is known when the lists are there.
    echo "Reading the package lists ..."
    $as_root apt-get update >"$folder/apt.log" 2>&1 || stop "apt-get update failed: $(tail -n 3 "$folder/apt.log")"
    missing=$(missing_packages)
    echo "Installing:" $missing
    # shellcheck disable=SC2086  # one word per package
    $as_root apt-get install -y --no-install-recommends --no-remove $missing >>"$folder/apt.log" 2>&1 ||
      stop "apt-get install failed: $(tail -n 3 "$folder/apt.log")"
    echo "Done after $(seconds) s."
  fi
fi
boost_is_new_enough || [ ! -e /etc/debian_version ] || stop "Boost 1.81 or newer is needed, and none was found."
CXX=${CXX:-g++}
command -v "$CXX" >/dev/null || stop "There is no compiler '$CXX'."
mkdir -p "$folder"

# --- First rows ------------------------------------------------------------------------------------

compile() { # compile NAME [FLAG]
  name=$1
  shift
  set -- "$CXX" -std=c++20 "$@" -Iinclude "examples/$name.cpp" -lsqlite3 -lfmt -o "$folder/$name"
  echo "    $*"
  "$@" || stop "examples/$name.cpp did not compile."
}

ready=$(date +%s)
say "2. A table: 300 000 flights of 2001 into $database"
sh examples/make_database.sh "$database"
sqlite3 -batch "$database" '.schema flights' | sed 's/^/    /'

say "3. A program: examples/1_first_rows.cpp"
cut_out examples/1_first_rows.cpp first_rows
echo
compile 1_first_rows
echo
"$folder/1_first_rows" "$database" | sed 's/^/    /'
echo
echo "The first rows came $(($(date +%s) - ready)) s after the packages were there."

# --- Beside the hand-written loop ------------------------------------------------------------------

say "4. The whole table into structs, every cell checked. With ferrule:"
cut_out examples/two_loops.cpp flight
echo
cut_out examples/two_loops.cpp ferrule_loop
echo
echo "and with a loop written by hand:"
echo
cut_out examples/two_loops.cpp hand_loop
echo
echo "Compiling both, reading the table 12 times with each, in turn ..."
echo
compile two_loops -O2
echo
"$folder/two_loops" "$database" 11 | sed 's/^/    /'

say "Done in $(seconds) s. What next"
cat <<'NEXT'
    docs/tutorial/first-rows.md          the same, step by step
    docs/tutorial/first-connector.md     a connector for a source of your own
    docs/explanation/sqlite.md           why the loop is faster than the one by hand
    examples/                            small programs; each says at its top how it is run
    sh tests/run.sh                      the tests
NEXT
