"""Depth images as cameras send them."""
from types import SimpleNamespace

import numpy as np
import pytest

from vl_tracker_ros.media.depth_message import to_depth_m
from vl_tracker_ros.media.image_message import ImageError


def message(values, encoding, padding=0, **changed):
    rows = np.hstack([values.view(np.uint8).reshape(len(values), -1), np.zeros((len(values), padding), np.uint8)])
    fields = dict(height=values.shape[0], width=values.shape[1], encoding=encoding, is_bigendian=0,
                  step=rows.shape[1], data=rows.tobytes())
    return SimpleNamespace(**fields | changed)


def test_16_bit_depths_are_millimetres():
    values = np.array([[0, 1000, 65535], [1, 2500, 3000]], '<u2')
    np.testing.assert_allclose(to_depth_m(message(values, '16UC1', padding=5)), values / 1000.0, rtol=1e-6)
    np.testing.assert_allclose(to_depth_m(message(values.astype('>u2'), '16UC1', is_bigendian=1)), values / 1000.0,
                               rtol=1e-6)


def test_floats_are_metres_and_keep_their_gaps():
    values = np.array([[0.0, np.nan, 2.5], [np.inf, 1.0, 4.0]], '<f4')
    np.testing.assert_array_equal(to_depth_m(message(values, '32FC1')), values)


@pytest.mark.parametrize('changed, complaint', [
    (dict(encoding='rgb8'), "'rgb8' is not one of"), (dict(step=4), 'step 4'), (dict(data=b'123'), 'with 3 bytes'),
    (dict(width=0), '0x2'), (dict(height=0), '3x0')])
def test_what_is_no_depth_image_is_refused(changed, complaint):
    with pytest.raises(ImageError, match=complaint):
        to_depth_m(message(np.ones((2, 3), '<f4'), **({'encoding': '32FC1'} | changed)))
