"""Where help is: organisations and what they do, places by name, the nearest real service.

Pure: nothing here knows a person, a channel, a store or a clock; the moment and the place come in as arguments.
"""
