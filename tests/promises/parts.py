"""Runs commands of the helpline in processes of their own, forked from one that has read all code and knows no secret.

``python -m tests.promises.parts FOLDER NAME...`` runs for each name the words of ``NAME.json``, in the environment that
stands there too; only the new process reads it. What it prints goes to ``NAME.out`` and ``NAME.err``. The first line
told says which process is which, the second, when all have ended, how. SIGTERM is handed on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path

import bot.channels.telegram
import bot.desk.web  # noqa: F401  read once, before forking
from bot.commands.line import run_one


def begun(folder: Path, name: str) -> int:
    """Fork a process that runs one command; return its id."""
    pid = os.fork()
    if pid:
        return pid
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for stream, ending in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / f"{name}.{ending}", os.O_WRONLY | os.O_CREAT, 0o600), stream)
    asked = json.loads((folder / f"{name}.json").read_text())
    os.environ.clear()
    os.environ.update(asked["environment"])
    sys.argv = ["helpline", *asked["words"]]
    status = 1
    try:
        status = run_one()
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def run(folder: Path, names: list[str]) -> None:
    """Run the commands until each has ended."""
    pids = {name: begun(folder, name) for name in names}
    running = dict(pids)

    def hand_on(_signal: int, _frame: object) -> None:
        for pid in running.values():
            os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, hand_on)
    print(json.dumps(pids), flush=True)
    statuses: dict[str, int] = {}
    for name, pid in pids.items():
        statuses[name] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        del running[name]
    print(json.dumps(statuses), flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])
