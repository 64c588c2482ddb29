"""Everything that faqbot raises on purpose.

::

    FaqbotError
    ├── CorpusError        a folder of monographs cannot be used
    ├── QuestionSetError   a file of questions cannot be used
    ├── StorageError       a database is away, refuses or cannot be opened
    └── ConfigurationError a setting is missing or cannot be used

The message of each is written for the person who can mend it: it names the file, the
line where there is one, what was found and what to do.
"""

from __future__ import annotations


class FaqbotError(Exception):
    """Base of all errors that the command line shows as one message, without a traceback."""


class CorpusError(FaqbotError):
    """A folder of monographs cannot be used."""


class QuestionSetError(FaqbotError):
    """A file of questions cannot be used."""


class StorageError(FaqbotError):
    """A database is away, refuses or cannot be opened; holds nothing of what was to be stored."""


class ConfigurationError(FaqbotError):
    """A setting is missing or cannot be used; names its variable and the remedy."""
