# SPDX-License-Identifier: BSL-1.0
"""How each system reads a file: as it comes (`told` is None), and told the dialect, each with what it has for rows that are not as they
should be. Every column is read as text. A system answers header and rows, or None where it gives up."""
import csv
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'differential'))
import csv_account  # noqa: E402

csv.field_size_limit(1 << 30)


def ferrule(dump, files, folder, told):
    jobs = []
    for file in files:
        settings = {'sample': '0', 'nulls': '(none)'}
        if told:
            t = file.told
            settings |= {'delimiter': t['delimiter'].replace('\t', '\\t') if len(t['delimiter']) == 1 else '', 'quote': t['quote'],
                         'escape': t['escape'] if t['escape'] != t['quote'] else '', 'header': 'yes' if t['header'] else 'no',
                         'skip_lines': str(t['skip']), 'ragged': 'collect', 'encoding': 'replace'}
        jobs.append((os.path.join(folder, file.name), settings))
    for file, account in zip(files, csv_account.read(dump, jobs)):
        names = [name for name, _, _ in account.columns]
        # A column without a name gets one, a second of the same name a number. Neither is what the file says.
        for i, name in enumerate(file.header[:len(names)]):
            if (name == '' and names[i] == f'column_{i + 1}') or (name in file.header[:i] and names[i].startswith(name + '_')):
                names[i] = name
        yield None if account.error else (names, account.rows)


def python(files, folder, told):
    for file in files:
        t = file.told
        try:
            with open(os.path.join(folder, file.name), encoding=t['encoding'] if told else 'utf-8-sig', newline='') as opened:
                if told:
                    for _ in range(t['skip']):
                        opened.readline()
                    dialect = {'delimiter': t['delimiter'], 'quotechar': t['quote'] or None,
                               'quoting': csv.QUOTE_MINIMAL if t['quote'] else csv.QUOTE_NONE,
                               'escapechar': t['escape'] if t['escape'] not in (t['quote'], '') else None}
                    rows = [row for row in csv.reader(opened, **dialect) if row]
                else:
                    head = opened.read(64 << 10)
                    opened.seek(0)
                    try:
                        dialect = csv.Sniffer().sniff(head)
                    except csv.Error:
                        dialect = csv.excel
                    rows = [row for row in csv.reader(opened, dialect) if row]
        except (csv.Error, TypeError, UnicodeError):
            yield None
            continue
        if told and not t['header']:
            yield [], rows
        else:
            yield (rows[0], rows[1:]) if rows else ([], [])


def duckdb(files, folder, told):
    import duckdb as engine
    for file in files:
        t = file.told
        path = os.path.join(folder, file.name)
        settings = {'all_varchar': True}
        columns = ''
        if told:
            # Its own way to read what its detection refuses: columns are told too, and the header is the first row.
            settings = {'auto_detect': False, 'delim': t['delimiter'], 'quote': t['quote'], 'escape': t['escape'], 'header': False,
                        'skip': t['skip'], 'strict_mode': False, 'null_padding': True, 'ignore_errors': True, 'parallel': False,
                        'max_line_size': 10000000, 'encoding': t['encoding']}
            width = max(len(file.header), len(file.rows[0]) if file.rows else 0, 1)
            columns = ', columns = {' + ', '.join(f"'c{i}': 'VARCHAR'" for i in range(width)) + '}'
        text = ', '.join(f'{name} = ' + (repr(value).lower() if isinstance(value, (bool, int)) else "'" + value.replace("'", "''") + "'")
                         for name, value in settings.items())
        try:
            found = engine.sql(f"SELECT * FROM read_csv('{path}', {text}{columns})")
            names = list(found.columns)
            rows = [['' if cell is None else cell for cell in row] for row in found.fetchall()]
        except engine.Error:
            yield None
            continue
        if told and t['header'] and rows:
            names, rows = rows[0], rows[1:]
        for i, name in enumerate(file.header[:len(names)]):
            if (name == '' and names[i].startswith('column')) or (name in file.header[:i] and names[i].startswith(name + '_')):
                names[i] = name
        yield names, rows


def pyarrow(files, folder, told):
    import pyarrow
    from pyarrow import csv as reader
    for file in files:
        t = file.told
        path = os.path.join(folder, file.name)
        read, parse = reader.ReadOptions(use_threads=False), reader.ParseOptions(newlines_in_values=True)
        try:
            if told:
                read = reader.ReadOptions(use_threads=False, skip_rows=t['skip'], autogenerate_column_names=not t['header'],
                                          encoding=t['encoding'])
                parse = reader.ParseOptions(delimiter=t['delimiter'], quote_char=t['quote'] or False, newlines_in_values=True,
                                            double_quote=t['escape'] == t['quote'],
                                            escape_char=t['escape'] if t['escape'] not in (t['quote'], '') else False,
                                            invalid_row_handler=lambda row: 'skip')
            names = reader.open_csv(path, read, parse).schema.names
            # Types are given by name; a name that is there twice has one type anyway.
            convert = reader.ConvertOptions(column_types={name: pyarrow.string() for name in names}, strings_can_be_null=False)
            found = reader.read_csv(path, read, parse, convert)
        except (pyarrow.ArrowException, ValueError, TypeError, UnicodeError, LookupError):
            yield None
            continue
        columns = [['' if cell is None else str(cell) for cell in column.to_pylist()] for column in found.columns]
        yield list(names), [list(row) for row in zip(*columns)]
