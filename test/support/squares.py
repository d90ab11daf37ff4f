"""Images that the colour bundle understands: saturated squares on grey texture. To words, dark red is red."""
import cv2
import numpy as np

BGR = {'red': (0, 0, 230), 'blue': (230, 0, 0), 'dark_red': (0, 0, 130)}


def scene(**squares) -> np.ndarray:
    """A grey textured image, BGR (120,160,3), with 24 px squares: colour=(x, y) of the top-left corner."""
    rng = np.random.default_rng(0)
    image = np.repeat(rng.integers(100, 130, (120, 160, 1), dtype=np.uint8), 3, axis=2)
    for colour, (x, y) in squares.items():
        cv2.rectangle(image, (x, y), (x + 23, y + 23), BGR[colour], -1)
    return image
