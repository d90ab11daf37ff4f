"""docs/architecture.md tells what lies in each folder of nodes/."""
import re

from support.checkout import CHECKOUT

PAGE = (CHECKOUT / 'docs' / 'architecture.md').read_text(encoding='utf-8')


def test_it_names_the_folders_of_nodes_and_no_others() -> None:
    table = PAGE.partition('| folder of `nodes/` |')[2].partition('\n\n')[0]
    named = [name for row in table.splitlines() for name in re.findall(r'`(\w+)/`', row.split('|')[1])]
    folders = {path.parent.name for path in (CHECKOUT / 'vl_tracker_ros' / 'nodes').glob('*/__init__.py')}
    assert sorted(named) == sorted(folders)
