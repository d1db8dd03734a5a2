# SPDX-License-Identifier: BSL-1.0
"""Polluted versions of source.csv, by the kinds of pollution of the Pollock benchmark (Vitagliano, Hameed, Jiang, Reisener, Wu, Naumann:
"Pollock: A Data Loading Benchmark", VLDB 2023). The kinds are the paper's; the files and this program are our own.

`all_files()` gives for each file: name, kind, bytes, and what a person would read in it: header and rows, and the dialect to be told.
"""
import csv
import dataclasses
import io
import os


@dataclasses.dataclass
class Polluted:
    name: str
    kind: str
    data: bytes
    header: list
    rows: list
    told: dict  # delimiter, quote, escape, header (rows), skip (lines), encoding


def source():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'source.csv')
    with open(path, encoding='utf-8', newline='') as file:
        return list(csv.reader(file))


class Writer:
    """A table as text, every field in quotes, with what is different in some rows."""

    def __init__(self, table, delimiter=',', quote='"', escape='"', end='\r\n'):
        self.table, self.delimiter, self.quote, self.escape, self.end = table, delimiter, quote, escape, end
        self.by_row = {}  # number of the row: another Writer's settings

    def field(self, text, quote, escape):
        return quote + (text.replace(quote, escape + quote) if quote else text) + quote

    def lines(self):
        for i, row in enumerate(self.table):
            own = self.by_row.get(i, {})
            quote, escape = own.get('quote', self.quote), own.get('escape', self.escape)
            fields = [self.field(cell, quote, escape) for cell in row]
            yield own.get('delimiter', self.delimiter).join(fields), own.get('end', self.end)

    def text(self):
        return ''.join(line + end for line, end in self.lines())


def all_files():
    table = source()
    header, rows = table[0], table[1:]
    width, last = len(header), len(rows)
    out = []

    def add(kind, name, text, header=header, rows=rows, encoding='utf-8', **told):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        told = {'delimiter': ',', 'quote': '"', 'escape': '"', 'header': 1 if header else 0, 'skip': 0, 'encoding': encoding} | told
        out.append(Polluted(name + '.csv', kind, data, header, rows, told))

    plain = Writer(table).text()
    places = {'header': 0, 'first': 1, 'middle': last // 2, 'last': last}

    # --- the file
    add('none', 'source', plain)
    add('no line end at the end', 'no_last_line_end', plain[:-2])
    add('size', 'empty_file', '', [], [])
    add('size', 'only_header', Writer(table[:1]).text(), rows=[])
    add('size', 'one_row', Writer(table[:2]).text(), rows=rows[:1])
    add('size', 'one_column', Writer([row[:1] for row in table]).text(), header[:1], [row[:1] for row in rows])
    wide = [row + [f'col{i}' if row is header else 'x' for i in range(1024 - width)] for row in table]
    add('size', '1024_columns', Writer(wide).text(), wide[0], wide[1:])
    add('size', '6000_rows', Writer(table[:1] + rows * 100).text(), rows=rows * 100)
    add('encoding', 'bom', '\ufeff' + plain)
    add('encoding', 'latin_1', plain, encoding='latin-1')
    add('encoding', 'utf_16_le', b'\xff\xfe' + plain.encode('utf-16-le'), encoding='utf-16')
    add('encoding', 'utf_16_be', b'\xfe\xff' + plain.encode('utf-16-be'), encoding='utf-16')
    for name, end in (('lf', '\n'), ('cr', '\r')):
        add('row delimiter', 'row_delimiter_' + name, Writer(table, end=end).text())
    for name, delimiter in (('semicolon', ';'), ('pipe', '|'), ('tab', '\t'), ('space', ' '), ('colon', ':'), ('two_tabs', '\t\t'),
                            ('comma_space', ', '), ('backslash_t', '\\t')):
        add('delimiter', 'delimiter_' + name, Writer(table, delimiter=delimiter).text(), delimiter=delimiter)
    add('quote', 'quote_apostrophe', Writer(table, quote="'", escape="'").text(), quote="'", escape="'")
    simple = [[cell.replace(',', '').replace('"', '').replace('\n', ' ') for cell in row] for row in table]
    add('quote', 'quote_none', Writer(simple, quote='', escape='').text(), rows=simple[1:], quote='', escape='')
    add('escape', 'escape_backslash', Writer(table, escape='\\').text(), escape='\\')
    add('escape', 'escape_none', Writer(table, escape='').text(), escape='')

    # --- around the table
    for delimited in (True, False):
        for empty in (True, False):
            tail = f"{'' if delimited else 'not_'}delimited{'_and_empty' if empty else ''}"
            note = Writer([['NOTE'] + [''] * (width - 1)] * 3 if delimited else [['NOTE']] * 3).text()
            gap = (Writer([[''] * width]).text() if delimited else '\r\n') if empty else ''
            add('preamble', 'preamble_' + tail, note + gap + plain, skip=3 + empty)
            add('footnote', 'footnote_' + tail, plain + gap + note)
    for count in (6, 12):
        second = [[f'second{i}' for i in range(count)]] + [[f'{r}.{i}' for i in range(count)] for r in range(10)]
        for empty in (True, False):
            add('several tables', f"two_tables_{count}_columns{'_and_empty' if empty else ''}", plain + ('\r\n' if empty else '') + Writer(second).text())

    # --- the header
    add('header', 'no_header', Writer(rows).text(), [])
    for count in (2, 3):
        names = [header] + [['' if i % 2 else f'part {n}' for i in range(width)] for n in range(1, count)]
        add('header', f'header_of_{count}_rows', Writer(names + rows).text(), header, skip=0)
    for name, place in (('first', 0), ('third', 2), ('last', width - 1)):
        for what, text in (('empty', ''), ('odd', 'H/%"ö"'), ('large', 'HEADER' * 10000)):
            names = header[:place] + [text] + header[place + 1:]
            add('header', f'header_{what}_{name}', Writer([names] + rows).text(), names)
    add('header', 'header_twice_the_same', Writer([header[:1] * 2 + header[2:]] + rows).text(), header[:1] * 2 + header[2:])
    add('header', 'header_all_empty', Writer([[''] * width] + rows).text(), [''] * width)

    # --- one row
    def one_row(kind, name, change, truth=None):
        for where, at in places.items():
            w = Writer([list(row) for row in table])
            change(w, at)
            changed = truth(w, at) if truth else table
            add(kind, f'{name}_{where}', w.text(), changed[0], [row for row in changed[1:] if row])

    def other(**settings):
        return lambda w, at: w.by_row.__setitem__(at, settings)

    def resize(to):
        def change(w, at):
            w.table[at] = (w.table[at] + [w.table[at][-1]] * to)[:to]
        return change
    now = (lambda w, at: w.table)
    one_row('cells in a row', 'row_empty', resize(0), now)
    one_row('cells in a row', 'row_shorter', resize(5), now)
    one_row('cells in a row', 'row_longer', resize(width + 6), now)
    one_row('row delimiter in a row', 'row_ends_with_lf', other(end='\n'))
    one_row('row delimiter in a row', 'row_ends_with_cr', other(end='\r'))
    one_row('delimiter in a row', 'row_with_semicolons', other(delimiter=';'))
    one_row('quote in a row', 'row_with_apostrophes', other(quote="'", escape="'"))
    one_row('escape in a row', 'row_escape_backslash', other(escape='\\'))

    # --- one cell
    for where, at in places.items():
        fields = Writer(table).field
        for column in (0, 2, 6, width - 1):
            def cell(kind, name, change):
                row = [fields(text, '"', '"') for text in table[at]]
                line = change(row)
                text = ''.join((line if i == at else ','.join(fields(t, '"', '"') for t in other_row)) + '\r\n'
                               for i, other_row in enumerate(table))
                add(kind, f'{name}_{where}_{column}', text)
            cell('delimiter too many', 'delimiter_added',
                 lambda row: ','.join(row[:column]) + ',' * (column > 0) + ',' + ','.join(row[column:]))
            if column + 1 < width:
                cell('delimiter missing', 'delimiter_missing',
                     lambda row: ','.join(row[:column] + [row[column] + row[column + 1]] + row[column + 2:]))
            cell('quote not escaped', 'quote_added', lambda row: ','.join(row[:column] + ['""' + row[column][1:]] + row[column + 1:]))
            cell('quote not closed', 'quote_not_closed', lambda row: ','.join(row[:column] + [row[column][:-1]] + row[column + 1:]))
            cell('quote missing', 'quote_not_opened', lambda row: ','.join(row[:column] + [row[column][1:]] + row[column + 1:]))
            cell('white space', 'space_before_quote', lambda row: ','.join(row[:column] + [' ' + row[column]] + row[column + 1:]))
            cell('white space', 'space_behind_quote', lambda row: ','.join(row[:column] + [row[column] + ' '] + row[column + 1:]))

    # --- one column
    for name, change in (('date', lambda t: '.'.join(reversed(t.split('-')))), ('price', lambda t: t.replace('.', ','))):
        place = {'date': 0, 'price': 4}[name]
        for part, rows_of in (('all', range(last)), ('half', range(last // 2)), ('one', [last // 2])):
            changed = [[change(c) if i == place and n in rows_of else c for i, c in enumerate(row)] for n, row in enumerate(rows)]
            add('format of a column', f'format_{name}_{part}', Writer([header] + changed).text(), rows=changed)
    return out


def write_all(folder):
    os.makedirs(folder, exist_ok=True)
    files = all_files()
    for file in files:
        with open(os.path.join(folder, file.name), 'wb') as out:
            out.write(file.data)
    return files
