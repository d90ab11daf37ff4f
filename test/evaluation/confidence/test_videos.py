from __future__ import annotations

import re

import numpy as np
import pytest
from support.tiny_data import write_tiny_data

from vl_tracker_ros.data.banks import Banks, load_banks
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.confidence import videos
from vl_tracker_ros.evaluation.confidence.videos import CalibrationVideos, Plan


@pytest.fixture(scope='module')
def banks(tmp_path_factory: pytest.TempPathFactory) -> Banks:
    return load_banks(write_tiny_data(tmp_path_factory.mktemp('data')) / 'train')


@pytest.fixture
def made(banks: Banks, monkeypatch: pytest.MonkeyPatch) -> CalibrationVideos:
    monkeypatch.setattr(videos, '_SHORTEST', 2)
    return CalibrationVideos(banks, Plan(fitted=10, measured=4, frames=30))


def test_every_way_to_be_absent_is_there(made: CalibrationVideos) -> None:
    fitted = list(made.to_fit())
    assert len(fitted) == 10 and {len(video.images) for video in fitted} == {30}
    away = [np.isnan(video.boxes_xywh_px).any(1).mean() for video in fitted]
    assert away.count(1.0) == 2 and away.count(0.0) >= 4 and sum(0 < share < 0.5 for share in away) == 4
    names = ' '.join(video.name for video in fitted)
    assert all(how in names for how in ('covered', 'spliced', 'misnamed'))


def test_what_is_measured_on_is_not_fitted_to(made: CalibrationVideos) -> None:
    def clips(part) -> set[str]:
        return {re.sub('_(spliced|covered|misnamed)$', '', video.name) for video in part if '/' in video.name}
    assert clips(made.to_fit()) and clips(made.to_measure()) and not clips(made.to_fit()) & clips(made.to_measure())


def test_clips_that_are_too_short_give_composed_videos_alone(banks: Banks) -> None:
    assert not any('/' in video.name for video in CalibrationVideos(banks, Plan(4, 0, 5)).to_fit())


def test_banks_without_cutouts_are_an_error() -> None:
    with pytest.raises(DataError, match='training data without person'):
        CalibrationVideos(Banks(), Plan())
