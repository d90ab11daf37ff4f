from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.data.banks import Banks
from vl_tracker_ros.data.items import Clip
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.real import RealSampler
from vl_tracker_ros.data.sample import Sample
from vl_tracker_ros.data.tries import first_success


def test_failures_are_drawn_again() -> None:
    sample = Sample(np.zeros((4, 4, 3), np.uint8), None, 'it', None)
    draws = iter([None, None, sample])
    assert first_success(lambda: next(draws), 'any') is sample


def test_data_that_never_give_a_sample_are_told(tiny_banks: Banks) -> None:
    """No clip has a target, no photo shows anything, and the one person is beside the picture."""
    nowhere = Clip([np.zeros((60, 60, 3), np.uint8)], np.full((1, 4), np.nan), ('nothing',), 'thing', 'drawn')
    photo = tiny_banks.people[0]
    beside = replace(photo, box_xywh_px=(500, 500, 10, 10), person=replace(photo.person, worn=()))
    empty = replace(tiny_banks, clips={kind: [nowhere] for kind in tiny_banks.clips}, people=[beside],
                    labelled={kind: [replace(photos[0], targets=())] for kind, photos in tiny_banks.labelled.items()})
    with pytest.raises(DataError, match='real pictures with the target (absent|in view): no sample in 2000 draws'):
        for seed in range(20):
            RealSampler(empty, 64, 64).sample(np.random.default_rng(seed), with_template=False)
