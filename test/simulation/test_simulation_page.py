"""docs/simulation.md says what the simulated world has."""
import re

import pytest
from support.checkout import CHECKOUT
from support.page import links

from vl_tracker_ros.nodes.simulation.options import SimulationOptions, orders_of
from vl_tracker_ros.simulation.pinhole import HEIGHT, WIDTH
from vl_tracker_ros.simulation.pursuit import KEEP_M
from vl_tracker_ros.simulation.scenario import SCENARIOS, SECONDS

PAGE = (CHECKOUT / 'docs/simulation.md').read_text(encoding='utf-8')


def test_it_tells_of_every_scenario() -> None:
    assert re.findall(r'^\| `(\w+)` \| \w+ \w+[^|]*\|$', PAGE, re.M)[:len(SCENARIOS)] == list(SCENARIOS)
    assert f'in {SECONDS:g} s' in PAGE and f'{WIDTH}x{HEIGHT}' in PAGE and f'{KEEP_M:g} m' in PAGE


@pytest.mark.parametrize('page', ['docs/simulation.md', 'README.md'])
def test_the_commands_shown_can_be_given(page: str) -> None:
    for arguments in re.findall(r'^make sim([^#\n]*)', (CHECKOUT / page).read_text(encoding='utf-8'), re.M):
        given = {name: value.strip('"') for name, value in re.findall(r'([A-Z]+)=("[^"]+"|\w+)', arguments)}
        scenario = given.get('SCENARIO', SimulationOptions().scenario)
        assert orders_of(SCENARIOS[scenario](int(given.get('SEED', SimulationOptions().seed))), given.get('TEXT'))


@pytest.mark.parametrize('link', links(PAGE))
def test_links_lead_to_files(link: str) -> None:
    assert (CHECKOUT / 'docs' / link).exists()
