"""The command line: each file holds the commands of one kind of reader: content authors, operators, the host's keeper.

Nothing here may do the work of a room; a command asks and prints.
"""
