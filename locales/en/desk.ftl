# Topic: the operators' desk: short and exact, to a colleague in a hurry. Never shown to a person, but for the sentences under "said to the person".
# Read by a native speaker: no

desk-title = Desk

## Signing in

desk-sign-in = Sign in to the desk
desk-passkey-in = Sign in with a passkey
desk-passkey-failed = That did not work. Try again, or use the form.
desk-or = or
desk-name = Account name
desk-password = Password
desk-code = Code from your app
desk-code-hint = Six digits. Each code works once.
desk-enter = Sign in
desk-no-access = No access yet? Ask your administrator for an invitation link.
desk-locked = Locked after 30 minutes without a sign of life. What you had begun to write is kept.
desk-wrong-login = Name, password or code are not right.
# $seconds: how long to wait.
desk-too-many = Too many tries. Wait { $seconds } s, then try again.

# $name: the operator's account.
desk-welcome = Welcome, { $name }
desk-set-up = Set up how you sign in. This link works once.
desk-passkey = Passkey
desk-passkey-hint = The safest way: your device confirms it is you. Nothing to remember, nothing to type into a wrong page.
desk-passkey-new = Make a passkey on this device
desk-password-and-code = Password and codes
desk-password-new = New password
desk-password-hint = At least 12 characters, without your account name. Three or four words are easy to remember.
desk-scan = Scan this with an authenticator app:
desk-qr = QR code for the authenticator app
desk-secret = Or type this secret into it:
desk-finish = Finish and sign in
desk-wrong-code = The code is not right. Is the clock of your phone right?
desk-weak-password = This password is too short, or contains your account name.

## One's own account

desk-back = Back to the queue
desk-language-of-desk = Language of the desk
desk-languages-spoken = Languages you speak
desk-save = Save
desk-passkeys = Passkeys
# $count: how many.
desk-passkeys-have = { $count ->
    [0] No passkey yet.
    [one] { $count } passkey.
   *[other] { $count } passkeys.
}
desk-passkey-add = Add a passkey of this device
desk-sessions = Where you are signed in
desk-everywhere = Sign out everywhere
desk-everywhere-hint = Ends your sessions on every device, this one too.
desk-sign-out = Sign out

## The queue

desk-queue = Queue
desk-skip = To the case
desk-static = Not live
desk-on = Live
desk-off = Connection lost
desk-list-mine = With you
desk-list-waiting = Waiting
desk-list-others = With colleagues
desk-nobody-waits = Nobody waits.
desk-urgent = Urgent
desk-new = New
desk-waits = waits
desk-with-you = with you
# $who: an operator's account.
desk-with = with { $who }
desk-silent = silent
desk-take = Take
# $name: a code name.
desk-take-name = Take { $name }
desk-next = Take the next
desk-none-next = Nobody waits in your languages.
# $count: how many urgent cases wait.
desk-alarm = Urgent cases waiting: { $count }
# Browsers play no sound before the first click on a page.
desk-mute = (click anywhere for the sound)
desk-quiet = Quiet for 5 minutes
# $count: minutes.
desk-minutes = { $count } min
desk-hours = { $hours } h { $minutes } min
desk-days = { $count } d

desk-kind-danger = Danger
desk-kind-help = Help
desk-kind-question = Question
desk-kind-report = Report
desk-kind-missing = Missing person
desk-kind-return = Going home
desk-channel-telegram = Telegram
desk-channel-whatsapp = WhatsApp
desk-channel-sms = SMS
desk-channel-web = Web chat
desk-channel-terminal = Terminal

## A case

desk-case = Case
desk-none-open = Choose a case.
desk-waiting-case = Nobody has taken this case yet. Whoever takes it reads what was told.
desk-take-this = Take this case
# $who: an operator's account.
desk-with-other = { $who } has this case.
desk-case-over = This case is closed, or there is no such case.
# $time: the hour where the person is.
desk-their-time = { $time } their time
desk-left = has left
desk-told = What was told
desk-told-nothing = Nothing was asked before. Start with: are you in a safe place, and can you write freely?
desk-country = Country
# Before an hour: an answer takes until then at most; somebody comes from then on.
desk-promise-by = by
desk-promise-from = from
desk-promised = Promised
desk-share = May be shared
desk-numbers = Addresses and numbers
desk-numbers-shown = Shown, as the person allowed
desk-numbers-hidden = Hidden
desk-skipped = Skipped:
desk-talk = Talk
desk-person = Person
# $who: an operator's account.
desk-note-by = Note by { $who }. Not sent.
desk-flag-edited = corrected
desk-flag-media = sent a file, not taken
desk-photo-here = photo
desk-photo-waiting = a photo is on its way
desk-photo-lost = a photo did not come through
desk-photo-show = Photo: show. It is noted that you looked.
desk-photo-alt = Photo that the person sent
desk-what-photo = photo
desk-flag-late = arrived late
desk-flag-after-silence = after a silence
desk-flag-urgent = urgent
desk-fate-waiting = on its way
desk-fate-held = held until the person comes back and goes on
desk-fate-sent = sent
desk-fate-delivered = delivered
desk-fate-read = read
desk-fate-uncertain = may not have arrived
desk-fate-left = not delivered: the person has left
desk-fate-window = not delivered: the 24 hours are over
desk-fate-refused = not delivered: refused by the messenger
# $who and $to: operators' accounts.
desk-mark-operator-joined = { $who } took the case
desk-mark-operator-left = { $who } gave the case back to the queue
desk-mark-lapse = { $to } was silent; the case waits again
desk-mark-transfer = { $who } gave the case to { $to }
desk-mark-case-closed = { $who } closed the case

desk-warn-unsafe = Says: not safe now.
desk-warn-minor = Says: under 18.
desk-warn-other-phone = Came back from another phone or chat. It may be somebody else.
desk-warn-silent = Hid the chat, or silent for more than 15 minutes. The phone may be in other hands: replies are held until the person comes back and goes on.
desk-warn-never = Asked us not to write first. Replies wait until the person writes.
# $hours: morning, day or evening.
desk-warn-window = After a silence we may write only in the { $hours }, their time.
desk-reply-morning = morning (8 to 12)
desk-reply-day = daytime (12 to 18)
desk-reply-evening = evening (18 to 22)

# $name: a code name.
desk-reply-to = Reply to { $name }
desk-send = Send
desk-note-open = Internal note
desk-note-label = For colleagues only. The person never sees this.
desk-note-keep = Keep the note
desk-window = WhatsApp lets us answer for 24 hours after the person's last word.
# $span: how long is left.
desk-window-left = WhatsApp lets us answer for another { $span }.
desk-window-over = The 24 hours of WhatsApp are over. We can answer again when the person writes.
# $text: the reply.
desk-sending = Sends in 5 seconds: { $text }
# $name: a code name.
desk-closing = Closes { $name } in 5 seconds
desk-undo = Undo
desk-now = Now
desk-give = Pass on
desk-release = Back to the queue
desk-release-hint = The person hears that somebody else will answer.
desk-transfer-to = To a colleague
desk-transfer = Transfer
desk-is-here = at the desk now
desk-close = Close case
desk-close-hint = The person hears goodbye. If they write again, a new case begins.
desk-disposition = How it ended
desk-choose = Choose

## Refusals

desk-taken = Somebody else took this case a moment ago.
# $who: an operator's account.
desk-taken-by = { $who } took this case a moment ago.
desk-not-yours = This case is not with you.
desk-empty = There is nothing to send.
desk-refused = That cannot be done.
desk-misread = The browser sent something we cannot read.
desk-offline = The connection is lost. Nothing was done. Try again.
desk-not-your-role = Your account has no access to this.
desk-needs-https = The desk works over https, or on this very machine at localhost. What persons write must not cross a network in clear.
# $where: an address.
desk-elsewhere = The desk lives at { $where }.
desk-cross-site = You came from another page. For safety, open the desk from here.
desk-go-there = Open the desk

desk-invitation-over = This link was used already, has expired, or works only on the machine itself. Ask for a new one.

## How a case ended

disposition-referred = Referred to an organisation
disposition-advised = Advised
disposition-returned-home = Returned home
disposition-emergency-called = Emergency services called
disposition-no-contact = Contact was lost
disposition-test = Test
disposition-spam = Spam
disposition-other = Other

## Beside the queue and the case

desk-filter = Show
desk-filter-all = All cases
desk-filter-mine = My languages
desk-ready = Ready sentences
desk-ready-minutes = Minutes
desk-help = Find help
desk-help-place = Town or country
desk-help-need = What for
desk-help-any = Anything
desk-help-find = Find
desk-help-which = Which one?
desk-help-none = Nothing found.
desk-help-insert = Put into the reply
desk-back-to-case = Back to the case
desk-release-note = Note for whoever takes it next
desk-watch = Overview
desk-accounts = Accounts

## Said to the person, in their language, by an operator who reads their own. Vetted: change them only with care.

canned-here = I'm here and I'm reading. Take your time.
canned-safe = Are you in a safe place, and can you write freely?
canned-yes-no = If somebody is near, answer only “yes” or “no”. That is enough.
canned-danger = Is somebody hurting you, or about to, right now?
# $minutes: 5, 10, 15 or 30.
canned-wait = I need about { $minutes } minutes to find this out. I'll write here. You can go on writing.
canned-language = I don't speak your language, so I'm answering with ready sentences. You can answer “yes” or “no”, a place or a number.
canned-repeat = I didn't understand this. Could you say it in other words?
canned-know = We don't know who you are and can't look it up. You decide what you tell.
canned-decide = You decide what happens next. You can stop at any moment.
canned-thanks = Thank you for writing this. What happened is not your fault.
canned-colleague = A colleague goes on from here. They can read what we wrote.
canned-silent = I'm still here. If you can't write now, that's all right. You can write again at any moment.
canned-end = I'm ending our talk for today. You can write here again at any moment.
canned-called-done = We called, as you allowed. I'll write here what they said.
canned-called-missed = We called, as you allowed, and nobody answered. I'll write here what else we can do.

## Accounts and overview

desk-roles = Roles
desk-role-operator = Operator
desk-role-supervisor = Supervisor
desk-role-administrator = Administrator
desk-account-state = State
desk-account-do = What
desk-account-ready = Can sign in
desk-account-no-way-in = Not set up yet
desk-account-disabled = Disabled
desk-account-invite = Invitation link
desk-account-disable = Disable
desk-account-enable = Enable
desk-account-new = New account
desk-account-add = Make and invite
desk-account-name-hint = 2 to 32 letters or digits. Colleagues see it; persons never do.
# $name: an operator's account.
desk-account-link = Give this link to { $name }, and to nobody else. It works once, for 72 hours:
desk-account-accountexists = There is an account of that name.
desk-account-badaccount = That name or role cannot be used.
desk-account-nosuchaccount = There is no such account.
desk-account-notyourself = You cannot shut yourself out.
desk-load = Who waits
desk-longest = Longest
# $span: a time.
desk-usual = Of the last first answers, half came within { $span }.
desk-people = Who is here
desk-is-away = away
desk-cases-held = Cases
desk-audit = Who did what
desk-audit-hint = Hours, not minutes; never a word of a case.
desk-audit-whole = The chain is whole.
# $count: how many of 16 chains.
desk-audit-broken = The audit was changed from outside: { $count } of 16 chains are not whole. Tell whoever answers for this installation.
desk-hour = Hour (UTC)
desk-more = To, or how it ended
desk-verb-claim = took
desk-verb-release = gave back
desk-verb-lapse = taken back after silence
desk-verb-transfer = passed on
desk-verb-close = closed
desk-verb-reply = replied
desk-verb-note = noted

## Hand-over

desk-handover = Hand-over
desk-handover-hint = What is open now, yours first. Of colleagues' cases only where they stand.
desk-handover-none = Nothing is open.
desk-about = About
desk-stands = Stands
desk-last-word = Person's last word
desk-to-know = To know
# $span: a time.
desk-ago = { $span } ago
desk-owed = An answer is owed.

## Offering a case to a colleague

desk-list-offered = Offered to you
# $who: an operator's account.
desk-offered-by = from { $who }
desk-offered-to = offered to { $who }
desk-offered-you = { $who } asks you to take this case over. You read what was told once you accept.
desk-offer = Ask first
desk-offer-accept = Accept
desk-offer-decline = Decline
desk-offer-withdraw = Withdraw
desk-offer-waits = Offered to { $who }. It stays with you until they accept.
desk-offer-over = This offer is over.
desk-transfer-note = Note for your colleague
desk-transfer-hint = Ask first: it stays with you until they accept. Transfer: it is theirs at once.

## Referral sheet

desk-referral = Referral sheet
desk-referral-hint = What the person agreed to share, to print or hand on. Making it is noted.
desk-referral-text = Download as text
desk-referral-made = Referral sheet made.
desk-referral-consent = Shared with the person's agreement, given in writing. Not for anyone else.
desk-referral-refused = The person did not agree to share this.
desk-language = Language
desk-what-referral = referral sheet

## Abuse: blocks and spam

desk-abuse = Abuse
desk-block = Block and close
desk-block-for = Block for
desk-block-day = A day
desk-block-long = 30 days
desk-block-why = Why
desk-block-hint = Closes the way to people for this chat until then. Numbers, finding help and the four words stay open: the phone may be shared. It ends by itself.
desk-block-reason-insults = Insults
desk-block-reason-threats = Threats
desk-block-reason-flooding = Flooding
desk-block-reason-false-reports = False reports
desk-block-reason-spam = Spam
desk-block-reason-other = Other
desk-block-until = Until
desk-block-lift = Lift
desk-blocks = Blocks
desk-blocks-hint = Each is named by the case it came from. Whose it is, nobody can see. It closes the way to people only, and ends by itself.
desk-blocks-none = No blocks.
desk-spam-mark = Mark as spam
desk-spam-how = Closes the case as spam. A supervisor can take it back for a day.
desk-spam-marked = Marked as spam
desk-spam-hint = For a day a supervisor can put these back into the queue.
desk-spam-none = Nothing.
desk-spam-back = Back to the queue
disposition-blocked = Blocked
desk-refusal-nothingtolift = There is no such block any more.
desk-refusal-nottakenback = It cannot be taken back any more: a day is over, the person was forgotten, or they have another case by now.
desk-refusal-notyourcase = Only a supervisor, or who made the block, can do this.
desk-verb-block = blocked
desk-verb-unblock = lifted a block
desk-verb-unspam = took back from spam
desk-what-insults = insults
desk-what-threats = threats
desk-what-flooding = flooding
desk-what-false-reports = false reports
desk-what-spam = spam
desk-what-other = other reason

## Follow-ups

desk-follow-ups = Follow-ups
desk-follow-ups-hint = What is to be done about closed cases. Each goes with its case after seven days at most.
desk-follow-ups-none = Nothing to follow up.
desk-follow-day = Follow up on
desk-follow-what = What to do then
desk-follow-hint = May stay empty. Within six days: later nothing of the case can be read.
desk-follow-due = Due:
desk-follow-done = Done
desk-refusal-toolatetofollow = A follow-up is possible from tomorrow until the case is gone.
desk-refusal-nothingtofollow = This was done already, or the case is gone.
desk-verb-follow = followed up
desk-what-follow-up = with follow-up

## Many claims, and who is called

# $who: an operator's account.
desk-many = { $who } took more than 15 cases within an hour. Nothing was refused; please look why.
# $who: an operator's account. $hour: the hour (UTC).
desk-many-at = { $who } took more than 15 cases that were not urgent within an hour, at { $hour } UTC.
desk-verb-alert = told supervisors
desk-what-many-claims = many cases in an hour

## The shift: hours, closures, who is on call

desk-shift = Shift
desk-shift-hint = What is set here holds in place of the organisation's file, in every process, within seconds. It stays until you take it back.
desk-general = General
# $who: an operator's account. $when: day and hour.
desk-changed-by = set by { $who }, { $when }
desk-changed = Set by
desk-as-file = As in the file
desk-in-file = In the file:
desk-system = System
desk-system-up = Running.
desk-system-down = Down: everybody is told that nobody can answer for now.
desk-system-hint = Says at once that nobody can answer, whatever the hours say. You may say why, in a few words that fit into brackets.
desk-system-switch-off = Say that nobody can answer
desk-system-switch-on = Answer again
# $queue: the name of a queue.
desk-hours-of = Opening hours: { $queue }
desk-open-now = Open now
desk-closed-now = Closed now
desk-week-hint = Several periods with commas: 09:00-13:00, 14:00-18:00. Empty is closed. What ends after midnight is carried over.
desk-closures = Closed days
desk-closures-none = None.
desk-days-closed = Days
desk-closure-file = in the file
desk-closure-aside = in the file, does not hold
desk-closure-open = Open
desk-closure-again = Close again
desk-closure-new = Close more days
desk-closure-from = From
desk-closure-to = To, that day included
desk-closure-add = Close these days
# $language: the name of a language.
desk-told-in = What people are told in { $language }
desk-on-call = On call
desk-on-call-hint = At two minutes an urgent case rings for these, at five for every operator, at ten for supervisors too. Nobody chosen: for every operator at two.
# $day: a day of the week.
desk-shift-nothours = { $day }: write periods as 09:00-13:00, 14:00-18:00. They must not overlap.
desk-shift-notaclosure = A first and a last day, a queue, and words in every language are needed.
desk-shift-nosuchchange = There is no such change.
desk-shift-changedmeanwhile = Somebody else changed this at the same moment. Look again.
desk-shift-toobusy = The desk is busy. Try again.
desk-verb-hours = changed the shift
desk-what-opening = opening hours
desk-what-closed = closed days
desk-what-opened = opened days
desk-what-down = system down
desk-what-up = system up
desk-what-on-call = who is on call
desk-what-as-file = as in the file
