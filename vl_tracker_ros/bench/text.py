"""The report as text."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from vl_tracker_ros.bench.report import Figures, Report, Row
from vl_tracker_ros.table import aligned

_SPEED = ('network ms', 'p95', 'frame ms', 'p95', 'frames/s', 'memory MB', 'file MB', 'GFLOPs', 'of peak', 'mJ')
_NONE = '-'


def as_text(report: Report) -> str:
    """Speed, parity, and what both were measured on. A contender without figures has its reason instead."""
    outputs = list(dict.fromkeys(name for _, figures in report.measured for name in figures.max_abs))
    who = ('bundle', 'runtime', 'precision')
    speed = [(*who, *_SPEED), *_speeds(report.rows)]
    parity = [(*who, *outputs, 'IoU least', 'median'),
              *((*row.who, *_parity(figures, outputs)) for row, figures in report.measured)]
    title = f'largest differences from {report.reference}, and IoU of the two best boxes:'
    return '\n'.join([aligned(speed), '', title, aligned(parity), '', *_notes(report)])


def _speeds(rows: list[Row]) -> Iterable[tuple[str, ...]]:
    """A line for each; one for all bundles where a runtime has the same reason with every one."""
    bundles = {row.bundle for row in rows}
    alike = Counter((row.runtime, row.precision, row.reason) for row in rows)
    return dict.fromkeys(
        (*row.who, *_speed(row.figures)) if row.figures else
        ('all' if alike[row.runtime, row.precision, row.reason] == len(bundles) > 1 else row.bundle,
         row.runtime, row.precision, row.reason) for row in rows)


def _speed(figures: Figures) -> tuple[str, ...]:
    times = (figures.network_ms.p50, figures.network_ms.p95, figures.frame_ms.p50, figures.frame_ms.p95)
    return (*(f'{ms:.2f}' for ms in times), f'{figures.frames_per_s:.1f}', f'{figures.memory_mb:.0f}',
            f'{figures.file_mb:.1f}', _NONE if figures.gflops is None else f'{figures.gflops:.2f}',
            _NONE if figures.share_of_peak is None else f'{figures.share_of_peak:.0%}',
            f'{1e3 * sum(figures.joules.values()):.1f}' if figures.joules else 'not reported')


def _parity(figures: Figures, outputs: list[str]) -> tuple[str, ...]:
    differences = (_difference(figures.max_abs[name]) if name in figures.max_abs else _NONE for name in outputs)
    return (*differences, f'{figures.iou_least:.3f}', f'{figures.iou_median:.3f}')


def _difference(value: float | None) -> str:
    return 'nan' if value is None else f'{value:.1e}'


def _notes(report: Report) -> Iterator[str]:
    peak = report.peak
    yield '; '.join(dict.fromkeys(figures.runs_on for _, figures in report.measured))
    yield f'{report.machine.name}; {report.frames} frames of {report.video}'
    yield (f'peak: {peak.gflops_per_s:.0f} GFLOPs/s (fp32 matrix product), {peak.gb_per_s:.1f} GB/s (copy), '
           'in the same run')
    if any(figures.gflops is None for _, figures in report.measured):
        yield 'GFLOPs of a frame: not known; they are counted by the package onnx in a graph of fixed shapes'
    for name, watts in report.idle_watts.items():
        yield f'energy: of one run of the network, {name}; idle {watts:.1f} W, which is in it'
