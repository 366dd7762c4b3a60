"""What the record of erasures does by the clock."""

from portal.core import jobs
from portal.rights import record

jobs.job("erasures.mend", jobs.Daily(0, 10))(record.mend)
