# Topic: from the bot to people and back: who is there, what was sent, how to come back.
# Read by a native speaker: no

# $on-shift: "yes" when a desk is live, "blocked" while the way to people is closed to this chat until $opens. $wait: minutes, 0 when unknown. $opens-known: "yes" or "no". $opens: ready words, "today at 09:00 your time".
# $closed-known: "yes" on a day of a closure. $closed: its reason, "New Year holidays".
# Can come first after a silence: the first 60 characters are neutral.
presence =
    { $on-shift ->
        [yes] { $wait ->
            [0] A consultant is on duty now.
            [one] A consultant is on duty now. The wait is about { $wait } minute.
           *[other] A consultant is on duty now. The wait is about { $wait } minutes.
        }
        [blocked] People can't answer in this chat for now. You can ask again { $opens }.
       *[no] { $closed-known ->
            [yes] Nobody is on duty right now ({ $closed }).
           *[no] Nobody is on duty right now.
        } { $opens-known ->
            [yes] The next consultant comes { $opens }.
           *[no] We don't know yet when the next consultant comes.
        }
    }

# Carries the variables of `presence`; lines from the directory follow.
# Can come first after a silence: the first 60 characters are neutral.
human-waiting =
    { presence }

    If it can't wait, these lines answer day and night:

human-about = One word is enough, and you can skip this. What is it about?
human-title-about = Subject
choice-about-danger = Danger
choice-about-work = Work or pay
choice-about-papers = Papers
choice-about-family = Family

# $code-name: two words by which consultants call this message. Carries the variables of `presence`.
people-sent =
    Your message is with our team, under the name “{ $code-name }”. Nobody there is shown your number or your name in the messenger.

    { presence }

# $code-name: two words by which consultants call this message.
human-sent = Your words are with our team, under the name “{ $code-name }”. Nobody there is shown your number or your name in the messenger.

# A message of its own, deleted again after a minute where the channel can.
# $return-code: four words.
# $channel: where it is read.
people-return-code =
    If you lose this chat, these four words bring you back to your message:

    { $return-code }

    Write them down where nobody looks. Show them to nobody. To come back, write them here or in another of our chats.

    { $channel ->
        [telegram] In a minute we remove this message from the chat.
        [web] In a minute we remove this message from the page.
       *[other] We can't remove this message. Once the words are written down, delete it yourself.
    }
choice-written-down = I wrote it down

# After the button above; the message with the four words is gone.
code-written = Good. The words are gone from here, and they stay valid.

# The way to people is closed to this chat for a while. $opens: ready words, "tomorrow at 09:00 your time". Numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
people-blocked = People can't answer in this chat for now. You can ask again { $opens }. Everything else here works as before.

    If it can't wait, these numbers answer:

# Shown while the talk is with people.
with-people = A consultant will read this and write here. You can add words at any moment. You decide what to answer. The word “stop” leaves the queue.

# Can come first after a silence: the first 60 characters are neutral.
stop-what = Would you like to stop here? You leave the queue for a consultant, and we write nothing until you write again.

stop-done = All right, we stop here. You can write again at any moment.

# Can come first after a silence: the first 60 characters are neutral.
come-back-how =
    If you were given four words, write them here in one message, in the same order. If they fit, we go on where you stopped. If not, you can go on without them.

    What now?

## For the operator: what to read before the first answer.

caution-watched = May be watched. Ask only what yes or no can answer. No topic in your first lines.

# Source: content.md 1.7 [S30], 1.9 [S40][S41]
caution-minor = Says: under 18. Nothing about sex unless they begin. Say first what you have to pass on. No return home without the child procedure.

# Source: content.md 3.3 (the searched person may be hiding from the caller)
caution-witness = Tells about somebody else; the relation is not verified. Confirm nothing about anyone.
