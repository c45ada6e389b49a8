"""The command line as a whole: every command there is, and what its exit status says.

Nothing here may do the work of a command.
"""

from __future__ import annotations

import os
import sys

from cyclopts import App, CycloptsError

from bot.commands.authors import authors
from bot.commands.consents import consents
from bot.commands.hours import hours
from bot.commands.keeper import keeper, keys, operator
from bot.commands.operators import desk
from bot.commands.shared import DONE, USAGE
from bot.privacy.logs import configure_logs

app = App(name="helpline", help="An anonymous helpline: people write, people answer.", version_flags=[])
desk.update(consents)
for part in (authors, keeper):
    app.update(part)
for part in (desk, hours, operator, keys):
    app.command(part)


def run_one() -> int:
    """Run one command; exit status 0 done, 1 found problems, 2 wrong usage."""
    configure_logs("warning", as_json=False)
    try:
        status = app(exit_on_error=False, print_error=True)
        sys.stdout.flush()
    except CycloptsError:
        return USAGE
    except BrokenPipeError:  # whoever read our words, such as `head`, has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return int(status or DONE)
