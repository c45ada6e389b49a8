"""The command line: ``helpline …``, the same as ``python -m bot …``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run one command; exit status 0 done, 1 found problems, 2 wrong usage."""
    gc.set_threshold(50_000, 20, 20)  # what is read at the start stays: to look it through again and again costs time
    from bot.commands.line import run_one

    return run_one()


if __name__ == "__main__":
    sys.exit(main())
