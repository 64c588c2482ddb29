"""The command line: puts the parts together, one function a command, one module a subject."""

from faqbot.cli import authoring, evaluation, spreadsheets, talk
from faqbot.cli.app import app, main

__all__ = ["app", "authoring", "evaluation", "main", "spreadsheets", "talk"]
