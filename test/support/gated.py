"""A tracker that a gate leads: the next image is shown when the gate has answered the last one."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
from support.ros import Probe

from vl_tracker_ros.msg import GateEvent, SearchDirective
from vl_tracker_ros.msg import TrackerStatus as Status


@contextmanager
def hearing_the_gate(probe: Probe) -> Iterator[None]:
    """Within the block `probe.events` and `probe.directives` are what the gate says."""
    probe.events, probe.directives = [], []
    heard = [probe.node.create_subscription(GateEvent, 'gating_node/events', probe.events.append, 50),
             probe.node.create_subscription(SearchDirective, 'search_directive', probe.directives.append, 50)]
    probe.spin_until(lambda: all(each.get_publisher_count() for each in heard), 'the outputs of the gate')
    yield
    for each in heard:
        probe.node.destroy_subscription(each)


def step(probe: Probe, image: np.ndarray) -> Status:
    """Show an image, and wait until the gate has answered: the next one is decided on this one."""
    status = probe.show(image)[1]
    if not np.isnan(status.kappa_mvlm):
        probe.spin_until(lambda: any(d.header == status.header for d in probe.directives), 'the directive of an image')
    return status


def step_until(probe: Probe, image: np.ndarray, condition: Callable[[Status], bool], what: str) -> Status:
    return probe.spin_until(lambda: next((s for s in [step(probe, image)] if condition(s)), None), what)


def told(probe: Probe) -> list[int]:
    return [event.event for event in probe.events]


def given(numbers: dict[str, float]) -> list[str]:
    """Parameters as a node takes them."""
    return [word for name, value in numbers.items() for word in ('-p', f'{name}:={value}')]
