"""What a soak has shown: memory and latency over time, as figures, text and picture."""
from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure

SAMPLE_S = 1.0
SETTLE_SHARE = 0.25         # of a process's life, in which it takes the memory that it needs
AFTERMATH_S = 5.0           # of a fault
Sample = dict[str, Any]


def percentile(values: list[float], percent: float) -> float | None:
    """None of no values."""
    return round(float(np.percentile(values, percent)), 2) if values else None


def growth(samples: list[Sample]) -> dict[str, dict[str, float]]:
    """Of each node: its least and most memory, and MB a minute in its longest life once that has settled."""
    found = {}
    for name in samples[0]['memory_mb']:
        lives: dict[int, list[tuple[float, float]]] = {}
        for sample in samples:
            if sample['memory_mb'][name] is not None:
                lives.setdefault(sample['starts'][name], []).append((sample['s'], sample['memory_mb'][name]))
        everything = [memory for life in lives.values() for _, memory in life]
        longest = max(lives.values(), key=len)
        settled = np.array(longest[int(SETTLE_SHARE * len(longest)):])
        slope = np.polyfit(settled[:, 0] / 60, settled[:, 1], 1)[0] if len(settled) > 2 else np.nan
        found[name] = {'least_mb': round(min(everything), 1), 'most_mb': round(max(everything), 1),
                       'mb_per_minute': round(float(slope), 3)}
    return found


def latency(samples: list[Sample], faults: list[dict[str, Any]]) -> dict[str, float | None]:
    """Medians over the seconds in which nothing was done to the nodes: of the first third, and of the last."""
    calm = [sample for sample in samples if sample['p50_ms'] is not None
            and not any(fault['from_s'] - SAMPLE_S <= sample['s'] <= fault['to_s'] + AFTERMATH_S for fault in faults)]
    third = max(1, len(calm) // 3)
    return {f'{part}_{name}': percentile([sample[name] for sample in some], 50)
            for part, some in (('first', calm[:third]), ('last', calm[-third:])) for name in ('p50_ms', 'p95_ms')}


def summary(report: dict[str, Any]) -> str:
    width, height = report['size']
    lines = [f'{report["minutes"]:g} minutes, bundle {report["bundle"]}, {width}x{height} at 30 Hz',
             f'{"fault":<30}{"at [s]":>8}{"answers after [s]":>19}  command  rejected']
    for fault in report['faults']:
        after_s = 'never' if fault['answers_after_s'] is None else f'{fault["answers_after_s"]:.2f}'
        command = 'kept' if fault['command_is_kept'] else 'lost'
        lines.append(f'{fault["name"]:<30}{fault["from_s"]:>8.0f}{after_s:>19}  {command:<7}  {fault["rejected"]:>8}')
    lines.append(f'{"memory [MB]":<30}{"least":>8}{"most":>8}{"a minute":>11}')
    lines += [f'{name:<30}{each["least_mb"]:>8.1f}{each["most_mb"]:>8.1f}{each["mb_per_minute"]:>11.3f}'
              for name, each in report['memory'].items()]
    lines.append('latency p50 / p95 [ms], calm seconds: first third {first_p50_ms} / {first_p95_ms}, '
                 'last third {last_p50_ms} / {last_p95_ms}'.format(**report['latency']))
    lines.append(f'nodes that died by themselves: {", ".join(report["dead"]) or "none"}')
    return '\n'.join(lines)


def plot(report: dict[str, Any], path: Path) -> None:
    samples, figure = report['samples'], Figure(figsize=(11, 6), dpi=110)
    memory, delay = figure.subplots(2, 1, sharex=True)
    seconds = [sample['s'] for sample in samples]
    for name in report['memory']:
        memory.plot(seconds, [sample['memory_mb'][name] for sample in samples], label=name)
    for name in ('p50_ms', 'p95_ms'):
        delay.plot(seconds, [sample[name] for sample in samples], label=name.replace('_ms', ''))
    for axes in (memory, delay):
        for fault in report['faults']:
            axes.axvspan(fault['from_s'], fault['to_s'], color='tab:red', alpha=0.15)
        axes.legend(loc='upper right')
        axes.grid(alpha=0.3)
    for fault in report['faults']:
        memory.annotate(fault['name'], (fault['from_s'], 1.0), xycoords=('data', 'axes fraction'), fontsize=7,
                        rotation=15, xytext=(0, 3), textcoords='offset points')
    memory.set(ylabel='resident memory [MB]', ylim=(0, None))
    delay.set(xlabel='s', ylabel='stamp to detection [ms]', yscale='log')
    figure.savefig(path)
