"""A stand-in of Instagram's public web surface: a real HTTP server, with pages, posts, growth and every known fault."""

from __future__ import annotations

from tests.sandbox.faults import FAULTS
from tests.sandbox.server import Instagram, Recorded
from tests.sandbox.world import CAROUSEL, IMAGE, VIDEO, SandboxPage, SandboxPost

__all__ = ["CAROUSEL", "FAULTS", "IMAGE", "VIDEO", "Instagram", "Recorded", "SandboxPage", "SandboxPost"]
