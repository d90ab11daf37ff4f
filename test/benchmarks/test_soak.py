"""Figures of a soak: growth of the life that lasted, latency of the calm seconds, and all of it in text and picture."""
from __future__ import annotations

from pathlib import Path

import pytest
from soak_faults import FAULTS
from soak_report import latency, memory, plot, summary


def sample(second: int, memory_mb: float | None, starts: int = 1, latency_ms: float = 20.0) -> dict:
    return {'s': float(second), 'p50_ms': latency_ms, 'p95_ms': 2 * latency_ms,
            'memory_mb': {'tracker_node': memory_mb}, 'starts': {'tracker_node': starts}}


def fault(name: str, from_s: float, to_s: float, answers_after_s: float | None = 1.0) -> dict:
    return {'name': name, 'from_s': from_s, 'to_s': to_s, 'answers_after_s': answers_after_s, 'command_is_kept': True,
            'rejected': 3, 'error': []}


def test_memory_is_that_of_the_longest_life_once_it_has_settled() -> None:
    before = [sample(second, 150.0) for second in range(10)]
    away = [sample(10, None)]
    after = [sample(second, 10.0 if second < 14 else 100.0 + second, starts=2) for second in range(11, 51)]
    assert memory(before + away + after) == {
        'tracker_node': {'least': 10.0, 'most': 150.0, 'settled': 125.5, 'at_end': 145.5}}


def test_latency_is_that_of_calm_seconds() -> None:
    samples = [sample(second, 100.0, latency_ms=900.0 if 10 <= second <= 18 else 20.0 + second / 10)
               for second in range(30)]
    found = latency(samples, [fault('camera killed', 10.0, 13.0)])
    assert 20 <= found['first_p50_ms'] < found['last_p50_ms'] < 24
    assert found['last_p95_ms'] == pytest.approx(2 * found['last_p50_ms'], abs=0.1)


def test_a_report_is_written_as_text_and_picture(tmp_path: Path) -> None:
    samples = [sample(second, 100.0) for second in range(30)]
    faults = [fault(name, 5.0 * index, 5.0 * index + 2, None if index else 0.5) for index, name in enumerate(FAULTS)]
    text = summary({'minutes': 0.5, 'bundle': 'mvlm_tiny', 'size': (640, 480), 'dead': [], 'memory_mb': memory(samples),
                    'latency': latency(samples, faults), 'faults': faults})
    assert all(name in text for name in FAULTS) and text.count('never') == len(FAULTS) - 1
    plot({'samples': samples, 'memory_mb': memory(samples), 'faults': faults}, tmp_path / 'soak.png')
    assert (tmp_path / 'soak.png').read_bytes().startswith(b'\x89PNG')
