# SPDX-License-Identifier: BSL-1.0
"""write_docs.py DUMP FOLDER PAGE: the scores of ferrule, Python's csv module, DuckDB and pyarrow, as a table in PAGE."""
import collections
import platform
import sys

import duckdb
import pollute
import pyarrow
import score
import systems


def main():
    dump, folder, page = sys.argv[1:4]
    files = pollute.write_all(folder)
    readers = {'ferrule': lambda told: systems.ferrule(dump, files, folder, told),
               f'Python csv {platform.python_version()}': lambda told: systems.python(files, folder, told),
               f'DuckDB {duckdb.__version__}': lambda told: systems.duckdb(files, folder, told),
               f'pyarrow {pyarrow.__version__}': lambda told: systems.pyarrow(files, folder, told)}
    by_kind, by_measure, kinds = {}, {}, collections.Counter(file.kind for file in files)
    for told in (False, True):
        for name, read in readers.items():
            scores = collections.defaultdict(list)
            for file, loaded in zip(files, read(told)):
                scores[file.kind].append(score.score(file, loaded))
            everything = [one for kind in scores.values() for one in kind]
            by_measure[told, name] = score.mean(everything)
            by_kind[told, name] = {kind: sum(score.mean(of)) for kind, of in scores.items()}
            by_kind[told, name]['all'] = sum(by_measure[told, name])

    def table(told):
        best = {kind: max(by_kind[told, name][kind] for name in readers) for kind in [*kinds, 'all']}
        out = ['| pollution | files | ' + ' | '.join(readers) + ' |', '|---|---:|' + '---:|' * len(readers)]
        for kind in [*kinds, 'all']:
            cells = [f'{by_kind[told, name][kind]:.2f}' for name in readers]
            cells = [f'**{c}**' if c == f'{best[kind]:.2f}' and best[kind] > 0 else c for c in cells]
            out.append(f"| {kind} | {kinds.get(kind, len(files))} | " + ' | '.join(cells) + ' |')
        return out

    def measures():
        out = ['| | ' + ' | '.join(score.MEASURES) + ' |', '|---|' + '---:|' * len(score.MEASURES)]
        for (told, name), values in by_measure.items():
            out.append(f"| {name}, {'told' if told else 'untold'} | " + ' | '.join(f'{v:.3f}' for v in values) + ' |')
        return out

    with open(page, encoding='utf-8') as old:
        parts = old.read().split('<!-- measured -->\n')
    made = ['', '### Nothing told', ''] + table(False) + ['', '### The dialect told', ''] + table(True) + ['', '### By measure', ''] + measures()
    with open(page, 'w', encoding='utf-8') as new:
        new.write(parts[0] + '<!-- measured -->\n' + '\n'.join(made) + '\n')
    for told in (False, True):
        print('told' if told else 'untold', {name: round(sum(by_measure[told, name]), 3) for name in readers})


main()
