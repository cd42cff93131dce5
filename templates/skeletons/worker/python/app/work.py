def work(turn):
    """One turn of work. Gives a sentence of what it did. Replace this with yours."""
    return f"Turn {turn} is done"
