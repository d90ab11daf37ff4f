"""Every supported encoding, odd strides, and what is refused."""
import array

import cv2
import numpy as np
import pytest
from sensor_msgs.msg import CompressedImage
from std_msgs.msg import Header

from support.encodings import PATTERNS, bayer, message, packed_422, planes_420
from vl_tracker_ros.media.image_message import ImageError, to_bgr
from vl_tracker_ros.nodes.images.image_conversion import to_image, to_jpeg

BGR = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
GREY = BGR[..., 0]
ALPHA = np.full((5, 7, 1), 9, np.uint8)


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


@pytest.mark.parametrize('encoding, order', [('bgr16', [0, 1, 2]), ('rgb16', [2, 1, 0]), ('bgra16', [0, 1, 2, 3]),
                                             ('rgba16', [2, 1, 0, 3])])
@pytest.mark.parametrize('dtype, big_endian', [('<u2', False), ('>u2', True)])
def test_16_bit_colours_keep_their_hue_whatever_the_alpha(encoding, order, dtype, big_endian):
    bgra = np.array([[[0, 1000, 0, 65535], [500, 0, 250, 65535]]])
    image = to_bgr(message(bgra[..., order].astype(dtype), encoding, 1, big_endian))
    np.testing.assert_array_equal(image, [[[0, 255, 0], [128, 0, 64]]])


HALVES = np.zeros((8, 12, 3), np.uint8)
HALVES[:, :6], HALVES[:, 6:] = (200, 40, 60), (30, 90, 220)
@pytest.mark.parametrize('padding', [0, 3])
@pytest.mark.parametrize('pattern', PATTERNS)
def test_bayer_patterns_in_8_bits(pattern, padding):
    image = to_bgr(message(bayer(HALVES, pattern), f'bayer_{pattern}8', padding))
    np.testing.assert_array_equal(image[3, [2, 9]], HALVES[3, [2, 9]])


@pytest.mark.parametrize('pattern', PATTERNS)
@pytest.mark.parametrize('dtype, big_endian', [('<u2', False), ('>u2', True)])
def test_bayer_patterns_in_16_bits(pattern, dtype, big_endian):
    seen = bayer(HALVES.astype(int) * 20, pattern)
    image = to_bgr(message(seen.astype(dtype), f'bayer_{pattern}16', 0, big_endian))
    stretched = (HALVES[3, [2, 9]].astype(float) - 30) * 255 / 190
    np.testing.assert_allclose(image[3, [2, 9]], stretched, atol=0.51)


@pytest.mark.parametrize('padding', [0, 5])
@pytest.mark.parametrize('encoding, order', [('yuv422', 'uyvY'), ('uyvy', 'uyvY'), ('yuv422_yuy2', 'yuYv'),
                                             ('yuyv', 'yuYv')])
def test_yuv_422(encoding, order, padding):
    image = to_bgr(message(packed_422(HALVES, order), encoding, padding))
    assert np.abs(image.astype(int) - HALVES).max() < 6
    assert image.flags.c_contiguous


@pytest.mark.parametrize('padding', [0, 5])
@pytest.mark.parametrize('encoding, order', [('nv12', 'uv'), ('nv21', 'vu')])
def test_yuv_420_in_two_planes(encoding, order, padding):
    image = to_bgr(message(planes_420(HALVES, order), encoding, padding, height=len(HALVES)))
    assert image.shape == HALVES.shape
    assert np.abs(image.astype(int) - HALVES).max() < 6


def test_the_colours_of_nv12_have_to_be_there():
    with pytest.raises(ImageError, match='has 96 bytes, its 12 rows of step 12 are 144'):
        to_bgr(message(HALVES[..., 0], 'nv12'))


def test_a_16_bit_image_of_one_value_is_black():
    assert to_bgr(message(np.full((2, 2), 40000, '<u2'), 'mono16')).max() == 0


@pytest.mark.parametrize('changes, complaint', [
    ({'height': 0}, 'zero size'), ({'width': 0}, 'zero size'), ({'step': 20}, 'step 20 is less than the 21'),
    ({'height': 6}, 'has 105 bytes, its 6 rows of step 21 are 126'),
    ({'encoding': '32FC1'}, "'32FC1' is not one of bgr8"), ({'encoding': 'yuv422'}, 'its width must be even'),
    ({'encoding': 'nv12'}, '7x5: its width and height must be even'),
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


@pytest.mark.parametrize('form, pixels', [
    ('bgr8; jpeg compressed bgr8', HALVES), ('rgb8; jpeg compressed bgr8', HALVES), ('jpeg', HALVES),
    ('rgb8; jpeg compressed rgb8', HALVES[..., ::-1]), ('bgr8; png compressed bgr8', HALVES), ('png', HALVES),
    ('bgra8; png compressed bgra8', np.dstack([HALVES, HALVES[..., :1]]))])
def test_the_formats_of_image_transport(form, pixels):
    """Where 'compressed rgb' stands, image_transport has encoded red as if it were blue."""
    _, encoded = cv2.imencode('.png' if 'png' in form else '.jpg', pixels)
    image = to_bgr(CompressedImage(format=form, data=encoded.tobytes()))
    assert image.dtype == np.uint8
    assert np.abs(image[3, [2, 9]].astype(int) - HALVES[3, [2, 9]]).max() < 20


def test_a_compressed_image_of_16_bits_is_stretched():
    _, encoded = cv2.imencode('.png', np.array([[1000, 1100], [1200, 1510]], np.uint16))
    image = to_bgr(CompressedImage(format='mono16; png compressed ', data=encoded.tobytes()))
    np.testing.assert_array_equal(image[..., 0], [[0, 50], [100, 255]])


@pytest.mark.parametrize('data', [b'', b'not a jpeg'])
def test_a_compressed_image_that_is_none_is_refused(data):
    with pytest.raises(ImageError, match=f'compressed image of {len(data)} bytes'):
        to_bgr(CompressedImage(format='jpeg', data=data))
