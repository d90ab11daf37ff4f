"""A tracker node on the colour bundle, running as a process, and a probe that talks with it."""
import pytest

from support.colour_bundle import write_colour_bundle
from support.ros import NodeProcess, Probe, new_domain
from support.squares import scene

@pytest.fixture(scope='session')
def colour_bundle(tmp_path_factory):
    return write_colour_bundle(tmp_path_factory.mktemp('bundle') / 'colour')


@pytest.fixture(scope='module')
def domain():
    return new_domain()


@pytest.fixture(scope='module')
def tracker_process(domain, colour_bundle, tmp_path_factory):
    log = tmp_path_factory.mktemp('log') / 'tracker_node.log'
    arguments = ('-p', f'bundle:={colour_bundle}', '-p', 'gate:=own', '-p', 'image_timeout:=100.0',
                 '-p', 'max_command_rate:=100.0')      # tests are quicker than people
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
