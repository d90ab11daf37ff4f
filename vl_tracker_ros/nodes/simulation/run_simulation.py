"""Starts the nodes of launch/follow.launch.py as processes, and lets them follow in the simulated world."""
from __future__ import annotations

import signal
import sys
import time

import rclpy
from rclpy.executors import SingleThreadedExecutor
from rclpy.parameter import Parameter
from rclpy.signals import SignalHandlerOptions

from vl_tracker_ros.bundle import load_bundle
from vl_tracker_ros.following.motion import STILL
from vl_tracker_ros.nodes.processes.child_process import ChildDied, ProcessGroup, node_command
from vl_tracker_ros.nodes.processes.own_domain import use_own_domain
from vl_tracker_ros.nodes.simulation.operator import Operator
from vl_tracker_ros.nodes.simulation.options import SimulationOptions, orders_of
from vl_tracker_ros.nodes.simulation.report import report
from vl_tracker_ros.nodes.simulator_node import SimulatorNode
from vl_tracker_ros.nodes.wiring import FOLLOWER_REMAPS, STATUS_REMAPS, TARGET_REMAPS
from vl_tracker_ros.share import load_defaults
from vl_tracker_ros.simulation.metrics import judge
from vl_tracker_ros.simulation.pursuit import KEEP_M
from vl_tracker_ros.simulation.scenario import SCENARIOS

START_S = 30.0          # for all nodes to run and to find each other
TURN_S = 0.05


def run_simulation(options: SimulationOptions) -> int:
    """One run in real time; writes `options.out`/follow.mp4 and prints the figures.

    Returns 0 after the end or Ctrl-C, 1 when a node died or did not come up. Raises BundleError and CommandError.
    """
    load_bundle(options.bundle)
    orders_of(SCENARIOS[options.scenario](options.seed), options.text)
    options.out.mkdir(parents=True, exist_ok=True)
    use_own_domain()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
    executor = SingleThreadedExecutor()
    operator = Operator(options.out / 'follow.mp4', load_defaults('simulator_node')['rate'])
    executor.add_node(operator)
    try:
        with ProcessGroup() as processes:
            _start(processes, options.bundle)
            _run(executor, operator, processes, options)
    except KeyboardInterrupt:
        pass
    except ChildDied as error:
        print(f'\nsim: {error}', file=sys.stderr)
        return 1
    finally:
        operator.close()
        executor.shutdown()
        rclpy.try_shutdown()
    print(f'written: {options.out / "follow.mp4"}')
    return 0


def _start(processes: ProcessGroup, bundle: str) -> None:
    print('starting tracker_node, gating_node, target_node and follower_node as processes of their own')
    for name, parameters, remaps in (
            ('tracker_node', {'bundle': str(bundle)}, {}), ('gating_node', {}, STATUS_REMAPS),
            ('target_node', {'depth_from': 'ground'}, TARGET_REMAPS),
            ('follower_node', {'keep_distance': KEEP_M}, FOLLOWER_REMAPS)):
        processes.start(name, node_command(name, parameters, remaps))


def _run(executor: SingleThreadedExecutor, operator: Operator, processes: ProcessGroup,
         options: SimulationOptions) -> None:
    """Raises ChildDied."""
    deadline = time.monotonic() + START_S
    while not operator.complete:
        processes.check()
        if time.monotonic() > deadline:
            raise ChildDied(f'not all nodes found each other in {START_S:g} s')
        executor.spin_once(TURN_S)
    simulator = SimulatorNode(
        lambda stamp, sight: operator.see(stamp, sight, simulator.told != STILL),
        parameter_overrides=[Parameter('scenario', value=options.scenario), Parameter('seed', value=options.seed)])
    executor.add_node(simulator)
    world = simulator.scenario.world
    operator.watch(world, orders_of(simulator.scenario, options.text))
    while world.now_s < (options.seconds or simulator.scenario.seconds):
        processes.check()
        executor.spin_once(TURN_S)
    if sum(moment.wanted is not None for moment in operator.moments) < 2:
        raise ChildDied('the tracker has answered fewer than two images from the first command to the end after '
                        f'{world.now_s:.1f} s')
    print(report(operator.moments, judge(operator.moments, KEEP_M, world.hidings)))
