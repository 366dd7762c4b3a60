"""What several journeys ask for."""

import pytest

WAYS = [("desktop", True), ("phone", True), ("phone", False)]


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request) -> bool:
    """Whether the browser runs scripts: a journey that asks for it goes both ways."""
    return request.param


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc):
    """Without scripts on the phone alone: what looks at a page's width is a script itself."""
    test = metafunc.definition
    chosen = any("screen" in mark.args[0] for mark in test.iter_markers("parametrize"))
    if {"screen", "scripts"} <= set(metafunc.fixturenames) and not chosen:
        ids = [f"{screen}-{'scripts' if scripts else 'no-scripts'}" for screen, scripts in WAYS]
        test.add_marker(pytest.mark.parametrize(("screen", "scripts"), WAYS, ids=ids, indirect=True))
