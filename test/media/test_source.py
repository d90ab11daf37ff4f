import logging
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest

from vl_tracker_ros.media.source import SourceError, open_source
from vl_tracker_ros.media.video_writer import VideoWriter


def flat(grey: int, size: tuple[int, int] = (64, 48)) -> np.ndarray:
    return np.full((size[1], size[0], 3), grey, np.uint8)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    """Ten frames, frame i of the grey level 20*i."""
    path = tmp_path / 'clip.mp4'
    with VideoWriter(path, 25.0) as writer:
        for index in range(10):
            writer.write(flat(20 * index))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Images 1, 2 and 10, of the grey levels of their names; a text file and a broken image among them."""
    path = tmp_path / 'images'
    path.mkdir()
    for number in (1, 2, 10):
        cv2.imwrite(str(path / f'{number}.png'), flat(number))
    (path / '3.png').write_text('not an image')
    (path / 'notes.txt').write_text('not one of the frames')
    return path


def test_video_gives_its_frames_in_order_with_stamps(video):
    with open_source(video) as source:
        frames = list(source)
    assert (source.fps, source.size, source.frame_count) == (25.0, (64, 48), 10)
    assert [frame.index for frame in frames] == list(range(10))
    assert [frame.stamp_s for frame in frames] == pytest.approx([index / 25 for index in range(10)])
    assert [frame.image.mean() for frame in frames] == pytest.approx(range(0, 200, 20), abs=4)


def test_looping_video_starts_again_while_indices_and_stamps_rise(video):
    with open_source(video, loop=True) as source:
        frames = list(islice(source, 25))
    assert source.frame_count is None
    assert [frame.index for frame in frames] == list(range(25))
    assert frames[24].stamp_s == pytest.approx(24 / 25)
    assert [frame.image.mean() for frame in frames[20:]] == pytest.approx([0, 20, 40, 60, 80], abs=4)


def test_folder_is_in_natural_order_and_says_what_it_skips(folder, caplog):
    with caplog.at_level(logging.WARNING), open_source(folder) as source:
        frames = list(source)
    assert source.size == (64, 48)
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [1, 2, 10]
    assert [frame.index for frame in frames] == [0, 1, 3], 'the place of the unreadable image stays free'
    assert [record.getMessage() for record in caplog.records] == [
        f'{folder / "3.png"}: not a readable image, skipped']


def test_looping_folder_warns_once_and_keeps_time(folder, caplog):
    with open_source(folder, loop=True) as source:
        frames = list(islice(source, 7))
    assert [frame.index for frame in frames] == [0, 1, 3, 4, 5, 7, 8]
    assert [int(frame.image[0, 0, 0]) for frame in frames] == [1, 2, 10, 1, 2, 10, 1]
    assert len(caplog.records) == 1


def test_looping_folder_ends_when_its_images_are_gone(folder):
    source = open_source(folder, loop=True)
    frames = iter(source)
    next(frames)
    for image in folder.glob('*.png'):
        image.unlink()
    assert list(frames) == []


@pytest.mark.parametrize('image', [
    np.full((9, 8), 1000, np.uint16), np.full((9, 8), 7, np.uint8), np.full((9, 8, 4), 7, np.uint8)])
def test_every_kind_of_image_comes_as_bgr_bytes(tmp_path, image):
    cv2.imwrite(str(tmp_path / 'a.png'), image)
    frame = next(iter(open_source(tmp_path)))
    assert (frame.image.shape, frame.image.dtype) == ((9, 8, 3), np.uint8)


def test_images_of_a_folder_may_differ_in_size(tmp_path):
    for name, size in (('a.png', (8, 6)), ('b.jpg', (20, 10))):
        cv2.imwrite(str(tmp_path / name), flat(5, size))
    assert [frame.image.shape for frame in open_source(str(tmp_path))] == [(6, 8, 3), (10, 20, 3)]


def test_video_that_breaks_off_says_how_many_frames_were_lost(tmp_path, caplog):
    path = tmp_path / 'broken.avi'
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter_fourcc(*'MJPG'), 10, (64, 48))
    for index in range(10):
        writer.write(np.random.default_rng(index).integers(0, 255, (48, 64, 3), np.uint8))
    writer.release()
    content = path.read_bytes()
    path.write_bytes(content[:len(content) // 2])
    frames = list(open_source(path))
    assert 0 < len(frames) < 10
    assert f'{path}: ended after {len(frames)} of 10 frames' in caplog.text


def make_text_file(path: Path) -> Path:
    path.write_text('this is no video\n' * 50)
    return path


def make_empty_file(path: Path) -> Path:
    path.touch()
    return path


def make_truncated_video(path: Path) -> Path:
    with VideoWriter(path, 25.0) as writer:
        writer.write(flat(9))
    path.write_bytes(path.read_bytes()[:300])
    return path


def make_empty_folder(path: Path) -> Path:
    path.mkdir()
    return path


def make_folder_of_broken_images(path: Path) -> Path:
    path.mkdir()
    (path / '1.png').write_text('broken')
    return path


@pytest.mark.parametrize(('make', 'reason'), [
    (lambda path: path, 'no such video file or folder'),
    (make_text_file, 'not a video'),
    (make_empty_file, 'not a video'),
    (make_truncated_video, 'not a video'),
    (make_empty_folder, 'no image in this folder'),
    (make_folder_of_broken_images, 'none of the 1 images in this folder can be read'),
])
def test_what_cannot_be_read_is_said_in_one_line(tmp_path, make, reason, capfd):
    path = make(tmp_path / 'clip.mp4')
    with pytest.raises(SourceError, match=reason) as error:
        open_source(path)
    assert str(path) in str(error.value) and '\n' not in str(error.value)
    assert capfd.readouterr().err == '', 'libraries below say nothing of their own'


def test_camera_that_is_not_there_is_named():
    with pytest.raises(SourceError, match='camera 97: there is no /dev/video97'):
        open_source('97')


def test_camera_gives_images_until_it_stops(video, monkeypatch, caplog):
    """The device is put aside: a file plays the camera."""
    capture = cv2.VideoCapture
    monkeypatch.setattr(Path, 'exists', lambda path: True)
    monkeypatch.setattr(cv2, 'VideoCapture', lambda index: capture(str(video)))
    with open_source('0') as source:
        frames = list(source)
    assert source.frame_count is None and source.size == (64, 48)
    assert [frame.index for frame in frames] == list(range(10))
    assert all(a.stamp_s <= b.stamp_s for a, b in zip(frames, frames[1:]))
    assert 'camera 0: no more images after 10' in caplog.text


def test_camera_that_does_not_say_its_rate_is_taken_for_30_hz(video, monkeypatch, caplog):
    capture = cv2.VideoCapture(str(video))
    monkeypatch.setattr(Path, 'exists', lambda path: True)
    rateless = SimpleNamespace(read=capture.read, get=lambda what: 0.0)
    monkeypatch.setattr(cv2, 'VideoCapture', lambda index: rateless)
    assert open_source('2').fps == 30.0
    assert 'camera 2: does not say its frame rate, 30 Hz assumed' in caplog.text


def test_camera_without_images_is_said(monkeypatch, tmp_path):
    capture = cv2.VideoCapture
    monkeypatch.setattr(Path, 'exists', lambda path: True)
    monkeypatch.setattr(cv2, 'VideoCapture', lambda index: capture(str(tmp_path / 'nothing')))
    with pytest.raises(SourceError, match='camera 3: no image from it'):
        open_source('3')
