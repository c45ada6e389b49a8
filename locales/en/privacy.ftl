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

# The whole text, behind a tap; the same stands on the web page at /chat/privacy. Each sentence has its proof in
# tests/promises/test_privacy_text.py.
choice-privacy-full = Read all of it

privacy-full-who = The name and picture of your account in the messenger we don't keep. The number or chat that answers go to is kept locked, and no consultant can open it. Whoever steals our records finds nobody in them without our keys.

privacy-full-see = Consultants see your language, the kind of channel, your answers and your words. What they do with your message is written down, without a word of yours. The log of our machine holds no words, names or numbers.

privacy-full-covered = What we cover opens only with your yes, and only for those who work on your message. Photos, where we take them, lose their place and time. They are deleted with your message.

# Telegram and WhatsApp are told apart in docs/privacy.md; Twilio stands between WhatsApp or SMS and us.
privacy-full-others = Telegram and WhatsApp see who wrote and every word, and keep copies of their own. WhatsApp and SMS pass through a company called Twilio; we ask it to delete what passed. Our web page loads nothing from anybody else, but the network sees that it was opened.

privacy-next = Shall we go on?

# The times are those of bot/store/keys.py and of the keys; the yes is the one to ask-keep. Change them together.
privacy-full-long = A talk with the bot alone is kept for a day. What people work on is kept until they finish, up to 30 days after your last word, longer only if you say yes, then eight days more. Marks that keep us from taking a message twice last two days. What is over can't be read from any copy of our disk either.

privacy-full-forget = After “forget” and your yes we delete your message to people, the answers that wait and the four words. Ten minutes later nobody here can find your chat or write to you. Whoever has your four words can read on from another phone, or have all of it deleted.

privacy-full-stopped = If our people stopped answering you for some days, deleting doesn't end that.

privacy-full-not = After 15 minutes of silence we show a neutral line, and nothing of before until you go on. We can't protect a phone that others hold or watch. Whoever controls our machine while a talk is open could read it.

privacy-now = What now?

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
