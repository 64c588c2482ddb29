"""The command line: puts the parts together, one function a command, one module a subject."""

from faqbot.cli import (
    authoring,
    comparison,
    evaluation,
    operators,
    spreadsheets,
    talk,
    telegram,
)
from faqbot.cli.app import app, main

__all__ = [
    "app",
    "authoring",
    "comparison",
    "evaluation",
    "main",
    "operators",
    "spreadsheets",
    "talk",
    "telegram",
]
