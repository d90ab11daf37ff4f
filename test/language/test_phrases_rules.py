from __future__ import annotations

import pytest

from vl_tracker_ros.language.phrases import Phrases
from vl_tracker_ros.language.phrases_rules import decompose

SENTENCES = """
the red car | car | red | |
a small white drone hovering over the field | drone | small white | hovering | over the field
the man in black | man | in black | |
the man in the black van | man | | | in the black van
a woman in a green coat and blue jeans | woman | in a green coat and blue jeans | |
the woman wearing a striped dress | woman | wearing a striped dress | |
the girl dressed in pink who runs along the beach | girl | dressed in pink | runs | along the beach
the dog that barks at the postman | dog | | barks at the postman |
the cat chasing a mouse in the kitchen | cat | | chasing a mouse | in the kitchen
the bicycle ridden by the older boy | bicycle | | ridden by the older boy |
a cup standing by the window | cup | | standing | by the window
the parked silver van near the entrance | van | silver | parked | near the entrance
the running child | child | | running |
the racing car with yellow wheels | racing car | with yellow wheels | |
the washing machine behind the door | washing machine | | | behind the door
the second truck from the left | truck | | | second from the left
the leftmost of three players | three players | | | leftmost
the person on the right | person | | | on the right
the ball to the left of the goal | ball | | | to the left of the goal
the chair next to the table | chair | | | next to the table
the bus in front of the tall building | bus | | | in front of the tall building
the head of the brown horse | head of horse | brown | |
the face of a bearded man with glasses | face of man | bearded with glasses | |
the long-haired dog | dog | long-haired | |
the reddish bird sitting on the branch | bird | reddish | sitting | on the branch
the tallest player | player | tallest | |
a football being kicked by two boys | football | | being kicked by two boys |
the swimmer who is waving at the boat | swimmer | | waving at the boat |
the skater standing up and turning around | skater | | standing up and turning around |
the two people walking side by side along the river | two people | | walking side by side | along the river
the boy playing with a girl in a red dress | boy | | playing with a girl in a red dress |
the boy playing in a red shirt | boy | in a red shirt | playing |
the horse on the hill grazing slowly | horse | | grazing slowly | on the hill
the kite between two players in white | kite | | | between two players in white
small, green bottle; on the shelf | bottle | small green | | on the shelf
the car slowly turning into the yard | car | | slowly turning | into the yard
the orange | orange | | |
the orange on the plate | orange | | | on the plate
Coke can | Coke can | | |
das rote Auto | das rote Auto | | |
walking | | | walking |
"""
CASES = [[part.strip() for part in line.split('|')][:5] for line in SENTENCES.strip().splitlines()]


@pytest.mark.parametrize('case', CASES, ids=lambda case: case[0])
def test_phrases_of_a_description(case: list[str]) -> None:
    assert decompose(case[0]) == Phrases(*case[1:])


@pytest.mark.parametrize('text', ['', ' ', '?!', ', ;', 'the', 'and', 'in', 'with', 'who is', '🔴', 'the ' * 125,
                                  'in the on a ' * 40])
def test_nothing_to_name_is_no_error(text: str) -> None:
    assert isinstance(decompose(text), Phrases)


def test_nothing_has_no_phrases() -> None:
    assert decompose('') == decompose('?!') == decompose('the') == Phrases()


def test_no_word_comes_twice_or_from_elsewhere() -> None:
    text = 'red car moving with another on the big road in white and who that is by at'.split() * 6
    phrases = decompose(' '.join(text))
    said = ' '.join([phrases.category, phrases.appearance, phrases.action, phrases.location]).split()
    assert all(said.count(word) <= text.count(word) for word in said)


@pytest.mark.parametrize('text', ['a ' * 250, 'x' * 500, 'by side ' * 62, 'in red ' * 71])
def test_long_descriptions_are_read(text: str) -> None:
    assert isinstance(decompose(text[:500]), Phrases)
