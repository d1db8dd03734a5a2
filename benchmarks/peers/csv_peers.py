# SPDX-License-Identifier: BSL-1.0
"""DuckDB, pyarrow and polars, each reading the same file typed, on one thread, in the way that its makers recommend.

csv_peers.py FILE OUTPUT answers commands on standard input: `verify NAME` with the sums of all columns (support/csv_data.hpp), `run NAME`
with processor seconds, seconds and rows, `version NAME`.

DuckDB computes aggregates over every column while it reads, so that nothing is stored; pyarrow and polars read into columns, of
which nothing is asked while the clock runs. `write` is pyarrow writing what it has read.
"""
import os
import resource
import sys
import time

os.environ['POLARS_MAX_THREADS'] = '1'
os.environ['OMP_NUM_THREADS'] = '1'

import duckdb  # noqa: E402
import numpy  # noqa: E402
import polars  # noqa: E402
import pyarrow  # noqa: E402
import pyarrow.csv  # noqa: E402

path, output = sys.argv[1:3]
pyarrow.set_cpu_count(1)
pyarrow.set_io_thread_count(1)
connection = duckdb.connect(config={'threads': 1})

COLUMNS = {'id': 'BIGINT', 'ts': 'TIMESTAMP', 'account': 'INTEGER', 'symbol': 'VARCHAR', 'price': 'DOUBLE', 'qty': 'INTEGER',
           'side': 'BOOLEAN', 'note': 'VARCHAR'}
ARROW = {'id': pyarrow.int64(), 'ts': pyarrow.timestamp('ms'), 'account': pyarrow.int32(), 'symbol': pyarrow.string(),
         'price': pyarrow.float64(), 'qty': pyarrow.int32(), 'side': pyarrow.bool_(), 'note': pyarrow.string()}
POLARS = {'id': polars.Int64, 'ts': polars.Datetime('ms'), 'account': polars.Int32, 'symbol': polars.String, 'price': polars.Float64,
          'qty': polars.Int32, 'side': polars.Boolean, 'note': polars.String}
FROM = "FROM read_csv('{}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {})".format(
    path.replace("'", "''"), COLUMNS)


def read_duckdb():
    return connection.execute('SELECT count(*), sum(id), bit_xor(epoch_ms(ts)), sum(account), sum(strlen(symbol)), sum(price), sum(qty), '
                              'count(*) FILTER (side), count(note), sum(strlen(note)) ' + FROM).fetchone()[0]


def read_pyarrow():
    return pyarrow.csv.read_csv(path, pyarrow.csv.ReadOptions(use_threads=False), None,
                                pyarrow.csv.ConvertOptions(column_types=ARROW, strings_can_be_null=True, null_values=['']))


def read_polars():
    # Twice as fast as letting it parse timestamps by itself.
    return polars.scan_csv(path, schema=POLARS | {'ts': polars.String}).with_columns(
        polars.col('ts').str.to_datetime('%Y-%m-%d %H:%M:%S%.3f', time_unit='ms')).collect()


def write_pyarrow():
    pyarrow.csv.write_csv(held, output)
    return held.num_rows


held = None


def run(name):
    global held
    if name == 'write' and held is None:
        held = read_pyarrow()
    act = {'duckdb': read_duckdb, 'pyarrow': read_pyarrow, 'polars': read_polars, 'write': write_pyarrow}[name]
    before, began = resource.getrusage(resource.RUSAGE_SELF), time.monotonic()
    found = act()
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_SELF)
    rows = found if isinstance(found, int) else len(found)
    print(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, took, rows)


def sums(table):
    """The digest of support/csv_data.hpp."""
    table = table.cast(pyarrow.schema([(name, kind) for name, kind in ARROW.items()])).combine_chunks()
    weights = (numpy.arange(table.num_rows, dtype=numpy.uint64) % numpy.uint64(1009)) + numpy.uint64(1)
    out = [table.num_rows]

    def number(values):
        out.append(int((values.astype(numpy.int64).view(numpy.uint64) * weights).sum(dtype=numpy.uint64)))

    def text(column):
        lengths = pyarrow.compute.fill_null(pyarrow.compute.binary_length(column), 0)
        number(lengths.to_numpy())
        joined = b''.join(chunk.buffers()[2][chunk_begin(chunk):chunk_end(chunk)].to_pybytes() for chunk in chunks(column) if len(chunk))
        data = numpy.frombuffer(joined, dtype=numpy.uint8).astype(numpy.uint64)
        places = (numpy.arange(len(data), dtype=numpy.uint64) % numpy.uint64(251)) + numpy.uint64(1)
        out.append(int((data * places).sum(dtype=numpy.uint64)))

    def chunks(column):
        return column.chunks if isinstance(column, pyarrow.ChunkedArray) else [column]

    def chunk_begin(chunk):
        return numpy.frombuffer(chunk.buffers()[1], dtype=numpy.int32)[chunk.offset]

    def chunk_end(chunk):
        return numpy.frombuffer(chunk.buffers()[1], dtype=numpy.int32)[chunk.offset + len(chunk)]

    number(table['id'].to_numpy())
    number(table['ts'].cast(pyarrow.int64()).to_numpy())
    number(table['account'].to_numpy())
    text(table['symbol'])
    number(numpy.floor(table['price'].to_numpy() * 100 + 0.5))
    number(table['qty'].to_numpy())
    number(table['side'].to_numpy(zero_copy_only=False))
    number(pyarrow.compute.is_null(table['note']).to_numpy(zero_copy_only=False))
    text(table['note'])
    return out


def verify(name):
    if name == 'duckdb':
        table = connection.sql('SELECT * ' + FROM).to_arrow_table()
    elif name == 'polars':
        table = read_polars().to_arrow()
    else:
        table = read_pyarrow()
    print(*sums(table))


for line in sys.stdin:
    command, name = line.split()
    if command == 'version':
        print({'duckdb': duckdb, 'pyarrow': pyarrow, 'polars': polars}[name].__version__)
    else:
        {'run': run, 'verify': verify}[command](name)
    sys.stdout.flush()
