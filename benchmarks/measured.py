"""What was measured of the bundles, in one file: results.json.

    {"peers": {...}, "bundles": {NAME: {PART: {"of": FINGERPRINT, "date": DAY, "figures": {...}}}}}

A part is measured once for a state of the bundle: the fingerprint is that of everything in it that changes an answer.
"""
from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from vl_tracker_ros.bundle import Bundle
from vl_tracker_ros.evaluation.run_folder import write_whole

Figures = dict[str, Any]
_CHANGES_NO_ANSWER = ('path', 'licence', 'metrics', 'training')


def fingerprint(*bundles: Bundle) -> str:
    """Of the networks (their checksums) and of the settings of each; 12 hexadecimal digits."""
    answering = [{k: v for k, v in asdict(b).items() if k not in _CHANGES_NO_ANSWER} for b in bundles]
    return hashlib.sha256(json.dumps(answering, sort_keys=True).encode()).hexdigest()[:12]


class Measured:
    """The file and what is in it; `put` writes it at once, whole or not at all."""

    def __init__(self, path: Path) -> None:
        """Raises ValueError naming the file when it is not JSON."""
        self._path = path
        self._values: dict[str, Any] = {'peers': {}, 'bundles': {}}
        if path.exists():
            try:
                self._values = json.loads(path.read_text(encoding='utf-8'))
            except ValueError as error:
                raise ValueError(f'{path}: {error}') from error

    @property
    def peers(self) -> Figures:
        return self._values['peers']

    @property
    def bundles(self) -> list[str]:
        """Names of those of which something was measured, sorted."""
        return sorted(self._values['bundles'])

    def figures(self, bundle: str, part: str) -> Figures | None:
        """None where the part was not measured."""
        entry = self._values['bundles'].get(bundle, {}).get(part)
        return entry and entry['figures']

    def parts(self, bundle: str) -> dict[str, Figures]:
        """All figures of a bundle by part."""
        return {part: entry['figures'] for part, entry in self._values['bundles'].get(bundle, {}).items()}

    def dates(self, bundle: str) -> list[str]:
        """The days on which its parts were measured, sorted."""
        return sorted({entry['date'] for entry in self._values['bundles'][bundle].values()})

    def is_of(self, bundle: str, part: str, found: str) -> bool:
        """Whether the part was measured on the bundle with this fingerprint."""
        return self._values['bundles'].get(bundle, {}).get(part, {}).get('of') == found

    def put(self, bundle: str, part: str, found: str, figures: Figures) -> None:
        entry = {'of': found, 'date': date.today().isoformat(), 'figures': rounded(figures)}
        self._values['bundles'].setdefault(bundle, {})[part] = entry
        self._write()

    def put_peers(self, peers: Figures) -> None:
        self._values['peers'] = rounded(peers)
        self._write()

    def _write(self) -> None:
        text = json.dumps(self._values, indent=1, sort_keys=True, allow_nan=False) + '\n'
        write_whole(self._path, lambda part: part.write_text(text, encoding='utf-8'))


def rounded(value: Any) -> Any:
    """Numbers with four decimals, null for what is not finite."""
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    if not isinstance(value, float):
        return value
    return round(value, 4) if math.isfinite(value) else None
