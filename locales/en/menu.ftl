# Topic: the ways on.
# Read by a native speaker: no

menu-what =
    At any moment you can write “person”, “stop” or “hide”.

    What would help you now?

choice-menu-report = Something happened
choice-menu-find = Find help near me
choice-menu-return = Go home
choice-menu-relative = Missing relative
choice-menu-rights = Rights, job offers
