"""From what the user said to what the tracker shall do.

    command  = [courtesy] (stop | pause | go on | track) [courtesy]
    stop     = "stop" [doing [anything]] | ("don't" | "do not") verb [anything]
    pause    = ("pause" | "wait") [doing [anything]]
    go on    = again [doing [object]]
    track    = [verb | again doing] [courtesy] description
    verb     = "follow" | "track" | "find" | "locate" | "search for" | "look for" | "go after" | "chase"
               | "switch to"
    doing    = "tracking" | "following" | "searching" | "searching for" | "looking" | "looking for"
    again    = "go on" | "continue" | "resume"
    courtesy = "please" | "now" | "then" | "just" | "can you" | "could you"
    object   = "it" | "him" | "her" | "them" | "that" | "this" | "the target"

After "stop following the dog" nothing is followed, whatever it was; "continue following the dog" names a target.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

MAX_CHARACTERS = 500

_COURTESY = r'(?:(?:please|now|then|just|can you|could you)\b[\s,]*)*'
_VERB = r'(?:follow|track|find|locate|search for|look for|go after|chase|switch to)'
_DOING = r'(?:tracking|following|(?:searching|looking)(?: for)?)'
_AGAIN = r'(?:go on|continue|resume)'
_OBJECT = r'(?:it|him|her|them|that|this|the target)'
_LEAD = re.compile(rf'{_COURTESY}(?:(?:{_VERB}|{_AGAIN} {_DOING})\b[\s,]*)?{_COURTESY}', re.IGNORECASE)
_TAIL = re.compile(r'(?:[\s,]+(?:please|now))*[\s.!?,;]*$', re.IGNORECASE)


class CommandError(ValueError):
    """A sentence that is no command, said in one line."""


class CommandKind(Enum):
    TRACK = 'track'
    STOP = 'stop'
    PAUSE = 'pause'
    GO_ON = 'go on'


def _sentence(pattern: str) -> re.Pattern[str]:
    return re.compile(_COURTESY + pattern, re.IGNORECASE)


_WITHOUT_TARGET = {
    CommandKind.STOP: _sentence(rf"(?:stop(?: {_DOING}\b.*)?|(?:don['\u2019]t|do not) {_VERB}\b.*)"),
    CommandKind.PAUSE: _sentence(rf'(?:pause|wait)(?: {_DOING}\b.*)?'),
    CommandKind.GO_ON: _sentence(rf'{_AGAIN}(?: {_DOING}(?: {_OBJECT})?)?'),
}


@dataclass(frozen=True)
class Command:
    """`text` is the whole sentence, normalised; `description` its target phrase, empty unless TRACK."""

    kind: CommandKind
    text: str
    description: str


def parse_command(text: str) -> Command:
    """Read a command; raises CommandError for one that is empty, too long, unreadable, or names no target."""
    sentence = _normalise(text)
    core = _TAIL.sub('', sentence)
    for kind, pattern in _WITHOUT_TARGET.items():
        if pattern.fullmatch(core):
            return Command(kind, sentence, '')
    description = core[_LEAD.match(core).end():]
    if not any(map(str.isalnum, description)):
        raise CommandError(f'command {sentence!r} names no target')
    return Command(CommandKind.TRACK, sentence, description)


def _check_length(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise CommandError(f'command has {len(text)} characters; at most {MAX_CHARACTERS} are read')


def _normalise(text: str) -> str:
    """NFKC with single spaces; refuses what no one can have meant."""
    _check_length(text)
    sentence = re.sub(r'[ \t\r\n]+', ' ', unicodedata.normalize('NFKC', text)).strip(' ')
    _check_length(sentence)     # one character may stand for eighteen
    if not sentence:
        raise CommandError('command is empty')
    for position, character in enumerate(sentence, start=1):
        if not character.isprintable() or character == '\N{REPLACEMENT CHARACTER}':
            code = f'U+{ord(character):04X}'
            raise CommandError(f'command is not readable text: {code} at character {position}')
    if not any(map(str.isalnum, sentence)):
        raise CommandError('command has no word in it')
    return sentence
