"""report.html: one file with everything in it, to be read offline and sent around."""
from __future__ import annotations

import base64
import inspect
import math
from datetime import date
from functools import partial
from pathlib import Path

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from vl_tracker_ros.evaluation.protocols import PROTOCOLS
from vl_tracker_ros.evaluation.protocols.vot2020 import vot2020
from vl_tracker_ros.evaluation.report import words
from vl_tracker_ros.evaluation.report.curves import panels_of, plot_curves
from vl_tracker_ros.evaluation.report.figure import COLOURS
from vl_tracker_ros.evaluation.report.reliability import plot_reliability
from vl_tracker_ros.evaluation.report.strips import write_strip
from vl_tracker_ros.evaluation.report.tables import attribute_rows, bin_rows, headlines, sequence_rows
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import Summary

WORST = 10
_PAGE_COLOURS = {'#000000': 'currentColor', '#ffffff': 'var(--paper)', COLOURS[0].lower(): 'var(--blue)'}


def write_report(folder: RunFolder, summary: Summary, sequences: list[Sequence]) -> Path:
    """Draw the plots and the strips of the ten worst sequences into the folder, and write report.html.

    What an earlier report of this run has left is replaced. Raises DataError for images, and OSError.
    """
    _empty(folder.plots, folder.strips)
    rows = sequence_rows(summary)
    page = _environment().get_template('page.html').render(
        info=folder.info, summary=summary, today=date.today().isoformat(), rules=_rules(summary.protocol),
        headlines=headlines(summary), mean=_mean(summary), plots=_plots(folder, summary),
        reliability=_reliability(folder, summary),
        attributes=attribute_rows(summary), bins=bin_rows(summary), sequences=rows,
        sentences={s.scored_as: s.sentence for s in sequences},
        strips=_strips(folder, [row.name for row in rows[:WORST]], sequences))
    folder.report.write_text(page, encoding='utf-8')
    return folder.report


def _empty(*folders: Path) -> None:
    for path in [path for folder in folders for path in folder.glob('*')]:
        path.unlink()


def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True,
                              lstrip_blocks=True, undefined=StrictUndefined)
    environment.filters.update(
        {name: getattr(words, name) for name in ('figure_name', 'fraction', 'percent', 'number')})
    environment.globals['modes'] = words.MODES
    return environment


def _rules(protocol: str) -> list[str]:
    """How the protocol counts, in paragraphs: what its module says of itself."""
    function = vot2020 if protocol == 'vot2020' else PROTOCOLS[protocol]
    module = inspect.getmodule(function.func if isinstance(function, partial) else function)
    return (inspect.getdoc(module) or '').split('\n\n')


def _mean(summary: Summary) -> float:
    """Where the tables' line stands: the figure of all, or the mean over sequences where only these have it."""
    name = summary.sequence_headline
    if name in summary.overall or not summary.sequences:
        return summary.overall.get(name, math.nan)
    return float(np.mean([figures[name] for figures in summary.sequences.values()]))


def _plots(folder: RunFolder, summary: Summary) -> list[Markup]:
    stems = {panel: folder.plots / panel.curve for panel in panels_of(summary)}
    for panel, stem in stems.items():
        plot_curves(panel, [(summary.contender, summary)], stem)
    return [_inline_svg(stem) for stem in stems.values()]


def _reliability(folder: RunFolder, summary: Summary) -> Markup | None:
    if not summary.calibration['bins']:
        return None
    plot_reliability(summary.calibration, folder.plots / 'reliability')
    return _inline_svg(folder.plots / 'reliability')


def _inline_svg(stem: Path) -> Markup:
    """The plot as a part of the page, in the page's own colours."""
    text = stem.with_suffix('.svg').read_text(encoding='utf-8')
    for colour, own in _PAGE_COLOURS.items():
        text = text.replace(colour, own)
    return Markup(text[text.index('<svg'):])


def _strips(folder: RunFolder, names: list[str], sequences: list[Sequence]) -> dict[str, str]:
    """Of each named sequence its strip as a data URL, in the order of `names`; of several runs on it, the first's."""
    by_name, urls = {sequence.scored_as: sequence for sequence in reversed(sequences)}, {}
    for name in names:
        path = folder.strips / f'{name}.jpg'
        write_strip(by_name[name], folder.read(by_name[name].name), path)
        urls[name] = 'data:image/jpeg;base64,' + base64.b64encode(path.read_bytes()).decode()
    return urls
