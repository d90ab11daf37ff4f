"""Which figure a sentence of the user is about."""
import math

import pytest

from vl_tracker_ros.language.command import CommandError
from vl_tracker_ros.nodes.simulation.options import SimulationOptions, orders_of
from vl_tracker_ros.simulation.scenario import SCENARIOS, switch


def test_the_defaults_are_those_of_the_node():
    assert SimulationOptions().scenario in SCENARIOS


def test_without_a_text_the_scenario_says_its_own():
    scenario = switch(0)
    assert orders_of(scenario, None) == scenario.orders


def test_a_text_takes_the_place_of_the_first_sentence():
    scenario = switch(0)
    other = scenario.world.figures[2].look
    first, second = orders_of(scenario, f'follow the {other.colour} {other.kind} please')
    assert first.look == other and first.sentence == f'follow the {other.colour} {other.kind} please'
    assert second == scenario.orders[1]


@pytest.mark.parametrize('text', ['the black horse', 'stop'])
def test_a_text_about_nobody_there_says_who_is(text):
    with pytest.raises(CommandError, match=switch(0).world.figures[0].look.colour):
        orders_of(switch(0), text)


@pytest.mark.parametrize('seconds', [-1.0, 0.3, 0.5, math.nan])
def test_an_end_before_the_first_command_is_refused(seconds):
    with pytest.raises(CommandError, match='are too few: the first command is said after 0.5 s'):
        SimulationOptions(seconds=seconds)


@pytest.mark.parametrize('seconds', [0.0, 0.6])
def test_zero_is_as_long_as_the_scenario(seconds):
    assert SimulationOptions(seconds=seconds).seconds == seconds


def test_an_unknown_scenario_says_which_there_are():
    with pytest.raises(CommandError, match='look_alikes'):
        SimulationOptions(scenario='nowhere')
