# Topic: finding help near a person, by place, need, whom it is for, and whether they can call.
# Read by a native speaker: no

find-intro = Let's look for help. There are a few short questions. You can skip any of them.

# Also asked by the flows return, relative, rights and children.
find-where = You can share your location or write a town. The exact address isn't needed. Where are you?

# Asked when the place was skipped or not found.
find-country = Then only the country, if you like. Which country are you in?

find-needs = What do you need?

find-needs-more = What is it about?

find-for-whom = Some places help only women, or only children. Who needs help?

find-can-call = Some places can only be reached by phone. Can you call?

# Stands after the cards, or after find-nothing. Also used by the flows return, relative, rights and children.
find-results = What would you like to do next?

find-nothing = We know of nothing there that fits. That doesn't mean there is no help. A consultant can look and ask for you.

## Titles in the review and at the desk

find-title-place = Where
find-title-country = Country
find-title-needs = Needs
find-title-for = For whom
find-title-written = Only in writing

## Choices: countries

choice-find-ru = Russia
choice-find-kz = Kazakhstan
choice-find-kg = Kyrgyzstan
choice-find-tj = Tajikistan
choice-find-uz = Uzbekistan
choice-find-other = Other country

## Choices: needs

choice-find-shelter = A place to stay
choice-find-humanitarian = Food and money
choice-find-medical = Doctor
choice-find-psychological = Psychologist
choice-find-legal = Lawyer
choice-find-documents = ID and documents
choice-find-hotline = Someone to talk to
choice-find-else = Not in this list

choice-find-home = Going home
choice-find-missing = Missing person
choice-find-work = Work

# Further words that mean the choice, separated by commas; never shown.
find-words-shelter = shelter, housing, room, bed, somewhere to sleep
find-words-humanitarian = food, money, clothes, hungry
find-words-medical = medical, hospital, medicine, clinic, ambulance
find-words-psychological = psychological help, therapist, mental health
find-words-legal = legal help, legal, law, advocate
find-words-documents = papers, documents, passport, id
find-words-hotline = hotline, helpline, talk, phone line

## Choices: for whom, and how

choice-find-woman = Woman
choice-find-man = Man
choice-find-child = Child
choice-find-anyone = Family or anyone

choice-find-can-call = Yes, I can call
choice-find-cannot-call = I can't call or hear

## Choices under the cards

choice-find-other-need = Other need
choice-find-other-place = Another place
choice-find-other-person = For someone else
