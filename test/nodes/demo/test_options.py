"""Which clip and which sentences the demo chooses."""
import pytest

from support.squares import scene
from vl_tracker_ros.language.command import CommandError
from vl_tracker_ros.media.demo_clip import ClipUnavailable
from vl_tracker_ros.media.source import SourceError, open_source
from vl_tracker_ros.media.video_writer import VideoWriter
from vl_tracker_ros.nodes.demo import DemoOptions, options
from vl_tracker_ros.nodes.demo.options import CLIP_SENTENCES, make_programme


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / 'clip.mp4'
    with VideoWriter(path, 25.0) as writer:
        for _ in range(20):
            writer.write(scene())
    return str(path)


@pytest.fixture
def served_clip(monkeypatch, clip):
    monkeypatch.setattr(options, 'demo_clip', lambda: clip)
    return clip


def test_the_default_is_the_real_clip_with_its_sentences(served_clip):
    programme = make_programme(DemoOptions())
    assert (programme.source, programme.sentences) == (served_clip, CLIP_SENTENCES)
    assert programme.switch_frame == 10 and programme.fps == pytest.approx(25.0)


@pytest.mark.parametrize('given, sentences', [
    ({'text': 'the hat'}, ('the hat',)), ({'text': 'the hat', 'text2': 'the seat'}, ('the hat', 'the seat')),
    ({'text2': 'the seat'}, (CLIP_SENTENCES[0], 'the seat'))])
def test_given_sentences_replace_those_of_the_clip(served_clip, given, sentences):
    assert make_programme(DemoOptions(**given)).sentences == sentences


def test_without_the_clip_a_scene_is_rendered_and_that_is_said(monkeypatch, capsys):
    def unavailable():
        raise ClipUnavailable('no network')

    monkeypatch.setattr(options, 'demo_clip', unavailable)
    programme = make_programme(DemoOptions())
    assert 'NOTICE' in (said := capsys.readouterr().out) and 'no network' in said
    assert programme.sentences[0] == 'the red ball' and len(programme.sentences) == 2
    assert programme.switch_frame > 0


def test_a_video_of_the_users_own_has_only_the_users_sentences(clip):
    programme = make_programme(DemoOptions(video=clip, text='the red square'))
    assert programme.sentences == ('the red square',) and programme.switch_frame is None


@pytest.mark.parametrize('given, sentences', [
    ({}, ('the person',)), ({'text': 'the cup'}, ('the cup',)), ({'text2': 'the cup'}, ('the person', 'the cup'))])
def test_a_camera_needs_no_sentence(monkeypatch, clip, given, sentences):
    opened = []
    monkeypatch.setattr(options, 'open_source', lambda source: opened.append(source) or open_source(clip))
    assert make_programme(DemoOptions(video='0', **given)).sentences == sentences
    assert opened == ['0']


def test_the_switch_comes_within_the_frames_that_are_shown(clip):
    given = DemoOptions(video=clip, text='a hat', text2='a shoe', max_frames=8, switch_at=0.25, rate=5.0)
    programme = make_programme(given)
    assert programme.switch_frame == 2 and programme.fps == 5.0


@pytest.mark.parametrize('given, error, complaint', [
    ({'video': 'clip.mp4'}, CommandError, 'the text is missing'),
    ({'video': '/no/such.mp4', 'text': 'a hat'}, SourceError, '/no/such.mp4'),
    ({'video': '/no/such.mp4', 'text': ' '}, CommandError, 'empty')])
def test_what_makes_no_programme_is_said(given, error, complaint):
    with pytest.raises(error, match=complaint):
        make_programme(DemoOptions(**given))
