"""What a simulated run is asked to do."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from vl_tracker_ros.language.command import CommandError, parse_command
from vl_tracker_ros.share import load_defaults
from vl_tracker_ros.simulation.figure import Figure
from vl_tracker_ros.simulation.scenario import SCENARIOS, Order, Scenario


@dataclass(frozen=True)
class SimulationOptions:
    """text: said instead of the first sentence of the scenario; the figure that it names is the one to follow.
    seconds 0: as long as the scenario. Without a scenario or seed, those of simulator_node. Raises CommandError for a
    scenario that there is not, and for an end before its first command.
    """

    scenario: str = field(default_factory=lambda: load_defaults('simulator_node')['scenario'])
    seed: int = field(default_factory=lambda: load_defaults('simulator_node')['seed'])
    text: str | None = None
    out: Path = Path('sim_output')
    bundle: str = 'mvlm_tiny'
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.scenario not in SCENARIOS:
            raise CommandError(f'scenario {self.scenario!r} is not one of {", ".join(SCENARIOS)}')
        first_s = SCENARIOS[self.scenario](self.seed).orders[0].at_s
        if self.seconds and not self.seconds > first_s:
            raise CommandError(f'{self.seconds:g} s are too few: the first command is said after {first_s:g} s')


def orders_of(scenario: Scenario, text: str | None) -> tuple[Order, ...]:
    """What is said, and when. Raises CommandError for a text that names nobody of the scenario."""
    first, *others = scenario.orders
    if text is None:
        return scenario.orders
    parse_command(text)
    return replace(first, look=_named(scenario.world.figures, text).look, words=text), *others


def _named(figures: Sequence[Figure], text: str) -> Figure:
    words = text.lower().split()
    found = [figure for figure in figures if figure.look.colour in words and figure.look.kind in words]
    if len(found) != 1:
        names = ', '.join(f'"{figure.look.sentence}"' for figure in figures)
        raise CommandError(f'{text!r} names nobody there by colour and kind: there are {names}')
    return found[0]
