from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import cv2
import pytest
from support.checkout import CHECKOUT

from vl_tracker_ros.bench.contender import Entry
from vl_tracker_ros.bench.machine import Machine
from vl_tracker_ros.bench.parity import Parity
from vl_tracker_ros.bench.peak import Peak
from vl_tracker_ros.bench.plot import plot_report
from vl_tracker_ros.bench.report import Figures, Milliseconds, Report, Row, contender_row
from vl_tracker_ros.bench.text import as_text
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines import EngineOptions

PEAK = Peak(gflops_per_s=100.0, gb_per_s=20.0)
FIGURES = Figures('onnxruntime 1, cpu, 2 threads', {'boxes': 0.0, 'scores': 2e-6}, 0.99, 0.999, Milliseconds(4.0, 5.0),
                  Milliseconds(5.0, 8.0), 200.0, 60.0, 6.2, 1.0, 0.25, {'rail': 0.012})
REPORT = Report('0.1.0', '2026-01-01', 'vl-tracker bench tiny', Machine('Fast One', 2, '', 'Linux', '3.11'), 2,
                'onnxruntime fp32 on the CPU', 'scene', 10, 0, PEAK, {'rail': 3.0}, [
                    Row('tiny', 'onnxruntime', 'fp32', FIGURES),
                    Row('tiny', 'torch', 'fp32', replace(FIGURES, max_abs={'boxes': 1e-7, 'next_state': 3e-6})),
                    Row('tiny', 'warp', 'fp32', reason='warp is not installed, and a long line says why')])


def line_of(text: str, *words: str) -> list[str]:
    return next(line for line in text.splitlines() if all(word in line for word in words)).split()


def test_one_line_for_each_contender_with_its_figures_or_its_reason() -> None:
    text = as_text(REPORT)
    assert line_of(text, 'onnxruntime', '%') == ['tiny', 'onnxruntime', 'fp32', '4.00', '5.00', '5.00', '8.00', '200.0',
                                                 '60', '6.2', '1.00', '25%', '12.0']
    assert 'tiny    warp         fp32       warp is not installed, and a long line says why' in text.splitlines()
    assert 'rail; idle 3.0 W' in text and '100 GFLOPs/s' in text and 'Fast One, 2 cores; 10 frames of scene' in text


def test_a_reason_that_holds_for_every_bundle_is_said_once() -> None:
    rows = [Row(name, 'warp', precision, FIGURES if precision == 'fp32' else None, reason)
            for name in ('tiny', 'base') for precision, reason in (('fp32', ''), ('int8', f'no file of {name}'),
                                                                   ('fp16', 'no NVIDIA driver'))]
    lines = [line.split()[:3] for line in as_text(replace(REPORT, rows=rows)).splitlines()[1:6]]
    assert sorted(lines) == [['all', 'warp', 'fp16'], ['base', 'warp', 'fp32'], ['base', 'warp', 'int8'],
                             ['tiny', 'warp', 'fp32'], ['tiny', 'warp', 'int8']]


def test_parity_by_output_of_those_that_have_it() -> None:
    parity = as_text(REPORT).partition('largest differences from onnxruntime fp32 on the CPU')[2]
    assert parity.splitlines()[1].split() == ['bundle', 'runtime', 'precision', 'boxes', 'scores', 'next_state', 'IoU',
                                              'least', 'median']
    assert line_of(parity, 'torch', 'fp32')[3:] == ['1.0e-07', '-', '3.0e-06', '0.990', '0.999']


def test_what_is_not_known_is_not_shown_as_a_number() -> None:
    unknown = replace(FIGURES, gflops=None, share_of_peak=None, joules={})
    text = as_text(replace(REPORT, rows=[Row('tiny', 'onnxruntime', 'fp32', unknown)], idle_watts={}))
    assert line_of(text, 'onnxruntime', '200.0')[-4:] == ['-', '-', 'not', 'reported']
    assert 'they are counted by the package onnx' in text and 'idle' not in text


def test_no_contender_with_figures(tmp_path: Path) -> None:
    nobody = replace(REPORT, rows=REPORT.rows[2:])
    assert 'warp is not installed' in as_text(nobody)
    plot_report(nobody, tmp_path / 'bench.png')
    assert cv2.imread(str(tmp_path / 'bench.png')) is not None


def test_every_column_is_explained() -> None:
    page = (CHECKOUT / 'docs/benchmarking.md').read_text()
    columns = re.split(r' {2,}', as_text(REPORT).splitlines()[0])[3:]
    assert len(columns) == 10 and all(f'`{column}`' in page for column in columns)


def test_json_has_everything(tmp_path: Path) -> None:
    REPORT.write(tmp_path / 'bench.json')
    found = json.loads((tmp_path / 'bench.json').read_text())
    assert found['machine']['processor'] == 'Fast One' and found['peak'] == {'gflops_per_s': 100.0, 'gb_per_s': 20.0}
    assert found['rows'][0]['figures']['max_abs'] == {'boxes': 0.0, 'scores': 2e-6}
    assert found['rows'][2] == {'bundle': 'tiny', 'runtime': 'warp', 'precision': 'fp32', 'figures': None,
                                'reason': REPORT.rows[2].reason, 'broke_off': False}


def test_plot_grows_with_the_contenders(tmp_path: Path) -> None:
    heights = []
    for number in (1, 2):
        plot_report(replace(REPORT, rows=REPORT.rows[:number]), tmp_path / 'bench.png')
        heights.append(cv2.imread(str(tmp_path / 'bench.png')).shape[0])
    assert heights[0] < heights[1]


def contender(bundle: Bundle, runs_on: str, failure: str = '') -> SimpleNamespace:
    parity = Parity()
    parity.max_abs, parity.ious = {'boxes': 0.5}, [0.2, 0.8, 1.0]
    return SimpleNamespace(
        entry=Entry('mine', bundle, EngineOptions('onnxruntime')), runs_on=runs_on, memory_mb=50.0, joules={},
        network_ms=[30.0, 10.0, 20.0], frame_ms=[25.0] * 3, parity=parity, failure=failure)


def test_figures_of_a_contender(colour: Bundle) -> None:
    found = contender_row(contender(colour, 'onnxruntime 1, cpu, 1 threads'), 0.5, PEAK).figures
    assert found.network_ms == Milliseconds(20.0, pytest.approx(29.0)) and found.frames_per_s == 40
    assert (found.iou_least, found.iou_median, found.share_of_peak) == (0.2, 0.8, 0.25)
    assert found.file_mb == colour.file('tracker.onnx').stat().st_size / 1e6


def test_outputs_that_are_no_numbers_are_told_so(colour: Bundle, tmp_path: Path) -> None:
    broken = contender(colour, 'onnxruntime 1, cpu, 1 threads')
    broken.parity.max_abs = {'boxes': float('nan'), 'scores': float('inf')}
    report = replace(REPORT, rows=[contender_row(broken, 0.5, PEAK)])
    assert as_text(report).count('nan') == 2
    report.write(tmp_path / 'bench.json')
    found = json.loads((tmp_path / 'bench.json').read_text())
    assert found['rows'][0]['figures']['max_abs'] == {'boxes': None, 'scores': None}


def test_share_of_the_processor_s_peak_is_nothing_for_a_gpu(colour: Bundle) -> None:
    assert contender_row(contender(colour, 'torch 2, cuda:0'), 0.5, PEAK).figures.share_of_peak is None


def test_one_that_broke_off_has_no_figures(colour: Bundle) -> None:
    row = contender_row(contender(colour, 'onnxruntime 1, cpu', 'failed (frame 3): no more'), 0.5, PEAK)
    assert (row.figures, row.reason, row.broke_off) == (None, 'failed (frame 3): no more', True)
