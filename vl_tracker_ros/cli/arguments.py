"""Types of command-line arguments; each says in one line what it wants."""

import argparse


def box_xywh_px(text: str) -> tuple[float, ...]:
    """Read 'X,Y,W,H'; whether it lies in the image is for the tracker to say."""
    try:
        box = tuple(float(part) for part in text.split(','))
    except ValueError:
        box = ()
    if len(box) != 4:
        raise argparse.ArgumentTypeError(f'{text!r} is not four numbers X,Y,W,H')
    return box


def count(text: str) -> int:
    """Read a whole number from 1 up."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'{text!r} is not a positive whole number')
    return int(text)


def rate_hz(text: str) -> float:
    """Read a number above 0."""
    return _number_between(text, 0.0, float('inf'))


def positive(text: str) -> float:
    """Read a number above 0."""
    return _number_between(text, 0.0, float('inf'))


def fraction(text: str) -> float:
    """Read a number above 0 and below 1."""
    return _number_between(text, 0.0, 1.0)


def _number_between(text: str, low: float, high: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float('nan')
    if not low < value < high:
        raise argparse.ArgumentTypeError(f'{text!r} is not a number above {low:g} and below {high:g}')
    return value
