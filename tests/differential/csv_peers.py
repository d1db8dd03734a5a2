# SPDX-License-Identifier: BSL-1.0
"""The CSV connector beside DuckDB and pyarrow: which cells there are, and what types and values they become.

csv_peers.py DUMP ROOT FOLDER [SEED [FILES]]

Differences are sorted by their reasons; REASONS has those that are meant, with the words of docs/explanation/csv-differences.md. A difference
without a reason, and a reason that the page does not give, is a failure.
"""
import collections
import csv
import datetime
import decimal
import os
import random
import sys

import csv_account
import duckdb
import nasty_csv
import pyarrow
import pyarrow.csv

csv.field_size_limit(1 << 30)

REASONS = {
    'duckdb refuses': 'DuckDB refuses files whose rows end in more than one way, or leaves rows out.',
    'pyarrow refuses': 'pyarrow refuses a file without a byte, or with a byte order mark alone; here it is a table without columns.',
    'fractions': 'Numbers with a point are exact decimals here, and double in DuckDB and pyarrow.',
    'leading zero': 'Numbers with a leading zero are text here and in DuckDB, and integers in pyarrow.',
    'plus sign': 'Numbers with a plus are text here and in DuckDB, and double in pyarrow.',
    'hexadecimal': '`0x10` is text here, and 16 in DuckDB and pyarrow.',
    'wide integers': 'Integers beyond 64 bits are int128 here and in DuckDB, and double in pyarrow.',
    'minus zero': '`-0` is a float64 here, and the integer 0 in DuckDB and pyarrow.',
    'inf and nan': '`inf` and `nan` are text here, and double in DuckDB and pyarrow.',
    'booleans and bits': '`1` and `0` beside `true` and `false` are text here and in DuckDB, and booleans in pyarrow.',
    'yes and no': '`yes` and `no` are text here and in pyarrow, and booleans in DuckDB.',
    'other dates': '`05/08/2001` and `08.05.2001` are text here and in pyarrow, and dates in DuckDB.',
    'units': 'Timestamps and times of day are of microseconds here, and of seconds in pyarrow, or of nanoseconds where they have a fraction.',
    'nanoseconds': 'Nanoseconds are kept here and in pyarrow, and cut off in DuckDB.',
    'nulls': '`NA` is text here and in DuckDB until the setting `nulls` has it, and null in pyarrow.',
    'quoted empty': 'An empty text in quotes is an empty text here and in pyarrow, and null in DuckDB.',
    'empty columns': 'A column without a value is text here and in DuckDB, and has the type null in pyarrow.',
}


class Tally:
    def __init__(self):
        self.by_reason, self.failures, self.same = collections.Counter(), [], 0

    def differs(self, reason, what):
        if reason:
            self.by_reason[reason] += 1
        else:
            self.failures.append(what)


# --- the same cells --------------------------------------------------------------------------------

def duckdb_cells(path, d, width):
    columns = '{' + ', '.join(f"'c{i}': 'VARCHAR'" for i in range(width)) + '}'
    text = {name: value.replace("'", "''") for name, value in (('delim', d.delimiter), ('quote', d.quote), ('escape', d.escape or d.quote))}
    # What it finds out by itself is the first line end there is, in quotes or not.
    ends = '' if len(d.line_ends) > 1 else ", new_line = '" + d.line_ends[0].replace('\r', '\\r').replace('\n', '\\n') + "'"
    query = (f"SELECT * FROM read_csv('{path}', auto_detect = false, header = false, columns = {columns}, delim = '{text['delim']}', "
             f"quote = '{text['quote']}', escape = '{text['escape']}', max_line_size = 20000000, nullstr = 'no null at all', parallel = false{ends})")
    return [['' if cell is None else cell for cell in row] for row in duckdb.sql(query).fetchall()]


def pyarrow_cells(path, d, width):
    names = [f'c{i}' for i in range(width)]
    found = pyarrow.csv.read_csv(
        path, pyarrow.csv.ReadOptions(column_names=names, block_size=64 << 20),
        pyarrow.csv.ParseOptions(delimiter=d.delimiter, quote_char=d.quote, double_quote=True, escape_char=d.escape or False,
                                 newlines_in_values=True),
        pyarrow.csv.ConvertOptions(column_types={name: pyarrow.string() for name in names}, strings_can_be_null=False))
    return [list(row) for row in zip(*(column.to_pylist() for column in found.columns))]


def compare_cells(dump, folder, seed, count, tally):
    jobs, wanted = [], []
    for number in range(count):
        r = nasty_csv.seeded(seed, number)
        d, rows, text = nasty_csv.table(r)
        if d.escape:  # both peers know either doubled quotes or an escape, not both
            continue
        path = os.path.join(folder, f'{number}.csv')
        with open(path, 'w', encoding='utf-8', newline='') as out:
            out.write(text)
        jobs.append((path, d.settings()))
        wanted.append((number, d, rows, text))
    for (path, _), (number, d, rows, text), account in zip(jobs, wanted, csv_account.read(dump, jobs)):
        if account.error or account.rows != rows:
            tally.failures.append(f'file {number}: ferrule read other cells than were written, {account.message or ""}')
        width = len(rows[0]) if rows else 1
        for name, read in (('duckdb', duckdb_cells), ('pyarrow', pyarrow_cells)):
            try:
                theirs = read(path, d, width)
            except (duckdb.Error, pyarrow.ArrowException) as problem:
                tally.differs(refusal(name, d, text), f'file {number}: {name} refuses: {problem}')
                continue
            if theirs == account.rows:
                tally.same += 1
            else:
                tally.differs(refusal(name, d, text), f'file {number} ({path}): {name} reads other cells: {first_difference(account.rows, theirs)}')
        os.remove(path)


def first_difference(a, b):
    for i, (x, y) in enumerate(zip(a, b)):
        if x != y:
            return f'row {i}: {str(x)[:200]}, there {str(y)[:200]}'
    return f'{len(a)} rows, there {len(b)}'


def refusal(name, d, text):
    if name == 'pyarrow':
        return None if text.strip('\ufeff') else 'pyarrow refuses'
    return 'duckdb refuses' if len(d.line_ends) > 1 else None


# --- the same types --------------------------------------------------------------------------------

def columns_of_values(r):
    """Columns of cells that look like something, by what they look like."""
    def some(*choices):
        return [r.choice(choices) for _ in range(50)]
    return {
        'integers': [str(r.randrange(-1000, 1000)) for _ in range(50)],
        'large integers': [str(r.choice([-1, 1]) * r.randrange(1 << 62, (1 << 63) - 1)) for _ in range(50)],
        'wide integers': [str(r.randrange(1 << 63, 1 << 80)) for _ in range(50)],
        'integers and nothing': [r.choice(['', str(r.randrange(100))]) for _ in range(49)] + ['5'],
        'minus zero': some('-0', '0', '1') + ['-0'],
        'plus sign': ['+' + str(r.randrange(1, 100)) for _ in range(50)],
        'leading zero': ['%05d' % r.randrange(1, 9999) for _ in range(50)],
        'fractions': ['%d.%02d' % (r.randrange(1000), r.randrange(100)) for _ in range(50)],
        'integers and fractions': some('1', '2.5', '-3') + ['0.25'],
        'exponents': some('1e5', '-2.5E-3', '7e0'),
        'hexadecimal': some('0x10', '0xff'),
        'grouped': some('1,000', '25,000'),
        'inf and nan': some('inf', 'nan', '1.5') + ['nan'],
        'booleans': some('true', 'false', 'True', 'FALSE'),
        'booleans and bits': some('true', 'false', '1', '0') + ['true', '0'],
        'bits': some('1', '0'),
        'yes and no': some('yes', 'no'),
        'dates': [str(datetime.date(2000, 1, 1) + datetime.timedelta(r.randrange(9999))) for _ in range(50)],
        'impossible dates': some('2001-02-29', '2001-02-28') + ['2001-02-29'],
        'dates with slashes': ['%02d/%02d/2001' % (r.randrange(1, 13), r.randrange(1, 29)) for _ in range(50)],
        'dates with points': ['%02d.%02d.2001' % (r.randrange(1, 29), r.randrange(1, 13)) for _ in range(50)],
        'timestamps': ['2001-05-08 %02d:00:00' % r.randrange(24) for _ in range(50)],
        'timestamps with T': ['2001-05-08T%02d:30:00' % r.randrange(24) for _ in range(50)],
        'timestamps with fractions': ['2001-05-08 16:00:00.%06d' % r.randrange(1000000) for _ in range(50)],
        'timestamps of nanoseconds': ['2001-05-08 16:00:00.%09d' % r.randrange(1000000000) for _ in range(50)],
        'timestamps in UTC': ['2001-05-08T%02d:00:00Z' % r.randrange(24) for _ in range(50)],
        'timestamps with zones': ['2001-05-08T16:00:00+%02d:00' % r.randrange(12) for _ in range(50)],
        'times': ['%02d:%02d:%02d' % (r.randrange(24), r.randrange(60), r.randrange(60)) for _ in range(50)],
        'times without seconds': ['%02d:%02d' % (r.randrange(24), r.randrange(60)) for _ in range(50)],
        'NA': some('NA', '5', '6') + ['NA', '7'],
        'null': some('null', 'a') + ['null'],
        'quoted empty': some('""', 'a') + ['""'],
        'nothing': [''] * 50,
        'words': some('a', 'b', 'ü'),
    }


WHY = {  # the column that differs: the reason for DuckDB, for pyarrow; all others must be the same
    'wide integers': (None, 'wide integers'), 'minus zero': ('minus zero', 'minus zero'), 'plus sign': (None, 'plus sign'),
    'leading zero': (None, 'leading zero'), 'fractions': ('fractions', 'fractions'), 'integers and fractions': ('fractions', 'fractions'),
    'hexadecimal': ('hexadecimal', 'hexadecimal'), 'inf and nan': ('inf and nan', 'inf and nan'),
    'booleans and bits': (None, 'booleans and bits'), 'yes and no': ('yes and no', None),
    'dates with slashes': ('other dates', None), 'dates with points': ('other dates', None),
    'timestamps': (None, 'units'), 'timestamps with T': (None, 'units'), 'timestamps with fractions': (None, 'units'),
    'timestamps of nanoseconds': ('nanoseconds', None), 'timestamps in UTC': (None, 'units'), 'timestamps with zones': (None, 'units'),
    'times': (None, 'units'), 'times without seconds': (None, 'units'), 'NA': (None, 'nulls'), 'quoted empty': ('quoted empty', None),
    'nothing': (None, 'empty columns'),
}

SAME_TYPES = {'int64': ('BIGINT', 'int64'), 'text': ('VARCHAR', 'string'), 'boolean': ('BOOLEAN', 'bool'), 'float64': ('DOUBLE', 'double'),
              'date': ('DATE', 'date32[day]'), 'timestamp': ('TIMESTAMP', 'timestamp[us]'), 'time': ('TIME', 'time64[us]'),
              'timestamp_utc': ('TIMESTAMP WITH TIME ZONE', 'timestamp[us, tz=UTC]'), 'timestamp_ns': ('TIMESTAMP_NS', 'timestamp[ns]'),
              'decimal': ('DECIMAL', 'decimal128'), 'int128': ('HUGEINT', 'decimal128')}


def as_meant(kind, cell):
    """A cell of ours as the value that Python has for it."""
    if cell is None or kind in ('text', 'boolean', 'int64', 'json'):
        return cell
    if kind in ('decimal', 'int128'):
        return decimal.Decimal(cell)
    if kind == 'float64':
        return float(cell)
    if kind == 'date':
        return datetime.date.fromisoformat(cell)
    if kind == 'time':
        return datetime.time.fromisoformat(cell)
    return cell.replace('T', ' ') if kind.endswith('_ns') else datetime.datetime.fromisoformat(cell)


def same(a, b):
    """Whether they mean the same; a double that is the nearest to what was written does."""
    if isinstance(a, datetime.datetime) and isinstance(b, datetime.datetime) and a.tzinfo and b.tzinfo:
        return a == b
    if type(b) is float and type(a) in (int, decimal.Decimal):
        return float(a) == b
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def typed_by_duckdb(path):
    found = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true, delim = ';')")
    return [str(kind) for kind in found.types], [list(column) for column in zip(*found.fetchall())]


def typed_by_pyarrow(path):
    found = pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter=';'))
    # Python's datetime has no nanoseconds.
    columns = [column.cast(pyarrow.string()) if path.endswith('nanoseconds.csv') and column.type == pyarrow.timestamp('ns') else column
               for column in found.columns]
    return [str(kind) for kind in found.schema.types], [column.to_pylist() for column in columns]


def compare_types(dump, folder, seed, tally):
    """One file per kind of column, beside a column of numbers, so that the header is one for everybody."""
    for what, cells in columns_of_values(random.Random(seed)).items():
        path = os.path.join(folder, what.replace(' ', '_') + '.csv')
        with open(path, 'w', encoding='utf-8', newline='') as out:
            out.write('n;x\n' + ''.join(f'{i};{cell}\n' for i, cell in enumerate(cells)))
        account = csv_account.read(dump, [(path, {'delimiter': ';', 'header': 'yes'})])[0]
        read = {'duckdb': typed_by_duckdb(path), 'pyarrow': typed_by_pyarrow(path)}
        compare_columns(what, account, [1], read, tally, lambda peer, *_: WHY.get(what, (None, None))[peer])


def compare_columns(what, account, at, read, tally, reason_of):
    """`read` gives the types and columns of each peer."""
    for peer, (name, (kinds, columns)) in enumerate(read.items()):
        for i in at:
            column, kind, _ = account.columns[i]
            ours = [as_meant(kind, row[i]) for row in account.rows]
            differing = [(a, b) for a, b in zip(ours, columns[i]) if not same(a, b)]
            reason = reason_of(peer, kind, kinds[i], account, i, differing)
            shown = f'{what}, column {column}: {kind} here, {kinds[i]} in {name}; {differing[:1] or "the same values"}'
            if len(ours) != len(columns[i]):
                tally.failures.append(f'{what}: {len(ours)} rows here, {len(columns[i])} in {name}')
            elif kinds[i].startswith(SAME_TYPES[kind][peer]) and not differing:
                tally.same += 1
                if reason:
                    tally.failures.append(f'{shown}; not different any more: {REASONS[reason]}')
            else:
                tally.differs(reason, shown)


def reason_in_real_files(peer, kind, theirs, account, i, differing):
    cells = [row[i] for row in account.rows if row[i]]
    if kind == 'decimal' and theirs.lower() == 'double' and not differing:
        return 'fractions'
    if kind.startswith('timestamp') and theirs.startswith('timestamp[') and not differing:
        return 'units'
    if peer == 1 and kind == 'text' and theirs == 'int64' and any(c[0] == '0' and len(c) > 1 and c.isdigit() for c in cells):
        return 'leading zero'
    if peer == 1 and kind == 'text' and any(a in ('NA', 'N/A', 'null', 'nan') and b is None for a, b in differing):
        return 'nulls'
    return None


def compare_real(dump, root, tally):
    files = csv_account.real_files(root)
    for path, account in zip(files, csv_account.read(dump, [(path, {}) for path in files])):
        what, tab = os.path.basename(path), '.tsv' in path
        found = duckdb.sql(f"SELECT * FROM read_csv('{path}', header = true, sample_size = -1)")
        arrow = pyarrow.csv.read_csv(path, parse_options=pyarrow.csv.ParseOptions(delimiter='\t' if tab else ','))
        if account.error:
            tally.failures.append(f'{what}: {account.message}')
            continue
        read = {'duckdb': ([str(kind) for kind in found.types], [list(column) for column in zip(*found.fetchall())]),
                'pyarrow': ([str(kind) for kind in arrow.schema.types], [column.to_pylist() for column in arrow.columns])}
        compare_columns(what, account, range(len(account.columns)), read, tally, reason_in_real_files)


def main():
    dump, root, folder = sys.argv[1:4]
    seed = sys.argv[4] if len(sys.argv) > 4 else 'peers'
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 2000
    os.makedirs(folder, exist_ok=True)
    duckdb.sql("SET TimeZone = 'UTC'")
    print(f'DuckDB {duckdb.__version__}, pyarrow {pyarrow.__version__}')
    tally = Tally()
    compare_cells(dump, folder, seed, count, tally)
    compare_types(dump, folder, seed, tally)
    compare_real(dump, root, tally)
    print(f'{tally.same} the same')
    with open(os.path.join(root, 'docs', 'explanation', 'csv-differences.md'), encoding='utf-8') as page:
        explained = ' '.join(page.read().split())
    for reason, times in sorted(tally.by_reason.items()):
        print(f'{times:6} {REASONS[reason]}')
        if REASONS[reason] not in explained:
            tally.failures.append(f'docs/explanation/csv-differences.md does not say: {REASONS[reason]}')
    for failure in tally.failures[:40]:
        print('DIFFERENT', failure[:600])
    print(f'{len(tally.failures)} differences without a reason')
    sys.exit(1 if tally.failures else 0)


main()
