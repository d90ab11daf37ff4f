"""The id of what is followed, COMMAND.OBJECT: "3.1" is the first object that was found for the third command."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TargetId:
    """`command` counts what a tracker was asked to follow, `object` what it took for that, both from 1."""

    command: int
    object: int = 1

    def __str__(self) -> str:
        return f'{self.command}.{self.object}'


def command_of(target_id: str) -> str:
    """The command's id in that of a target; empty for an empty one."""
    return target_id.partition('.')[0]
