"""Samples from real pictures: pairs of frames of a clip, people where they were photographed, and their parts."""
from __future__ import annotations

import numpy as np

from vl_tracker_ros.data.banks import Banks, Clip, LabelledPhoto, Part
from vl_tracker_ros.data.captions import GARMENT_WORDS, Described, describe
from vl_tracker_ros.data.compose import clip_to_view, degrade, jitter_colour, warp_box, warp_view
from vl_tracker_ros.data.in_place import describe_in_place
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sample import Sample

_GROUPS = ('people', 'things', 'ground', 'flying')
_WEIGHTS = (0.36, 0.26, 0.24, 0.14)
_PHOTOS = ('people', 'segments', 'kitchens')
_PHOTO_WEIGHTS = (0.3, 0.6, 0.1)
_ACCESSORIES = ('bag', 'purse', 'hat', 'shoes', 'boots', 'dress', 'skirt', 'coat', 'scarf', 'tie', 'pants', 'jeans',
                'shirt', 'sweater', 'jacket')


def _target_side(box_xywh: np.ndarray, factor: float) -> float:
    return factor * float(np.sqrt(max(box_xywh[2] * box_xywh[3], 16.0)))


def _centre(box_xywh: np.ndarray) -> np.ndarray:
    return np.asarray(box_xywh[:2]) + np.asarray(box_xywh[2:]) / 2


def _name_part(part: Part, worn: tuple[Part, ...], rng: np.random.Generator) -> str | None:
    """'the red bag', or None when another part that is worn could be meant too."""
    word = str(rng.choice(GARMENT_WORDS[part.noun]))
    namesakes = [other for other in worn if other is not part and word in GARMENT_WORDS.get(other.noun, (other.noun,))]
    if part.colour is None:
        return None if namesakes else f'the {word}'
    return None if any(o.colour in (part.colour, None) for o in namesakes) else f'the {part.colour} {word}'


class RealSampler:
    """Samples frames of real clips and photos as a tracker crops them. Raises DataError when a group is missing."""

    def __init__(self, banks: Banks, search_size: int = 224, template_size: int = 112) -> None:
        missing = [f'clips of {group}' for group in _GROUPS if not banks.clips.get(group)]
        missing += [f'photos of {kind}' for kind in _PHOTOS[1:] if not banks.labelled.get(kind)]
        missing += [] if banks.photos else ['photos of people']
        if missing:
            raise DataError(f'training data without {", ".join(missing)}')
        self._clips = banks.clips
        self._photos, self._labelled = banks.photos, banks.labelled
        self._size, self._template_size = search_size, template_size

    def sample(self, rng: np.random.Generator, with_template: bool) -> Sample:
        """One sample. With a template: two frames of a clip, or two views of a photo. Without: a captioned view."""
        from_photo = 0.2 if with_template else 0.6
        while True:
            sample = self._photo(rng, with_template) if rng.random() < from_photo else self._pair(rng, with_template)
            if sample is not None:
                return sample

    def _pair(self, rng: np.random.Generator, with_template: bool) -> Sample | None:
        clips = self._clips[str(rng.choice(_GROUPS, p=_WEIGHTS))]
        clip = clips[rng.integers(len(clips))]
        first, second = self._two_frames(clip, rng)
        if np.isnan(clip.boxes_xywh_px[[first, second]]).any():
            return None
        flip = bool(rng.random() < 0.5)
        whole = rng.random() < (0.15 if with_template else 0.4)
        seen = self._view(clip.images[second], clip.boxes_xywh_px[second], rng, whole, flip)
        if seen is None:
            return None
        search, box = seen
        template = self._template(clip.images[first], clip.boxes_xywh_px[first], rng, flip) if with_template else None
        caption = str(rng.choice(clip.sentences)) if not with_template or rng.random() < 0.5 else ''
        if flip and ('left' in caption or 'right' in caption):
            caption = '' if with_template else clip.sentences[-1]
        return Sample(search, template, caption, box)

    @staticmethod
    def _two_frames(clip: Clip, rng: np.random.Generator) -> tuple[int, int]:
        count = len(clip.images)
        first = int(rng.integers(count))
        return first, int(np.clip(first + rng.integers(-40, 41), 0, count - 1))

    def _photo(self, rng: np.random.Generator, with_template: bool) -> Sample | None:
        kind = str(rng.choice(_PHOTOS, p=_PHOTO_WEIGHTS))
        described = self._person(rng) if kind == 'people' else self._thing(self._labelled[kind], rng)
        if described is None:
            return None
        image, box, caption = described
        seen = self._view(image, box, rng, bool(rng.random() < 0.5), False)
        if seen is None:
            return None
        template = self._template(image, box, rng, False) if with_template else None
        return Sample(seen[0], template, '' if with_template and rng.random() < 0.5 else caption, seen[1])

    @staticmethod
    def _thing(photos: list[LabelledPhoto],
               rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, str] | None:
        return describe_in_place(photos[rng.integers(len(photos))], rng)

    def _person(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, str] | None:
        """A person in the street, or a part of one: image, box_xywh_px, caption."""
        image, person, person_box = self._photos[rng.integers(len(self._photos))]
        parts = [p for p in person.parts if p.noun in _ACCESSORIES and min(p.box_xywh_px[2:]) > 12]
        if parts and rng.random() < 0.35:
            part = parts[rng.integers(len(parts))]
            box, caption = part.box_xywh_px, _name_part(part, person.parts, rng)
        else:
            box = person_box
            caption = describe(Described('person', None, person.worn, np.zeros(4)), [], self._size, rng, False)
        return None if caption is None else (image, np.array(box, float), caption)

    def _view(self, image: np.ndarray, box: np.ndarray, rng: np.random.Generator, whole: bool,
              flip: bool) -> tuple[np.ndarray, np.ndarray] | None:
        height, width = image.shape[:2]
        if whole:
            centre, side = (width / 2, height / 2), (float(width), float(height))
        else:
            length = _target_side(box, 4.0) * np.exp(rng.normal(0, 0.22))
            centre = tuple(_centre(box) + np.clip(rng.normal(0, 0.17, 2), -0.4, 0.4) * length)
            stretch = np.exp(rng.normal(0, 0.04))
            side = (length * stretch, length / stretch)
        view, matrix = warp_view(image, centre, side, self._size, flip=flip)
        norm = clip_to_view(warp_box(matrix, box), self._size)
        if norm is None:
            return None
        return degrade(jitter_colour(view, 0.15, rng), rng), norm

    def _template(self, image: np.ndarray, box: np.ndarray, rng: np.random.Generator, flip: bool) -> np.ndarray:
        side = _target_side(box, 2.0) * np.exp(rng.normal(0, 0.04))
        centre = _centre(box) + rng.normal(0, 0.015, 2) * side
        template, _ = warp_view(image, tuple(centre), (side, side), self._template_size, flip=flip)
        return jitter_colour(template, 0.1, rng)
