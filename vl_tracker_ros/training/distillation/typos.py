"""Slips of the finger: a letter lost, doubled, exchanged with its neighbour, or hit wrongly."""
from __future__ import annotations

from random import Random

_SHORTEST = 4       # letters of a word that may have a slip
_LETTERS = 'abcdefghijklmnopqrstuvwxyz'


def misspell(sentence: str, rng: Random) -> str:
    """The sentence with one slip in one of its longer words; as it is when it has none."""
    words = sentence.split(' ')
    long = [index for index, word in enumerate(words) if len(word) >= _SHORTEST]
    if long:
        index = rng.choice(long)
        words[index] = _slip(words[index], rng)
    return ' '.join(words)


def _slip(word: str, rng: Random) -> str:
    at = rng.randrange(1, len(word) - 1)        # the first letter is seldom wrong
    return rng.choice((word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
                       word[:at] + word[at + 1] + word[at] + word[at + 2:],
                       word[:at] + rng.choice(_LETTERS) + word[at + 1:]))
