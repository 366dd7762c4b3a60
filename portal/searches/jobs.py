"""Telling by the clock, so that what opens in one go is told in one go."""

from functools import partial

from portal.core import jobs
from portal.searches import service, watching
from portal.searches.models import Pace

jobs.job("searches.at_once", jobs.Every(minutes=5))(partial(watching.tell, Pace.AT_ONCE))
jobs.job("searches.daily", jobs.Daily(8, 30))(partial(watching.tell, Pace.DAILY))
jobs.job("searches.sweep", jobs.Daily(3, 20))(service.sweep)
