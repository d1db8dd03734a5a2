# SPDX-License-Identifier: BSL-1.0
"""pollock.test.py DUMP ROOT FOLDER [--record]: ferrule's scores by kind of pollution are not below those of recorded.txt.

--record writes recorded.txt anew; what became worse is then seen in its diff."""
import collections
import os
import sys

import pollute
import score
import systems


def main():
    dump, _, folder = sys.argv[1:4]
    here = os.path.dirname(os.path.abspath(__file__))
    files = pollute.write_all(folder)
    found = collections.defaultdict(list)
    for mode in ('untold', 'told'):
        for file, loaded in zip(files, systems.ferrule(dump, files, folder, mode == 'told')):
            points = sum(score.score(file, loaded))
            found[f'{mode}: {file.kind}'].append(points)
            found[f'{mode}: all'].append(points)
    now = {name: sum(points) / len(points) for name, points in found.items()}
    path = os.path.join(here, 'recorded.txt')
    if '--record' in sys.argv:
        with open(path, 'w', encoding='utf-8') as out:
            out.writelines(f'{points:.3f} {name}\n' for name, points in now.items())
        return
    with open(path, encoding='utf-8') as recorded:
        before = dict(reversed(line.rstrip('\n').split(' ', 1)) for line in recorded)
    worse = [f'{name}: {now.get(name, 0):.3f}, recorded is {points}' for name, points in before.items()
             if now.get(name, 0) < float(points) - 0.0015]
    print(f"{len(files)} files, {now['untold: all']:.3f} untold, {now['told: all']:.3f} told, of 10")
    print('\n'.join(worse))
    sys.exit(1 if worse or set(before) != set(now) else 0)


main()
