"""The check of the translations: every text of the program stands in the Russian catalogue, none of them fuzzy."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog, Message

ROOT = Path(__file__).resolve().parents[1]
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "lazy_gettext", "N_", "say")),
    **dict.fromkeys(("ngettext", "lazy_ngettext"), (1, 2)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]")


def wanted() -> set[str]:
    """Return every text (of plurals, the singular) that the source marks for translation."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, keywords=KEYWORDS, directory_filter=_is_ours)
    return {text[0] if isinstance(text, tuple) else text for _, _, text, _, _ in found}


def _is_ours(folder: str | Path) -> bool:
    return Path(folder).name not in {".venv", "node_modules", "tests", "instance", ".git", "screenshots"}


def catalogue(language: str) -> Catalog:
    """Return the catalogue of ``language``."""
    with (ROOT / "promo" / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=language)


def faults(language: str) -> Iterator[str]:
    """Yield a sentence for each text that is missing, fuzzy, left over, or has lost a placeholder."""
    have = {_key(message): message for message in catalogue(language) if message.id}
    for text in sorted(wanted()):
        message = have.pop(text, None)
        if message is None or not all(_strings(message)):
            yield f"{language}: not translated: {text!r}"
        elif message.fuzzy:
            yield f"{language}: fuzzy: {text!r}"
        else:
            want = set(PLACEHOLDER.findall("".join(message.id)))
            yield from (
                f"{language}: other placeholders in the translation of {text!r}"
                for string in _strings(message)
                if set(PLACEHOLDER.findall(string)) - want or (want - set(PLACEHOLDER.findall(string)) - {"%(num)s"})
            )
    yield from (f"{language}: no longer in the program: {text!r}" for text in have)


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple | list) else message.id


def _strings(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def main() -> int:
    """Print all faults; return 1 when there is one."""
    found = list(faults("ru"))
    print("\n".join(found) or "Translations: complete.")  # noqa: T201 - this is what the check is for
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
