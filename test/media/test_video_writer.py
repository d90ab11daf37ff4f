import numpy as np
import pytest

from vl_tracker_ros.media.video_writer import VideoWriter, letterbox


def white(width: int, height: int) -> np.ndarray:
    return np.full((height, width, 3), 255, np.uint8)


def test_image_of_the_right_size_is_passed_on():
    image = white(40, 30)
    assert letterbox(image, (40, 30)) is image


@pytest.mark.parametrize(('source', 'inside'), [
    ((80, 30), np.s_[7:22, :]),  # too wide: bars above and below
    ((10, 30), np.s_[:, 15:25]),  # too narrow: bars left and right
    ((20, 15), np.s_[:, :]),  # same aspect: enlarged
])
def test_aspect_is_kept_and_the_rest_is_black(source, inside):
    boxed = letterbox(white(*source), (40, 30))
    expected = np.zeros((30, 40, 3), np.uint8)
    expected[inside] = 255
    assert (boxed == expected).all()


def test_extreme_aspect_leaves_at_least_a_line():
    assert letterbox(white(4000, 1), (40, 30)).any()


def test_unwritable_file_is_said(tmp_path):
    with pytest.raises(OSError, match='cannot be written'):
        VideoWriter(tmp_path / 'no' / 'such' / 'folder.mp4', 30.0).write(white(40, 30))
