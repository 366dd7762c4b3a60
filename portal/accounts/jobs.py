"""What accounts do by the clock: codes that nobody can use any more go."""

from portal.accounts import codes
from portal.core import jobs

jobs.job("codes.sweep", jobs.Every(hours=1))(codes.sweep)
