"""What the tracker sees and says, drawn into the image."""

import math
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np

Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]

STATE_COLOURS_BGR: dict[str, Colour] = {
    'idle': (170, 170, 170),
    'searching': (60, 200, 250),
    'tracking': (80, 200, 60),
    'uncertain': (30, 140, 250),
    'lost': (60, 60, 230),
}
_WHITE = (245, 245, 245)
_SHADE = 0.35  # how much of the image is left under a band of text
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_FONT_HEIGHT = 21.0  # height of a capital letter at font scale 1, pixels


@dataclass(frozen=True)
class OverlayView:
    """What is to be drawn for one frame, in plain values. Boxes are x,y,w,h in pixels, top-left origin."""

    state: str  # a key of STATE_COLOURS_BGR
    search: str  # 'local' or 'global': the view used for this frame
    score: float  # [0,1]
    command: str = ''
    box_xywh_px: Box | None = None
    search_region_xywh_px: Box | None = None
    kappa: float = float('nan')  # kappa_mvlm of the chosen candidate, [-1,1]; NaN: none


class _Pen(NamedTuple):
    """Sizes that follow the image, so that 176x144 reads as well as 1080p."""

    text: int  # height of a capital letter, pixels
    line: int  # thickness of a box
    colour: Colour

    @property
    def band(self) -> int:
        return round(self.text * 1.9)


def draw_overlay(image: np.ndarray, view: OverlayView) -> np.ndarray:
    """Draw box, state, score, command and search region on a copy of `image`, (H,W,3) uint8 BGR.

    Raises KeyError for a state that is not one of STATE_COLOURS_BGR.
    """
    canvas = np.ascontiguousarray(image).copy()
    short_side = min(canvas.shape[:2])
    pen = _Pen(max(7, short_side // 32), max(1, short_side // 180), STATE_COLOURS_BGR[view.state])
    _draw_search(canvas, view, pen)
    if view.box_xywh_px is not None:
        _draw_rectangle(canvas, view.box_xywh_px, pen.colour, pen.line + 1)
    _draw_command(canvas, view, pen)
    _draw_status(canvas, view, pen)
    return canvas


def _draw_search(canvas: np.ndarray, view: OverlayView, pen: _Pen) -> None:
    if view.state == 'idle':
        return
    if view.search == 'global':
        height, width = canvas.shape[:2]
        _shade(canvas[pen.band:2 * pen.band])
        inside = (0, pen.band, width - 1, height - 2 * pen.band)
        _draw_rectangle(canvas, inside, pen.colour, pen.line)
        _draw_text(canvas, 'searching whole image', (2 * pen.line + 2, 2 * pen.band), pen, pen.colour)
    elif view.search_region_xywh_px is not None:
        _draw_rectangle(canvas, view.search_region_xywh_px, _WHITE, max(1, pen.line // 2))


def _draw_rectangle(canvas: np.ndarray, box_xywh_px: Box, colour: Colour, thickness: int) -> None:
    x, y, w, h = box_xywh_px
    cv2.rectangle(canvas, (round(x), round(y)), (round(x + w), round(y + h)), colour, thickness)


def _draw_command(canvas: np.ndarray, view: OverlayView, pen: _Pen) -> None:
    _shade(canvas[:pen.band])
    _draw_text(canvas, view.command, (pen.text // 2, pen.band), pen, _WHITE)


def _draw_status(canvas: np.ndarray, view: OverlayView, pen: _Pen) -> None:
    """State, score and kappa in words, and the score as a bar along the lower edge."""
    height, width = canvas.shape[:2]
    _shade(canvas[-pen.band:])
    kappa = '' if math.isnan(view.kappa) else f'  k {view.kappa:+.2f}'
    words = view.state if view.state == 'idle' else f'{view.state}  {view.score:.2f}{kappa}'
    bar = max(2, pen.text // 5)
    _draw_text(canvas, words, (pen.text // 2, height - bar // 2), pen, pen.colour)
    length = round(width * min(max(view.score, 0.0), 1.0))
    canvas[height - bar:, :length] = pen.colour


def _shade(band: np.ndarray) -> None:
    band[:] = (band * _SHADE).astype(np.uint8)


def _draw_text(canvas: np.ndarray, text: str, corner: tuple[int, int], pen: _Pen, colour: Colour) -> None:
    """Write into the band of height `pen.band` with this lower left corner; shortened to fit."""
    scale = pen.text / _FONT_HEIGHT
    thickness = max(1, pen.text // 9)
    x, bottom = corner
    fitting = _shorten(text, canvas.shape[1] - x, scale, thickness)
    baseline = bottom - (pen.band - pen.text) // 2
    cv2.putText(canvas, fitting, (x, baseline), _FONT, scale, colour, thickness, cv2.LINE_AA)


def _shorten(text: str, width: int, scale: float, thickness: int) -> str:
    def fits(candidate: str) -> bool:
        return cv2.getTextSize(candidate, _FONT, scale, thickness)[0][0] <= width

    if fits(text):
        return text
    length = len(text)
    while length and not fits(text[:length] + '...'):
        length -= 1
    return text[:length] + '...'
