"""What a worker does beside its first requests."""

import pytest

from portal.operations import warming
from search.language import tokens

pytestmark = pytest.mark.sqlite


def test_a_warm_process_has_the_dictionary_and_every_template(app):
    app.jinja_env.cache.clear()
    tokens._jieba.cache_clear()
    warming.begin(app).join(60)
    assert tokens._jieba.cache_info().currsize == 1
    names = {name for _, name in app.jinja_env.cache.keys()}  # noqa: SIM118 - not a dict
    assert names >= set(app.jinja_env.list_templates(extensions=["html"]))


def test_every_template_fits_into_the_cache(app):
    """Else the ones compiled first would be forgotten before anybody asks for them."""
    assert len(app.jinja_env.list_templates()) < app.jinja_env.cache.capacity
