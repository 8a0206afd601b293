"""The web application: `create_app`, and everything that holds for each request."""

from promo.web.application import create_app

__all__ = ["create_app"]
