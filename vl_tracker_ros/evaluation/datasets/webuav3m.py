"""WebUAV-3M, VL-SOT230 and VL-SOT270: <Video>/ with img/ or imgs/, groundtruth_rect.txt, absent.txt, language.txt.

attributes.txt has 17 numbers: flags, and levels 0, 1, 2 that become three attributes each.
"""
from __future__ import annotations

from functools import partial
from pathlib import Path

from vl_tracker_ros.data.box_file import read_boxes, read_column
from vl_tracker_ros.data.reading import DataError
from vl_tracker_ros.data.sequence_files import images_in
from vl_tracker_ros.evaluation.sequences import ImageFiles, Sequence
from vl_tracker_ros.evaluation.side_files import flags_of, sentence_of

_SIZES, _LENGTHS = ('small', 'medium', 'large'), ('short', 'medium', 'long')
Columns = tuple[tuple[str, ...], ...]           # of each number, the attributes of its values; one name: of value 1

WEBUAV3M: Columns = (
    *((name,) for name in ('low_resolution', 'partial_occlusion', 'full_occlusion', 'out_of_view', 'fast_motion',
                           'camera_motion', 'viewpoint_change', 'rotation', 'deformation', 'background_clutters',
                           'scale_variation', 'aspect_ratio_variation', 'illumination_variation', 'motion_blur')),
    ('complexity_easy', 'complexity_medium', 'complexity_hard'), tuple(f'size_{s}' for s in _SIZES),
    tuple(f'length_{s}' for s in _LENGTHS))
VLSOT: Columns = (
    *((name,) for name in ('camera_motion', 'viewpoint_changes', 'partial_occlusion', 'full_occlusion', 'out_of_view',
                           'rotation', 'deformation', 'similar_distractors', 'illumination_variations', 'motion_blur')),
    ('natural_object', 'artificial_object'), ('partial_target_information',),
    ('brightness_low', 'brightness_medium', 'brightness_high'), ('fast_motion',), ('scale_variation',),
    ('aspect_ratio_variation',), tuple(f'length_{s}' for s in _LENGTHS))


def attributes_of(path: Path, columns: Columns) -> dict[str, bool]:
    """Attributes by name, none where there is no such file. Raises DataError for another number of columns."""
    if not path.is_file():
        return {}
    values = read_column(path).astype(int).tolist()
    if len(values) != len(columns):
        raise DataError(f'{path}: {len(values)} attributes, should be {len(columns)}')
    found = {}
    for names, value in zip(columns, values):
        levels = names if len(names) > 1 else (f'no {names[0]}', names[0])
        found |= {name: value == level for level, name in enumerate(levels) if not name.startswith('no ')}
    return found


def _load(root: Path, columns: Columns) -> list[Sequence]:
    base = root / 'Test' if (root / 'Test').is_dir() else root
    return [Sequence(path.parent.name, ImageFiles(images_in(path.parent, 'img', 'imgs')), read_boxes(path)[0],
                     sentence_of(path.parent / 'language.txt'), absent=flags_of(path.parent / 'absent.txt'),
                     attributes=attributes_of(path.parent / 'attributes.txt', columns))
            for path in sorted(base.glob('*/groundtruth_rect.txt'))]


load_webuav3m = partial(_load, columns=WEBUAV3M)
load_vlsot = partial(_load, columns=VLSOT)
