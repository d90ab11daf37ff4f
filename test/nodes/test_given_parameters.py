"""What one of several nodes gets of the parameters on a command line."""
from vl_tracker_ros.nodes.given_parameters import given_parameters


def test_those_with_its_name_and_no_other():
    words = ['--with', 'one', '--ros-args', '-p', 'one:a:=1', '--param', 'one:b:=x:y', '-p', 'other:a:=2', '-p', 'c:=3',
             '-r', 'one:d:=4', '-p', 'one:=5']
    assert given_parameters('one', words) == ['-p', 'a:=1', '-p', 'b:=x:y']
