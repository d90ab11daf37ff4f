"""Both networks follow the same sequences; half a point of AUC decides."""
from __future__ import annotations

import math
from pathlib import Path

import pytest
from support.convolving_bundle import write_convolving_bundle
from support.one_thread import ONE_THREAD
from support.walk import FRAMES

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.engines.base import Arrays
from vl_tracker_ros.evaluation.quantised import Comparison, compare_precisions
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.quantize import quantize, record_feeds


@pytest.fixture(scope='module')
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return write_convolving_bundle(tmp_path_factory.mktemp('bundles') / 'convolving')


@pytest.fixture(scope='module')
def feeds(bundle: Bundle, walk: Sequence) -> list[Arrays]:
    return record_feeds(bundle, walk.frames(), None, walk.boxes_xywh_px[0], ONE_THREAD)


def test_ranges_of_the_right_video_lose_nothing(bundle: Bundle, feeds: list[Arrays], walk: Sequence,
                                                tmp_path: Path) -> None:
    quantised = quantize(bundle, feeds, 'static', tmp_path / 'int8')
    found = compare_precisions(quantised, [walk, walk], 'box', ONE_THREAD)
    assert found.auc_fp32 > 0.7 and found.is_equal and found.auc_int8 != found.auc_fp32
    assert found.frames == 2 * (FRAMES - 1) and 0.1 < found.times_as_fast < 10
    assert 'within half a point' in str(found)


def test_ranges_that_clip_what_is_seen_are_not_recommended(bundle: Bundle, feeds: list[Arrays], walk: Sequence,
                                                           tmp_path: Path) -> None:
    dim = [{**feed, 'search': feed['search'] / 100} for feed in feeds]
    found = compare_precisions(quantize(bundle, dim, 'static', tmp_path / 'int8'), [walk], 'box', ONE_THREAD)
    assert found.auc_int8 < found.auc_fp32 - 0.3
    assert not found.is_equal and 'more than half a point: not recommended' in str(found)


@pytest.mark.parametrize(('int8', 'equal'), [(0.5751, True), (0.5749, False), (0.7, True), (math.nan, False)])
def test_half_a_point_decides(int8: float, equal: bool) -> None:
    assert Comparison(0.58, int8, 1.0, 1).is_equal is equal
