"""All five trackers by name in one tracker node, commanded by words alone.

They are the bundles of the package: what they say about the target is not judged, only that they answer every image,
say where they stand, and are given a box by the grounder. A box follower of a few lines shows what becomes of a good
one.
"""
import math

import pytest
from lifecycle_msgs.msg import Transition

from support.colour_bundle import write_box_follower
from support.ros import NodeProcess, Probe, new_domain
from vl_tracker_ros.bundle import load_bundle, rewrite_bundle
from vl_tracker_ros.media.scene import Absence, Scene, SceneObject
from vl_tracker_ros.msg import TrackerStatus as Status

FIVE = ('atstrack_tiny', 'all_in_one_tiny', 'cost_tiny', 'mvlm_tiny', 'sdtrack_tiny')
COMMAND = 'please follow the red ball'
IMAGES = 10
HIDDEN = (40, 15)       # images: from, how many
SCENE = Scene(1, 80, (320, 240), [SceneObject('ball', 'red'), SceneObject('box', 'blue')],
              [Absence('red ball', *HIDDEN)])
BACK = 70               # nothing is before it any more
HAS_BOX = (Status.TRACKING, Status.UNCERTAIN)


@pytest.fixture(scope='module')
def process(tmp_path_factory):
    """A node with the box follower; it and the grounder lie where they are found by name, as the packaged ones are.

    The grounder is that one, but sure of a find only after a second look, whatever its calibration chose.
    """
    root = tmp_path_factory.mktemp('bundles')
    write_box_follower(root / 'box_follower')
    packaged = load_bundle('mvlm_tiny')
    rewrite_bundle(packaged, root / 'grounder', state={**packaged.state, 'confirm_frames': 2})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('VL_TRACKER_BUNDLE_PATH', str(root))
        arguments = ('-p', 'bundle:=box_follower', '-p', 'grounder:=grounder', '-p', 'gate:=own', '-p', 'threads:=1',
                     '-p', 'image_timeout:=100.0')
        process = NodeProcess('tracker_node', new_domain(), root / 'log', *arguments)
    with process:
        yield process


@pytest.fixture(scope='module')
def probe(process):
    probe = Probe(process.domain)
    probe.connect()
    yield probe
    probe.close()
    assert process.stop() == 0, process.output
    assert 'Traceback' not in process.output


def run(probe, **parameters):
    """Switch the node to other bundles."""
    assert probe.transition(Transition.TRANSITION_DEACTIVATE) and probe.transition(Transition.TRANSITION_CLEANUP)
    for name, value in parameters.items():
        assert probe.set_parameter(name, value) == ''
    assert probe.transition(Transition.TRANSITION_CONFIGURE) and probe.transition(Transition.TRANSITION_ACTIVATE)
    probe.connect()


def command(probe):
    """Say it and show the first image until the node has heard it; what it answers then."""
    probe.say(COMMAND)
    image = SCENE.render(0).image
    return probe.spin_until(lambda: next((answer for answer in [probe.show(image)] if answer[1].command), None),
                            'the command to be taken')


def show_until_found(probe, index):
    """Show one image until the grounder, which searches beside, has found the target there; all answers."""
    answers = [probe.show(SCENE.render(index).image)]
    while answers[-1][1].directive_source == 'grounder':
        assert len(answers) < 10_000
        answers.append(probe.show(SCENE.render(index).image))
    return answers


def test_the_grounder_finds_and_a_box_follower_follows(probe):
    _, first = command(probe)
    assert (first.state, first.directive_source) == (Status.SEARCHING, 'grounder')
    show_until_found(probe, 0)
    answers = [probe.show(SCENE.render(index).image) for index in range(BACK)]
    show_until_found(probe, BACK)
    answers += [probe.show(SCENE.render(index).image) for index in range(BACK, len(SCENE))]
    states = [status.state for _, status in answers]
    assert {name for detection, status in answers for name in (detection.id, status.target_id)} == {first.target_id}
    assert all(detection.results == [] for (detection, _), state in zip(answers, states) if state == Status.LOST)
    assert set(states[HIDDEN[0] + 6:sum(HIDDEN) - 1]) == {Status.LOST}
    for index in (*range(5, 35), *range(BACK, len(SCENE))):
        (detection, status), truth = answers[index], SCENE.render(index).truth['red ball']
        centre = detection.bbox.center.position
        assert math.dist((centre.x, centre.y), (truth[0] + truth[2] / 2, truth[1] + truth[3] / 2)) < 15
        assert detection.results[0].hypothesis.class_id == COMMAND
        assert status.directive_source == 'own'


@pytest.mark.parametrize('name', FIVE)
def test_each_tracker_answers_every_image(probe, process, name):
    run(probe, bundle=name)
    command(probe)
    answers = show_until_found(probe, 0) + [probe.show(SCENE.render(index).image) for index in range(1, IMAGES)]
    for detection, status in answers:
        assert (status.bundle, status.command, status.error) == (name, COMMAND, '')
        assert bool(detection.results) == (status.state in HAS_BOX)
        assert status.state != Status.IDLE and status.reason
    assert any(detection.results for detection, _ in answers)       # the grounder found it a box
    assert process.running


def test_without_a_grounder_words_alone_are_refused_with_the_remedy(probe):
    run(probe, bundle='sdtrack_tiny', grounder='')
    probe.say(COMMAND)
    _, status = probe.spin_until(lambda: next((answer for answer in [probe.show(SCENE.render(0).image)]
                                               if answer[1].error), None), 'a refusal')
    assert status.state == Status.IDLE
    assert 'sdtrack_tiny cannot start from words alone' in status.error and 'parameter grounder' in status.error


def test_a_grounder_that_needs_a_box_itself_is_said_at_configure(probe):
    assert probe.transition(Transition.TRANSITION_DEACTIVATE) and probe.transition(Transition.TRANSITION_CLEANUP)
    assert probe.set_parameter('grounder', 'box_follower') == ''
    assert not probe.transition(Transition.TRANSITION_CONFIGURE)
    assert 'box_follower is no grounder' in probe.refusal()
