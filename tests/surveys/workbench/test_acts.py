"""Lines of the log: a whole sentence for each act, whatever an old line lacks."""

from __future__ import annotations

import re

import pytest

from surveys.workbench.acts import ACTS, sentence


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_a_sentence_even_where_an_old_line_says_little(act):
    assert re.match(r"[A-Z][a-z-]+ ", sentence(act, {}))
    assert "{" not in sentence(act, {}) and ACTS[act][0]


def test_a_sentence_names_what_was_done_and_cuts_a_checksum():
    told = {"what": "counts", "format": "csv", "n": 412, "purpose": "For the Board", "reason": "June meeting"}
    assert (
        sentence("surveys.export", told) == "Took away counts (csv, 412 answers). For the Board: June meeting"
    )
    table = {"table": "TS021", "date": "2021", "sha256": "0123456789abcdef"}
    assert sentence("surveys.population.let_go", table) == "Let go TS021 of 2021, SHA-256 0123456789ab."
