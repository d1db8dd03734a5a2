#!/bin/sh
# sh examples/make_database.sh FILE [FLIGHTS]: an SQLite database of the data in examples/data/: airports, and all flights or
# the first so many. A file of that name is replaced. Needs sqlite3 and gzip.
set -eu
data=$(cd "$(dirname "$0")" && pwd)/data
file=$1
flights=${2:-300000}
mkdir -p "$(dirname "$file")"
rm -f "$file.new"
sqlite3 -batch -bail "$file.new" <<SQL
PRAGMA synchronous = off;
CREATE TABLE airports(
  iata TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, city TEXT, state TEXT, country TEXT NOT NULL,
  latitude REAL NOT NULL, longitude REAL NOT NULL);
CREATE TABLE flights(
  id INTEGER PRIMARY KEY, date TIMESTAMP NOT NULL, delay INTEGER NOT NULL, distance INTEGER NOT NULL,
  origin TEXT NOT NULL, destination TEXT NOT NULL);
CREATE TEMP TABLE raw_airports(iata, name, city, state, country, latitude, longitude);
CREATE TEMP TABLE raw_flights(date, delay, distance, origin, destination);
.import --csv --skip 1 "$data/airports.csv" raw_airports
.import --csv --skip 1 "|gzip -dc '$data/flights-300k.csv.gz' | head -n $((flights + 1))" raw_flights
INSERT INTO airports SELECT iata, name, nullif(city, 'NA'), nullif(state, 'NA'), country, latitude, longitude FROM raw_airports ORDER BY iata;
INSERT INTO flights(date, delay, distance, origin, destination) SELECT * FROM raw_flights;
SQL
mv "$file.new" "$file"
