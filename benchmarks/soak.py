"""Minutes of tracking over DDS with faults on the way: what recovers, and whether memory and latency stay flat.

    python benchmarks/soak.py --minutes 3 --out soak

Real processes: camera_node with a rendered scene at 30 Hz, tracker_node and gating_node. The faults of soak_faults.py
come at even distances. Writes soak.json and soak.png (memory and latency over time) into the folder, and prints a
summary; exits with 1 when a node died by itself or no image was answered any more after a fault.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

from soak_faults import FAULTS
from soak_report import SAMPLE_S, latency, memory, plot, summary
from soak_run import Soak

from vl_tracker_ros.nodes.processes.own_domain import use_own_domain


def main() -> int:
    options = _parser().parse_args()
    use_own_domain()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ['ROS_HOME'] = folder         # where the killed tracker's command is kept
        with Soak(Path(folder), options) as soak:
            soak.begin()
            pause_s = 60.0 * options.minutes / (len(FAULTS) + 1)
            for index, (name, fault) in enumerate(FAULTS.items(), start=1):
                soak.spin_for(max(SAMPLE_S, index * pause_s - soak.now_s))
                soak.suffer(name, fault)
            soak.spin_for(max(SAMPLE_S, 60.0 * options.minutes - soak.now_s))
            dead = [name for name, node in soak.nodes.items() if not node.running]
            report = {'bundle': options.bundle, 'size': soak.size, 'minutes': round(soak.now_s / 60, 2), 'dead': dead,
                      'memory_mb': memory(soak.samples), 'latency': latency(soak.samples, soak.faults),
                      'faults': soak.faults, 'samples': soak.samples}
    (options.out / 'soak.json').write_text(json.dumps(report, indent=1) + '\n', encoding='utf-8')
    plot(report, options.out / 'soak.png')
    print(summary(report))
    return int(bool(dead) or any(fault['answers_after_s'] is None for fault in report['faults']))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--minutes', type=float, default=10.0, help='in all; a fault and what follows may take longer')
    parser.add_argument('--bundle', default='mvlm_tiny')
    parser.add_argument('--threads', type=int, default=0, help='of the runtime, 0: its own choice')
    parser.add_argument('--size', type=int, nargs=2, default=(640, 480), metavar=('WIDTH', 'HEIGHT'))
    parser.add_argument('--out', type=Path, default=Path('soak'), help='folder for soak.json and soak.png')
    return parser


if __name__ == '__main__':
    sys.exit(main())
