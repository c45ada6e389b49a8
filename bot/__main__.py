"""The command line: ``helpline …``, the same as ``python -m bot …``."""

from __future__ import annotations

import sys

from cyclopts import App, CycloptsError

from bot.commands.authors import authors
from bot.commands.keeper import keeper, keys, operator
from bot.commands.operators import desk

app = App(name="helpline", help="An anonymous helpline: people write, people answer.", version_flags=[])
for part in (authors, keeper):
    app.update(part)
for part in (desk, operator, keys):
    app.command(part)


def main() -> int:
    """Run one command; exit status 0 done, 1 found problems, 2 wrong usage."""
    try:
        status = app(exit_on_error=False, print_error=True)
    except CycloptsError:
        return 2
    return int(status or 0)


if __name__ == "__main__":
    sys.exit(main())
