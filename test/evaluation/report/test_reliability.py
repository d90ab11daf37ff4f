from __future__ import annotations

from pathlib import Path

from vl_tracker_ros.evaluation.report.reliability import plot_reliability


def test_names_the_error_and_draws_even_a_single_bin(tmp_path: Path) -> None:
    bins = [{'confidence': 0.65, 'accuracy': 0.5, 'count': 7}]
    plot_reliability({'ece': 0.15, 'bins': bins}, tmp_path / 'reliability')
    assert 'ECE [0.150]' in (tmp_path / 'reliability.svg').read_text()
    assert (tmp_path / 'reliability.png').read_bytes().startswith(b'\x89PNG')
