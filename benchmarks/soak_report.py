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


def memory(samples: list[Sample]) -> dict[str, dict[str, float]]:
    """Of each node in MB: least, most, and medians of its longest life: once it has settled, and at its end."""
    found = {}
    for name in samples[0]['memory_mb']:
        lives: dict[int, list[float]] = {}
        for sample in samples:
            if sample['memory_mb'][name] is not None:
                lives.setdefault(sample['starts'][name], []).append(sample['memory_mb'][name])
        longest = max(lives.values(), key=len)
        settled = longest[int(SETTLE_SHARE * len(longest)):]
        third = max(1, len(settled) // 3)
        everything = sum(lives.values(), [])
        found[name] = {'least': min(everything), 'most': max(everything), 'settled': float(np.median(settled[:third])),
                       'at_end': float(np.median(settled[-third:]))}
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
    lines.append(f'{"memory [MB]":<30}' + ''.join(f'{column:>10}' for column in ('least', 'most', 'settled', 'at end')))
    lines += [f'{name:<30}' + ''.join(f'{value:>10.1f}' for value in each.values())
              for name, each in report['memory_mb'].items()]
    lines.append('latency p50 / p95 [ms], calm seconds: first third {first_p50_ms} / {first_p95_ms}, '
                 'last third {last_p50_ms} / {last_p95_ms}'.format(**report['latency']))
    lines.append(f'nodes that died by themselves: {", ".join(report["dead"]) or "none"}')
    return '\n'.join(lines)


def plot(report: dict[str, Any], path: Path) -> None:
    samples, figure = report['samples'], Figure(figsize=(11, 6), dpi=110)
    usage, delay = figure.subplots(2, 1, sharex=True)
    seconds = [sample['s'] for sample in samples]
    for name in report['memory_mb']:
        usage.plot(seconds, [sample['memory_mb'][name] for sample in samples], label=name)
    for name in ('p50_ms', 'p95_ms'):
        delay.plot(seconds, [sample[name] for sample in samples], label=name.replace('_ms', ''))
    for axes in (usage, delay):
        for fault in report['faults']:
            axes.axvspan(fault['from_s'], fault['to_s'], color='tab:red', alpha=0.15)
        axes.legend(loc='upper right')
        axes.grid(alpha=0.3)
    for fault in report['faults']:
        usage.annotate(fault['name'], (fault['from_s'], 1.0), xycoords=('data', 'axes fraction'), fontsize=7,
                        rotation=15, xytext=(0, 3), textcoords='offset points')
    usage.set(ylabel='resident memory [MB]', ylim=(0, None))
    delay.set(xlabel='s', ylabel='stamp to detection [ms]', yscale='log')
    figure.savefig(path)
