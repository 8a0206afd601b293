"""The texts about the law, in each language. An agency may word them anew; these are what they are without that.

They say what `promo.campaigns.law.rules` knows and no more: how Meta's status is named, a lawyer says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from promo.campaigns.law.models import LawText
from promo.speech import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

LANGUAGES = ("en", "ru")
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "banned": {
        "en": (
            "Advertising on Instagram is banned in Russia since 1 September 2025 (72-FZ).\n"
            "Plan it on a platform where it is allowed, and take down what is still live."
        ),
        "ru": (
            "С 1 сентября 2025 года реклама в Instagram в России запрещена (72-ФЗ).\n"
            "Планируйте её на разрешённых площадках, а то, что ещё опубликовано, снимите."
        ),
    },
    "due": {
        "en": (
            "Where a platform is allowed, advertising in Russia needs a label and an ERID.\n"
            "Keep the ERID and the day of the label with the campaign."
        ),
        "ru": (
            "На разрешённых площадках реклама в России требует пометки и ERID.\n"
            "Внесите ERID и дату маркировки в карточку кампании."
        ),
    },
    "meta": {
        "en": "Instagram belongs to Meta.",
        "ru": "Instagram принадлежит компании Meta.",
    },
    "unknown": {
        "en": "No rules of this country are kept here, so nothing is checked. Ask a lawyer before you advertise.",
        "ru": "Правил этой страны здесь нет, поэтому ничего не проверяется. Перед рекламой посоветуйтесь с юристом.",
    },
}
NAMES: Mapping[str, tuple[str, str]] = {
    "banned": (N_("The channel is banned"), N_("Shown with campaigns of Russian clients on Instagram.")),
    "due": (N_("Label and ERID"), N_("Shown with campaigns of Russian clients on other platforms.")),
    "meta": (
        N_("Note on Meta's status"),
        N_("For reports to Russian clients. Add how the status is named, as your lawyer words it."),
    ),
    "unknown": (N_("No rules known"), N_("Shown with campaigns of clients under any other law.")),
}
"""What each text is called, and where it is shown, as message ids."""


def default(key: str, language: str) -> str:
    """Return the text as the program words it, in English where it does not speak ``language``."""
    said = DEFAULTS[key]
    return said.get(language, said["en"])


def own(session: Session) -> dict[tuple[str, str], LawText]:
    """Return the texts that the agency words itself, by key and language."""
    return {(one.key, one.language): one for one in session.scalars(select(LawText))}


def text(session: Session, key: str, language: str) -> str:
    """Return the text ``key`` of `DEFAULTS` as it is shown to a reader of ``language``."""
    found = session.get(LawText, (key, language))
    return found.text if found is not None else default(key, language)
