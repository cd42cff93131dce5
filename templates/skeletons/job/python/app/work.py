def work():
    """The work of one run. Gives a sentence of what it did. Replace this with yours."""
    return "The work is done"
