"""How every entry point of this folder sets its process up. Import it before NumPy or Rasa."""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

import structlog

from nlu.lean_rasa import no_tensorflow

SETTINGS = {
    # One thread: with more, small matrices wait for each other and a sentence takes 49 ms instead of 1.3 on a busy machine.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TF_INTRA_OP_PARALLELISM_THREADS": "1",
    "TF_INTER_OP_PARALLELISM_THREADS": "1",
    "TF_CPP_MIN_LOG_LEVEL": "2",
    # Glibc keeps an arena a core otherwise.
    "MALLOC_ARENA_MAX": "2",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_WORKERS": "1",
    "SANIC_DEPRECATION_FILTER": "ignore",
    "LOG_LEVEL": "WARNING",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}

# What Rasa warns of whatever one does: slots with explicit mappings, an entity extractor that is not its own;
# and of Rasa's own tokenizer, which is used for comparison alone, for each Chinese entity that it cannot see.
_NOT_ABOUT_US = ("Slot auto-fill has been removed", "You have defined training data consisting of entity examples")
_ABOUT_ITS_TOKENIZER = ("Misaligned entity annotation",)


def prepare(*, tensorflow: bool = False) -> None:
    """Sets what is not set, makes Rasa fit the application's environment, and silences the deprecations of a frozen Rasa.

    With `tensorflow` Rasa stays as it is: in the environment of the stock peer, which holds all that it wants.
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
    """Rasa's structured log prints every message's text at DEBUG until it is told otherwise: only `LOG_LEVEL` and above."""
    from rasa.utils.common import configure_logging_and_warnings

    level = getattr(logging, os.environ.get("LOG_LEVEL", SETTINGS["LOG_LEVEL"]).upper(), logging.WARNING)
    logging.basicConfig(format="%(message)s", level=level)
    configure_logging_and_warnings(log_level=level)
    # Not Rasa's own, which reports to Sentry.
    structlog.configure(
        processors=[structlog.processors.add_log_level, structlog.dev.ConsoleRenderer(colors=False)],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )
