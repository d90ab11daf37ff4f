from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.items import Clip
from vl_tracker_ros.evaluation.confidence.clips import cover, play, splice
from vl_tracker_ros.media.scene import Absence

AWAY = Absence('target', 20, 5)


def clip(level: int, frames: int = 4, size: tuple[int, int] = (60, 80)) -> Clip:
    """Frame i is of the one grey level + i; its box starts at x = 30 + i."""
    images = [np.full((*size, 3), level + i, np.uint8) for i in range(frames)]
    boxes = np.array([[30 + i, 20, 10, 10] for i in range(frames)], float)
    return Clip(images, boxes, ('thing', 'the grey thing'), 'thing', f'drawn/{level}')


def test_a_clip_is_played_to_and_fro() -> None:
    video = play(clip(100), 'things', 8)
    assert [int(image[0, 0, 0]) - 100 for image in video.images] == [0, 1, 2, 3, 2, 1, 0, 1]
    np.testing.assert_array_equal(video.boxes_xywh_px[:, 0], [30, 31, 32, 33, 32, 31, 30, 31])
    assert (video.name, video.sentence, video.attributes) == ('drawn/100', 'the grey thing', {'things': True})


def test_another_scene_is_spliced_in_at_its_size() -> None:
    video = splice(play(clip(100), 'things', 40), play(clip(200, size=(30, 50)), 'flying', 40), AWAY)
    other = [index for index, image in enumerate(video.images) if image[0, 0, 0] >= 200]
    assert other == [20, 21, 22, 23, 24] == np.flatnonzero(np.isnan(video.boxes_xywh_px[:, 0])).tolist()
    assert {image.shape for image in video.images} == {(60, 80, 3)}


def test_a_board_slides_over_the_target_and_off_again() -> None:
    plain = play(clip(100), 'things', 60)
    video = cover(plain, np.full((8, 8, 3), 255, np.uint8), AWAY)
    hidden = np.isnan(video.boxes_xywh_px[:, 0])
    assert np.flatnonzero(hidden).tolist() == [20, 21, 22, 23, 24]
    share = np.array([(image[20:30, 30 + index:40 + index] == 255).mean() for index, image in
                      ((i, video.images[i]) for i in range(3))])
    assert not share.any()
    boxes = plain.boxes_xywh_px.astype(int)
    covered = np.array([(image[y:y + h, x:x + w] == 255).mean() for image, (x, y, w, h) in zip(video.images, boxes)])
    assert covered[hidden].min() == 1 and covered[~hidden].max() < 1 and covered[17] > 0
    assert int(plain.images[22].max()) < 255        # the clip itself is not painted on
