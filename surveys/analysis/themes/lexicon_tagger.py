"""The lexicon tagger: themes of short answers by rules alone, each with the words that speak for it.

It needs no training and is the tagger of the first day; what it finds is also what a trained classifier builds on
(surveys.analysis.themes.tagger).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from surveys.analysis.themes.codebook import Codebook, default_codebook
from surveys.analysis.themes.disclaimed import Phrase, disclaimed, phrases
from surveys.analysis.themes.language import COVERED, language_of
from surveys.analysis.themes.lexicon import Lexicon, Rule, default_lexicon
from surveys.analysis.themes.negation import cues, denied, is_cue
from surveys.analysis.themes.normalise import Tokens, tokenise
from surveys.analysis.themes.patterns import Match
from surveys.analysis.themes.tagged import Span, Tagged

THRESHOLD = 0.5
"""The score from which a theme is tagged."""

DOUBT = 0.25
"""The score from which an answer without any tag is handed to a person rather than called theme-less."""

MAX_CHARACTERS = 20_000
"""Only so much of an answer is read: longer ones are pasted documents, not answers."""


@dataclass(frozen=True)
class Reading:
    """What the rules see in one text: its words, its language, all evidence, and the themes by rules alone."""

    tokens: Tokens
    language: str
    spans: tuple[Span, ...]
    tagged: Tagged
    taken_back: frozenset[str] = frozenset()
    """Themes of which there was evidence, all of it denied or used in another sense."""


@dataclass(frozen=True)
class _Evidence:
    rule: Rule
    match: Match
    support: Match | None
    negative: bool


class LexiconTagger:
    """Tags answers by a lexicon; safe to share between threads and processes."""

    def __init__(self, lexicon: Lexicon, codebook: Codebook, *, threshold: float = THRESHOLD):
        self.lexicon = lexicon
        self.codebook = codebook
        self.threshold = threshold
        self._negative = tuple(
            any(is_cue(word) for element in pattern.elements for word in element.words)
            for pattern in lexicon.index.patterns
        )

    def predict(self, texts: Sequence[str]) -> list[Tagged]:
        """The themes of each text, in the order given."""
        return [self.tag(text) for text in texts]

    def tag(self, text: str) -> Tagged:
        """The themes of one text."""
        return self.read(text).tagged

    def read(self, text: str) -> Reading:
        """One text with its words, its language, every piece of evidence and the themes that follow from it."""
        tokens = tokenise(text[:MAX_CHARACTERS], self.lexicon.spell)
        language = language_of(text[:MAX_CHARACTERS], tokens.words)
        evidence, dropped = self._evidence(tokens, language) if tokens.words else ([], set())
        misses: dict[str, float] = {}
        for item in evidence:
            theme = item.rule.theme
            misses[theme] = misses.get(theme, 1.0) * (1.0 - item.rule.weight)
        scores = {code: round(1.0 - misses[code], 4) for code in self.codebook.codes if code in misses}
        labels = tuple(code for code, score in scores.items() if score >= self.threshold)
        unread = language not in COVERED or (language != "en" and not labels)
        doubt = not labels and any(score >= DOUBT for score in scores.values())
        spans = self._spans(tokens, evidence) if evidence else ()
        chosen = tuple(span for span in spans if span.label in labels)
        tagged = Tagged(labels, scores, chosen, not labels and (unread or doubt), language)
        return Reading(tokens, language, spans, tagged, frozenset(dropped - misses.keys()))

    def _evidence(self, tokens: Tokens, language: str) -> tuple[list[_Evidence], set[str]]:
        """The evidence that stands, and the themes of evidence that was denied or meant something else."""
        found = self.lexicon.index.find(tokens)
        dropped: set[str] = set()
        if not found:
            return [], dropped
        senses = self.lexicon.senses
        elsewhere = [
            (match, senses[number])
            for number, matches in found.items()
            if number in senses
            for match in matches
        ]
        guarded = self._guarded(tokens, found)
        kept: list[_Evidence] = []
        seen: set[tuple[int, Match]] = set()
        for number, matches in found.items():
            for rule in self.lexicon.rules_by_pattern.get(number, ()):
                for match in matches:
                    if (id(rule), match) in seen:
                        continue
                    seen.add((id(rule), match))
                    if any(rule.theme in themes and _overlap(match, other) for other, themes in elsewhere):
                        dropped.add(rule.theme)
                        continue
                    if (rule.theme, tokens.sentence[match[0]]) in guarded:
                        dropped.add(rule.theme)
                        continue
                    if rule.foreign and language == "en" and self._english(tokens, match):
                        continue
                    if rule.unless and _present(tokens, found, rule.unless, tokens.sentence[match[0]]):
                        continue
                    other_senses = [other for other, themes in elsewhere if rule.theme in themes]
                    support = (
                        _nearest(tokens, found, rule.needs, match, rule.within, other_senses)
                        if rule.needs
                        else None
                    )
                    if rule.needs and support is None:
                        continue
                    kept.append(_Evidence(rule, match, support, self._negative[number]))
        if kept:
            places = cues(tokens, language)
            directional = self.codebook.directional
            used = {
                cue
                for item in kept
                if item.negative and item.rule.theme in directional
                for part in (item.match, item.support)
                if part is not None
                for cue in places
                if part[0] <= cue <= part[1]
            }
            said = phrases(tokens) if any(item.rule.theme in directional for item in kept) else []
            standing = [
                item
                for item in kept
                if item.rule.theme not in directional or not _denied(tokens, item, places, used, said)
            ]
            if len(standing) < len(kept):
                dropped.update(item.rule.theme for item in kept)
            kept = standing
        return _longest(kept), dropped

    def _guarded(self, tokens: Tokens, found: dict[int, list[Match]]) -> set[tuple[str, int]]:
        """Themes and sentences that a guard of the lexicon keeps apart."""
        barred: set[tuple[str, int]] = set()
        for guard in self.lexicon.guards:
            when = {tokens.sentence[match[0]] for number in guard.when for match in found.get(number, ())}
            if when:
                when -= {
                    tokens.sentence[match[0]] for number in guard.unless for match in found.get(number, ())
                }
                barred |= {(theme, sentence) for theme in guard.themes for sentence in when}
        return barred

    def _english(self, tokens: Tokens, match: Match) -> bool:
        return self.lexicon.english.issuperset(tokens.words[match[0] : match[1] + 1])

    def _spans(self, tokens: Tokens, evidence: list[_Evidence]) -> tuple[Span, ...]:
        ranges = {
            (tokens.start[first], tokens.end[last], item.rule.theme)
            for item in evidence
            for first, last in ((item.match,) if item.support is None else (item.match, item.support))
        }
        return tuple(Span(start, end, label, tokens.text[start:end]) for start, end, label in sorted(ranges))


def _denied(
    tokens: Tokens, item: _Evidence, places: list[int], used: set[int], said: Sequence[Phrase]
) -> bool:
    """Whether the evidence is denied from outside, or by a word in a gap of it ("we are not poor").

    What is itself a denial ("no-go area", "not safe") is denied by a whole phrase only ("wrong to call it ...").
    """
    if not item.rule.deniable:
        return disclaimed(tokens, *item.match, said)
    if not item.negative and any(item.match[0] < cue < item.match[1] for cue in places):
        return True
    parts = (item.match, item.support)
    return any(denied(tokens, *part, places, used, said) for part in parts if part is not None)


def _overlap(first: Match, second: Match) -> bool:
    return first[0] <= second[1] and second[0] <= first[1]


def _present(tokens: Tokens, found: dict[int, list[Match]], numbers: tuple[int, ...], sentence: int) -> bool:
    return any(tokens.sentence[other[0]] == sentence for number in numbers for other in found.get(number, ()))


def _nearest(
    tokens: Tokens,
    found: dict[int, list[Match]],
    numbers: tuple[int, ...],
    match: Match,
    within: int,
    other_senses: Sequence[Match],
) -> Match | None:
    """The nearest match of any of the patterns in the sentence of ``match``, not overlapping it, within reach.

    What is used in another sense supports nothing.
    """
    best: Match | None = None
    best_distance = within + 1
    sentence = tokens.sentence[match[0]]
    for number in numbers:
        for other in found.get(number, ()):
            if tokens.sentence[other[0]] != sentence or _overlap(match, other):
                continue
            if any(_overlap(other, sense) for sense in other_senses):
                continue
            distance = other[0] - match[1] if other[0] > match[1] else match[0] - other[1]
            if distance < best_distance:
                best, best_distance = other, distance
    return best


def _longest(evidence: list[_Evidence]) -> list[_Evidence]:
    """One piece of evidence per theme and stretch of words: overlapping rules do not add up."""
    kept: list[_Evidence] = []
    for item in sorted(
        evidence, key=lambda item: (-item.rule.weight, item.match[0] - item.match[1], item.match[0])
    ):
        if not any(
            other.rule.theme == item.rule.theme and _overlap(other.match, item.match) for other in kept
        ):
            kept.append(item)
    return kept


@lru_cache(maxsize=1)
def default_lexicon_tagger() -> LexiconTagger:
    """The rules of the lexicon and codebook that ship with the product, built once."""
    return LexiconTagger(default_lexicon(), default_codebook())
