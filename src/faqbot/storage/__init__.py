"""What outlives a process: conversations, seen updates, ratings, unanswered questions.

>>> from faqbot.storage import Retention, Store
>>> store = Store.open("sqlite:///faqbot.db", key=secret, keep=Retention(unanswered=True))

Owns SQLAlchemy and alembic: whatever goes wrong in a database reaches the other rooms as a
`StorageError`, which never holds what was to be stored.
"""

from faqbot.storage.backlog import Backlog, BadlyRated, Unanswered
from faqbot.storage.reason import Reason
from faqbot.storage.retention import Retention
from faqbot.storage.session import Session
from faqbot.storage.store import Store
from faqbot.storage.updates import Claim

__all__ = [
    "Backlog",
    "BadlyRated",
    "Claim",
    "Reason",
    "Retention",
    "Session",
    "Store",
    "Unanswered",
]
