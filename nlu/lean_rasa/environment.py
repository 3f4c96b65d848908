"""Sets up the process of every entry point of nlu. Must be imported before NumPy and Rasa."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

import structlog

from nlu.lean_rasa import no_tensorflow

SETTINGS = {
    # With more than one thread small matrices wait for each other: on a busy machine a sentence takes
    # 49 ms instead of 1.3.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # By default glibc keeps up to eight memory arenas for each core.
    "MALLOC_ARENA_MAX": "2",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_WORKERS": "1",
    "SANIC_DEPRECATION_FILTER": "ignore",
    "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}

# Rasa gives the first two warnings whatever one does: for slots with explicit mappings, and for an entity
# extractor that is not its own. Its own tokenizer, which only the comparison uses, gives the third one for
# every Chinese entity.
_NOT_ABOUT_US = ("Slot auto-fill has been removed", "You have defined training data consisting of entity examples")
_ABOUT_ITS_TOKENIZER = ("Misaligned entity annotation",)


def prepare(*, tensorflow: bool = False) -> None:
    """Sets missing environment variables, adapts Rasa to our libraries, and silences its deprecation warnings.

    With `tensorflow` Rasa is left as it is. That is for the environment of the stock peer (bench/peer), which
    holds every library that Rasa imports.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if not tensorflow:
        from nlu.lean_rasa import old_interfaces  # imports NumPy, which reads the settings above

        no_tensorflow.install()
        old_interfaces.install()
    unwanted = (*_NOT_ABOUT_US, *_ABOUT_ITS_TOKENIZER) if tensorflow else _NOT_ABOUT_US
    show = warnings.showwarning

    # Some packages reset the filters when they are imported.
    def without_deprecations(message: Any, category: type[Warning], *where: Any, **options: Any) -> None:
        if issubclass(category, (DeprecationWarning, FutureWarning)) or str(message).startswith(unwanted):
            return
        show(message, category, *where, **options)

    warnings.showwarning = without_deprecations


def quiet_logs() -> None:
    """Limits Rasa's logs to `LOG_LEVEL` and above. Left alone, its structured log prints the text of every message."""
    from rasa.utils.common import configure_logging_and_warnings

    level = getattr(logging, os.environ.get("LOG_LEVEL", SETTINGS["LOG_LEVEL"]).upper(), logging.WARNING)
    logging.basicConfig(format="%(message)s", level=level)
    configure_logging_and_warnings(log_level=level)
    # Rasa's own configuration of structlog would report to Sentry.
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
