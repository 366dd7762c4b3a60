"""What needs do by the clock: they end, and their owners are told before."""

from portal.core import jobs
from portal.needs import service

jobs.job("needs.expire", jobs.Daily(0, 15))(service.expire)
