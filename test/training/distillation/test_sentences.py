from __future__ import annotations

from dataclasses import replace
from random import Random

from vl_tracker_ros.training.distillation.descriptions import Description, draw
from vl_tracker_ros.training.distillation.sentences import SEEN, UNSEEN, say
from vl_tracker_ros.training.distillation.words import UNSEEN_WEARING

PERSON = Description('woman', worn=(('trousers', 'blue'), ('coat', 'red')), action='walking', place='on the left')


def said(description: Description, forms=SEEN) -> set[str]:
    return {say(description, Random(seed), forms) for seed in range(300)}


def test_all_facts_are_in_the_sentence() -> None:
    for sentence in said(PERSON):
        assert any(word in sentence for word in ('woman', 'lady', 'female'))
        assert 'red' in sentence and 'blue' in sentence and 'left' in sentence
        assert 'walking' in sentence or 'strolling' in sentence


def test_words_and_forms_vary() -> None:
    assert len(said(PERSON)) > 200
    assert 'the woman wearing blue trousers and a red coat' in said(replace(PERSON, action='', place=''))
    assert {'car', 'a car', 'the automobile', 'that car'} <= said(Description('car'))
    assert {'the large red car', 'a big car that is red'} <= said(Description('car', 'red', size='large'))


def test_plurals_have_no_article() -> None:
    assert not any('a blue trousers' in sentence or 'a blue pants' in sentence for sentence in said(PERSON))


def test_equal_generators_choose_equal_forms() -> None:
    for seed in range(50):
        blue, red = (say(Description('car', colour, place='on the left'), Random(seed)) for colour in ('blue', 'red'))
        assert blue.replace('blue', 'red') == red


def test_forms_for_measuring_are_never_used_in_training() -> None:
    rng = Random(0)
    trained = ' | '.join(say(draw(rng), rng) for _ in range(3000))
    assert not any(wearing in trained for wearing in UNSEEN_WEARING) and 'painted' not in trained
    assert all(any(wearing in sentence for wearing in UNSEEN_WEARING) for sentence in said(PERSON, UNSEEN))
