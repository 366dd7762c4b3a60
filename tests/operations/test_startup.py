"""What must be true before the site serves anything."""

import pytest
from flask_migrate import downgrade

from portal.core.db import db
from portal.operations import service, startup


def test_a_migrated_database_may_start(app):
    startup.check(app)


def test_a_stale_database_may_not(app):
    downgrade(directory="migrations", revision="0001")
    with pytest.raises(startup.NotReady, match="migration"):
        startup.check(app)


def test_demo_data_may_not_run_as_production(app):
    service.set_fact(startup.DEMO_FACT, "2026-11-23")
    db.session.commit()
    with pytest.raises(startup.NotReady, match="demo"):
        startup.check(app)
    app.config["DEMO"] = True
    startup.check(app)
