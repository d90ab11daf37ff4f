"""What the ablations measured, in ablations.json, and the tables of it.

    {"trained": {MODEL: {NAME: {"budget": {...}, "seeds": {SEED: {...}}}}},
     "tracked": {BUNDLE: {MODE: {NAME: {"of": FINGERPRINT, "figures": {...}}}}}}
"""
from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from measured import Figures, rounded
from mechanisms import MECHANISMS, SETTINGS, WHOLE, Mechanism

from vl_tracker_ros.evaluation.report.words import MODES, fraction
from vl_tracker_ros.evaluation.run_folder import write_whole

ABLATIONS = Path(__file__).with_name('ablations.json')
_TRAINED = {'template_right': 'right, by a template', 'words_right': 'right, by words', 'track_auc': 'tracking AUC'}
_TRACKED = {'auc': 'AUC', 'right_object': 'right object', 'hidden_said_lost': 'hidden, said lost',
            'regained_soon': 'regained', 'shown_right': 'boxes right'}
Rows = Mapping[str, Figures]


class Ablations:
    """The file and what is in it; each put writes it at once, whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError naming the file when it is not JSON."""
        self._path, self._values = path, {'trained': {}, 'tracked': {}}
        if path.exists():
            try:
                self._values = json.loads(path.read_text(encoding='utf-8'))
            except ValueError as error:
                raise ValueError(f'{path}: {error}') from error

    def is_trained(self, mechanism: Mechanism, budget: Figures, seed: int) -> bool:
        entry = self._values['trained'].get(mechanism.model, {}).get(mechanism.name, {})
        return entry.get('budget') == budget and str(seed) in entry['seeds']

    def put_trained(self, mechanism: Mechanism, budget: Figures, seed: int, row: Figures) -> None:
        """A row of another budget takes the place of all seeds that are there."""
        entries = self._values['trained'].setdefault(mechanism.model, {})
        if entries.get(mechanism.name, {}).get('budget') != budget:
            entries[mechanism.name] = {'budget': budget, 'seeds': {}}
        entries[mechanism.name]['seeds'][str(seed)] = rounded(row)
        self._write()

    def is_tracked(self, bundle: str, mode: str, name: str, found: str) -> bool:
        return self._values['tracked'].get(bundle, {}).get(mode, {}).get(name, {}).get('of') == found

    def put_tracked(self, bundle: str, mode: str, name: str, found: str, figures: Figures) -> None:
        row = {'of': found, 'figures': rounded(figures)}
        self._values['tracked'].setdefault(bundle, {}).setdefault(mode, {})[name] = row
        self._write()

    def _write(self) -> None:
        text = json.dumps(self._values, indent=1, sort_keys=True, allow_nan=False) + '\n'
        write_whole(self._path, lambda part: part.write_text(text, encoding='utf-8'))

    def tables(self) -> list[tuple[str, str]]:
        """(title, Markdown table) of every model that was trained and every bundle that was tracked."""
        trained = [(_title(model, rows[WHOLE]['budget']), _trained_table(model, rows))
                   for model, rows in sorted(self._values['trained'].items()) if WHOLE in rows]
        tracked = [(f'`{bundle}`, {MODES[mode]}', _tracked_table(rows))
                   for bundle, modes in sorted(self._values['tracked'].items())
                   for mode, rows in sorted(modes.items()) if WHOLE in rows]
        return trained + tracked


def _title(model: str, budget: Figures) -> str:
    settings = ''.join(f', `{text}`' for text in budget['settings'])
    return f'`{model}`, {budget["steps"]} steps{settings}'


def _table(names: Mapping[str, str], whole: list[str], rows: list[list[str]]) -> str:
    lines = [['without', *names.values()], ['--'] * (len(names) + 1), ['(whole)', *whole], *rows]
    return '\n'.join(f'| {" | ".join(line)} |' for line in lines)


def _trained_table(model: str, rows: Rows) -> str:
    """Of the whole model its figures, of the others the differences to it, paired by seed."""
    whole = rows[WHOLE]['seeds']
    names = {key: words for key, words in _TRAINED.items() if key in next(iter(whole.values()))}
    below = [[m.words, *(_difference(rows[m.name]['seeds'], whole, key) for key in names)]
             for m in MECHANISMS if m.model == model and m.name in rows
             and rows[m.name]['budget'] == rows[WHOLE]['budget']]
    return _table(names, [_spread([row[key] for row in whole.values()], fraction) for key in names], below)


def _difference(without: Rows, whole: Rows, key: str) -> str:
    found = [row[key] - whole[seed][key] for seed, row in sorted(without.items()) if seed in whole]
    return _spread(found, '{:+.3f}'.format)


def _spread(values: list[float], form: Any) -> str:
    """The mean, and the smallest and largest of several."""
    mean = form(float(np.mean(values)))
    return f'{mean} ({form(min(values))} to {form(max(values))})' if len(values) > 1 else mean


def _tracked_table(rows: Rows) -> str:
    whole = rows[WHOLE]['figures']
    below = [[s.words, *(f'{rows[s.name]["figures"][key] - whole[key]:+.3f}' for key in _TRACKED)]
             for s in SETTINGS if s.name in rows and rows[s.name]['of'] == rows[WHOLE]['of']]
    return _table(_TRACKED, [fraction(whole[key]) for key in _TRACKED], below)
