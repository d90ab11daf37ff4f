from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from support.runs import NAN, result_of, run_info, sequence_of

from vl_tracker_ros.evaluation.protocols import PROTOCOLS
from vl_tracker_ros.evaluation.report import page, write_report
from vl_tracker_ros.evaluation.run_folder import RunFolder
from vl_tracker_ros.evaluation.sequences import Sequence
from vl_tracker_ros.evaluation.summary import summarise

BOX, OFF = [20, 20, 20, 20], [30, 20, 20, 20]


@pytest.fixture(autouse=True)
def no_plots(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes most of the time: only one test does it."""
    def plot(*args: object) -> None:
        args[-1].parent.mkdir(exist_ok=True)
        args[-1].with_suffix('.svg').write_text('<svg></svg>')
    if 'loads_nothing' not in request.node.name:
        monkeypatch.setattr(page, 'plot_curves', plot)
        monkeypatch.setattr(page, 'plot_reliability', plot)


class Outline(HTMLParser):
    """Checks that tags close; keeps the ids, the links inside the page, and what is loaded or run from elsewhere."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.outside: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ('meta', 'img', 'br'):
            self.open.append(tag)
        given = dict(attrs)
        self.ids |= {given['id']} if 'id' in given else set()
        target = given.get('href') or given.get('src') or ''
        self.links |= {target[1:]} if target.startswith('#') else set()
        self.outside += [target] if tag in ('script', 'link', 'iframe') or '//' in target[:12] else []

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def sequences_of(count: int, **other: object) -> list[Sequence]:
    return [sequence_of(f's{i:02}', [BOX] * 4 + [NAN, BOX], sentence='the red cup', **other) for i in range(count)]


def report(tmp_path: Path, sequences: list[Sequence], said: list, **info: object) -> str:
    folder = RunFolder.create(tmp_path / 'run', run_info(**info))
    for sequence, boxes in zip(sequences, said):
        folder.write(sequence.name, result_of(boxes, info.get('scores')))
    return write_report(folder, summarise(folder, sequences), sequences).read_text(encoding='utf-8')


def text_of(html: str) -> str:
    body = re.sub(r'<(style|svg).*?</\1>', ' ', html, flags=re.S)
    return re.sub(r'\s+', ' ', re.sub(r'<[^>]+>', ' ', body))


def test_says_what_was_evaluated_before_any_figure(tmp_path: Path) -> None:
    text = text_of(report(tmp_path, sequences_of(2), [[BOX] * 6, [OFF] * 6], sha256='0123456789abcdef'))
    order = [text.index(part) for part in ('colour on dev', 'network 0123456789ab', 'the first box (mode box)',
                                           '2 sequences scored, 12 frames', 'Protocol ope', ' AUC ')]
    assert order == sorted(order)
    assert 'somewhere' not in text          # the machine's folder


def test_sections_in_their_order(tmp_path: Path) -> None:
    html = report(tmp_path, sequences_of(2, attributes={'rotation': True}), [[BOX] * 6, [OFF] * 6])
    assert re.findall('<h2>(.*?)</h2>', html) == ['Curves', 'Loss and confidence', 'Speed', 'Attributes',
                                                  'Size and speed of the target',
                                                  'The 2 sequences with the lowest AUC', 'All sequences']


def test_one_file_that_loads_nothing_and_whose_links_lead_somewhere(tmp_path: Path) -> None:
    outline = Outline(report(tmp_path, sequences_of(3, attributes={'rotation': True}), [[BOX] * 6] * 3))
    assert outline.open == [] and outline.outside == []
    assert {'attributes', 'strip-s00'} <= outline.links
    assert {link for link in outline.links if re.match(r'[a-z]+$|strip-', link)} <= outline.ids


def test_the_ten_worst_have_strips_and_links(tmp_path: Path) -> None:
    said = [[BOX] * (6 - i % 5) + [NAN] * (i % 5) for i in range(12)]
    html = report(tmp_path, sequences_of(12), said)
    strips = [path.stem for path in (tmp_path / 'run' / 'strips').iterdir()]
    assert len(strips) == 10 and html.count('data:image/jpeg') == 10
    assert {name for name in strips if f'href="#strip-{name}"' in html} == set(strips)
    assert re.findall(r'(s\d\d)</a>', html) == re.findall(r'<b>(s\d\d)</b>', html)      # in the same order


def test_what_an_earlier_report_has_left_is_gone(tmp_path: Path) -> None:
    old = [tmp_path / 'run' / 'strips' / 'old.jpg', tmp_path / 'run' / 'plots' / 'iou.svg']
    for path in old:
        path.parent.mkdir(parents=True)
        path.write_text('')
    report(tmp_path, sequences_of(1), [[BOX] * 6])
    assert not any(path.exists() for path in old)


def test_names_and_sentences_are_text_and_not_markup(tmp_path: Path) -> None:
    one = sequence_of('a&b', [BOX] * 3, sentence='the <script>red</script> cup')
    html = report(tmp_path, [one], [[BOX] * 3], contender='<i>peer')
    assert Outline(html).outside == [] and '<i>peer' not in html
    assert 'the &lt;script&gt;red&lt;/script&gt; cup' in html and 'href="#strip-a%26b"' in html


def test_unfinished_sequences_are_named(tmp_path: Path) -> None:
    text = text_of(report(tmp_path, sequences_of(3), [[BOX] * 6]))
    assert '2 sequences are not finished and in none of the figures. Which s01, s02' in text


def test_a_run_without_ground_truth(tmp_path: Path) -> None:
    one = sequence_of('a', [BOX, NAN, NAN], sentence='the red cup')
    text = text_of(report(tmp_path, [one], [[BOX] * 3]))
    assert 'there is nothing to score here' in text and '0 sequences scored, 3 frames' in text


def test_a_peer_without_scores_has_no_reliability_diagram(tmp_path: Path) -> None:
    folder = RunFolder.create(tmp_path / 'run', run_info())
    sequences = sequences_of(1)
    folder.write('s00', result_of([BOX] * 6, [np.nan] * 6))
    html = write_report(folder, summarise(folder, sequences), sequences).read_text(encoding='utf-8')
    assert 'no reliability diagram' in html and not (folder.plots / 'reliability.svg').exists()


@pytest.mark.parametrize('protocol', PROTOCOLS)
def test_any_protocol(protocol: str, tmp_path: Path) -> None:
    sequences = [sequence_of(name, [BOX] * 6) for name in 'ab']
    html = report(tmp_path, sequences, [[BOX] * 5 + [OFF], [OFF] * 6], protocol=protocol)
    assert Outline(html).open == [] and '95 % confidence interval' in html and f'How {protocol} counts' in html
