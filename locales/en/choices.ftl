# Topic: the answers that many questions share; each at most 20 characters.
# Read by a native speaker: no

choice-yes = Yes
choice-yes-words = y, yeah, yep, yes please, ok, okay, sure, of course, да, da
choice-no = No
choice-no-words = n, nope, no thanks, not, нет, net
choice-not-sure = Skip, don't know
choice-not-sure-words = skip, not sure, don't know, dont know, maybe, i don't know, unsure
choice-forget-yes-words = yes, yes please, да
skip-words = skip this, pass, next, later, prefer not to say, пропустить
done-words = ready, finished, that's all, готово
send-words = send it, yes, yes please, ok, okay, отправить
go-on-words = yes, continue, ok, okay, go ahead, да, дальше
choice-dont-know = Don't know
choice-skip = Skip
choice-done = Done
choice-go-on = Go on
choice-back = Back
choice-start-over = Start over
choice-none-of-these = None of these
choice-more = More
choice-menu = Menu
choice-human = Talk to a person
choice-emergency = Emergency numbers
choice-phone-numbers = Phone numbers
choice-cannot-speak = I can't speak
choice-hide = Hide
choice-send = Send
choice-change = Change something
choice-share-place = Share my location
choice-yes-no-only = Only yes or no
choice-children = Help for under 18
choice-privacy = Who can see this
choice-come-back = I have four words
choice-stop = Yes, stop
choice-forget = Forget me
choice-forget-yes = Yes, delete it
choice-forget-no = No, keep it

## Each language in its own letters, the same in every file.

choice-ru = Русский
choice-en = English
