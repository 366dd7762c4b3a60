"""All that the portal keeps of a person and of the firms they act for, to read and to take along."""

from portal.rights.export.collecting import collect
from portal.rights.export.packing import as_json, packed

__all__ = ["as_json", "collect", "packed"]
