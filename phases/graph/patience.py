"""When a call that failed is tried again: what may go away by itself, after a growing pause."""

import random
from dataclasses import dataclass

from phases.graph.work import Failed


@dataclass(frozen=True)
class Patience:
    """When a call that failed is tried again."""

    retries: int = 0
    """How often what may go away by itself is tried again."""
    lock_wait_s: float = 0.0
    """How long an input that another program holds is waited for."""
    backoff_s: float = 0.5
    """Pause before the first new try; each further one is twice as long, with a random half of it."""

    def pause(self, failed: Failed, tries: int, waited_s: float) -> float | None:
        """Seconds until the next try after `tries` of them, or None when it is given up."""
        if failed.held:
            return 1.0 if waited_s < self.lock_wait_s else None
        if failed.retry_after is None or tries > self.retries:
            return None
        backoff_s: float = self.backoff_s * 2 ** (tries - 1)
        return max(failed.retry_after, backoff_s * random.uniform(0.5, 1.0))
