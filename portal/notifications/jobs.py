"""What is told by the calendar, and what is forgotten."""

from portal.core import jobs
from portal.notifications import service, subjects

jobs.job("notices.products", jobs.Daily(8, 20))(subjects.products_due)
jobs.job("notices.sweep", jobs.Daily(3, 40))(service.sweep)
