"""The addresses of products share one blueprint."""

from flask import Blueprint

bp = Blueprint("products", __name__, url_prefix="/products")
