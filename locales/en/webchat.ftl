# Topic: the words of the web chat page itself: buttons, the state of the connection, what the page keeps.
# Read by a native speaker: no

# The name of the page in the browser's tab and in its history. Could be anybody's.
webchat-title = Chat

# The first line of a page on which nothing was said yet. Can be seen by anyone: no topic.
webchat-hello = Hello! You can write to us here.
webchat-hello-more = Answers come on this page. You can stop at any moment.
webchat-start = Start

# Shown instead of the talk after a silence. Can be seen by anyone: no topic.
webchat-cover = Hello! Would you like to go on?
webchat-cover-new = There is something new.
# A button; its words are also what the bot is told.
webchat-go-on = Go on

# Leads to a neutral page at once and ends the session on this device.
webchat-leave = Leave quickly
webchat-leave-hint = “Leave quickly” opens another page and ends the chat on this device. Pressing Esc twice does the same.

webchat-log = Messages
# Read out by screen readers before a message of the person, of the bot.
webchat-you = You:
webchat-us = Answer:
# Shown above a message that a human being wrote.
webchat-consultant = Consultant
webchat-input = Your message
webchat-send = Send
webchat-check = Check for answers
webchat-new = New message

# Under a message on its way.
webchat-sending = Sending…
webchat-unsent = Not sent yet. We keep trying.
webchat-lost = No connection. We keep trying, and what you write stays here.
webchat-back = Connected again.

webchat-share = Share location
webchat-shared = Location shared
webchat-locating = Looking for the location…
webchat-refused = The location could not be read. You can write the name of the place instead.

# What can go wrong with a message; said kindly, above the field that still holds it.
webchat-too-long = This is longer than 4,000 characters. Please send it in two parts.
webchat-too-fast = Messages are coming very fast. Please wait a few seconds and press “Send” again.
webchat-crowded = Many people are opening the chat right now. Please press “Start” again in a minute.
webchat-again = Please press the button once more. If you see this line again, the browser does not let this page keep a cookie.
webchat-not-accepted = Something went wrong on our side and your words are not with us yet. Please press the button again.
webchat-elsewhere = This came from another page. Please open the chat again and write there.

# What the page keeps, behind a line that opens.
webchat-privacy = What this page keeps
webchat-privacy-who = We don't know who you are and can't look it up.
webchat-privacy-cookie = The page keeps one cookie, so that answers find you. It ends 24 hours after your last message, or when you press “Leave quickly”.
webchat-privacy-cover = After 15 minutes of silence, opening the page shows nothing of what was said.
webchat-privacy-others = Whoever runs the network can see that this address was opened, but not what you write. The browser keeps the address in its history.
# A link, and the heading of the page it leads to: the texts privacy-full-… of privacy.ftl.
webchat-privacy-all = Who sees what you write, and how long it is kept
webchat-languages = Languages
