"""What people work on: a case and its legal moves, urgency, code names, shifts. Pure.

Nothing here may import another room but messages.
"""
