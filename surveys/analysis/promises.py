"""Promises that nobody can keep, found wherever they are written: surveys, pages, papers, translations.

A sentence that promises too much is dangerous: somebody will act on it. Denials are found too ("this is not 100%
anonymous"), because a reader in a hurry takes the words and leaves the "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

INSTEAD = "which nobody can promise. Say what is and is not kept."
"""What to tell the writer after the words that were found."""

_WHOLLY = (
    r"(?:100\s*(?:%|per\s?cent|percent)|a hundred per\s?cent|fully|completely|totally|entirely|absolutely|truly|wholly"
    r"|perfectly|utterly|strictly|guaranteed(?:\s+to\s+be)?)"
)
_NOBODY = r"(?:nobody|no[\s-]?one|not\s+a\s+soul|no\s+person)"
_CANNOT = (
    r"(?:can'?t|cannot|can\s+not|could\s+never|can\s+never|could\s*n'?t|will\s+never|won'?t|never|will\s+not)"
)
_FIND_OUT = r"(?:know|find\s+out|be\s+able\s+to\s+tell|trace|identify|discover)"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_WHOLLY}[\s-]+(?:\w+\s+and\s+)?(?:anonymous(?:ly)?|anonymity|confidential(?:ly|ity)?|untraceable|unidentifiable)\b",
        r"(?<![\w.])100\s*%\s+(?:safe|secure|private|secret)\b",
        r"\bguarantee\w*\s+(?:\w+\s+){0,3}(?:anonym\w+|confidential\w*)",
        r"\b(?:anonymity|confidentiality)\s+(?:is\s+|are\s+)?guaranteed\b",
        r"\bun-?trac(?:e)?able\b|\bun-?track(?:e)?able\b|\bun-?identifiable\b",
        rf"\b{_CANNOT}\s+(?:ever\s+)?be\s+(?:ever\s+)?(?:traced|tracked|identified|linked\s+(?:back\s+)?to\s+you|found\s+out|recognised)\b",
        r"\b(?:no\s+way|impossible)\s+(?:\w+\s+){0,4}?(?:to\s+)?(?:trace|track|identify|find\s+out\s+who)\b",
        rf"\b{_NOBODY}\s+(?:will|would|can|could|is\s+going\s+to|shall)\s+(?:ever\s+|possibly\s+){{0,2}}{_FIND_OUT}\b",
        rf"\b{_NOBODY}\s+(?:will|would|can|could)\s+ever\s+(?:see|read|learn|tell)\b",
        rf"\b(?:the\s+)?(?:police|feds|council|government|your\s+(?:parents|teachers?|school))\s+{_CANNOT}\s+(?:ever\s+)?"
        r"(?:see|read|get|know|find|trace|have|look|ask|access|be\s+told|hear)\b",
        r"\b(?:hidden|safe|secret)\s+from\s+the\s+police\b|\bpolice-?proof\b",
        r"\byour\s+secret\s+is\s+safe\b",
        r"\bwe(?:'ll|\s+will)?\s+(?:never|not)\s+tell\s+(?:anyone|anybody|the\s+police)\b",
        r"\b(?:zero|no)\s+risk\s+(?:to\s+you|of\s+being\s+(?:found|identified|traced|recognised))\b|\brisk-?free\b",
        # Urdu: a hundred per cent, wholly anonymous; nobody will ever know; the police cannot see.
        r"(?:سو فیصد|100\s*%|مکمل طور پر|بالکل)\s+(?:گمنام|نامعلوم|خفیہ)",
        r"کسی کو (?:کبھی )?(?:پتہ|معلوم) نہیں (?:چلے|ہو)",
        r"پولیس (?:کبھی )?(?:نہیں دیکھ|دیکھ نہیں)",
        r"سراغ نہیں لگایا جا سک",
        # The same three in Polish, Romanian, Somali, Arabic, Persian, Panjabi and Bengali.
        r"\b(?:100\s*%|w pełni|całkowicie|zupełnie|absolutnie)\s+anonimow\w*",
        r"\bnikt\s+(?:nigdy\s+)?się\s+(?:nigdy\s+)?(?:o tym\s+)?nie\s+dowie",
        r"\bpolicja\s+(?:nigdy\s+)?(?:tego\s+)?nie\s+(?:zobaczy|przeczyta|pozna)",
        r"\b(?:100\s*%|complet|total|pe deplin|absolut)\s+anonim\w*",
        r"\bnimeni\s+nu\s+(?:va|o să|poate)\s+(?:ști|știe|afla|afle)",
        r"\bpoliția\s+nu\s+(?:va|poate|o să)\s+(?:vedea|vadă|citi|citească|afla|afle)",
        r"\b(?:100\s*%|gebi ahaanba?)\s+(?:\w+\s+){0,2}(?:qarsoodi|aan la garan)",
        r"\bcidna\s+(?:weligeed\s+)?ma\s+ogaan\s+(?:doonto|karto)|\bboolisku\s+ma\s+arki",
        r"مجهول\w*\s+(?:تماما|تمامًا|بالكامل|100)|(?:سري|سرية)\s+(?:تماما|تمامًا|بالكامل)",
        r"لن\s+يعرف\s+أحد|(?:الشرطة\s+لن\s+ترى|لن\s+ترى\s+الشرطة|لا\s+تستطيع\s+الشرطة)",
        r"(?:100\s*%|صد در صد|کاملاً|کاملا)\s+(?:ناشناس|محرمانه|مخفی)",
        r"هیچ.?کس\s+(?:هرگز\s+)?(?:نخواهد فهمید|نمی.?فهمد)|پلیس\s+(?:هرگز\s+)?نمی.?(?:بیند|تواند)",
        r"(?:100\s*%|ਪੂਰੀ ਤਰ੍ਹਾਂ|ਬਿਲਕੁਲ)\s+(?:ਗੁਮਨਾਮ|ਗੁਪਤ)|ਕਿਸੇ ਨੂੰ\s+(?:ਕਦੇ\s+)?(?:ਵੀ\s+)?ਪਤਾ ਨਹੀਂ|ਪੁਲਿਸ\s+(?:ਕਦੇ\s+)?ਨਹੀਂ ਦੇਖ",
        r"(?:100\s*%|পুরোপুরি|সম্পূর্ণ)\s+(?:বেনামি|বেনামী|গোপন)|কেউ\s+(?:কখনও\s+)?জানতে পারবে না",
        r"পুলিশ\s+(?:কখনও\s+)?দেখ\w*\s+(?:পারবে\s+)?না",
    )
)
_QUOTES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "‑": "-", "–": "-"}
)


@dataclass(frozen=True)
class Overpromise:
    """Words that promise too much, as written, and where they stand: a half-open range of characters."""

    words: str
    start: int
    end: int


def overpromises(text: str) -> list[Overpromise]:
    """Every promise in a text that nobody can keep, in its order; upper case, curly quotes and line ends do not hide
    one, nor do tags between the words."""
    plain = re.sub(r"</?[a-z][^<>]*>", lambda tag: " " * len(tag.group()), text.translate(_QUOTES).lower())
    found: dict[int, Overpromise] = {}
    for pattern in _PATTERNS:
        for match in pattern.finditer(plain):
            start, end = match.span()
            if all(end <= other.start or other.end <= start for other in found.values()):
                found[start] = Overpromise(text[start:end], start, end)
    return [found[start] for start in sorted(found)]


def complaints(texts: Iterable[tuple[str, str]]) -> list[str]:
    """A sentence for each overpromise in named texts, for whoever wrote them."""
    return [f"{name} says {found.words!r}, {INSTEAD}" for name, text in texts for found in overpromises(text)]
