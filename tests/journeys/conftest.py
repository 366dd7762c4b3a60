"""What several journeys ask for."""

import pytest


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def scripts(request) -> bool:
    """Whether the browser runs scripts: a journey that asks for it goes both ways."""
    return request.param
