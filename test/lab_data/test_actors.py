from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from vl_tracker_ros.data.actors import SHAPE, ActorSource
from vl_tracker_ros.data.banks import Banks


@pytest.fixture
def actors(tiny_banks: Banks) -> ActorSource:
    return ActorSource(tiny_banks)


def test_all_sources_are_drawn_from(actors: ActorSource) -> None:
    rng = np.random.default_rng(0)
    drawn = [actors.draw(rng) for _ in range(200)]
    assert {source for _, source in drawn} == {'person', 'grocery', 'davis', 'segment', 'street', 'sprite', 'blob'}
    assert all(actor.image.dtype == np.uint8 and actor.image.shape[2] == 4 for actor, _ in drawn)
    assert {actor.noun for actor, source in drawn if source == 'blob'} == {SHAPE}
    assert all(actors.draw(rng, 'street')[0].noun == 'car' for _ in range(5))


@pytest.mark.parametrize('source', ['person', 'grocery', 'sprite'])
def test_a_look_alike_is_told_apart_by_its_colour(actors: ActorSource, source: str) -> None:
    rng, found = np.random.default_rng(0), 0
    for _ in range(30):
        actor, _ = actors.draw(rng, source)
        other = actors.look_alike(actor, rng)
        if other is None:
            continue
        found += 1
        assert other.image.shape == actor.image.shape and other.noun == actor.noun
        assert other.parts != actor.parts if actor.worn else other.colour != actor.colour
    assert found > 20


def test_who_wears_nothing_that_is_known_has_no_look_alike(actors: ActorSource) -> None:
    person, _ = actors.draw(np.random.default_rng(0), 'person')
    plain = replace(person, worn=tuple(replace(part, colour=None) for part in person.worn))
    assert actors.look_alike(plain, np.random.default_rng(0)) is None
