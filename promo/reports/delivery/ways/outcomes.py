"""How sending can fail: for good, for now, or nobody knows. ``problem`` is a key of `words.PROBLEMS`."""

from __future__ import annotations


class Failure(Exception):
    """Something kept a message from being sent; ``detail`` is the server's own word, without any secret."""

    def __init__(self, problem: str, detail: str = "") -> None:
        self.problem, self.detail = problem, " ".join(detail.split())[:500]
        super().__init__(problem)


class Refused(Failure):
    """It will not be taken the next time either: somebody has to change something."""


class Later(Failure):
    """It may be taken another time; ``after`` are the seconds that the server asked for."""

    def __init__(self, problem: str, detail: str = "", after: float | None = None) -> None:
        super().__init__(problem, detail)
        self.after = after


class Unclear(Failure):
    """It was cut off while the server had all of it: it may have been sent, so it is not sent again by itself."""

    def __init__(self, detail: str = "") -> None:
        super().__init__("unclear", detail)
