# Topic: questions that a consultant has us ask: may they see what stays covered, may they call somebody for you, may
# we keep your message longer.
# Read by a native speaker: no

# What a person wrote that stays covered, in the middle of a sentence.
piece-phone = the phone number
piece-email = the email address
piece-handle = the account name
piece-document = the document number
piece-card = the card number
piece-address = the address
piece-url_id = the link
piece-name = the name

# Never has the piece itself. $what: one of the texts piece-…. $number: which of its kind it is, counted from 1.
# Can come first after a silence: the first 60 characters are neutral.
ask-see =
    The consultant has a question. Yes and no are both all right.

    { $number ->
        [1] You wrote something that stays covered here: { $what }.
       *[other] You wrote something that stays covered here: { $what }, number { $number } of those you wrote.
    } May those who work on your message see it?

# $organisation: a name from the directory. $shared: "share", "anonymous" or "none".
# Can come first after a silence: the first 60 characters are neutral.
ask-call =
    The consultant has a question. Yes and no are both all right.

    We can call somebody for you and tell them { $shared ->
        [share] what you wrote, without your name and number
        [anonymous] what kind of help is needed, and nothing that shows who you are
       *[none] only that somebody needs help and in which language
    }. May we call { $organisation }?

# The times are those of the policy: days after the yes, and after the last word without one.
# Can come first after a silence: the first 60 characters are neutral.
# Variables: $reason ("return" or "follow-up"), $days, $without
ask-keep =
    The consultant has a question. Yes and no are both all right.

    May we keep your message longer, up to { $days ->
        [one] one day
       *[other] { $days } days
    } from your { $reason ->
        [return] answer, until you are home
       *[follow-up] answer, to ask you later how you are
    }? Without your yes it is deleted at the latest { $without ->
        [one] one day
       *[other] { $without } days
    } after your last word.

choice-ask-later = Later, ask again
choice-take-back = Take it back

# Words that take a yes back, separated by commas.
take-back-words = take it back, take back, i take it back, cover it again

# Can come first after a silence: the first 60 characters are neutral.
ask-opened = Thank you. Those who work on your message can see it now, and nobody else. You can take it back at any moment: “{ choice-take-back }”.

# Can come first after a silence: the first 60 characters are neutral.
ask-will-call = Thank you. The consultant will call and write here what came of it. Until then you can take it back: “{ choice-take-back }”.

# Can come first after a silence: the first 60 characters are neutral.
# Variables: $days
ask-keeping =
    Thank you. While we work on your message it stays for up to { $days ->
        [one] one day
       *[other] { $days } days
    }, even if you are silent. You can take it back at any moment: “{ choice-take-back }”.

# Can come first after a silence: the first 60 characters are neutral.
ask-not-longer = Thank you. We keep nothing longer than usual.

# Can come first after a silence: the first 60 characters are neutral.
ask-kept = Thank you. It stays as it is, and nothing else changes.

# Can come first after a silence: the first 60 characters are neutral.
ask-later = Thank you. It stays as it is for now.

# Can come first after a silence: the first 60 characters are neutral.
ask-over = Thank you. That question is over, and nothing changes by it.

## At the desk.

desk-piece-phone = phone
desk-piece-email = email
desk-piece-handle = account
desk-piece-document = document
desk-piece-card = card
desk-piece-address = address
desk-piece-url_id = link
desk-piece-name = name
desk-ask-see = Ask to see
desk-ask-how = The person is asked this, with “yes”, “no” and “later”. Only their yes shows it, to those who work on this case.
desk-ask-send = Ask the person
desk-ask-show = Show
desk-ask-state-covered = covered
desk-ask-state-asked = asked, no answer yet
desk-ask-state-no = said no
desk-ask-state-later = said: later
desk-ask-state-opening = said yes, not opened yet
desk-ask-state-yes = said yes
desk-ask-state-seen = shown, as the person allowed
desk-ask-call = Ask to call
desk-ask-call-how = The person is asked whether we may call there for them. They read what we would tell.
desk-call-tasks = Calls for the person
desk-call-state-asked = asked, no answer yet
desk-call-state-no = said no
desk-call-state-later = said: later
desk-call-state-yes = The person said yes. Call now:
desk-call-state-done = called
desk-call-state-not-reached = called, not reached
desk-call-note = What came of it, for colleagues
desk-call-done = We spoke
desk-call-missed = Not reached
desk-call-then = Then tell the person, with a ready sentence.
desk-keep = Keep longer
desk-keep-how = The person is asked this, with “yes”, “no” and “later”. Only their yes keeps the case longer, and only while it is open: for a return or a follow-up leave it open.
desk-keep-return = until they are home
desk-keep-follow-up = to ask how they are
# $reason: one of the two texts above. $until: a day, only with a yes.
desk-keep-state-asked = asked, no answer yet
desk-keep-state-no = said no
desk-keep-state-later = said: later
desk-keep-state-yes = agreed until { $until }, { $reason }
desk-refusal-stillasked = The person was asked and has not answered yet.
desk-refusal-nothingnew = The person answered. Ask again only after they wrote something else.
desk-refusal-askedenough = This was asked twice. It is not asked again.
desk-refusal-allowed = The person allowed this already.
desk-refusal-notallowed = The person did not allow this, or took it back.
desk-refusal-nothingcovered = There is nothing of that name to ask about.
# $piece: a kind and a number, such as “phone 1”.
desk-said-see-yes = The person allowed: { $piece } may be seen
# $piece: a kind and a number, such as “phone 1”.
desk-said-see-no = The person said no: { $piece } stays covered
# $piece: a kind and a number, such as “phone 1”.
desk-said-see-later = The person said: ask later about { $piece }
# $piece: the name of an organisation.
desk-said-call-yes = The person allowed the call: { $piece }
# $piece: the name of an organisation.
desk-said-call-no = The person does not want the call: { $piece }
# $piece: the name of an organisation.
desk-said-call-later = The person said: ask later about the call: { $piece }
# $piece: why, “until they are home”.
desk-said-keep-yes = The person agreed that we keep this longer: { $piece }
# $piece: why, “until they are home”.
desk-said-keep-no = The person said no: this is not kept longer
# $piece: why, “until they are home”.
desk-said-keep-later = The person said: ask later about keeping this longer
# $who: an operator's account. $to: a kind and a number, such as “phone 1”.
desk-mark-seen = { $who } looked at { $to }
# $who: an operator's account. $to: an organisation.
desk-mark-call-done = { $who } called { $to }
# $who: an operator's account. $to: an organisation.
desk-mark-call-not-reached = { $who } called { $to } and reached nobody
desk-verb-ask = asked to see
desk-verb-answer = answer of the person
desk-verb-see = looked at
desk-verb-call = asked to call
desk-verb-called = called
desk-verb-keep = asked to keep longer
desk-warn-written = Cannot call or hear. Offer to call for them: Find help, then Ask to call.
