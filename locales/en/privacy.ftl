# Topic: what we know, what others can see, how long it is kept, and forgetting.
# Read by a native speaker: no

# Only sentences that the software keeps; change them together with it.
# Can come first after a silence: the first 60 characters are neutral.
privacy-we = We don't know who you are and can't look it up. Consultants aren't shown your number or your name in the messenger. They read what you send them. In your story we try to cover phone numbers and addresses unless you allow them.

# Channels are not end-to-end encrypted towards us.
privacy-others = The messenger can see that you wrote to us and may be able to read it. So can whoever holds your phone. The word “hide” puts a neutral line here; messages above may stay, so delete them yourself. On our web page there's no messenger in between.

# The times are those of the keys: a session lives a day, the last key of a closed case eight days. Change them together.
privacy-kept =
    A talk that you break off is forgotten a day after your last message. What people work on is kept until they finish, and at most eight days more. After that nobody can read it, we can't either.

    What now?

forget-sure =
    Your message leaves the queue, nobody answers it any more, and your four words stop working. This can't be undone.

    Shall we delete what you wrote to us?

# Telegram lets a bot delete messages younger than 48 hours; WhatsApp has no way to unsend.
forget-by-hand = Telegram: we try to remove the messages of the last two days. WhatsApp: we can't remove any. Delete this chat yourself in your list of chats. Web page: close it and clear the browser's history. Copies kept by the messenger and your list of calls stay.
