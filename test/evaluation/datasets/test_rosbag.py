"""Bags of both storages, written here: images, truth by file and by stamp, and what is wrong with a bag."""
from __future__ import annotations

import pickle
import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from support.bags import DETECTION, IMAGE, JPEG, STORAGES, detection, image, jpeg, write_bag

from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.evaluation.datasets import load_dataset
from vl_tracker_ros.evaluation.sequences import Sequence

FRAMES = 4
BGR = np.arange(FRAMES * 6 * 8 * 3, dtype=np.uint8).reshape(FRAMES, 6, 8, 3)
ENCODED = {'bgr8': BGR, 'rgb8': BGR[..., ::-1], 'mono8': BGR[..., 0]}


def bag(folder: Path, storage: str = 'mcap', encoding: str = 'bgr8', **topics) -> Path:
    """A bag of four images, and of what else is given."""
    frames = {number: image(pixels, encoding) for number, pixels in enumerate(ENCODED[encoding])}
    return write_bag(folder, storage, {'/camera/image_raw': (IMAGE, frames), **topics})


def with_truth(folder: Path, lines: int = FRAMES) -> Path:
    (folder / 'groundtruth.txt').write_text('1,2,3,4\n' * lines)
    return folder


def load(root: Path) -> Sequence:
    (sequence,) = load_dataset('rosbag', root)
    return sequence


@pytest.mark.parametrize('storage', STORAGES)
@pytest.mark.parametrize('encoding', ENCODED)
def test_images_and_truth_beside_the_bag(storage: str, encoding: str, tmp_path: Path) -> None:
    folder = with_truth(bag(tmp_path / 'walk', storage, encoding))
    (folder / 'nlp.txt').write_text('the grey cat\n')
    sequence = load(tmp_path)
    assert (sequence.name, sequence.sentence, len(sequence.images)) == ('walk', 'the grey cat', FRAMES)
    assert sequence.truth_xywh_px.tolist() == [[1, 2, 3, 4]] * FRAMES
    expected = np.repeat(BGR[..., :1], 3, axis=3) if encoding == 'mono8' else BGR
    for _ in range(2):
        np.testing.assert_array_equal(np.array(list(sequence.frames())), expected)


def test_compressed_images(tmp_path: Path) -> None:
    frames = {number: jpeg(np.full((16, 24, 3), 50 * number, np.uint8)) for number in range(FRAMES)}
    with_truth(write_bag(tmp_path / 'walk', 'mcap', {'/camera/image_raw/compressed': (JPEG, frames)}))
    pictures = list(load(tmp_path / 'walk').frames())
    assert [picture.shape for picture in pictures] == [(16, 24, 3)] * FRAMES
    assert [picture.mean() for picture in pictures] == pytest.approx([0, 50, 100, 150], abs=2)


@pytest.mark.parametrize('storage', STORAGES)
def test_truth_in_the_bag_goes_by_stamp(storage: str, tmp_path: Path) -> None:
    """Frame 1 has no annotation, frame 2 one without a box; annotation 9 is of no image."""
    boxes = {0: (1.0, 2.0, 3.0, 4.0), 2: None, 3: (5.0, 6.0, 7.0, 8.0), 9: (0.0, 0.0, 1.0, 1.0)}
    bag(tmp_path / 'walk', storage, **{'/truth': (DETECTION, {n: detection(box) for n, box in boxes.items()})})
    np.testing.assert_array_equal(
        load(tmp_path).truth_xywh_px, [[1, 2, 3, 4], [np.nan] * 4, [np.nan] * 4, [5, 6, 7, 8]])


def test_topics_are_chosen_where_there_are_several(tmp_path: Path) -> None:
    other = (IMAGE, {number: image(np.zeros((2, 2, 3), np.uint8)) for number in range(2)})
    folder = bag(tmp_path / 'walk', **{
        '/rear': other, '/truth': (DETECTION, {n: detection((1, 1, 1, 1)) for n in range(FRAMES)}),
        '/tracker_node/detection': (DETECTION, {n: detection((2, 2, 2, 2)) for n in range(FRAMES)})})
    with pytest.raises(DataError, match='images may be /camera/image_raw or /rear: name one in topics.yaml'):
        load(tmp_path)
    (folder / 'topics.yaml').write_text('images: /camera/image_raw\ntruth: /truth\n')
    sequence = load(tmp_path)
    assert len(sequence.images) == FRAMES and sequence.truth_xywh_px[0].tolist() == [1, 1, 1, 1]
    (folder / 'topics.yaml').write_text('images: /front\n')
    with pytest.raises(DataError, match=r'no topic /front of .*there are /camera/image_raw \(sensor_msgs/msg/Image\)'):
        load(tmp_path)
    (folder / 'topics.yaml').write_text('image: /rear\n')
    with pytest.raises(DataError, match='topics.yaml: should have no more than'):
        load(tmp_path)


def test_a_sequence_goes_to_another_process(tmp_path: Path) -> None:
    with_truth(bag(tmp_path / 'walk'))
    assert len(list(pickle.loads(pickle.dumps(load(tmp_path))).frames())) == FRAMES


def test_bags_are_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ('b', 'a'):
        with_truth(bag(tmp_path / name))
    assert [sequence.name for sequence in load_dataset('rosbag', tmp_path)] == ['a', 'b']


def test_what_is_wrong_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match='no sequence of rosbag here'):
        load(tmp_path)
    folder = bag(tmp_path / 'bare')
    with pytest.raises(DataError, match=r'no groundtruth.txt and no topic of vision_msgs.*there are /camera'):
        load(folder)
    with pytest.raises(DataError, match='bare: 4 images, but truth_xywh_px has 3 lines'):
        load(with_truth(folder, 3))
    no_images = write_bag(tmp_path / 'no_images', 'mcap', {'/truth': (DETECTION, {0: detection((1, 1, 1, 1))})})
    with pytest.raises(DataError, match=r'no topic of sensor_msgs/msg/Image or .*there are /truth \(vision_msgs'):
        load(no_images)
    with pytest.raises(DataError, match='the bag is empty'):
        load(write_bag(tmp_path / 'empty', 'sqlite3', {}))
    with pytest.raises(DataError, match='silent: no message on /image'):
        load(with_truth(write_bag(tmp_path / 'silent', 'mcap', {'/image': (IMAGE, {})})))
    late = bag(tmp_path / 'late', **{'/truth': (DETECTION, {77: detection((1, 1, 1, 1))})})
    with pytest.raises(DataError, match='no message on /truth has the stamp of an image on /camera/image_raw'):
        load(late)


def test_an_unknown_encoding_is_named_with_its_message(tmp_path: Path) -> None:
    frames = {0: image(BGR[0]), 1: image(BGR[1], '32FC1')}
    with_truth(write_bag(tmp_path / 'walk', 'mcap', {'/image': (IMAGE, frames)}), 2)
    with pytest.raises(DataError, match="walk: /image, message 1: image encoding '32FC1' is not one of bgr8"):
        list(load(tmp_path).frames())


def test_a_bag_of_an_old_distribution_has_no_definitions(tmp_path: Path) -> None:
    folder = bag(tmp_path / 'walk', 'sqlite3', **{'/truth': (DETECTION, {0: detection((1, 1, 1, 1))})})
    with closing(sqlite3.connect(next(folder.glob('*.db3')))) as database, database:
        database.execute('DELETE FROM message_definitions')
    with pytest.raises(DataError, match='walk: holds no definition of vision_msgs/msg/Detection2D'):
        load(tmp_path)
    assert len(list(load(with_truth(folder)).frames())) == FRAMES


@pytest.mark.parametrize('storage', STORAGES)
def test_broken_files_are_named(storage: str, tmp_path: Path) -> None:
    folder = with_truth(bag(tmp_path / 'walk', storage))
    data = next(path for path in folder.iterdir() if path.suffix in ('.mcap', '.db3'))
    whole = data.read_bytes()
    for content in (whole[:len(whole) // 2], b'', b'not a bag' * 100):
        data.write_bytes(content)
        with pytest.raises(DataError, match='walk: '):
            list(load(tmp_path).frames())
    data.unlink()
    with pytest.raises(DataError, match='walk: '):
        load(tmp_path)
    (folder / 'metadata.yaml').write_text('{')
    with pytest.raises(DataError, match='walk: '):
        load(tmp_path)
