"""Python's collector of cycles, for a process that keeps much and makes few of them."""

import gc


def collect_less() -> None:
    """What was loaded to start with stays: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)
