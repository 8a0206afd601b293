"""Views of collection."""

from flask import Blueprint

blueprint = Blueprint("collection", __name__)
