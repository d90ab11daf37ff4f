import platform
from pathlib import Path

from vl_tracker_ros.bench.machine import this_machine


def write(root: Path, cpuinfo: str, board: str = '') -> Path:
    (root / 'proc/device-tree').mkdir(parents=True)
    (root / 'proc/cpuinfo').write_text(cpuinfo)
    if board:
        (root / 'proc/device-tree/model').write_text(board)
    return root


def test_processor_by_its_name(tmp_path: Path) -> None:
    machine = this_machine(write(tmp_path, 'processor\t: 0\nmodel name\t: Fast One @ 3:1 GHz\nflags\t: fpu\n'))
    assert (machine.processor, machine.board) == ('Fast One @ 3:1 GHz', '')
    assert machine.name.startswith('Fast One @ 3:1 GHz, ') and machine.cores >= 1


def test_board_whose_processor_has_no_name(tmp_path: Path) -> None:
    machine = this_machine(write(tmp_path, 'processor\t: 0\nCPU part\t: 0xd42\n', 'NVIDIA Jetson Orin Nano\0'))
    assert machine.processor == platform.machine() and machine.name.startswith('NVIDIA Jetson Orin Nano, ')
