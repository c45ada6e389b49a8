"""Operators: the verbs of the desk, the web desk, who is there.

Nothing here may open an address, hold a bot's token or speak to a channel: what an operator says goes to the outbox.
"""
