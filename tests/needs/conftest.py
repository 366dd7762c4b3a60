"""What several tests of needs ask for."""

import pytest

from portal.needs import reading
from tests.needs.heard import heard


@pytest.fixture
def reader(monkeypatch):
    """Says what the reader hears, whatever the words are."""

    def says(*args, **options):
        monkeypatch.setattr(reading, "understand", lambda words: heard(*args, **options))

    return says
