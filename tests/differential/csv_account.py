# SPDX-License-Identifier: BSL-1.0
"""What csv_dump tells about files (tests/support/csv_account.hpp), read back."""
import json
import os
import subprocess


class Account:
    def __init__(self):
        self.decided, self.columns, self.rows, self.rejected = {}, [], [], []
        self.error = self.message = None

    def types(self):
        return {name: kind for name, kind, _ in self.columns}

    def take(self, line):
        if line.startswith('{'):
            # Numbers as they are written: a test must not lose what the reader kept.
            self.rows.append(list(json.loads(line, parse_float=str, object_pairs_hook=list_of_values).values))
        elif line.startswith('column '):
            name, end = json.JSONDecoder().raw_decode(line, 7)
            rest = line[end:].split()
            self.columns.append((name, rest[0], rest[1:] == ['null']))
        elif line.startswith('rejected '):
            _, at, fields, text = line.split(' ', 3)
            self.rejected.append((int(at), int(fields), json.loads(text)))
        elif line.startswith('error '):
            _, self.error, text = line.split(' ', 2)
            self.message = json.loads(text)
        elif line.startswith('because '):
            pass
        else:
            word, rest = line.split(' ', 1)
            self.decided[word] = rest


class list_of_values:
    def __init__(self, pairs):
        self.values = [value for _, value in pairs]


def read(dump, jobs):
    """The accounts of `jobs`, each a path and a map of settings."""
    lines = ''.join('\t'.join([path] + [f'{name}={value}' for name, value in settings.items()]) + '\n'
                    for path, settings in jobs)
    done = subprocess.run([dump], input=lines.encode(), stdout=subprocess.PIPE)
    out = []
    for line in done.stdout.decode().split('\n'):
        if line.startswith('file '):
            out.append(Account())
        elif line:
            out[-1].take(line)
    if done.returncode != 0:
        raise SystemExit(f'{dump} ended with {done.returncode} while it read {jobs[max(len(out) - 1, 0)]}')
    assert len(out) == len(jobs), (len(out), len(jobs))
    return out


def real_files(root):
    """The real files that are shipped."""
    real = os.path.join(root, 'tests', 'data', 'csv', 'real')
    examples = os.path.join(root, 'examples', 'data')
    out = [os.path.join(real, name) for name in sorted(os.listdir(real))]
    out += [os.path.join(examples, name) for name in ('airports.csv', 'birdstrikes.csv', 'flights-300k.csv.gz')]
    return out
