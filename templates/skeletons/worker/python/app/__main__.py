import logging
import os
import signal
import sys
import threading

from app.work import work

logging.basicConfig(stream=sys.stdout, format="%(message)s", level=logging.INFO)
seconds = float(os.environ.get("INTERVAL_SECONDS", "10"))
stopping = threading.Event()

# Kubernetes asks like this before it stops an instance: end the turn, then go.
signal.signal(signal.SIGTERM, lambda *_: stopping.set())
signal.signal(signal.SIGINT, lambda *_: stopping.set())

logging.info("Working every %g s", seconds)
turn = 1
while not stopping.is_set():
    try:
        logging.info(work(turn))
    except Exception:
        logging.exception("Turn %d failed", turn)
    turn += 1
    stopping.wait(seconds)
logging.info("Stopped")
