"""What a command of `vl-tracker` is."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A sub-command: its module makes one and main.py lists it.

    The module is imported for every `vl-tracker --help`; what takes long to import belongs inside `run`.
    """

    name: str
    help: str  # one line
    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]  # returns the exit code
