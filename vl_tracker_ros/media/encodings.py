"""The encodings of sensor_msgs/Image that become BGR, by the names that ROS gives them."""
from __future__ import annotations

from dataclasses import dataclass

import cv2


@dataclass(frozen=True)
class Encoding:
    """How the bytes of an image lie, and what makes them BGR.

    channels: values of a pixel in a row. to_bgr: OpenCV colour conversion; None: it is BGR already.
    half_planes: under the image lie as many rows of half its height (the colours of NV12). even: sides that must be
    even, of 'width' and 'height'.
    """

    channels: int
    to_bgr: int | None
    item_bytes: int = 1
    half_planes: int = 0
    even: tuple[str, ...] = ()

    def rows(self, height: int) -> int:
        """The rows of bytes of an image of this height."""
        return height + self.half_planes * (height // 2)


def _two_depths(name: str, channels: int, to_bgr: int | None) -> dict[str, Encoding]:
    return {f'{name}8': Encoding(channels, to_bgr), f'{name}16': Encoding(channels, to_bgr, 2)}


def _yuv422(to_bgr: int) -> Encoding:
    return Encoding(2, to_bgr, even=('width',))


def _yuv420(to_bgr: int) -> Encoding:
    return Encoding(1, to_bgr, half_planes=1, even=('width', 'height'))


# A Bayer pattern is named by its first four pixels, here and in OpenCV's longer names.
ENCODINGS: dict[str, Encoding] = {
    **_two_depths('bgr', 3, None), **_two_depths('rgb', 3, cv2.COLOR_RGB2BGR),
    **_two_depths('bgra', 4, cv2.COLOR_BGRA2BGR), **_two_depths('rgba', 4, cv2.COLOR_RGBA2BGR),
    **_two_depths('mono', 1, cv2.COLOR_GRAY2BGR),
    '8UC1': Encoding(1, cv2.COLOR_GRAY2BGR), '8UC3': Encoding(3, None), '16UC1': Encoding(1, cv2.COLOR_GRAY2BGR, 2),
    **_two_depths('bayer_rggb', 1, cv2.COLOR_BayerRGGB2BGR), **_two_depths('bayer_bggr', 1, cv2.COLOR_BayerBGGR2BGR),
    **_two_depths('bayer_gbrg', 1, cv2.COLOR_BayerGBRG2BGR), **_two_depths('bayer_grbg', 1, cv2.COLOR_BayerGRBG2BGR),
    'yuv422': _yuv422(cv2.COLOR_YUV2BGR_UYVY), 'uyvy': _yuv422(cv2.COLOR_YUV2BGR_UYVY),
    'yuv422_yuy2': _yuv422(cv2.COLOR_YUV2BGR_YUY2), 'yuyv': _yuv422(cv2.COLOR_YUV2BGR_YUY2),
    'nv12': _yuv420(cv2.COLOR_YUV2BGR_NV12), 'nv21': _yuv420(cv2.COLOR_YUV2BGR_NV21),
}
