from __future__ import annotations

import pytest

from vl_tracker_ros.language.command import CommandError, CommandKind, parse_command


@pytest.mark.parametrize(('text', 'description'), [
    ('the red car', 'the red car'),
    ('follow the red car', 'the red car'),
    ('Please track the man in black!', 'the man in black'),
    ('now follow the blue seat', 'the blue seat'),
    ('go after  that dog, please.', 'that dog'),
    ('can you look for a cup', 'a cup'),
    ('switch to\tthe woman on the left\n', 'the woman on the left'),
    ('FIND THE BALL', 'THE BALL'),
    ('the stop sign', 'the stop sign'),
    ('stop sign', 'stop sign'),
    ('follower of fashion', 'follower of fashion'),
    ('nowhere man', 'nowhere man'),
    ('ｔｈｅ　ｒｅｄ　ｃａｒ', 'the red car'),
    ('the red ball 🔴', 'the red ball 🔴'),
    ('das rote Auto', 'das rote Auto'),
    ('follow the man in the red jacket', 'the man in the red jacket'),
    ('now the dog next to him', 'the dog next to him'),
    ('continue following the red car', 'the red car'),
    ('go on searching for the red car', 'the red car'),
    ('the pause button', 'the pause button'),
    ('waiter', 'waiter'),
])
def test_description_is_what_is_left_of_the_sentence(text: str, description: str) -> None:
    command = parse_command(text)
    assert (command.kind, command.description) == (CommandKind.TRACK, description)


@pytest.mark.parametrize('text', ['stop', 'Stop!', 'please stop', 'stop tracking', 'stop following it now',
                                  'stop searching, please', 'stop tracking the target', 'stop following the red car',
                                  "don't follow him", 'Do not track the dog.', 'could you stop looking for it'])
def test_stop(text: str) -> None:
    assert parse_command(text).kind is CommandKind.STOP


@pytest.mark.parametrize('text', ['pause', 'Wait!', 'please pause tracking', 'pause following the red car'])
def test_pause(text: str) -> None:
    assert parse_command(text).kind is CommandKind.PAUSE


@pytest.mark.parametrize('text', ['go on', 'Continue, please.', 'now go on following him', 'resume tracking',
                                  'continue searching for the target'])
def test_go_on(text: str) -> None:
    assert parse_command(text).kind is CommandKind.GO_ON


def test_what_names_no_target_has_no_description() -> None:
    assert {parse_command(text).description for text in ('stop', 'pause', 'go on')} == {''}


def test_text_is_the_whole_sentence() -> None:
    assert parse_command(' follow\n the  red car ').text == 'follow the red car'


@pytest.mark.parametrize(('text', 'cause'), [
    ('', 'empty'), (' \t\n ', 'empty'), ('x' * 10_000, '10000 characters'), ('x' * 501, 'at most 500'),
    ('\ufdfa' * 100, 'command has 1800 characters'),
    ('the \x00 car', 'U\\+0000 at character 5'), ('a\x1b[31m car', 'not readable'),
    ('the car\ufffd', 'U\\+FFFD'),
    ('the\u202ecar', 'not readable'), ('🔴🚗', 'no word'), ('?!', 'no word'), ('\ud800 car', 'not readable'),
    ('follow', 'names no target'), ('please find, now', 'names no target'),
])
def test_bad_command_gives_one_line(text: str, cause: str) -> None:
    with pytest.raises(CommandError, match=cause) as caught:
        parse_command(text)
    assert '\n' not in str(caught.value) and len(str(caught.value)) < 700


def test_longest_command_is_read() -> None:
    assert len(parse_command('x' * 500).description) == 500
