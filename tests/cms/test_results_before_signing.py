"""A result that waits for its second signature is nowhere in public."""

from __future__ import annotations

import pytest

from tests.cms.site import RESULT, example_site

pytestmark = pytest.mark.django_db


def test_a_result_that_is_not_published_does_not_exist_for_the_public(visitor):
    example_site(result="proposed")
    for address in (f"/results/{RESULT}/", f"/results/{RESULT}/tables.csv", f"/results/{RESULT}/tables.json"):
        assert visitor.get(address).status_code == 404, address
    assert "What people told us" not in visitor.get("/results/").content.decode().replace(
        "What people told us, who", ""
    )
    assert "7 in 10" not in visitor.get("/").content.decode()


def test_promises_stand_without_figures_while_nothing_is_published(visitor):
    example_site(result="proposed")
    html = visitor.get("/you-said-we-did/").content.decode()
    assert "Walk the dark paths" in html and "22%" not in html
