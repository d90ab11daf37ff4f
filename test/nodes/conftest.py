"""A tracker node on the colour bundle, running as a process, and a probe that talks with it."""
import pytest

from support.colour_bundle import write_colour_bundle
from support.commanding import Commander
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene

@pytest.fixture(scope='session')
def colour_bundle(tmp_path_factory):
    return write_colour_bundle(tmp_path_factory.mktemp('bundle') / 'colour')


@pytest.fixture(scope='module')
def domain():
    return new_domain()


@pytest.fixture(scope='module')
def tracker_parameters():
    """Those that the tracker of a module has of its own; to be overridden there."""
    return {}


@pytest.fixture(scope='module')
def tracker_process(domain, colour_bundle, tracker_parameters, tmp_path_factory):
    log = tmp_path_factory.mktemp('log') / 'tracker_node.log'
    parameters = {'bundle': colour_bundle, 'gate': 'own', 'image_timeout': 100.0,
                  'max_command_rate': 100.0,        # tests are quicker than people
                  **tracker_parameters}
    arguments = [word for name, value in parameters.items() for word in ('-p', f'{name}:={value}')]
    with NodeProcess('tracker_node', domain, log, *arguments) as process:
        yield process


@pytest.fixture(scope='module')
def connected_probe(domain, tracker_process):
    probe = Probe(domain)
    probe.connect()
    yield probe
    probe.close()


@pytest.fixture
def probe(connected_probe):
    """The probe, with a tracker that has no target."""
    def idle() -> bool:
        _, status = connected_probe.show(scene())
        return status.state == status.IDLE and not status.error

    connected_probe.say('stop')
    connected_probe.spin_until(idle, 'IDLE')
    return connected_probe


@pytest.fixture(scope='module')
def connected_commander(connected_probe, tracker_process):
    """One whose tracker outlives it, and ends well."""
    yield Commander(connected_probe)
    assert tracker_process.running, tracker_process.output
    assert tracker_process.stop() == 0 and 'Traceback' not in tracker_process.output, tracker_process.output


@pytest.fixture
def commander(connected_commander):
    """The commander, of a tracker that has no target."""
    assert connected_commander.trigger('stop').success
    connected_commander.probe.show(scene())
    return connected_commander
