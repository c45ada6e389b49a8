# Topic: somebody is missing: what cannot wait, who searches, and the facts a search needs.
# Read by a native speaker: no

# The emergency numbers stand after this text.
# Source: content.md 3.3 [S55, S57]
relative-first = If someone has disappeared, call the police now: the first day helps most. In Russia there is no waiting time, and the police have to take your report.

# Source: content.md 3.3 [S55, S56]
relative-ready = Have ready: a recent photo, how they look, clothes, usual places and ways, habits, health. Write down the officer's name. In Russia the LizaAlert volunteers also search, free, day and night. They first ask who, where and when.

relative-ways = What would you like to do?

# Source: content2.md 6.1 (GAP), content.md 1.8 [S32, S33]: no promise about the police and people without papers
relative-fear = We can't say what happens when someone without papers goes to the police. A lawyer can. You can also ask the Red Cross to search.

# Source: content.md 3.3 [S60, S61, S62]
relative-redcross = The Red Cross looks for people who lost touch, also on the way to another country. It is free. You tell what you know; volunteers go to the last address and ask around. A found person's contact is given out only if that person agrees.

# Source: content.md 3.3 [S58, S59]
relative-abroad = If they are missing in another country: the police where you live can ask INTERPOL for a worldwide notice. Families can't ask it themselves. It needs a police record, full name, sex, at least the year of birth, and a description with a good photo.

## The facts

# Source: content.md 3.3, the trap [S63]
relative-promise = If we find someone, we first ask them. Without their yes we tell nobody where they are, or whether we know them. We do this for everyone.

relative-as-written = Names and places you write here are shown to our team as you write them, because a search needs them. Please send no passport scans. Any question can be skipped.

relative-relation = Who is this person to you?

relative-who = Who is missing?

relative-name = What is their full name, and year of birth if you know it?

relative-last = When and where did you last hear from them? Was it a call, a message, or face to face?

relative-goal = Where were they going, and to whom? A boss, a recruiter, a number, an advert: whatever you know.

relative-looks = What do they look like? Height, hair, clothes, marks, health: write as much or as little as you want.

relative-photo = Do you have a recent photo? Please don't send it here now.

relative-police = Did you tell the police?

relative-number = Is there a number of the police report? What is it?

## To people

relative-review = This is what you told us here. You can change anything. Shall I send it to our team?

relative-sent = A consultant will read this. If we find someone, we first ask them. Until then we can't say whether we know them.

# Shown while the talk rests with people.
relative-rest = You can add anything here: a place, a name, a new message from them. It goes to our team.

## The desk: the operator reads this first. Source: content.md 3.3, the trap

desk-caution-relation = Relation unverified: confirm nothing.

## Titles in the review and at the desk

relative-title-relation = Relation
relative-title-who = Who is missing
relative-title-name = Name
relative-title-last = Last contact
relative-title-goal = Goal or recruiter
relative-title-looks = Description
relative-title-photo = Has a photo
relative-title-police = Police told
relative-title-number = Report number

## Choices

choice-relative-ask = Ask us to search
choice-relative-services = Services that search
choice-relative-fear = Fear of the police
choice-relative-abroad = In another country

choice-relative-child = Son or daughter
choice-relative-parent = Mother or father
choice-relative-sibling = Brother or sister
choice-relative-spouse = Husband or wife
choice-relative-kin = Other relative
choice-relative-friend = Friend
choice-relative-else = Not in this list

choice-relative-woman = Woman
choice-relative-man = Man
choice-relative-girl = Girl under 18
choice-relative-boy = Boy under 18

choice-relative-enough = That's enough
choice-relative-police-no = I'm afraid to
