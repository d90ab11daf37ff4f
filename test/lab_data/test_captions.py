from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pytest

from vl_tracker_ros.data import captions, grammar
from vl_tracker_ros.data.captions import describe, describe_absent, describe_false
from vl_tracker_ros.data.claims import Described
from vl_tracker_ros.data.colours import COLOUR_NAMES
from vl_tracker_ros.data.grammar import GARMENT_WORDS

SIZE = 100
PEOPLE = {'person', 'woman', 'man', 'pedestrian', 'lady', 'girl', 'guy', 'boy', 'someone', 'somebody', 'figure',
          'human'}
BESIDE = re.compile(' (?:next to|beside|close to) ')
OTHER_COLOUR_WORDS = {'gray': 'grey', 'silver': 'grey', 'dark': 'black', 'beige': 'brown'}
CLOTHES = ('shirt', 't-shirt', 'blouse', 'jeans', 'pants', 'skirt', 'coat', 'jacket', 'hat', 'shoes', 'tie')
THINGS = {'car': ('vehicle',), 'apple': ('fruit',), 'pear': ('fruit',), 'box': ('cube',), 'object': (),
          'pedestrian': ('person',), 'rider on a horse': (), 'man': ()}


@dataclass(frozen=True)
class Meaning:
    """What a reader understands; noun None: any thing."""

    noun: str | None
    colour: str | None
    garments: tuple[tuple[str, str], ...]

    def fits(self, other: Described) -> bool:
        """Whether nothing that is known of `other` speaks against it. A human of another kind may wear anything."""
        names = {other.noun, *other.synonyms}
        human = bool(names & PEOPLE) or 'rider' in other.noun
        if self.noun and self.noun not in names and not (human and self.noun in PEOPLE):
            return False
        if other.parts:
            worn = {(word, colour) for garment, colour in other.parts for word in GARMENT_WORDS[garment]}
            return set(self.garments) <= worn and (not self.colour or self.colour in {c for _, c in worn})
        said = {self.colour, *(colour for _, colour in self.garments)} - {None}
        return not said or other.colour is None or other.colour in said


def read(sentence: str) -> Meaning:
    """The caption, understood without the code that made it."""
    sentence = re.sub(r'^(the|an?) ', '', sentence)
    for idle in sorted(grammar.IDLE_OF_PEOPLE, key=len, reverse=True):
        sentence = sentence.removesuffix(f' {idle}')
    who = re.fullmatch(r'(\S+) (?:wearing|dressed in|in|with|who wears|that has) (.+?)(?: on)?', sentence)
    if who and who[1] in PEOPLE:
        worn = [re.sub('^an? ', '', g).split(' ', 1) for g in who[2].split(' and ')]
        if len(worn[0]) == 1:
            return Meaning(who[1], colour_of(worn[0][0]), ())
        return Meaning(who[1], None, tuple((word, colour_of(colour)) for colour, word in worn))
    sentence = re.sub(r'(.+) that is (.+)', r'\2 \1', sentence)
    first, _, rest = sentence.partition(' ')
    colour = colour_of(re.sub('-(clothed|coloured)$', '', first)) if rest else None
    if colour not in COLOUR_NAMES:
        colour, rest = None, sentence
    return Meaning(None if rest in grammar.ANY_NOUN else rest, colour, ())


def colour_of(word: str) -> str:
    return OTHER_COLOUR_WORDS.get(word, word)


def random_object(rng: np.random.Generator) -> Described:
    box = np.array([*rng.uniform(10, 90, 2), *rng.uniform(5, 30, 2)])
    colours = [str(c) for c in rng.choice(('red', 'blue', 'black', 'grey'), 2)]
    if rng.random() < 0.6:
        garments = [str(g) for g in rng.choice(CLOTHES, int(rng.integers(0, 3)), replace=False)]
        return Described('person', None, tuple(zip(garments, colours)), box)
    noun = str(rng.choice(list(THINGS)))
    return Described(noun, None if rng.random() < 0.2 else colours[0], (), box, THINGS[noun])


@pytest.mark.parametrize('seed', range(2))
def test_a_caption_is_true_of_the_target_and_of_nothing_else(seed: int) -> None:
    rng, said = np.random.default_rng(seed), 0
    for _ in range(300):
        target, *others = (random_object(rng) for _ in range(int(rng.integers(2, 6))))
        caption = describe(target, others, SIZE, rng, whole_view=False)
        if caption is None:
            continue
        said += 1
        phrase, *landmark = BESIDE.split(caption)
        meaning = read(phrase)
        assert meaning.fits(target), (caption, target)
        if landmark:
            assert sum(read(landmark[0]).fits(o) for o in (target, *others)) == 1, (caption, target, others)
        else:
            assert not [o for o in others if meaning.fits(o)], (caption, target, others)
    assert said > 120


@pytest.mark.parametrize('seed', range(2))
def test_an_absent_caption_is_false_of_all_that_is_present(seed: int) -> None:
    rng, said = np.random.default_rng(seed), 0
    for _ in range(300):
        model, *present = (random_object(rng) for _ in range(int(rng.integers(2, 6))))
        caption = describe_absent(model, present, rng)
        if caption is not None:
            said += 1
            assert not [o for o in present if read(caption).fits(o)], (caption, present)
    assert said > 120


def thing(
        colour: str | None, x: float = 50, y: float = 50, side: float = 10, noun: str = 'ball') -> Described:
    return Described(noun, colour, (), np.array([x, y, side, side]))


def captions_of(target: Described, others: list[Described], whole_view: bool, count: int = 300) -> set[str]:
    rng = np.random.default_rng(0)
    return {c for _ in range(count) if (c := describe(target, others, SIZE, rng, whole_view))}


def test_twins_are_told_apart_by_place_alone() -> None:
    left, right = thing('red', x=20), thing('red', x=80)
    assert not captions_of(left, [right], whole_view=False), 'in a crop there is no left'
    said = captions_of(left, [right], whole_view=True)
    assert said and all('left' in caption for caption in said)
    assert all('right' in caption for caption in captions_of(right, [left], whole_view=True))


def test_twins_are_told_apart_by_size() -> None:
    small, large = thing('red', side=10), thing('red', side=30)
    assert all(re.search('small|little', caption) for caption in captions_of(small, [large], True))
    assert all(re.search('large|big', caption) for caption in captions_of(large, [small], True))


def test_twins_in_one_place_have_no_caption() -> None:
    assert not captions_of(thing('red'), [thing('red', x=52, y=52)], whole_view=True)


def test_a_thing_of_unknown_colour_may_be_of_any() -> None:
    assert not captions_of(thing('red'), [thing(None)], whole_view=False)
    assert captions_of(thing('red'), [thing('blue')], whole_view=False)


def test_a_nameless_thing_is_not_called_the_object_among_others() -> None:
    assert not captions_of(thing(None, noun='object'), [thing('blue', noun='car')], whole_view=False)


def test_same_seed_same_sentence() -> None:
    rng = [np.random.default_rng(5) for _ in range(2)]
    target, others = thing('red', x=20), [thing('blue', x=80)]
    assert len({tuple(describe(target, others, SIZE, r, True) for _ in range(20)) for r in rng}) == 1


def test_twins_in_a_crop_are_told_apart_by_what_stands_beside_one() -> None:
    landmark = thing('blue', x=32, noun='cup')
    one, other = thing('red', x=20), thing('red', x=80)
    said = captions_of(one, [other, landmark], whole_view=False)
    assert said and all(BESIDE.search(caption) for caption in said)
    assert all('blue' in caption or 'cup' in caption for caption in said)
    assert not captions_of(other, [one, landmark], whole_view=False), 'nothing stands beside it'
    near_both = thing('blue', x=50, side=40, noun='cup')
    assert not captions_of(one, [other, near_both], whole_view=False)


def test_a_landmark_is_nothing_else() -> None:
    said = captions_of(thing('red', x=20), [thing('red', x=80), thing('blue', x=32), thing('blue', x=80, y=80)], False)
    assert not said, 'there are two blue balls'


@pytest.mark.parametrize('seed', range(3))
def test_a_false_caption_fits_nothing_though_something_similar_is_there(seed: int) -> None:
    rng, said = np.random.default_rng(seed), 0
    for _ in range(300):
        target, *others = (random_object(rng) for _ in range(int(rng.integers(1, 4))))
        caption = describe_false(target, others, rng)
        if caption is None:
            continue
        said += 1
        assert not [o for o in (target, *others) if read(caption).fits(o)], (caption, target, others)
    assert said > 100
    assert describe_false(thing(None), [], rng) is None, 'what colour would be wrong?'


def test_every_form_can_be_written() -> None:
    words = {'noun': 'car', 'colour': 'red', 'garments': 'a red coat', 'other': 'the tree'}
    for form in (form for forms in grammar.FORMS.values() for form in forms):
        assert '{' not in form.format(**words)
    for form in (form for forms in grammar.PLACES.values() for form in forms):
        assert 'car' in form.format('car', **words)


def test_mixed_is_no_colour() -> None:
    landmark = thing('mixed', x=32, noun='cup')
    said = captions_of(thing('red', x=20), [thing('red', x=80), landmark], whole_view=False)
    assert said and all('mixed' not in caption and 'cup' in caption for caption in said)
    assert all('mixed' not in caption for caption in captions_of(landmark, [], whole_view=False))


@pytest.mark.parametrize(('article', 'phrase', 'expected'), [
    ('a', 'orange cup', 'an orange cup'), ('a', 'red cup', 'a red cup'), ('a', 'one in red', 'the one in red'),
    ('the', 'orange cup', 'the orange cup'), ('', 'orange cup', 'orange cup')])
def test_articles(article: str, phrase: str, expected: str) -> None:
    assert captions._with_article(article, phrase) == expected
