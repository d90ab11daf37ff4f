from itertools import islice
from pathlib import Path

import cv2
import numpy as np
import pytest

from vl_tracker_ros.bench.clip import Target, open_clip
from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.media.source import SourceError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for grey in (10, 20):
        cv2.imwrite(str(tmp_path / f'{grey}.png'), np.full((80, 160, 3), grey, np.uint8))
    return tmp_path


def test_rendered_scene_and_the_target_in_it() -> None:
    with open_clip(None, None, None, 3) as clip:
        images = [clip.first, *clip.images]
    x, y, w, h = map(round, clip.target.box_xywh_px)
    blue, green, red = images[0][y + h // 4:y + 3 * h // 4, x + w // 4:x + 3 * w // 4].mean((0, 1))
    assert len(images) == 4 and clip.target.text == 'the red ball' and red > 2 * max(blue, green)


def test_video_that_is_shorter_than_asked_starts_again(folder: Path) -> None:
    with open_clip(str(folder), None, None, 5) as clip:
        assert [image[0, 0, 0] for image in (clip.first, *islice(clip.images, 4))] == [10, 20, 10, 20, 10]


def test_target_in_a_video(folder: Path) -> None:
    with open_clip(str(folder), None, None, 2) as middle, open_clip(str(folder), 'the dog', None, 2) as words:
        assert middle.target == Target(None, (60, 30, 40, 20)) and words.target == Target('the dog', None)


def test_a_bundle_is_told_what_it_takes(colour: Bundle, follower: Bundle) -> None:
    target = Target('the red ball', (1, 2, 3, 4))
    assert target.request(colour) == ('the red ball', (1, 2, 3, 4))
    assert target.request(follower) == (None, (1, 2, 3, 4))
    assert Target('the red ball', None).request(follower) == ('the red ball', None)


def test_video_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / 'no_video.mp4').write_bytes(b'no video')
    with pytest.raises(SourceError, match='no_video.mp4: not a video'), \
            open_clip(str(tmp_path / 'no_video.mp4'), None, None, 2):
        pass
