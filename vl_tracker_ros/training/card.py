"""The model card of a bundle: its README.md, written from bundle.yaml and from what was measured."""
from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.report.words import MODES, fraction, percent
from vl_tracker_ros.evaluation.run_folder import write_whole

Figures = Mapping[str, Any]
_TRACKERS = {'mvlm': 'MVLM', 'atstrack': 'ATSTrack', 'all_in_one': 'All-in-One', 'cost': 'COST', 'sdtrack': 'SDTrack'}


def write_card(bundle: Bundle, parts: Mapping[str, Figures] | None = None) -> Path:
    """Write README.md into the bundle's folder; it is not among the files with a checksum.

    parts: what benchmarks/results.py measured, by 'dev/MODE' and 'look_alikes/MODE'. `training` of bundle.yaml may have
    `follows` and `fails`: what it can and cannot follow, a sentence each. Raises OSError.
    """
    path = bundle.path / 'README.md'
    write_whole(path, lambda part: part.write_text(card(bundle, parts or {}), encoding='utf-8'))
    return path


def card(bundle: Bundle, parts: Mapping[str, Figures]) -> str:
    """The Markdown of the card."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), trim_blocks=True, lstrip_blocks=True,
                              keep_trailing_newline=True)
    environment.filters.update(fraction=_or_nan(fraction), percent=_or_nan(percent))
    real, look_alikes = _modes(parts, 'dev'), _modes(parts, 'look_alikes')
    return environment.get_template('card.md.j2').render(
        bundle=bundle, training=bundle.training, tracker=_TRACKERS.get(bundle.tracker, bundle.tracker),
        megabytes=sum(bundle.file(name).stat().st_size for name in bundle.files) / 1e6, starts=_starts(bundle),
        today=date.today().isoformat(), template=_template(bundle), text=_text(bundle), real=real,
        count=len(real[0][1]['sequences']) if real else 0, look_alikes=look_alikes,
        videos=look_alikes[0][1]['videos'] if look_alikes else 0, metrics=list(_flat(bundle.metrics)))


def _starts(bundle: Bundle) -> str:
    ways = [words for words, can in (('words', bundle.starts_from_words), ('a first box', bundle.takes_box),
                                     ('both', bundle.takes_words and bundle.takes_box)) if can]
    return ' or '.join(ways)


def _template(bundle: Bundle) -> str:
    size, count = bundle.network.template_size, bundle.network.num_templates
    return f', {count} template{"s" * (count > 1)} of {size}x{size}' if bundle.takes_box else ''


def _text(bundle: Bundle) -> str:
    return f', {bundle.network.text_length} word pieces' if bundle.takes_words else ''


def _modes(parts: Mapping[str, Figures], kind: str) -> list[tuple[str, Figures]]:
    return [(words, parts[f'{kind}/{mode}']) for mode, words in MODES.items() if f'{kind}/{mode}' in parts]


def _or_nan(form: Any) -> Any:
    """Measured figures have None where there was nothing to count."""
    return lambda value: form(math.nan if value is None else value)


def _flat(values: Figures, above: str = '') -> Iterator[tuple[str, Any]]:
    """(name, value) of nested figures, the names of those that hold them before it."""
    for name, value in values.items():
        words = f'{above} {name}'.strip().replace('_', ' ')
        yield from _flat(value, words) if isinstance(value, Mapping) else [(words, value)]
