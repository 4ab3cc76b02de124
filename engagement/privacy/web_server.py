"""Reading the configuration of nginx for the two lines that matter: what it writes down of visitors.

Not a parser of everything nginx allows: blocks, directives and their inheritance, which is what ``access_log`` and
``error_log`` depend on. ``include`` is told and not followed: give the output of ``nginx -T``, which has followed it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engagement.privacy.facts import Fact

_TOKEN = re.compile(r"\s+|#[^\n]*|(?P<mark>[{};])|(?P<word>\"(?:\\.|[^\"])*\"|'(?:\\.|[^'])*'|[^\s{};]+)")


class Unreadable(ValueError):
    """The text is not a configuration of nginx; the message says where it stops making sense."""


@dataclass
class Block:
    """A block of the configuration with its own directives, in order."""

    name: tuple[str, ...]
    directives: list[tuple[str, ...]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def own(self, name: str) -> list[tuple[str, ...]]:
        """Values of the directives of this name that stand in this very block."""
        return [words[1:] for words in self.directives if words[0] == name]


def read(text: str) -> Block:
    """The blocks of a configuration. Raises ``Unreadable`` where braces or semicolons do not match."""
    root = Block(())
    stack = [root]
    words: list[str] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            raise Unreadable(f"Line {text.count(chr(10), 0, place) + 1} cannot be read.")
        place = match.end()
        if match["word"]:
            words.append(match["word"].strip("\"'"))
        elif match["mark"] == ";":
            if words:
                stack[-1].directives.append(tuple(words))
            words = []
        elif match["mark"] == "{":
            block = Block(tuple(words))
            stack[-1].blocks.append(block)
            stack.append(block)
            words = []
        elif match["mark"] == "}":
            if len(stack) == 1 or words:
                raise Unreadable(
                    f"Line {text.count(chr(10), 0, place) + 1}: a brace or a semicolon is missing."
                )
            stack.pop()
    if len(stack) > 1 or words:
        raise Unreadable("The file ends inside a block or a directive.")
    return root


def _in_force(
    name: str, own: list[tuple[str, ...]], inherited: list[tuple[str, ...]]
) -> list[tuple[str, ...]]:
    return own or inherited


def _telling(
    block: Block, access: list[tuple[str, ...]], errors: list[tuple[str, ...]], within: str
) -> Iterator[str]:
    """Each place below ``block`` where a line about a visitor is written, with what writes it."""
    access = _in_force("access_log", block.own("access_log"), access)
    errors = _in_force("error_log", block.own("error_log"), errors)
    here = " ".join(block.name) or "the file"
    place = f"{within} > {here}" if within else here
    is_server = block.name[:1] == ("server",)
    changes_it = within.startswith("server") or " > server" in within
    if is_server or (changes_it and (block.own("access_log") or block.own("error_log"))):
        if not access or any(words[:1] != ("off",) for words in access):
            yield f"{place}: access_log {' '.join(access[0]) if access else '(not set: nginx writes one)'}"
        if not errors or any(not _is_quiet(words) for words in errors):
            yield f"{place}: error_log {' '.join(errors[0]) if errors else '(not set: nginx writes one)'}"
    for inner in block.blocks:
        yield from _telling(inner, access, errors, place if block.name else "")


def _is_quiet(words: tuple[str, ...]) -> bool:
    return words[:1] == ("/dev/null",) or words[-1:] == ("emerg",)


def web_server_facts(text: str | None, *, name: str = "") -> list[Fact]:
    """What the web server in front writes down, from its configuration; not known where none is given."""
    about = "The web server in front (nginx)"
    if text is None:
        return [
            Fact(
                about,
                "cannot be seen from here; the people who run this site check it with anonymity_report --nginx",
                None,
            )
        ]
    root = read(text)
    telling = list(_telling(root, [], [], ""))
    servers = _count_servers(root)
    remedy = "In every server block: access_log off; error_log /dev/null emerg;"
    if not servers:
        return [
            Fact(about, f"{name or 'the file'} has no server block", False, "Give the output of nginx -T.")
        ]
    return [
        Fact(
            about,
            "; ".join(telling)
            if telling
            else f"writes down no visit and no error, in {servers} server blocks",
            not telling,
            remedy,
        )
    ]


def _count_servers(block: Block) -> int:
    return (block.name[:1] == ("server",)) + sum(map(_count_servers, block.blocks))
