from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.collection.assets import minify
from surveys.collection.render import pieces
from surveys.collection.splice import Fixed, gzipped, plain

PART = st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(Fixed.of))


@given(st.lists(PART, max_size=8))
def test_a_spliced_page_decompresses_to_what_it_reads(parts):
    assert gzip.decompress(gzipped(parts)) == plain(parts)
    assert zlib.decompress(gzipped(parts), 31) == plain(parts)


@pytest.mark.parametrize("size", [65_535, 65_536, 200_000])
def test_a_long_answer_spans_several_blocks(size):
    parts = [Fixed.of("head"), b"x" * size, Fixed.of("tail")]
    assert gzip.decompress(gzipped(parts)) == plain(parts)


def test_a_page_is_cut_at_its_markers():
    cut = pieces("<form><!--slots--><p>?<!--c--></p></form>")
    assert [piece if isinstance(piece, str) else piece.raw for piece in cut] == [
        b"<form>",
        "slots",
        b"<p>?",
        "c",
        b"</p></form>",
    ]


def test_minified_css_keeps_the_spaces_that_mean_something():
    css = (
        "/* why */ a:hover, .b > c { inline-size: calc(1px + 2em); margin: 0 auto; }\n"
        "@media (min-width: 4em) { a { x: y } }"
    )
    assert minify(css) == (
        "a:hover,.b > c{inline-size:calc(1px + 2em);margin:0 auto}@media (min-width: 4em){a{x:y}}"
    )
