from itertools import islice

import numpy as np
import pytest

from vl_tracker_ros.media.scene import DEFAULT_OBJECTS, Absence, Scene, SceneObject
from vl_tracker_ros.media.sprites import SPRITE_KINDS

BALL = SceneObject('ball', 'red')


def redness(image: np.ndarray) -> np.ndarray:
    """Mask (H,W) of clearly red pixels."""
    blue, green, red = np.moveaxis(image.astype(int), 2, 0)
    return red - np.maximum(blue, green) > 60


def centre_of(mask: np.ndarray) -> np.ndarray:
    rows, columns = np.nonzero(mask)
    return np.array([(columns.min() + columns.max() + 1) / 2, (rows.min() + rows.max() + 1) / 2])


def test_same_seed_gives_the_same_frames_and_another_seed_others():
    first, again, other = (Scene(seed).render(7) for seed in (3, 3, 4))
    assert (first.image == again.image).all() and first.truth == again.truth
    assert (first.image != other.image).any() and first.truth != other.truth


def test_default_scene_is_vga_and_tells_its_length():
    scene = Scene(num_frames=3)
    frames = list(scene)
    assert len(frames) == len(scene) == 3
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert frames[0].image.shape == (480, 640, 3) and frames[0].image.dtype == np.uint8
    assert set(frames[0].truth) == {'red ball', 'blue person', 'yellow cup'}


def test_objects_have_sentences():
    assert [actor.sentence for actor in DEFAULT_OBJECTS] == [
        'the red ball', 'the person in a blue shirt and black trousers', 'the yellow cup']


def test_truth_is_where_the_object_is_to_be_seen():
    for index, image, truth in islice(Scene(1, objects=[BALL]), 0, 150, 30):
        x, y, w, h = truth['red ball']
        assert centre_of(redness(image)) == pytest.approx([x + w / 2, y + h / 2], abs=3), f'frame {index}'


def test_objects_move_smoothly_inside_the_image():
    boxes = np.array([list(frame.truth.values()) for frame in Scene(2, 60, (320, 240))])
    assert np.abs(np.diff(boxes, axis=0)).max() < 12
    assert np.ptp(boxes[:, 0, 0]) > 40
    assert (boxes[..., :2] >= 0).all() and (boxes[..., :2] + boxes[..., 2:] <= (320, 240)).all()


@pytest.mark.parametrize('how', ['occluded', 'left'])
def test_absent_object_is_gone_for_just_these_frames(how):
    absence = Absence('red ball', start=30, frames=6, how=how)
    frames = list(Scene(5, 60, (320, 240), [BALL], [absence]))
    gone = [frame.index for frame in frames if frame.truth['red ball'] is None]
    assert gone == list(range(30, 36))
    seen = [bool(redness(frame.image).any()) for frame in frames]
    assert not any(seen[30:36])
    assert all(seen[:28]) and all(seen[38:])


def test_other_objects_stay_when_one_is_occluded():
    objects = [SceneObject('cup', 'blue'), BALL, SceneObject('star', 'green')]
    absence = Absence('blue cup', 10, 5)
    plain, with_board = Scene(5, objects=objects), Scene(5, objects=objects, absences=[absence])
    x, y, w, h = map(round, plain.render(12).truth['red ball'])
    assert (plain.render(12).image[y:y + h, x:x + w] == with_board.render(12).image[y:y + h, x:x + w]).all()


def test_object_that_left_comes_back_where_its_path_is():
    frames = list(Scene(5, 70, (320, 240), [BALL], [Absence('red ball', 30, 6, 'left')]))
    undisturbed = Scene(5, 70, (320, 240), [BALL]).render(60)
    assert frames[60].truth == undisturbed.truth


@pytest.mark.parametrize('kind', SPRITE_KINDS)
def test_every_kind_can_act(kind):
    actor = SceneObject(kind, 'orange', 'white')
    assert Scene(objects=[actor]).render(0).truth[actor.name]


def test_absence_of_an_unknown_object_is_refused():
    with pytest.raises(ValueError, match="'green cow'.*'red ball'"):
        Scene(absences=[Absence('green cow', 1, 2)])


def test_two_objects_of_one_name_are_refused():
    with pytest.raises(ValueError, match='two objects of one name'):
        Scene(objects=[BALL, BALL])


def test_object_may_be_absent_more_than_once():
    absences = [Absence('red ball', 20, 3), Absence('red ball', 60, 2), Absence('red ball', 100, 4, 'left')]
    frames = Scene(5, 120, (320, 240), [BALL], absences)
    gone = [frame.index for frame in frames if frame.truth['red ball'] is None]
    assert gone == [20, 21, 22, 60, 61, 100, 101, 102, 103]


def test_sentence_has_the_right_article():
    assert SceneObject('person', 'orange', 'grey').sentence == 'the person in an orange shirt and grey trousers'
