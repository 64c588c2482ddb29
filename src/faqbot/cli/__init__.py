"""The command line: puts the parts together, one function a command, one module a subject."""

from faqbot.cli import authoring, evaluation, operators, talk, telegram
from faqbot.cli.app import app, main

__all__ = ["app", "authoring", "evaluation", "main", "operators", "talk", "telegram"]
