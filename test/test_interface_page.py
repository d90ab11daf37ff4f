"""The tables of topics, services and parameters say what the nodes have."""
import re
from pathlib import Path

import draw_following_picture
import interface_page
import pytest
from support.page import links

ROOT = Path(__file__).parents[1]
DOCS = ROOT / 'docs'


@pytest.fixture(scope='module')
def parts():
    return interface_page.tables()


@pytest.mark.parametrize('page', ['docs/interface.md', 'README.md'])
def test_the_tables_are_those_of_the_nodes(parts, page):
    text = (ROOT / page).read_text(encoding='utf-8')
    assert interface_page.filled(text, parts) == text, f'{page} is out of date: run `python tools/interface_page.py`'


def test_every_table_stands_on_a_page(parts):
    pages = ''.join((ROOT / page).read_text(encoding='utf-8') for page in ('docs/interface.md', 'README.md'))
    assert all(f'<!-- generated: {part} -->' in pages for part in parts)


def test_every_meaning_is_that_of_something(parts):
    assert all(f'| `{name}` |' in ''.join(parts.values()) for name in interface_page.MEANINGS)


@pytest.mark.parametrize('link', links((DOCS / 'interface.md').read_text(encoding='utf-8')))
def test_links_lead_to_files(link):
    assert (DOCS / link).exists()


def test_a_mark_of_no_table_is_an_error():
    with pytest.raises(KeyError, match='nonsense'):
        interface_page.filled('<!-- generated: nonsense -->\n<!-- end -->', {})


def test_the_picture_of_following_has_topics_and_nodes_that_exist():
    topics = {topic for arrow in draw_following_picture.ARROWS for topic in re.split(r', |\n', arrow.topics)}
    assert topics <= {name.removeprefix('~/') for name in interface_page.MEANINGS}
    ours = {part.text for part in draw_following_picture.PARTS.values() if part.colour == draw_following_picture.OURS}
    assert ours <= interface_page.NODES.keys()
