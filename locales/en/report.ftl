# Topic: telling what happens, for oneself or about somebody else.
# Read by a native speaker: no

report-who = Who is this about?

## For oneself.

report-child =
    Thank you for writing. You've done nothing wrong. You can write with a person now, or first answer a few questions with taps.

    What would you like?

# Source: content.md 2.2 [S37][S44] (the signs asked in this and the next two questions)
report-freedom =
    Here are a few questions with answers to tap. You can skip any of them.

    What is true where you are, or where you were?

report-work = And the work: what is true?
report-harm = You decide what to answer. Is any of this happening?

# After one sign or more was chosen.
# Source: content.md 2.2 [S45] (one sign may be enough in some cases)
report-heard =
    Thank you for telling us. It isn't your fault. What you chose can be a sign that you are being forced.

    Would you like a few more questions, or to send it now?

# When no sign was chosen.
report-thanks = Thank you. Would you like a few more questions, or to send it now?

report-where = A town or village is enough. Where is it?

# Shown to operators as written, because it may be needed to find the person.
report-where-more =
    Consultants see this answer as you write it.

    What else shows the place: a street, a sign, the floor, what you see from the window?

report-time = When is it happening?

report-traces =
    Consultants see this answer as you write it.

    What do you know about those people: a car and its plate, a phone number, a page, the job advert?

report-documents = Who has your passport or other papers now?
report-phone = Was your phone taken from you, or were you told to keep it off?

# Source: content2.md 5.2 [T40][T41][T42]
report-phone-moscow = In Moscow and the Moscow region, workers from some countries have to open the app Amina every day. If it sends no location for more than three working days, their registration can end. A lawyer should hear of it soon. As of December 2025.

report-wants = What would you like to happen?

report-story =
    Write as much or as little as you want. Names can be left out.

    What is happening?

## About somebody else.

# Source: content.md 3.2 [S53]
report-other-care = Thank you for not looking away. Please don't confront anyone and don't warn anyone, not even the person you worry about: it can put you both in danger. Stay safe yourself.

report-other-time = When did you last see or hear of it?

# The emergency numbers of the person's country follow as lines.
# Source: content.md 3.2 [S54]
report-other-call = Something so recent is better told by phone. If you can speak safely, call:

report-other-then = You can also write with a person here right away. What do you choose?

report-other-freedom =
    You can skip any question.

    What do you see or know about this person?

report-other-work = And their work: what do you see or know?
report-other-harm = Is any of this happening to them?
report-other-where = A town or village is enough. Where is it?

# Source: content.md 3.2 [S46][S51]
report-other-where-more =
    Please don't go there to look. Consultants see this answer as you write it.

    What else shows the place: the address, a crossing, what kind of building?

# Source: content.md 3.2 [S46][S51]
report-other-people =
    Consultants see this answer as you write it.

    Who needs help: how many, about what age, how do they look, do they seem afraid? And who controls them?

# Source: content.md 3.2 [S46][S51]
report-other-traces =
    Consultants see this answer as you write it.

    Do you know a car and its plate, a phone number, a page, an advert?

report-other-story =
    Write as much or as little as you want.

    What did you see or hear, and how do you know this person?

# Shown while the talk is with people.
# Source: content.md 3.2 [S53]
report-other-rest = A consultant will read this and may ask you something here. Please keep your distance and don't warn anyone. If it becomes urgent, write “sos” for numbers to call.

## For both.

report-story-more = This is kept. Would you like to add anything?

report-show-numbers =
    If there are phone numbers or addresses in your story, we try to cover them before anyone reads it.

    May our consultants see them?

# Source: content.md 1.9 [S39][S41], 3.1 (what may be passed on, to whom)
report-share =
    Others can help too, a shelter or a lawyer for instance. You can change this later by telling the consultant. If a life or a child is in danger, ask them what they have to pass on.

    May we pass on what you wrote?

report-reply =
    Somebody may see your screen when an answer comes.

    When may we write to you here?

report-hours = This is about your local time. Which hours suit you?

# The word is never shown again.
report-secret =
    You can set a secret word. After a pause we ask for it before we show an answer. Once it's sent, delete the message with the word. You can also skip this.

    Which word do you choose?

# The answers stand with this text, each with its title.
report-review = This is what you answered. Shall we send it?

## Short titles for the review and the operator.

report-title-role = Who it's about
report-title-signs-freedom = Freedom
report-title-signs-work = Work
report-title-signs-harm = Harm
report-title-place = Place
report-title-place-words = More on the place
report-title-time = When
report-title-traces = Car, number, advert
report-title-documents = Papers
report-title-phone = Phone taken
report-title-wants = Wishes
report-title-people = Who needs help
report-title-story = In own words
report-title-story-more = Added words
report-title-story-last = Added later
report-title-numbers = Numbers visible
report-title-share = Passing on
report-title-reply = Answers
report-title-hours = Hours
report-title-secret = Secret word

## Answers; each at most 20 characters.

choice-self = About me
choice-family = Family or friend
choice-witness = I saw someone
choice-helper = Person I help
choice-sign-leave = Can't leave
choice-sign-papers = Passport taken
choice-sign-isolated = Kept from people
choice-sign-depend = Fully depend on them
choice-sign-lied = Lied about the job
choice-sign-wages = Wages not paid
choice-sign-debt = Owing them money
choice-sign-conditions = Bad food or housing
choice-sign-overtime = Hours without rest
choice-sign-threats = Threats
choice-sign-hurt = Hit or hurt
choice-sign-sex = Forced sex
choice-sign-sold = Made to sell sex
choice-sign-begging = Begging under force
choice-sign-home = Violence at home
choice-sign-child = Child involved
choice-send-now = Send it now
choice-time-now = Right now
choice-time-day = Last 24 hours
choice-time-month = This month
choice-time-earlier = Earlier
choice-docs-mine = I have them
choice-docs-taken = Taken away
choice-docs-lost = Lost or expired
choice-docs-never = Never had any
choice-want-shelter = Place to stay
choice-want-doctor = Medical help
choice-want-papers = Help with papers
choice-want-lawyer = Lawyer
choice-want-wages = Wages paid
choice-want-home = Go home
choice-want-police = Call the police
choice-want-no-police = No police
choice-that-is-all = That's all
choice-share = Yes, to helpers
choice-confidential = No, only your team
choice-anonymous = Without my details
choice-now = Any time
choice-window = Hours that suit me
choice-never = Don't write first
choice-morning = Morning, 8 to 12
choice-day = Day, 12 to 18
choice-evening = Evening, 18 to 22
