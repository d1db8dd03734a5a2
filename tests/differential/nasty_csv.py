# SPDX-License-Identifier: BSL-1.0
"""Nasty CSV files out of a seed: quotes, line ends, empty fields, long fields, characters of many bytes, and mere soup."""
import random

WORDS = ['', '', 'a', 'word', ' ', ' x ', '0', '-1.5', 'NA', 'é', '€', '𝄞', 'line\nbreak', 'cr\rlf\r\n', '"', '""', '"x"', "'", "''",
         ',', ';', '\t', '|', '\n', '\r', '\r\n', '\\', '\\"', '#', '\0', '\ufeff', 'x' * 63, 'y' * 64, 'z' * 65]


class Dialect:
    def __init__(self, r):
        self.delimiter = r.choice(',;\t|')
        self.quote = r.choice('""""\'')
        self.escape = r.choice(['', '', '', '\\'])
        self.line_ends = r.choice([['\n'], ['\r\n'], ['\r'], ['\n', '\r\n', '\r']])

    def settings(self):
        return {'delimiter': '\\t' if self.delimiter == '\t' else self.delimiter, 'quote': self.quote, 'escape': self.escape,
                'header': 'no', 'nulls': '(none)', 'sample': '0', 'ragged': 'collect'}

    def field(self, r, text):
        special = {self.delimiter, self.quote, '\n', '\r'} | ({self.escape} if self.escape else set())
        if not special & set(text) and r.random() < 0.6:
            return text
        if self.escape:
            text = text.replace(self.escape, self.escape * 2)
        if self.escape and r.random() < 0.3:
            text = text.replace(self.quote, self.escape + self.quote)
        else:
            text = text.replace(self.quote, self.quote * 2)
        return self.quote + text + self.quote


def table(r):
    """A table of texts as a well-formed file: dialect, rows, file."""
    d = Dialect(r)
    width = r.choice([2, 2, 3, 5, 9, 40])
    long = r.random() < 0.05
    rows = []
    if r.random() < 0.1:
        # Whatever comes next lies across the border of a block of 128 kilobytes.
        rows.append(['x' * (131072 * r.choice([1, 1, 2]) - r.randrange(0, 200))] + [''] * (width - 1))
    for _ in range(r.choice([0, 1, 2, 10, 100]) if long else r.choice([1, 2, 20, 400])):
        row = [''.join(r.choice(WORDS) for _ in range(r.choice([0, 1, 1, 1, 2, 5]))) for _ in range(width)]
        if long and r.random() < 0.2:
            # Longer than a block, and up to every place of its border.
            row[r.randrange(width)] = r.choice(['x', '"', 'ab"', '\n', '€']) * r.choice([1000, 43690, 65536, 131000, 131072, 300000])
        rows.append(row)
    text = ''
    for row in rows:
        text += d.delimiter.join(d.field(r, cell) for cell in row) + r.choice(d.line_ends)
    if rows and r.random() < 0.2:
        text = text.rstrip('\r\n')
    if text.startswith('\ufeff') or r.random() < 0.1:  # the first mark is the file's
        text = '\ufeff' + text
    return d, rows, text


def soup(r):
    """Characters that mean something, in no order."""
    d = Dialect(r)
    letters = 'ab' + d.delimiter * r.choice([1, 3]) + d.quote * r.choice([0, 1, 3]) + '\n' * r.choice([1, 2]) + '\r' * r.choice([0, 1]) + 'é '
    letters += d.escape
    return d, ''.join(r.choice(letters) for _ in range(r.choice([5, 20, 70, 200, 1000, 5000])))


def seeded(seed, number):
    return random.Random(f'{seed} {number}')
