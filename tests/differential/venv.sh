#!/bin/sh
# sh tests/differential/venv.sh FOLDER [PACKAGE[==VERSION]...]: makes a Python environment with these packages in FOLDER, or takes the one that is there.
# Prints its interpreter.
set -eu
folder=$1
shift
if [ ! -x "$folder/bin/python" ]; then python3 -m venv "$folder" >&2; fi
for package; do
  "$folder/bin/python" -m pip show -q "${package%%=*}" 2>/dev/null || "$folder/bin/python" -m pip install -q "$package" >&2
done
echo "$folder/bin/python"
