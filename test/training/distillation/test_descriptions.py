from __future__ import annotations

from random import Random

import pytest

from vl_tracker_ros.training.distillation import words
from vl_tracker_ros.training.distillation.descriptions import Description, all_facts, change_one, draw

GROUPS = ('COLOURS', 'PEOPLE', 'GARMENTS', 'THINGS', 'HUMAN_ACTIONS', 'THING_ACTIONS', 'ANIMAL_ACTIONS',
          'VEHICLE_ACTIONS', 'PLACES', 'SIZES')


@pytest.mark.parametrize('group', GROUPS)
def test_words_are_small_letters_and_mean_one_thing(group: str) -> None:
    concepts = getattr(words, group)
    assert all(name == synonyms[0] for name, synonyms in concepts.items())
    spoken = [word for synonyms in concepts.values() for word in synonyms]
    assert all(word == word.lower().strip() and word for word in spoken)
    assert len(spoken) > 10 and len(set(spoken)) == len(spoken)


def test_facts_of_a_description() -> None:
    person = Description('woman', worn=(('coat', 'red'), ('boots', 'black')), place='on the left')
    assert set(person.facts) == {'noun:woman', 'place:on the left', 'worn:coat:red', 'worn:boots:black'}
    assert Description('car', 'red', size='large').facts == ['noun:car', 'colour:red', 'size:large']


def test_every_drawn_fact_has_a_number() -> None:
    rng, known = Random(0), all_facts()
    drawn = {fact for _ in range(2000) for fact in draw(rng).facts}
    assert drawn <= set(known) and len(set(known)) == len(known)
    assert {fact.split(':')[0] for fact in drawn} == {'noun', 'colour', 'size', 'action', 'place', 'worn'}


def test_a_changed_description_differs_in_one_fact() -> None:
    rng, exchanged = Random(1), 0
    for _ in range(2000):
        before = draw(rng)
        gone = set(before.facts) - set((after := change_one(before, rng)).facts)
        if len(gone) == 2:
            exchanged += 1
            assert sorted(colour for _, colour in before.worn) == sorted(colour for _, colour in after.worn)
        else:
            assert len(gone) == 1 and len(after.facts) == len(before.facts)
    assert exchanged > 20


def test_colours_that_are_hard_to_tell_are_no_change() -> None:
    rng = Random(2)
    changed = {change_one(Description('car', 'blue'), rng).colour for _ in range(500)}
    assert 'red' in changed and not changed & {'dark blue', 'light blue', 'turquoise'}
