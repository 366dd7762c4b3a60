"""The code lists and their lookups. Data in ``data/``, read once on first use; nothing here writes.

``VERSION`` is a hash of the data: an index built under another version has to be rebuilt.
"""

from search.taxonomy.band import Band, Bands
from search.taxonomy.holiday import CalendarDay, OfficialCalendar
from search.taxonomy.industry import Industries, Industry
from search.taxonomy.lists import (
    PURPOSE_KINDS,
    closings,
    eligibility,
    features,
    firm_reasons,
    institution_types,
    intermediary_types,
    product_types,
    purposes,
    refusals,
    securities,
    subjects,
)
from search.taxonomy.order import sort_key
from search.taxonomy.rates import Lpr, LprQuote
from search.taxonomy.region import COUNTRY, Region, Regions
from search.taxonomy.requirement import Requirement, requirements
from search.taxonomy.sector import Sector, Sectors
from search.taxonomy.size import SizeStandard
from search.taxonomy.tables import version
from search.taxonomy.township import Townships

VERSION = version()

industries = Industries()
regions = Regions()
bands = Bands()
sectors = Sectors(industries)
size_standard = SizeStandard(industries)
lpr = Lpr()
calendar = OfficialCalendar()
townships = Townships()

__all__ = [
    "COUNTRY",
    "PURPOSE_KINDS",
    "VERSION",
    "Band",
    "CalendarDay",
    "Industry",
    "LprQuote",
    "Region",
    "Requirement",
    "Sector",
    "bands",
    "calendar",
    "closings",
    "eligibility",
    "features",
    "firm_reasons",
    "industries",
    "institution_types",
    "intermediary_types",
    "lpr",
    "product_types",
    "purposes",
    "refusals",
    "regions",
    "requirements",
    "sectors",
    "securities",
    "size_standard",
    "sort_key",
    "subjects",
    "townships",
]
