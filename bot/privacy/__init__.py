"""What keeps people unknown: keys, pseudonyms, sealing, redaction, picture cleaning and the log filter.

May import `bot.messages` and nothing else of ours; nothing here talks to a network or to the store.
"""
