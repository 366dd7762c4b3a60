"""Pages of products: those for everybody, and those of the institutions that publish them."""

from portal.products.routes import comparing, openings, own, public, reviewing
from portal.products.routes.blueprint import bp

__all__ = ["bp", "comparing", "openings", "own", "public", "reviewing"]
