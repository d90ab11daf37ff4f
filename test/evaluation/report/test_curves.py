from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from support.reference import load_reference
from support.runs import summary_of

from vl_tracker_ros.evaluation.protocols import PROTOCOLS, Record, score
from vl_tracker_ros.evaluation.report.curves import PANELS, panels_of, plot_curves
from vl_tracker_ros.evaluation.summary import Summary

BOXES = load_reference('protocols')


def scored(protocol: str) -> Summary:
    names = ('s01_good_float', 's07_poor_outside')
    report = score(protocol, [Record(name, BOXES[f'{name}_gt'], BOXES[f'{name}_pred'], size_wh=(320, 240))
                              for name in names])
    return summary_of(protocol=protocol, overall=report.overall, sequences=report.sequences, curves=report.curves)


def texts(svg: Path) -> list[str]:
    found = ElementTree.parse(svg).iter('{http://www.w3.org/2000/svg}text')
    return [''.join(text.itertext()).strip() for text in found]


@pytest.mark.parametrize('protocol', PROTOCOLS)
def test_every_curve_of_every_protocol_has_a_panel(protocol: str) -> None:
    summary = scored(protocol)
    assert {panel.curve for panel in panels_of(summary)} == set(summary.curves)


@pytest.mark.parametrize('protocol', ['got10k', 'trackingnet', 'webuav3m', 'mgit'])
def test_curves_are_drawn_with_their_figures(protocol: str, tmp_path: Path) -> None:
    summary = scored(protocol)
    for panel in panels_of(summary):
        plot_curves(panel, [('ours', summary)], tmp_path / panel.curve)
        figure = next(summary.overall[name] for name in panel.figures if name in summary.overall)
        assert {panel.title, panel.across, f'ours [{figure:.3f}]'} <= set(texts(tmp_path / f'{panel.curve}.svg'))
        assert (tmp_path / f'{panel.curve}.png').read_bytes().startswith(b'\x89PNG')


@pytest.mark.parametrize(('curve', 'count', 'expected'), [
    ('success', 21, np.arange(21) / 20), ('success', 101, np.arange(101) / 100), ('precision', 51, np.arange(51)),
    ('precision', 21, np.arange(21) * 2.5), ('precision', 401, np.arange(401)),
    ('normalised_precision', 51, np.arange(51) / 100), ('normalised_precision', 21, np.arange(21) / 40)])
def test_thresholds_are_those_of_the_protocols(curve: str, count: int, expected: np.ndarray) -> None:
    panel = next(panel for panel in PANELS if panel.curve == curve)
    assert panel.thresholds(count) == pytest.approx(expected)


def test_the_best_run_comes_first_in_the_legend(tmp_path: Path) -> None:
    low = summary_of(curves={'success': [0.9, 0.4, 0.0]}, overall={'auc': 0.433})
    high = replace(low, curves={'success': [1.0, 0.9, 0.2]}, overall={'auc': 0.7})
    plot_curves(PANELS[0], [('low', low), ('high', high)], tmp_path / 'success')
    legend = [text for text in texts(tmp_path / 'success.svg') if '[' in text]
    assert legend == ['high [0.700]', 'low [0.433]']


def test_the_same_run_gives_the_same_file(tmp_path: Path) -> None:
    for folder in 'ab':
        plot_curves(PANELS[0], [('ours', summary_of())], tmp_path / folder / 'success')
    assert (tmp_path / 'a' / 'success.svg').read_bytes() == (tmp_path / 'b' / 'success.svg').read_bytes()
