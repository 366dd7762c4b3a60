"""What needs do by the clock: they end, and their owners are told before; shared drafts go."""

from portal.core import jobs
from portal.needs import service
from portal.needs.service import sharing

jobs.job("needs.expire", jobs.Daily(0, 15))(service.expire)
jobs.job("needs.close_unserved", jobs.Daily(0, 20))(service.close_unserved)
jobs.job("drafts.sweep", jobs.Every(hours=6))(sharing.sweep)
