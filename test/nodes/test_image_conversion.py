"""Every supported encoding, odd strides, and what is refused."""
import array

import cv2
import numpy as np
import pytest
from sensor_msgs.msg import CompressedImage, Image
from std_msgs.msg import Header

from vl_tracker_ros.media.image_message import ImageError, to_bgr
from vl_tracker_ros.nodes.image_conversion import to_image, to_jpeg

BGR = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
GREY = BGR[..., 0]
ALPHA = np.full((5, 7, 1), 9, np.uint8)


def message(pixels: np.ndarray, encoding: str, padding: int = 0, big_endian: bool = False) -> Image:
    rows = np.ascontiguousarray(pixels).view(np.uint8).reshape(len(pixels), -1)
    rows = np.pad(rows, ((0, 0), (0, padding)), constant_values=77)
    return Image(height=pixels.shape[0], width=pixels.shape[1], encoding=encoding, step=rows.shape[1],
                 is_bigendian=big_endian, data=array.array('B', rows.tobytes()))


@pytest.mark.parametrize('padding', [0, 1, 13])
@pytest.mark.parametrize('pixels, encoding, expected', [
    (BGR, 'bgr8', BGR), (BGR, '8UC3', BGR), (BGR[..., ::-1], 'rgb8', BGR),
    (np.dstack([BGR, ALPHA]), 'bgra8', BGR), (np.dstack([BGR[..., ::-1], ALPHA]), 'rgba8', BGR),
    (GREY, 'mono8', np.dstack([GREY] * 3)), (GREY, '8UC1', np.dstack([GREY] * 3))])
def test_8_bit_encodings(pixels, encoding, expected, padding):
    image = to_bgr(message(pixels, encoding, padding))
    np.testing.assert_array_equal(image, expected)
    assert image.flags.c_contiguous and image.dtype == np.uint8


@pytest.mark.parametrize('padding', [0, 1])
@pytest.mark.parametrize('encoding', ['mono16', '16UC1'])
@pytest.mark.parametrize('dtype, big_endian', [('<u2', False), ('>u2', True)])
def test_16_bit_images_are_stretched_over_their_own_range(encoding, dtype, big_endian, padding):
    values = np.array([[1000, 1100], [1200, 1510]])
    image = to_bgr(message(values.astype(dtype), encoding, padding, big_endian))
    np.testing.assert_array_equal(image[..., 0], [[0, 50], [100, 255]])


def test_a_16_bit_image_of_one_value_is_black():
    assert to_bgr(message(np.full((2, 2), 40000, '<u2'), 'mono16')).max() == 0


@pytest.mark.parametrize('changes, complaint', [
    ({'height': 0}, 'zero size'), ({'width': 0}, 'zero size'), ({'step': 20}, 'step 20 is less than the 21'),
    ({'height': 6}, 'has 105 bytes, height [*] step is 126'),
    ({'encoding': 'yuv422'}, "'yuv422' is not one of bgr8"),
    ({'encoding': ''}, "'' is not one of"), ({'encoding': 'bgra8'}, 'step 21 is less than the 28'),
    ({'data': array.array('B')}, 'has 0 bytes')])
def test_what_cannot_be_an_image_is_refused(changes, complaint):
    broken = message(BGR, 'bgr8')
    for name, value in changes.items():
        setattr(broken, name, value)
    with pytest.raises(ImageError, match=complaint):
        to_bgr(broken)


def test_bgr_goes_out_and_comes_back():
    header = Header(frame_id='camera')
    sent = to_image(BGR[:, ::-1], header)       # not contiguous
    assert (sent.header, sent.encoding, sent.step) == (header, 'bgr8', 21)
    np.testing.assert_array_equal(to_bgr(sent), BGR[:, ::-1])


def test_jpeg_goes_out_and_comes_back():
    smooth = cv2.GaussianBlur(cv2.resize(BGR, (64, 48)), (9, 9), 0)
    sent = to_jpeg(smooth, Header(frame_id='camera'))
    assert 'jpeg' in sent.format
    assert np.abs(to_bgr(sent).astype(int) - smooth).mean() < 5


@pytest.mark.parametrize('data', [b'', b'not a jpeg'])
def test_a_compressed_image_that_is_none_is_refused(data):
    with pytest.raises(ImageError, match=f'compressed image of {len(data)} bytes'):
        to_bgr(CompressedImage(format='jpeg', data=data))
