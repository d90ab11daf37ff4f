from __future__ import annotations

import numpy as np
import pytest

from vl_tracker_ros.data.field.frames import ORDERS, causal, either_way, within

VISIBLE = np.array([0, 1, 2, 30, 31, 60, 61, 62, 100])


def drawn(order: str, templates: int, gap: int = 5, times: int = 300) -> list[list[int]]:
    rng = np.random.default_rng(0)
    return [ORDERS[order](VISIBLE, templates, gap, rng) for _ in range(times)]


@pytest.mark.parametrize('order', ORDERS)
@pytest.mark.parametrize('templates', [1, 3])
def test_all_frames_are_visible_ones(order: str, templates: int) -> None:
    samples = drawn(order, templates)
    assert {len(sample) for sample in samples} == {templates + 1}
    assert {frame for sample in samples for frame in sample} == set(VISIBLE.tolist())


def test_causal_templates_are_in_order_and_the_search_comes_after_them() -> None:
    for *templates, search in drawn('causal', 3):
        assert templates == sorted(templates) and templates[-1] < search
        assert templates[-1] - templates[0] <= 5


def test_causal_search_is_within_the_gap_or_the_next_visible_frame() -> None:
    pairs = {(base, search) for base, search in drawn('causal', 1)}
    assert pairs == {(0, 1), (0, 2), (1, 2), (2, 30), (30, 31), (31, 60), (60, 61), (60, 62), (61, 62), (62, 100)}


def test_the_first_frame_stands_for_the_templates_before_it() -> None:
    frames = np.array([7, 8])
    assert causal(frames, 3, 5, np.random.default_rng(0)) == [7, 7, 7, 8]


def test_either_way_runs_forwards_and_backwards() -> None:
    samples = drawn('either_way', 2)
    forwards = sum(sample == sorted(sample) for sample in samples)
    assert all(sample in (sorted(sample), sorted(sample, reverse=True)) for sample in samples)
    assert 0.4 < forwards / len(samples) < 0.85                 # equal frames count as forwards
    assert max(max(sample) - min(sample) for sample in samples) <= 10


def test_a_frame_alone_is_its_own_neighbour() -> None:
    assert either_way(np.array([4]), 1, 5, np.random.default_rng(0)) == [4, 4]


def test_within_takes_the_nearest_where_none_is_near() -> None:
    assert within(VISIBLE, 45, 5).tolist() == [31]
    assert within(VISIBLE, 61, 1).tolist() == [60, 61, 62]
