"""A transition in which something unforeseen breaks: it is said, all is freed, and the node can start again."""
import gc
import threading
import weakref

import pytest
import rclpy
from rclpy.lifecycle import TransitionCallbackReturn as Answer
from rclpy.parameter import Parameter

from support.ros import new_domain
from vl_tracker_ros.nodes import gating_node, tracker_node
from vl_tracker_ros.nodes.tracker import loaded_tracker
from vl_tracker_ros.tracking import Tracker

OK = Answer.SUCCESS


@pytest.fixture(scope='module')
def context():
    context = rclpy.Context()
    rclpy.init(context=context, domain_id=new_domain())
    yield context
    rclpy.shutdown(context=context)


@pytest.fixture
def tracker(context, colour_bundle):
    node = tracker_node.TrackerNode(context=context, parameter_overrides=[
        Parameter('autostart', value=False), Parameter('bundle', value=str(colour_bundle))])
    yield node
    node.close()
    node.destroy_node()


@pytest.fixture
def gate(context):
    node = gating_node.GatingNode(context=context, parameter_overrides=[Parameter('autostart', value=False)])
    yield node
    node.destroy_node()


@pytest.fixture
def engines(monkeypatch):
    """Weak references to the engines that were loaded since."""
    loaded, load = [], loaded_tracker.load_tracker

    def remembering(*arguments):
        tracker, directed = load(*arguments)
        loaded.append(weakref.ref(tracker.engine))
        return tracker, directed

    monkeypatch.setattr(loaded_tracker, 'load_tracker', remembering)
    return loaded


def label(node):
    return node._state_machine.current_state[1]


def all_gone(engines):
    gc.collect()
    return engines and all(engine() is None for engine in engines)


def no_worker():
    return not any(thread.name == 'inference' for thread in threading.enumerate())


def broken(*_, **__):
    raise RuntimeError('out of luck')


def inputs(node):
    """What a node subscribes to, but for what every node does."""
    return [subscription.topic_name for subscription in node.subscriptions]


def starts_again(node):
    return node.trigger_configure() is OK and node.trigger_activate() is OK and label(node) == 'active'


def test_an_error_while_it_configures_leads_back_to_unconfigured(tracker, monkeypatch, capfd):
    with monkeypatch.context() as patch:
        patch.setattr(loaded_tracker, 'load_tracker', broken)
        assert tracker.trigger_configure() is Answer.ERROR
    assert label(tracker) == 'unconfigured'
    assert "on_configure failed: RuntimeError('out of luck')" in capfd.readouterr().err
    assert starts_again(tracker)


def test_an_error_while_it_activates_frees_what_it_had_begun(tracker, engines, monkeypatch, capfd):
    idle = inputs(tracker)
    assert tracker.trigger_configure() is OK
    with monkeypatch.context() as patch:
        patch.setattr(tracker, 'create_subscription', broken)
        assert tracker.trigger_activate() is Answer.ERROR
    assert label(tracker) == 'unconfigured'
    assert 'on_activate failed' in capfd.readouterr().err
    assert no_worker() and all_gone(engines) and inputs(tracker) == idle
    assert starts_again(tracker)


@pytest.mark.parametrize('step, broken_part', [('deactivate', 'close'), ('cleanup', 'release')])
def test_an_error_on_the_way_down_still_frees_everything(tracker, engines, monkeypatch, step, broken_part):
    assert starts_again(tracker)
    if step == 'cleanup':
        assert tracker.trigger_deactivate() is OK
    part, calls = getattr(tracker, broken_part), []

    def broken_once():
        calls.append(None)
        return part() if len(calls) > 1 else broken()

    monkeypatch.setattr(tracker, broken_part, broken_once)
    assert getattr(tracker, f'trigger_{step}')() is Answer.ERROR
    assert label(tracker) == 'unconfigured'
    assert no_worker() and all_gone(engines)
    assert starts_again(tracker)


def test_configure_runs_the_networks_once_before_the_first_image(tracker, monkeypatch):
    warmed, warm_up = [], Tracker.warm_up
    monkeypatch.setattr(Tracker, 'warm_up', lambda self: (warm_up(self), warmed.append(self)))
    assert tracker.trigger_configure() is OK
    assert len(warmed) == 1


def test_cleanup_leaves_no_reference_to_the_networks_and_no_thread(tracker, engines):
    idle = inputs(tracker)
    assert starts_again(tracker)
    assert tracker.trigger_deactivate() is OK
    assert no_worker() and inputs(tracker) == idle and not all_gone(engines)
    assert tracker.trigger_cleanup() is OK
    assert all_gone(engines)


def test_free_on_deactivate_engine_leaves_none_either(tracker, engines):
    tracker.set_parameters([Parameter('free_on_deactivate', value='engine')])
    assert starts_again(tracker)
    assert tracker.trigger_deactivate() is OK
    assert all_gone(engines)
    assert tracker.trigger_activate() is OK
    assert len(engines) == 2


def test_shutdown_while_active_frees_everything(tracker, engines):
    assert starts_again(tracker)
    assert tracker.trigger_shutdown() is OK
    assert label(tracker) == 'finalized'
    assert no_worker() and all_gone(engines)


@pytest.mark.parametrize('step, part', [
    ('configure', 'create_lifecycle_publisher'), ('activate', 'create_subscription')])
def test_a_gate_recovers_from_an_error_too(gate, monkeypatch, capfd, step, part):
    idle = inputs(gate)
    if step == 'activate':
        assert gate.trigger_configure() is OK
    with monkeypatch.context() as patch:
        patch.setattr(gate, part, broken)
        assert getattr(gate, f'trigger_{step}')() is Answer.ERROR
    assert label(gate) == 'unconfigured'
    assert f'on_{step} failed' in capfd.readouterr().err
    assert inputs(gate) == idle and gate.count_publishers('search_directive') == 0
    assert starts_again(gate)
