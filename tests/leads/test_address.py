"""The desk's address: what it says is what a link to it says."""

import pytest
from werkzeug.datastructures import MultiDict
from werkzeug.urls import iri_to_uri

from portal.leads import address

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


@pytest.mark.parametrize(
    "pairs",
    [
        [("industry", "14"), ("industry", "34"), ("industry", "35")],
        [("tab", "open"), ("q", "奶茶店"), ("security", "none"), ("security", "equipment")],
    ],
)
def test_a_link_keeps_every_choice(app, pairs):
    with app.test_request_context():
        asked = address.read(MultiDict(pairs))
        linked = app.test_request_context(iri_to_uri(asked.href(page=2))).request.args
    assert sorted(linked.items(multi=True)) == sorted([*pairs, ("page", "2")])
    assert address.read(linked) == address.read(MultiDict([*pairs, ("page", "2")]))
