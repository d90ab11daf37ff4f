"""The words that a node follows, in a file that outlives a killed process."""
from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import NamedTuple

REFRESH_S = 1.0
_BOOT_ID = Path('/proc/sys/kernel/random/boot_id')


class Kept(NamedTuple):
    """What was followed, and how many targets there were: the ids of later ones go on from there."""

    command: str
    targets: int


class LastCommand:
    """One file a node, in `$ROS_HOME/vl_tracker_ros` (`~/.ros/vl_tracker_ros`).

    It says when it was written by the clock of this boot, so that neither a reboot nor a set clock makes an old
    command look young. Only words are kept: a box belongs to an image that is gone. All methods raise OSError.
    """

    def __init__(self, node_name: str) -> None:
        """`node_name` with its namespace, as it is unique in a ROS domain."""
        home = Path(os.environ.get('ROS_HOME') or Path.home() / '.ros')
        domain = os.environ.get('ROS_DOMAIN_ID') or '0'
        self.path = home / 'vl_tracker_ros' / f'{domain}{node_name.replace("/", ".")}.json'
        self._kept, self._kept_at = Kept('', 0), 0.0

    def keep(self, kept: Kept) -> None:
        """To be called with every image; writes what is new, and once a second that it still holds."""
        if not kept.command:
            self.clear()
        elif kept != self._kept or time.monotonic() - self._kept_at > REFRESH_S:
            self._write(kept)
            self._kept, self._kept_at = kept, time.monotonic()

    def take(self, within_s: float) -> Kept | None:
        """What a node of this name followed at most `within_s` ago, and forget it: it may have been what killed it.

        Raises ValueError for a file that is not of this class.
        """
        try:
            text = self.path.read_text(encoding='utf-8')
        except FileNotFoundError:
            return None
        self.path.unlink()
        try:
            written = json.loads(text)
            kept, boot, at = Kept(str(written['command']), int(written['targets'])), written['boot'], written['at']
            young = boot == _boot_id() and 0.0 <= time.monotonic() - at <= within_s
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f'{self.path}: no command can be read from it: {error!r}') from error
        return kept if young else None

    def clear(self) -> None:
        """Nothing is followed, or the node ends as it should."""
        if self._kept.command:
            self._kept = Kept('', 0)
            self.path.unlink(missing_ok=True)

    def _write(self, kept: Kept) -> None:
        """Whole or not at all: the process may be killed here too."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix('.draft')
        draft.write_text(json.dumps({**kept._asdict(), 'boot': _boot_id(), 'at': time.monotonic()}), encoding='utf-8')
        draft.replace(self.path)


def _boot_id() -> str:
    return _BOOT_ID.read_text(encoding='ascii').strip()
