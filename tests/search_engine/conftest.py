"""The engines that the conformance suite runs over: every one, and those whose index lies in files."""

import pytest

from search.engines import ENGINES, open_engine

FILED = [name for name in ENGINES if name != "null"]


@pytest.fixture(params=ENGINES)
def engine(request, tmp_path):
    """An empty engine, each in turn."""
    opened = open_engine(request.param, tmp_path / "索引 index")
    yield opened
    opened.close()


@pytest.fixture(params=FILED)
def filed(request):
    """The name of an engine whose index lies in files, each in turn."""
    return request.param


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "index"


@pytest.fixture
def open_filed(filed, folder):
    """Open the same files as one more process would."""
    opened = []

    def another():
        opened.append(open_engine(filed, folder))
        return opened[-1]

    yield another
    for one in opened:
        one.close()


@pytest.fixture
def writing(open_filed):
    """The engine on files that a test writes with."""
    return open_filed()
