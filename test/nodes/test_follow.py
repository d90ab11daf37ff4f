"""One command starts all that a robot follows by; whatever ends it, the robot stands."""
import os
import signal
import time
from functools import partial
from pathlib import Path

import pytest
from support.promise import Promises
from support.robot import Robot
from support.ros import NodeProcess, new_domain, wait_until

NODES = ('tracker_node', 'gating_node', 'target_node', 'follower_node')


def children(process):
    """Process ids by the names of the nodes."""
    ids = Path(f'/proc/{process.pid}/task/{process.pid}/children').read_text().split()
    words = {int(each): Path(f'/proc/{each}/cmdline').read_bytes().decode().split('\0') for each in ids}
    return {line[line.index('-m') + 1].rpartition('.')[2]: each for each, line in words.items()}


def runs(process_id):
    try:
        return Path(f'/proc/{process_id}/stat').read_text().rpartition(')')[2].split()[0] != 'Z'
    except FileNotFoundError:
        return False


@pytest.fixture
def following(colour_bundle, tmp_path):
    """The command, and a robot that it drives."""
    domain = new_domain()
    arguments = ('-p', f'tracker_node:bundle:={colour_bundle}', '-p', 'target_node:depth_from:=height',
                 '-p', 'target_node:target_height:=1.0', '-p', 'follower_node:max_acceleration:=2.0',
                 '-p', 'gating_node:low:=0.1', '-p', 'gating_node:high:=0.2')
    with NodeProcess('follow', domain, tmp_path / 'log', *arguments) as process:
        robot = Robot(domain)
        robot.spin_until(lambda: robot.statuses and robot.statuses[-1].bundle, 'the tracker')
        robot.spin_until(lambda: robot.node.count_subscribers('command'), 'its ears')
        robot.say('the red square')
        robot.spin_until(lambda: robot.moves, 'a robot that moves')
        yield process, robot
        robot.close()


def stands_and_stays(robot):
    robot.velocities.clear()
    robot.spin_until(lambda: robot.stands, 'a stop')
    robot.velocities.clear()
    robot.spin_for(1.5)
    return all(speeds == [0.0, 0.0] for _, *speeds in robot.velocities)


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGHUP])
def test_its_end_stops_the_robot_and_all_nodes(following, number):
    process, robot = following
    nodes = children(process)
    assert sorted(nodes) == sorted(NODES)
    os.kill(process.pid, number)
    assert stands_and_stays(robot)
    assert process.wait() == 0 and not any(map(runs, nodes.values()))


@pytest.mark.parametrize('name', ['gating_node', 'follower_node'])
def test_none_goes_on_without_the_others(following, name):
    process, robot = following
    nodes = children(process)
    os.kill(nodes[name], signal.SIGKILL)
    if name != 'follower_node':       # it says no last word, as docs/following.md says
        assert stands_and_stays(robot)
    assert process.wait() == 1 and not any(map(runs, nodes.values()))
    assert f'follow: {name} ended with code -9; all others are stopped' in process.output


def test_a_tracker_that_hangs_does_not_keep_the_robot_moving(following):
    process, robot = following
    hanging = children(process)['tracker_node']
    try:
        with Promises() as promises:
            promises.check(0.55, lambda: robot.time_to_stop('no bearing', partial(os.kill, hanging, signal.SIGSTOP)))
    finally:
        os.kill(hanging, signal.SIGCONT)


def test_a_parameter_that_is_none_ends_it_with_its_line(tmp_path):
    with NodeProcess('follow', new_domain(), tmp_path / 'log', '-p', 'follower_node:keep_distanse:=1.0') as process:
        assert process.wait() == 1
        assert 'parameter keep_distanse is unknown to follower_node; did you mean keep_distance?' in process.output
        assert 'follow: follower_node ended with code 2; all others are stopped' in process.output


def test_in_a_namespace_each_node_gets_its_own_parameters(colour_bundle, tmp_path):
    domain = new_domain()
    with NodeProcess('follow', domain, tmp_path / 'log', '-r', '__ns:=/front', '-p',
                     f'tracker_node:bundle:={colour_bundle}', own_args=('--with', 'overlay_node')) as process:
        wait_until(lambda: 'bundle colour' in process.output, 'the bundle', lambda: process.output)
        assert sorted(children(process)) == sorted((*NODES, 'overlay_node'))
        time.sleep(0.5)
        assert process.running
