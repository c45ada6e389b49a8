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

# After everything was forgotten; eight days are the life of the last key. Each channel says what it cannot delete:
# Telegram lets a bot delete messages younger than 48 hours; WhatsApp and SMS have no way to unsend.
# Can come first after a silence: the first 60 characters are neutral.
# Variables: $channel
forgotten =
    It's deleted: nobody here sees your words any more. The last encrypted traces go within eight days.

    { $channel ->
        [telegram] We try to remove the messages of the last two days from this chat. Delete the chat yourself too, in your list of chats. Copies that the messenger keeps stay.
        [whatsapp] From WhatsApp we can't remove anything. Delete this chat yourself, in your list of chats. Copies that the messenger keeps stay.
        [sms] From your phone we can't remove anything. Delete these messages yourself. Your list of calls stays.
        [web] Close this page and clear the browser's history.
       *[other] What stands on this screen you can clear yourself.
    }

    If you write again, we begin anew.
