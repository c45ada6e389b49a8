"""The store: what is kept, under which key, for how long. The only room that imports redis.

Nothing outside this room may spell a key or import redis; nothing in it may read a person's words.
"""
