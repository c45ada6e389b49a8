"""The shelf: everything the organisation edits, read once and found whole, or refused with every mistake at once.

Nothing here may serve anybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from fluent.syntax import ast

from bot.cases.policy import Policy, load_policy
from bot.conversation.catalogue import load_catalogue
from bot.conversation.danger import load_danger
from bot.conversation.world import Content
from bot.directory.load import load_directory
from bot.directory.places import Gazetteer
from bot.directory.search import Directory
from bot.texts import Texts, load_texts
from bot.yaml_marks import Problem, WrongContent
