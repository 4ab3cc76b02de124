"""What is sealed opens with one key, in one place, and gives away neither its words nor its length."""

from __future__ import annotations

import pytest

from surveys.safeguarding.sealing import (
    CannotOpen,
    code_as_typed,
    make_code,
    make_key,
    seal,
    unseal,
    unwrap,
    wrap,
)

TEXT = "میرے ابو مجھے مارتے ہیں 🖤 he hits me"


def test_a_sealed_text_opens_with_its_key_and_no_other():
    private, public = make_key()
    sealed = seal(TEXT, public, bound=b"row 1")
    assert unseal(sealed, private, bound=b"row 1") == TEXT
    assert b"hits" not in sealed
    with pytest.raises(CannotOpen, match="another one"):
        unseal(sealed, make_key()[0], bound=b"row 1")


def test_a_sealed_text_opens_neither_in_another_row_nor_changed_nor_cut():
    private, public = make_key()
    sealed = seal(TEXT, public, bound=b"row 1")
    for wrong, bound in (
        (sealed, b"row 2"),
        (sealed[:-1] + bytes([sealed[-1] ^ 1]), b"row 1"),
        (sealed[:40], b"row 1"),
        (b"", b"row 1"),
    ):
        with pytest.raises(CannotOpen):
            unseal(wrong, private, bound=bound)


def test_the_same_text_is_sealed_differently_each_time_and_lengths_come_in_steps():
    _, public = make_key()
    sealed = [seal(text, public, bound=b"") for text in ("help", "help", "help " * 90, "help " * 200)]
    assert sealed[0] != sealed[1]
    assert len(sealed[0]) == len(sealed[1]) == len(sealed[2]) < len(sealed[3])


def test_half_a_letter_that_a_browser_sent_survives():
    private, public = make_key()
    assert unseal(seal("a\ud800b", public, bound=b""), private, bound=b"") == "a\ud800b"


def test_a_wrapped_key_opens_with_its_passphrase_however_it_is_spaced():
    private, _ = make_key()
    salt, wrapped = wrap(private, "seven quiet herons wait")
    assert unwrap(wrapped, salt, "  seven quiet  herons wait ") == private
    assert private not in wrapped
    with pytest.raises(CannotOpen, match="not right"):
        unwrap(wrapped, salt, "Seven quiet herons wait")


def test_a_code_can_be_typed_in_any_grouping():
    code = make_code()
    assert len(code) == 29
    assert code_as_typed(code.lower().replace("-", " ")) == code
    assert make_code() != code
