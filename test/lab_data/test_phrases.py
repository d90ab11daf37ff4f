from __future__ import annotations

from vl_tracker_ros.data.phrases import clip_sentences

BOAT = {'sentence': 'A white boat speeding near the shore.', 'category': 'boat', 'appearance': 'white',
        'action': 'speeding', 'location': 'near the shore'}


def test_phrases_are_put_together() -> None:
    assert clip_sentences(BOAT) == (
        'a white boat speeding near the shore', 'white boat speeding near the shore', 'white boat near the shore',
        'white boat speeding', 'white boat', 'boat speeding near the shore', 'boat near the shore', 'boat speeding',
        'boat')


def test_what_one_wears_comes_after_the_noun() -> None:
    woman = {'category': 'woman', 'appearance': 'in a blue dress'}
    assert clip_sentences(woman) == ('woman in a blue dress', 'woman')


def test_what_is_not_known_is_not_said() -> None:
    assert clip_sentences({'category': 'Car', 'location': ' '}) == ('car',)
    assert clip_sentences({'sentence': 'The car.'}) == ('the car',)
