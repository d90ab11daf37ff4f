"""What a page of the documentation shows, to be held against what is there."""
from __future__ import annotations

import re


def code_blocks(page: str, language: str = '') -> list[str]:
    return re.findall(rf'^```{language}\n(.*?)^```', page, re.MULTILINE | re.DOTALL)


def subcommands(page: str) -> set[str]:
    """Names after vl-tracker, in blocks and in the text."""
    return set(re.findall(r'vl-tracker ([a-z-]+)', page))


def links(page: str) -> list[str]:
    return re.findall(r'\]\(([^)]+)\)', page)
