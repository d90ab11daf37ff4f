"""Training samples of one of the field's sets: its items as a tracker sees them."""
from __future__ import annotations

import logging
import re
from collections.abc import Sequence

import cv2
import numpy as np

from vl_tracker_ros.data.field.moments import Moment, moments
from vl_tracker_ros.data.field.records import Clip, Shot
from vl_tracker_ros.data.field.sampling import Sampling
from vl_tracker_ros.data.field.views import jittered, mirrored, repainted
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample, ViewSizes
from vl_tracker_ros.geometry import Image, check_box, crop_view

_log = logging.getLogger(__name__)

_PATIENCE = 50          # draws in a row that may fail
_SIDES = re.compile(r'\b(left|right)', re.IGNORECASE)


class FieldSampler:
    """Draws items evenly. What cannot be read is passed over; a warning counts such items, each once.

    Views are cut as the robot cuts them (geometry.crop_view). Boxes are whole: they may reach beyond the view.
    """

    def __init__(self, name: str, items: Sequence[Shot] | Sequence[Clip], sampling: Sampling,
                 sizes: ViewSizes) -> None:
        self._name, self._items = name, items
        self._sampling, self._sizes = sampling, sizes
        self.unusable: set[int] = set()

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One sample, with its sentence. Raises DataError when one draw after the other fails."""
        for _ in range(_PATIENCE):
            index = int(rng.integers(len(self._items)))
            try:
                return self._sample_of(self._items[index], rng, self._sizes.num_templates if with_template else 0)
            except DataError as error:
                self._pass_over(index, error)
        raise DataError(f'{self._name}: {_PATIENCE} of its items in a row cannot be used; see the warnings')

    def _pass_over(self, index: int, error: DataError) -> None:
        if index not in self.unusable:
            self.unusable.add(index)
            _log.warning('%s: %d of %d items passed over so far: %s', self._name, len(self.unusable),
                         len(self._items), error)

    def _sample_of(self, item: Shot | Clip, rng: np.random.Generator, templates: int) -> Sample:
        *shown, sought = moments(item, templates, self._sampling, rng)
        pictures = {moment.image: _picture(moment) for moment in (*shown, sought)}
        where = jittered(sought.box_xywh_px, self._sampling, rng)
        search, view = crop_view(pictures[sought.image], where, self._sampling.search_factor, self._sizes.search)
        views = [crop_view(pictures[moment.image], moment.box_xywh_px, self._sampling.template_factor,
                           self._sizes.template)[0] for moment in shown]
        box, views = view.to_view(sought.box_xywh_px), repainted([*views, search], self._sampling, rng)
        if rng.random() < self._sampling.flip_share and not _SIDES.search(item.sentence):
            views, box = mirrored(views, box)
        return _as_sample(views, item.sentence, box.astype(np.float32) if sought.visible else None)


def _as_sample(views: list[Image], sentence: str, box: np.ndarray | None) -> Sample:
    *templates, search = views
    return Sample(search, templates[0] if templates else None, sentence, box,
                  np.stack(templates[1:]) if len(templates) > 1 else None)


def _picture(moment: Moment) -> Image:
    """BGR uint8 (h,w,3). Raises DataError for a file that is no image, or does not hold the box."""
    image = cv2.imread(str(moment.image))
    if image is None:
        raise DataError(f'{moment.image} cannot be read as an image')
    try:
        check_box(moment.box_xywh_px, image.shape)
    except ValueError as error:
        raise DataError(f'{moment.image}: {error}') from error
    return image
