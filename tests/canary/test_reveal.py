"""Contact data is on the one page that answers a deliberate look, once, and nowhere afterwards."""

import functools

import pytest
from markupsafe import Markup

from tests.canary.check import BY_REVEAL, found_in
from tests.world import A

SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
VALUES = [A.contact_name, A.mobile, A.email, A.street]


@pytest.fixture
def lead(world) -> str:
    return f"/leads/{world.rows['leads']['A']}"


def look(client, lead: str):
    return client.post(f"{lead}/reveal", data={"why": "first_call"})


def seen_after(client, lead: str) -> set[str]:
    """Contact data on the pages a person goes back to."""
    bodies = [client.get(path).get_data() for path in (lead, "/leads/mine", "/leads", "/")]
    return found_in(b"".join(bodies), A) & BY_REVEAL


@pytest.mark.parametrize("persona", ["accepted", "bank_admin"])
def test_the_answer_shows_each_value_once_and_no_page_after_it(as_persona, lead, persona):
    client = as_persona(persona)
    answer = look(client, lead)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    assert [answer.text.count(value) for value in VALUES] == [1] * len(VALUES)
    assert seen_after(client, lead) == set()


def test_nobody_else_gets_it(as_persona, lead):
    for persona in ("colleague", "browsing", "interested", "passer_by", "officer", "operator", "monitor"):
        answer = look(as_persona(persona), lead)
        assert answer.status_code in {403, 404}, persona
        assert not found_in(answer.get_data(), A), persona


def test_the_same_form_sent_again_shows_nothing(as_persona, lead):
    client = as_persona("accepted")
    sent = {"why": "first_call", "key": "a-key-of-the-first-look-01"}
    assert A.mobile in client.post(f"{lead}/reveal", data=sent).text
    again = client.post(f"{lead}/reveal", data=sent)
    assert again.status_code == 303
    assert not found_in(again.get_data(), A) & BY_REVEAL


@SQLITE
def test_twin_a_page_that_remembers_is_caught(app, as_persona, lead, monkeypatch):
    view, kept = app.view_functions["leads.show"], []

    @functools.wraps(view)
    def remembering(**arguments):
        return Markup(view(**arguments)) + Markup("").join(kept)

    monkeypatch.setitem(app.view_functions, "leads.show", remembering)
    client = as_persona("accepted")
    kept.append(look(client, lead).text)
    assert seen_after(client, lead) == BY_REVEAL
