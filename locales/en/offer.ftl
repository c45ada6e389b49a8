# Topic: a job offer before one goes: known signs, an honest answer, and what to do before the journey.
# Read by a native speaker: no

offer-intro = Let's look at a job offer together: two questions, then what to do before you go. You can skip any of them.

# Source: content.md 2.2 [S37, S44] (papers kept, debt, wages withheld, deception)
offer-money = About papers and money. Did they say or do any of this?

# Source: content.md 2.2 [S37, S44] (movement, isolation, threats, overtime)
offer-freedom = About freedom. Did they say or do any of this?

# Source: content.md 2.2 [S37, S45]
offer-signs = What you ticked are known signs of forced work. Sometimes one sign is enough, sometimes it takes several together. We don't know these people. You decide.

# Source: content.md 2.2 [S45]
offer-no-sign = We saw no sign in what you ticked. That doesn't prove that the offer is good: some signs only show after you arrive.

# Source: content2.md 6.3 [T70, T71], content.md 1.3 step 4 [S11, S12] (a copy helps at the consulate)
offer-before = Before you go: keep your passport yourself. The UN labour agency (ILO) says workers keep their own papers. Leave a copy with someone you trust; even a copy helps at a consulate. Tell that person where you're going, who invited you, and when you'll write.

offer-then = What would you like to do next?

# What is written here is shown to the operator as written.
offer-advert = Paste the advert or the messages: the place, the firm, the number. Our team sees it as you write it. What did they offer?

offer-review = This is what you told us here. You can change anything. Shall I send it to our team?

## Titles in the review and at the desk

offer-title-money = Papers and money
offer-title-freedom = Freedom
offer-title-advert = The offer

## Choices

choice-offer-passport = They hold passports
choice-offer-debt = I would owe money
choice-offer-later = Paid only at the end
choice-offer-changes = Different promises

choice-offer-leave = Can't go out freely
choice-offer-calls = Kept from family
choice-offer-pressure = Threats
choice-offer-rest = Work without rest

choice-offer-look = Show it to a person
choice-offer-there = I'm already there
choice-offer-rights = Rights at work
