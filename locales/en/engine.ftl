# Topic: what the bot itself says between the questions.
# Read by a native speaker: no

## Understanding.

not-understood = I didn't understand. You can tap an answer or write its number.

# The second time in a row; the choice of a person follows.
not-understood-human = Sorry, that wasn't clear again. A person can read it instead. Would you like that?

# Can come first after a silence: the first 60 characters are neutral.
media-unheard = Thank you. Voice messages, photos, stickers and files can't be opened here. Please write it in a few words, or tap an answer.

# Photos, where the organisation takes them, in an open case.
photo-taken = Thank you. The picture goes to the consultant. We take the place, time and maker out of it, and delete it with your message.
photo-lost = The picture did not come through. You can send it once more, or write in a few words what it shows.
photo-enough = There are as many pictures as we can keep here. Please write in a few words what this one shows.

changed-answer = Your earlier answer is changed. We go on from there.

# The choices are places.
did-you-mean = There are several. Which one do you mean?

place-not-found = We don't know a place of that name. You can write the nearest bigger town.

several-hint = You can choose several, then tap “{ choice-done }”.

nothing-to-go-back = This is the beginning; there is nothing before it.

# Can come first after a silence: the first 60 characters are neutral.
talk-changed = Hello! Something was updated here, so we go on from the menu.

# A choice under did-you-mean. $place, $country: names.
place-in-country = { $place }, { $country }

# Title of what somebody wrote before the first question.
first-words = First words

# One answer in a review. $title: the short title of the question. $answer: labels or own words.
review-item = { $title }: { $answer }

review-which = Which answer would you like to change?
review-skipped = skipped
review-secret = set, not shown

## Cover: after a silence, or when somebody may be looking.

# Can come first after a silence: the first 60 characters are neutral.
cover-hello = Hello! Would you like to go on?

# Can come first after a silence: the first 60 characters are neutral.
cover-secret = Hello! Please write the word we agreed on.

# Can come first after a silence: the first 60 characters are neutral.
cover-hidden = Hello! There's nothing new.

# Says that an answer is held, and nothing about it.
# Can come first after a silence: the first 60 characters are neutral.
reply-neutral = Hello! Something is here for you. Write anything when it suits you.

## Danger.

# Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-card =
    Thank you for writing. A consultant is being called. We can't say how fast they answer, and this chat can't send the police or an ambulance.

    If life is in danger, call:

# Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-again = Your words are added. If you can speak now, call one of these numbers:

# As danger-card, where nobody can be called. Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-blocked =
    Thank you for writing. People can't answer in this chat for now, and it can't send the police or an ambulance.

    If life is in danger, call:

## Waiting for people, and with them.

# Can come first after a silence: the first 60 characters are neutral.
added-to-case = Thank you. Your words are added to your message. A consultant will read them.

# Emergency numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
still-waiting-5 = You're still in the queue: nobody has been free yet. Your message is kept. If you can't wait, these numbers help:

# Emergency numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
still-waiting-15 = You've waited a quarter of an hour and nobody was free. We're sorry. Your message stays in the queue, you needn't stay here. If you can't wait, these numbers help:

# Can come first after a silence: the first 60 characters are neutral.
operator-joined = A consultant is here now. You can write.

# Can come first after a silence: the first 60 characters are neutral.
operator-left = The consultant had to leave. You're in the queue again, and another one will answer. You can go on writing here.

# Can come first after a silence: the first 60 characters are neutral.
case-closed = The consultant has finished here. Thank you for writing. If something is still open, or comes up again, just write.

## The four words.

# Can come first after a silence: the first 60 characters are neutral.
code-accepted = Thank you, the words fit. What was written before isn't shown here again. You can go on writing.

# Never tells whether such words exist.
# Can come first after a silence: the first 60 characters are neutral.
code-not-accepted = These words open nothing here. You can check the spelling and the order, or go on without them.

# Can come first after a silence: the first 60 characters are neutral.
code-wait = That was tried many times. Please wait a little before the next try. You can go on without the words.

## Troubles and the end.

# More messages in ten seconds than are answered one by one; the talk stays where it is.
# Can come first after a silence: the first 60 characters are neutral.
flood = Many messages came at once. What you wrote is kept. Please wait a little, then we go on from the same place.

# Title of words that came in such a flood, as an operator reads them.
at-once = Many messages at once

# Can come first after a silence: the first 60 characters are neutral.
poisoned = Something went wrong on our side. Your words are kept. A person will answer.

# Emergency numbers when the country is not known: the country, then its numbers.
# Variables: $country, $numbers
emergency-short = { $country }: { $numbers }
emergency-where = Emergency numbers:
