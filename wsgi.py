"""What gunicorn serves: `gunicorn wsgi:app`."""

import os

from portal import create_app
from portal.operations import startup

app = create_app()
if not os.environ.get("FLASK_RUN_FROM_CLI"):  # commands such as `flask prepare` mend what this would refuse
    startup.check_or_exit(app)
