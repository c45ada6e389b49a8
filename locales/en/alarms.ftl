# Topic: what the operators' own chat is told when somebody waits; no word of a case.
# Read by a native speaker: no

# $count: cases that wait. $languages: their languages, as short marks.
desk-call-urgent =
    { $count ->
        [one] { $count } urgent case waits: { $languages }
       *[other] { $count } urgent cases wait: { $languages }
    }
desk-call-any =
    { $count ->
        [one] { $count } case waits: { $languages }
       *[other] { $count } cases wait: { $languages }
    }
desk-call-on-call = Whoever is on call, please.
desk-call-everyone = Nobody has taken it yet. Everyone who can, please.
desk-call-supervisor = Still nobody. Supervisor, please.
