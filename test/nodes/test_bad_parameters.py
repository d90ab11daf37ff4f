"""Parameters that cannot be used end a node at once, with one line."""
import pytest

from support.ros import NodeProcess


@pytest.mark.parametrize('argument, complaint', [
    ('gate:=sometimes', "gate is 'sometimes', not one of own, external, auto"),
    ('threads:=1.5', 'threads'), ('image_timeout:=-1.0', 'out of range')])
def test_it_ends_with_one_line(domain, tmp_path, argument, complaint):
    with NodeProcess('tracker_node', domain, tmp_path / 'log', '-p', argument) as process:
        assert process.wait() == 2
    assert complaint in process.output
    assert len(process.output.splitlines()) == 1
