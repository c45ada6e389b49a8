"""Delivery: what was committed goes out, and what a person sent is fetched.

Nothing here may know a channel beyond its contract: what follows a failure is read from the error.
"""
