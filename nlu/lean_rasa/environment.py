"""Prepares a process that runs Rasa: its environment variables, its libraries, warnings and logs.

The programs of nlu call `prepare` before they import NumPy or Rasa.
"""

from __future__ import annotations

import logging
import os
import warnings
from typing import Any

import structlog

from nlu.lean_rasa import no_tensorflow

SETTINGS = {
    # With more than one thread, computations on small matrices wait for each other: on a busy machine, understanding a
    # sentence takes 49 ms instead of 1.3 ms.
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

# Rasa always gives the first two warnings, which are about slots with explicit mappings and about entity
# extractors of other authors. The third one comes from Rasa's own tokenizer, for every Chinese entity; only
# the comparison with a stock Rasa project uses that tokenizer.
_NOT_ABOUT_US = ("Slot auto-fill has been removed", "You have defined training data consisting of entity examples")
_ABOUT_ITS_TOKENIZER = ("Misaligned entity annotation",)


def prepare(*, tensorflow: bool = False) -> None:
    """Sets missing environment variables, adapts Rasa to the installed libraries, and silences deprecation warnings.

    With `tensorflow`, Rasa is not adapted. This option is for the peer (bench/peer), a stock Rasa project with a Python
    environment of its own that has every library that Rasa imports.
    """
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    if not tensorflow:
        from nlu.lean_rasa import old_interfaces  # imports NumPy, which reads the settings above

        no_tensorflow.install()
        old_interfaces.install()
    unwanted = (*_NOT_ABOUT_US, *_ABOUT_ITS_TOKENIZER) if tensorflow else _NOT_ABOUT_US
    show = warnings.showwarning

    # Warning filters would not be enough, because some packages reset them when they are imported.
    def without_deprecations(message: Any, category: type[Warning], *where: Any, **options: Any) -> None:
        if issubclass(category, (DeprecationWarning, FutureWarning)) or str(message).startswith(unwanted):
            return
        show(message, category, *where, **options)

    warnings.showwarning = without_deprecations


def quiet_logs() -> None:
    """Limits Rasa's logs to `LOG_LEVEL` and above. Otherwise Rasa's structured log would print the text of every
    message."""
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
