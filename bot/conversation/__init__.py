"""The talk: flows as data, a pure engine that follows them, and the checks that keep them honest.

Nothing here may import redis, a channel, Fluent or a clock: what is needed comes in as an argument.
"""
