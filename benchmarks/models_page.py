"""docs/models.md, drawn from what was measured."""
from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import yaml
from ablation_rows import Ablations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from measured import Figures, Measured
from page_plots import draw_plots
from targets import targets_table

from vl_tracker_ros.evaluation.bootstrap import bootstrap
from vl_tracker_ros.evaluation.report.words import MODES as MODE_WORDS
from vl_tracker_ros.evaluation.report.words import fraction, number, percent

HERE = Path(__file__).parent
DOCS = HERE.parent / 'docs'
FAILURES = HERE / 'failures.yaml'
WORST = 5
NOT_LOOKED_AT = 'not looked at yet'


def write_page(measured: Measured, ablations: Ablations, docs: Path = DOCS) -> None:
    """models.md and its plots. Raises OSError."""
    (docs / 'models.md').write_text(page(measured, ablations), encoding='utf-8')
    draw_plots(measured, docs / 'images')


def page(measured: Measured, ablations: Ablations, failures: Path = FAILURES) -> str:
    """The Markdown of docs/models.md."""
    environment = Environment(loader=FileSystemLoader(HERE), trim_blocks=True, lstrip_blocks=True,
                              keep_trailing_newline=True, undefined=StrictUndefined)
    first = next(iter(measured.peers.values()), {'sequences': {}})
    videos = next((figures['videos'] for _, _, figures in runs(measured, 'look_alikes')), 0)
    return environment.get_template('models.md.j2').render(
        dates=[(name, ' to '.join(dict.fromkeys(measured.dates(name)[::len(measured.dates(name)) - 1 or 1])))
               for name in measured.bundles],
        targets=targets_table(measured), sequences=len(first['sequences']), videos=videos, real=real_video(measured),
        words=words_alone(measured), cost=cost(measured), look_alikes=look_alikes(measured),
        reliability=[name for name in measured.bundles if measured.figures(name, 'dev/box')],
        failures=worst_failures(measured, read_failures(failures)), ablations=ablations.tables())


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return '\n'.join(f'| {" | ".join(cells)} |' if cells else '|' + '--|' * len(header)
                     for cells in (header, (), *rows))


def runs(measured: Measured, part: str) -> Iterable[tuple[str, str, Figures]]:
    """Bundle, mode and figures of all that was measured of 'dev' or 'look_alikes'."""
    return ((name, mode, figures) for name in measured.bundles for mode in ('box', 'text', 'both')
            if (figures := measured.figures(name, f'{part}/{mode}')))


def value(figures: Figures | None, name: str) -> float:
    """NaN where it was not measured, or there was nothing to count."""
    found = (figures or {}).get(name)
    return math.nan if found is None else found


def cells(figures: Figures, **formats: Any) -> list[str]:
    """Figures by name, each by its format."""
    return [form(value(figures, name)) for name, form in formats.items()]


def real_video(measured: Measured) -> str:
    rows = [[f'`{name}`', MODE_WORDS[mode], auc(figures), *cells(
        figures, auc_median=fraction, precision=fraction, normalised_precision=fraction, shown_right=percent,
        absent_said_lost=percent, lost_said_lost=percent, found_said_lost=percent, ece=fraction)]
        for name, mode, figures in runs(measured, 'dev')]
    rows += [[f'{name} (OpenCV)', MODE_WORDS['box'], auc(figures), *cells(
        figures, auc_median=fraction, precision=fraction, normalised_precision=fraction), '', '', '', '', '']
        for name, figures in best_first(measured.peers)]
    return table(('tracker', 'started by', 'AUC', 'median', 'precision', 'norm. precision', 'right',
                  'absent, said lost', 'lost, said', 'there, said lost', 'ECE'), rows)


def best_first(peers: dict[str, Figures]) -> list[tuple[str, Figures]]:
    return sorted(peers.items(), key=lambda peer: -peer[1]['auc'])


def auc(figures: Figures) -> str:
    """With the 95 % interval over sequences."""
    return str(bootstrap(list(figures['sequences'].values())))


def words_alone(measured: Measured) -> str:
    rows = []
    for name, mode, words in runs(measured, 'dev'):
        if mode == 'text':
            box = value(measured.figures(name, 'dev/box'), 'auc_singled_out')
            rows.append([f'`{name}`', str(words['singled_out']), fraction(words['auc_singled_out']), fraction(box),
                         fraction(words['auc_singled_out'] / box)])
    return table(('bundle', 'sequences', 'AUC by words', 'AUC by the first box', 'ratio'), rows)


def cost(measured: Measured) -> str:
    rows = []
    for name in measured.bundles:
        size, speed = measured.figures(name, 'size'), measured.figures(name, 'speed')
        millions = [value(size, key) / 1e6 for key in ('parameters', 'tracker_parameters', 'bytes')]
        rows.append([f'`{name}`', *map(number, millions), *cells(speed or {}, ms=number, to_fixed_network=fraction,
                                                                 to_peer=fraction)])
    rows += [[f'{name} (OpenCV)', '', '', '', '', '', fraction(figures['to_peer'])]
             for name, figures in best_first(measured.peers)]
    return table(('tracker', 'parameters, M', 'of the tracker', 'files, MB', 'ms', 'to the fixed network', 'to CSRT'),
                 rows)


def look_alikes(measured: Measured) -> str:
    rows = [[f'`{name}`', MODE_WORDS[mode], *cells(
        figures, right_object=percent, hidden_said_lost=percent, found_said_lost=percent, regained_soon=percent,
        regained_median=number, ece=fraction)] for name, mode, figures in runs(measured, 'look_alikes')]
    return table(('bundle', 'started by', 'right object', 'hidden, said lost', 'there, said lost', 'regained',
                  'median, frames', 'ECE'), rows)


def read_failures(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    """Why a sequence failed, by bundle, mode and sequence."""
    return (yaml.safe_load(path.read_text(encoding='utf-8')) if path.exists() else None) or {}


def worst_failures(measured: Measured, whys: dict[str, dict[str, dict[str, str]]]) -> list[tuple[str, str, str]]:
    """Bundle, mode in words, and the table of its worst sequences; what nobody wrote a sentence about says so."""
    nano = measured.peers.get('NanoTrackV2', {}).get('sequences', {})
    found = []
    for name, mode, figures in runs(measured, 'dev'):
        if mode != 'both':
            said = whys.get(name, {}).get(mode, {})
            rows = [[sequence, fraction(figures['sequences'][sequence]), fraction(nano.get(sequence, math.nan)),
                     said.get(sequence, NOT_LOOKED_AT)] for sequence in worst(figures)]
            found.append((name, MODE_WORDS[mode], table(('sequence', 'AUC', 'NanoTrack v2', 'why'), rows)))
    return found


def worst(figures: Figures) -> list[str]:
    return sorted(figures['sequences'], key=lambda name: (figures['sequences'][name], name))[:WORST]
