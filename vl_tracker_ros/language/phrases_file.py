"""Ready phrases in a YAML file (JSON is YAML too): made by a language model or by hand, looked up on the robot.

    the red car on the left:
      category: car
      appearance: red
      location: on the left
"""
from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import yaml

from vl_tracker_ros.language.phrases import ATTRIBUTES, Decomposer, Phrases, PhrasesError, phrases_from
from vl_tracker_ros.language.phrases_rules import decompose

_log = logging.getLogger(__name__)


def create_decomposer(phrases_file: Path | None) -> Decomposer:
    """The rules; with a file its phrases come first, and a description that it lacks goes to the rules with a warning.

    Raises PhrasesError for a file that cannot be read.
    """
    if phrases_file is None:
        return decompose
    known = load_phrases(phrases_file)

    def look_up(description: str) -> Phrases:
        if (phrases := known.get(normalised(description))) is not None:
            return phrases
        _log.warning('%s has no phrases of %r: found by rules', phrases_file, description)
        return decompose(description)

    return look_up


def load_phrases(path: Path) -> dict[str, Phrases]:
    """The phrases of a file by normalised description; a phrase that it leaves out is absent.

    Raises PhrasesError, one line, naming the file and the description.
    """
    try:
        entries = yaml.safe_load(path.read_text(encoding='utf-8'))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PhrasesError(f'{path}: cannot be read: {" ".join(str(error).split())}') from error
    if not isinstance(entries, dict):
        raise PhrasesError(f'{path}: should be a mapping from descriptions to phrases')
    return {normalised(str(description)): _entry(path, description, values) for description, values in entries.items()}


def _entry(path: Path, description: str, values: object) -> Phrases:
    try:
        return phrases_from(values)
    except PhrasesError as error:
        raise PhrasesError(f'{path}: {description!r}: {error}') from error


def phrases_text(phrases: Mapping[str, Phrases]) -> str:
    """The content of a file with these phrases by description; absent phrases are left out."""
    entries = {description: {name: text for name in ATTRIBUTES if (text := getattr(found, name))}
               for description, found in phrases.items()}
    return yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=110)


def normalised(description: str) -> str:
    """A description without what does not change its meaning: case, spacing, punctuation at its end."""
    return ' '.join(unicodedata.normalize('NFKC', description).casefold().split()).rstrip(' .!?')
