# Topic: is the person safe, can they write, are they a child; and the numbers to call.
# Read by a native speaker: no

safety-are-you-safe = First of all: are you safe where you are right now?
safety-sos-hint = All right. If it becomes dangerous, write “sos”: numbers to call come at once.

# The emergency numbers of the person's country follow as lines.
safety-emergency-number = If you can, call now:

# Carries the variables of `presence`.
safety-called =
    We're calling a consultant; they'll write to you here. This chat can't send the police or an ambulance. The numbers above can.

    { presence }

safety-rest = You can write here at any moment; one word is enough. If writing is hard, tap “{ choice-yes-no-only }”.
safety-write-freely = Can you write here without anyone looking?
safety-minor = This changes what we ask. Are you under 18?

# For those who said that they are under 18.
# Source: content.md 1.9 [S39][S40][S41] (lines of other countries must report harm to a child; ours is asked by the child)
safety-child =
    Thank you for writing. You've done nothing wrong. You can tell a little, or nothing. A person can talk with you here. Before you tell more, you can ask them what they may have to pass on to others.

    What would you like?

safety-title-safe = Safe right now
safety-title-freely = Can write freely
safety-title-minor = Under 18
safety-title-leave = Can leave
safety-title-doctor = Needs a doctor

## Few words, because somebody may be looking: no topic anywhere below.

safety-quiet = All right, few words. What suits you now?
safety-quiet-leave = Could you go out now?
safety-quiet-doctor = Do you need a doctor?
safety-quiet-minor = Are you under 18?

# Carries the variables of `presence`.
safety-quiet-called =
    Thank you. The consultant is asked to put only questions with yes or no.

    { presence }

safety-quiet-rest = One letter is enough: y or n. The word “hide” puts a neutral line here.

## Numbers to call, from anywhere in the talk.

# The emergency numbers of the person's country follow as lines; of all countries we work in, if none is known.
# Can come first after a silence: the first 60 characters are neutral.
emergency-numbers = You can call these numbers. If you can speak now, tap one of them or dial it:

# Lines from the directory follow.
emergency-lines = These lines answer day and night:

emergency-then = You can also write with a person here. What now?

# For people in Russia, or where the country is unknown.
# Source: content2.md 4 [T1][T2][T3][T5][T6]
emergency-sms = In some regions of Russia the single emergency number also takes an SMS. Write what happened, the full address or a landmark, your full name, and whether anyone is hurt. In some places they cannot write back. From reports of 2020 to 2025, not checked since.
