from __future__ import annotations

import numpy as np
from support.reference import load_reference

from vl_tracker_ros.tracking.preprocess import Normaliser

MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]


def test_normalisation_is_that_of_the_official_code() -> None:
    reference = load_reference('ostrack_preprocessing')
    crop_rgb = reference['crop_112_0']
    out = np.empty((3, *crop_rgb.shape[:2]), np.float32)
    Normaliser(MEAN, STD).write(np.ascontiguousarray(crop_rgb[..., ::-1]), out)
    np.testing.assert_allclose(out, reference['norm_112_0'][0], atol=1e-5)
