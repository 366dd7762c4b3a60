"""The navigation says where the reader is, also below an entry's own page."""

import pytest

from portal.core.permissions import Role
from tests import factories
from tests.page import Page

pytestmark = pytest.mark.sqlite  # what a page says is no database's business


def current(page: Page) -> dict[str, str]:
    return {
        link.get_text(strip=True): link["aria-current"]
        for link in page.soup.header.find_all("a", attrs={"aria-current": True})
    }


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/leads", {"需求大厅": "page"}),
        ("/leads/mine", {"我的对接": "page"}),
        ("/leads/needs/{need}", {"需求大厅": "true"}),
        ("/products/{product}", {"金融产品": "true"}),
    ],
)
def test_one_entry_is_current(client_as, path, entry):
    need, product = factories.need(), factories.product()
    client = client_as(Role.BANK_MANAGER)
    answer = client.get(path.format(need=need.public_id, product=product.public_id))
    assert answer.status_code == 200, path
    assert current(Page(answer)) == entry
