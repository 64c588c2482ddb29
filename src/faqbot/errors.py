"""Everything that faqbot raises on purpose.

::

    FaqbotError
    ├── AuthoringError     what an author asked for cannot be done
    ├── CorpusError        a folder of monographs cannot be used
    ├── EvaluationError    a run over questions cannot begin or go on
    ├── QuestionSetError   a file of questions cannot be used
    ├── StorageError       a database is away, refuses or cannot be opened
    └── ConfigurationError a setting is missing or cannot be used

The message of each is written for the person who can mend it: it names the file, the
line where there is one, what was found and what to do.
"""

from __future__ import annotations


class FaqbotError(Exception):
    """Base of all errors that the command line shows as one message, without a traceback."""


class AuthoringError(FaqbotError):
    """What an author asked for cannot be done with the files as they are."""


class CorpusError(FaqbotError):
    """A folder of monographs cannot be used."""


class EvaluationError(FaqbotError):
    """A run over questions cannot begin or go on."""


class QuestionSetError(FaqbotError):
    """A file of questions cannot be used."""


class StorageError(FaqbotError):
    """A database is away, refuses or cannot be opened; holds nothing of what was to be stored."""


class ConfigurationError(FaqbotError):
    """A setting is missing or cannot be used; names its variable and the remedy."""
