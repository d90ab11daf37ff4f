"""Parameters that cannot be used end a node at once, with one line, and are refused while it runs."""
import pytest

from support.ros import NodeProcess


def complaint(node, domain, folder, *arguments):
    with NodeProcess(node, domain, folder / 'log', *arguments) as process:
        assert process.wait() == 2
    assert len(process.output.splitlines()) == 1
    return process.output


@pytest.mark.parametrize('argument, expected', [
    ('gate:=sometimes', "gate is 'sometimes', not one of own, external, auto"),
    ('threads:=1.5', 'threads'), ('image_timeout:=-1.0', 'out of range')])
def test_it_ends_with_one_line(domain, tmp_path, argument, expected):
    assert expected in complaint('tracker_node', domain, tmp_path, '-p', argument)


def test_parameters_that_do_not_go_together_end_it_with_one_line(domain, tmp_path):
    line = complaint('follower_node', domain, tmp_path, '-p', 'min_confidence:=0.9')
    assert line == 'min_confidence 0.9 is not below full_confidence 0.5\n'


@pytest.mark.parametrize('node, name, hint', [
    ('tracker_node', 'reliabilty', '; did you mean reliability?'), ('gating_node', 'nonsense', ''),
    ('overlay_node', 'rate', ''), ('camera_node', 'frameid', '; did you mean frame_id?')])
def test_an_unknown_name_in_a_parameter_file_ends_every_node(domain, tmp_path, node, name, hint):
    file = tmp_path / 'parameters.yaml'
    file.write_text(f'/**/{node}:\n  ros__parameters:\n    use_sim_time: true\n    {name}: 1\n')
    line = complaint(node, domain, tmp_path, '--params-file', str(file))
    assert line == f'parameter {name} is unknown to {node}{hint}\n'


def test_an_unknown_name_is_refused_while_the_node_runs(probe):
    assert 'undeclared' in probe.set_parameter('nonsense', 1)


def test_what_is_read_only_stays(probe):
    assert 'read-only' in probe.set_parameter('autostart', False)
