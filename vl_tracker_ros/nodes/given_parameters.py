"""Parameters of one node on the command line of several."""
from __future__ import annotations

from collections.abc import Sequence


def given_parameters(name: str, words: Sequence[str]) -> list[str]:
    """`-p <name>:<parameter>:=<value>` without the name: ROS takes it to be that of a node in no namespace."""
    given = []
    for flag, rule in zip(words, words[1:]):
        node, _, parameter = rule.partition(':')
        if flag in ('-p', '--param') and node == name and not parameter.startswith('='):
            given += ['-p', parameter]
    return given
