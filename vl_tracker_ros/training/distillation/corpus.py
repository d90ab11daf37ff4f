"""The sentences that the teacher is asked about, and those that are kept from the student to measure it with."""
from __future__ import annotations

import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from vl_tracker_ros.training.distillation import words
from vl_tracker_ros.training.distillation.descriptions import draw
from vl_tracker_ros.training.distillation.sentences import say

_PHRASES = ('the {}', 'a {}', '{}', 'the {} on the table', 'a person with a {}', 'the {} in the street')
_FREQUENT = 300         # as often as the word of rank 1 is every word of ours in the tokenizer's corpus
_COMMON = 1000          # of the teacher's words are in every text
_UNSEEN_EVERY = 29      # of its other words, about 650, are not shown
_CLASS_EVERY = 7        # of LaSOT's classes, a tenth


@dataclass(frozen=True)
class Language:
    """LaSOT's sentences, those of every seventh class apart."""

    seen: list[str]
    unseen: list[str]


def read_language(path: Path) -> Language:
    """A tab-separated file (name-number, tab, sentence). Raises OSError, and ValueError for a line without a tab."""
    rows = [line.split('\t') for line in path.read_text(encoding='utf-8').splitlines() if line]
    if bad := next((number for number, row in enumerate(rows, start=1) if len(row) != 2), 0):
        raise ValueError(f'{path}: line {bad} should be a name, a tab and a sentence')
    kinds = sorted({name.rsplit('-', 1)[0] for name, _ in rows})
    apart = set(kinds[::_CLASS_EVERY])
    sentences: dict[bool, list[str]] = {False: [], True: []}
    for name, sentence in rows:
        sentences[name.rsplit('-', 1)[0] in apart].append(sentence.lower())
    return Language(sentences[False], sentences[True])


def our_words() -> set[str]:
    """Every word of `words.py`, phrases in their single words."""
    concepts = (words.COLOURS, words.PEOPLE, words.GARMENTS, words.THINGS, words.HUMAN_ACTIONS, words.THING_ACTIONS,
                words.ANIMAL_ACTIONS, words.VEHICLE_ACTIONS, words.PLACES, words.SIZES)
    return {word for group in concepts for names in group.values() for name in names for word in name.split()}


def split_words(known: Sequence[str], language: Language) -> tuple[list[str], list[str]]:
    """The teacher's words in those for training and those kept apart, none of which is in our sentences."""
    used = our_words() | {word for sentence in language.seen for word in sentence.split()}
    apart = set([word for word in known[_COMMON:] if word not in used][::_UNSEEN_EVERY])
    return [word for word in known if word not in apart], [word for word in known if word in apart]


def distilled_sentences(known: Sequence[str], language: Language, captions: int, seed: int) -> list[str]:
    """Phrases of every word, of ours twice, with a colour too; captions; LaSOT's sentences. Without repetition."""
    rng = Random(seed)
    ours = sorted(our_words())
    names = sorted({name for group in (words.PEOPLE, words.GARMENTS, words.THINGS) for synonyms in group.values()
                    for name in synonyms})
    phrases = [rng.choice(_PHRASES).format(word) for word in [*known, *ours, *names]]
    colours = [rng.choice([*words.COLOURS]) for _ in names]
    coloured = [f'the {colour} {name}' for colour, name in zip(colours, names)]
    drawn = [say(draw(rng), rng) for _ in range(captions)]
    return list(dict.fromkeys([*phrases, *coloured, *drawn, *language.seen]))


def tokenizer_sentences(known: Sequence[str], sentences: Sequence[str]) -> list[str]:
    """What word pieces are learnt from: words as often as they are frequent, ours often, and every character.

    With each letter and digit at the start of a word and inside one, every word of them has pieces.
    """
    letters = string.ascii_lowercase + string.digits
    alphabet = [f'{letter} {letter}{inner}' for letter in letters for inner in letters]
    frequent = [word for rank, word in enumerate(known) for _ in range(1 + _FREQUENT // (1 + rank // 100))]
    return [*alphabet, *string.punctuation, *frequent, *(sorted(our_words()) * _FREQUENT), *sentences]
