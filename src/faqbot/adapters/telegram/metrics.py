"""What operators watch. Counts and times only. Owns prometheus-client."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.updates = Counter(
            "faqbot_updates", "Updates by kind and outcome", ("kind", "outcome"),
            registry=self.registry,
        )  # fmt: skip
        self.turn = Histogram(
            "faqbot_turn_seconds", "From an update's arrival to the end of its answer",
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.retries = Counter(
            "faqbot_api_retries", "Calls to Telegram that had to be repeated, by cause", ("cause",),
            registry=self.registry,
        )  # fmt: skip
        self.refused = Counter(
            "faqbot_webhook_refused", "Webhook requests refused, by status", ("status",),
            registry=self.registry,
        )  # fmt: skip
        self.in_flight = Gauge(
            "faqbot_in_flight", "Updates accepted and not yet answered", registry=self.registry
        )
        self.last_poll = Gauge(
            "faqbot_last_good_poll_timestamp_seconds", "When polling last succeeded",
            registry=self.registry,
        )  # fmt: skip
        self.healthy = Gauge("faqbot_healthy", "1 if all is well", registry=self.registry)
        self.corpus = Gauge(
            "faqbot_corpus_info", "The corpus that is served", ("digest",), registry=self.registry
        )
        self.reloads = Counter(
            "faqbot_reloads", "Reloads of the monographs, by result", ("result",),
            registry=self.registry,
        )  # fmt: skip

    def serving(self, digest: str) -> None:
        """Name the corpus that is served from now on."""
        self.corpus.clear()
        self.corpus.labels(digest).set(1)

    def text(self) -> bytes:
        """Return all metrics in the text format of Prometheus."""
        return generate_latest(self.registry)
