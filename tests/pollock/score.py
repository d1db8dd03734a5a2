# SPDX-License-Identifier: BSL-1.0
"""The measures of the Pollock benchmark: success, and precision, recall and F1 of header, records and cells; 10 at most.

Cells are compared as text, records as rows of cells in order, both without regard to the order of rows. Empty cells at the end of a record
say nothing, so that a row that was filled up is the row that it was.
"""
import collections

MEASURES = ['success'] + [f'{level} {what}' for level in ('header', 'records', 'cells') for what in ('precision', 'recall', 'F1')]


def without_end(row):
    end = len(row)
    while end and row[end - 1] == '':
        end -= 1
    return tuple(row[:end])


def compared(expected, loaded):
    expected, loaded = collections.Counter(expected), collections.Counter(loaded)
    same = sum((expected & loaded).values())
    precision = same / sum(loaded.values()) if loaded else float(not expected)
    recall = same / sum(expected.values()) if expected else float(not loaded)
    return [precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0]


def score(file, loaded):
    """`loaded` is header and rows, or None where the file could not be read."""
    if loaded is None:
        return [0.0] * 10
    header, rows = loaded
    if not file.header:
        header = []  # what columns without names are called is nobody's business
    return ([1.0] + compared(file.header, header) +
            compared(map(without_end, file.rows), map(without_end, rows)) +
            compared([c for row in file.rows for c in without_end(row)], [c for row in rows for c in without_end(row)]))


def mean(scores):
    return [sum(column) / len(scores) for column in zip(*scores)]
