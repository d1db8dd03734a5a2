#!/bin/sh
# sh tests/docs/check.sh [FOLDER]: fails where README.md or docs/ say what is not so:
#   a generated block or a block of code that is not what the code has now (docs/generate.sh --check [FOLDER]),
#   a block of C++ that is not cut out of a file that is compiled,
#   a link to a file or heading that is not there.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
status=0

sh docs/generate.sh --check "$@" || status=1

headings() { # the anchors of a file's headings, as GitHub makes them
  awk '/^```/ { code = !code } !code && /^#+ / { sub(/^#+ /, ""); print tolower($0) }' "$1" |
    sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

for file in README.md CONTRIBUTING.md examples/data/README.md $(find docs -name '*.md'); do
  awk -v file="$file" '
    /^```cpp/ && before !~ /^<!-- from: / { print file ":" NR ": this block of C++ does not say where it is from"; bad = 1 }
    { before = $0 }
    END { exit bad }' "$file" || status=1

  # Links: [text](target), outside of code.
  awk '/^```/ { code = !code } !code { gsub(/`[^`]*`/, ""); print }' "$file" | grep -oE '\]\([^) ]+\)' | sed 's/^](//; s/)$//' |
    sort -u >"${TMPDIR:-/tmp}/links.$$" || true
  while read -r link; do
    case $link in http://* | https://*) continue ;; esac
    target=${link%%#*}
    case $link in *#*) anchor=${link#*#} ;; *) anchor= ;; esac
    path=$file
    [ -z "$target" ] || path=$(dirname "$file")/$target
    if [ ! -e "$path" ]; then
      echo "$file: there is no $link"
      status=1
    elif [ -n "$anchor" ] && ! headings "$path" | grep -qxF -- "$anchor"; then
      echo "$file: $path has no heading #$anchor"
      status=1
    fi
  done <"${TMPDIR:-/tmp}/links.$$"
  rm -f "${TMPDIR:-/tmp}/links.$$"
done
exit $status
