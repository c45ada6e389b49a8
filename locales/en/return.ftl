# Topic: going home with help: what it is, what it needs, what it can cost, and when another way is better.
# Read by a native speaker: no

# Source: content.md 1.6, 1.7 (age and fear come before anything a person can read alone).
return-intro = Let's talk about going home. First, questions about your safety. You can skip any question and stop at any moment.

return-minor = Are you under 18?

# Source: content.md 1.7 [S24, S30]
return-child = Thank you for saying so. For anyone under 18, going home needs special care, so a person will talk with you first. You decide what you tell.

# Source: content.md 1.6 [S9, S27]
return-fear = Some people can't go home safely because of prison, violence, a forced marriage, revenge, war, or because of their faith, politics or who they are. Are you afraid of something at home?

return-heard = Thank you for saying it. It may not be safe to go home, so let's look at other ways first. You decide.

# Source: content.md 1.6 [S9]
return-fear-ways = The UN refugee agency (UNHCR) is there for people who are afraid to go home. Its help and its partners' help cost nothing. A lawyer can look at your papers. What would you like?

# Source: content.md 1.6 [S27] (an undated booklet)
return-asylum = In Russia you can ask for refugee status or for temporary asylum, at the migration department of the Interior Ministry. Temporary asylum is for people who can't go back because of war, general violence or, for example, grave illness. Talk to a lawyer first.

# Source: content.md 1.6 [S9, S27]
return-asylum-unhcr = UNHCR asks people to contact it if they weren't let into the asylum procedure, if they were refused, or if they fear being sent back before a decision.

    From UNHCR's page and an undated booklet, not checked since.

## Whose paper, and where it is

return-citizenship = Which country are you a citizen of?

# Source: content.md 1.5 [S8] (DR Congo is asked by citizenship)
return-listed = One more question about safety. Is your home in Crimea, Syria, South Sudan, Libya, Gaza, Yemen or North Korea?

# Source: content.md 1.5 [S8] (an undated list)
return-unsafe = The UN migration agency (IOM) doesn't take people back to places it holds unsafe. Your home is on a list we read; the list has no date. A consultant can look at it with you. What would you like?

return-passport = Where is your passport now?

## What there is to know

# Source: content.md 1.1 [S1, S2, S3, S4, S5]
return-what = This is organised help for people who choose to go back to their own country: papers, tickets and some money for a new start. It isn't deportation. It happens only if you agree, and you can say no until the day you leave.

return-topics = What would you like to know?

# Source: content.md 1.2 [S1, S2, S4, S5, S7, S8]
return-who = People can ask with papers or without, after asylum was refused, or after they were forced to work. Those who need most help go first: ill or elderly people, pregnant women, large families, lone parents. The rules differ from country to country.

# Source: content.md 1.3 [S4, S6, S10, S11]
return-steps = 1. You contact an organisation or your consulate.
    2. They listen and look at whether going back is safe.
    3. You fill in a form, with an interpreter if needed.
    4. Without a passport, you get a paper for the journey.
    5. The ticket is bought, on a date agreed with you.

# Source: content.md 1.3 [S3, S21, S22]
return-steps-after = There can be help at the station or airport and on the way. After you arrive: a lift home, a doctor, then help with a new start, usually from local organisations. What exactly, differs.

# Source: content.md 1.4 [S4, S11, S12, S23]; no time is known for Russia, so no date is given
return-long = It can take weeks; without a passport longer. Nobody here can tell you a date.

# Source: content.md 1.1 [S6, S7, S8, S9, Seed0]
return-cost = The organisations pay for papers and tickets where they can. It depends on their money and on the case. Never pay an agent. UNHCR says its own and its partners' help costs nothing, and asks to be told if someone demands money or favours.

# Source: content.md 1.8 [S32, S33, S36]
return-risks-russia = Leaving Russia can change whether and when you may come back. Since February 2025, people without papers to stay are put in a register until they leave or get papers. You can check before you travel if you are on a list. Talk to a lawyer before you go.

# Source: content.md 1.8 [S34] (a politician's statement of October 2025, not the text of the law)
return-risks-notice = In October 2025 a politician said: people on that register who leave on their own have to tell the date, place and route beforehand, or face a fine, expulsion and a ban of at least five years. That isn't the text of the law. Ask a lawyer.

# Source: content.md 1.6 [S26], 1.8 [S37], 1.9 (GAP: nothing is known about data shared with consulates)
return-risks = Some people came to harm on the way or after they were back. We can't promise that your country won't learn of your return. A debt to a boss or recruiter is a way to hold people. It isn't a reason to stay.

## Papers

# Source: content.md 1.3 step 4
return-paper-valid = With a valid passport you don't need another paper for the way home.

# Source: content.md 1.6 (caution about one's own consulate)
return-consulate = A paper for the way home comes from your country's consulate. For some people it is dangerous to contact their own state. Is it safe for you?

return-no-consulate = Then it's better not to contact the consulate for now. A consultant or a lawyer can look for another way with you. What would you like?

# Source: content.md 1.3 step 4 [Seed0]
return-paper-kept = If someone keeps your passport, organisations can help to get papers again or to reach the consulate. You don't have to get it back alone.

# Source: content.md 1.3 step 4 [S11, S12, S13], 1.8 [S32, S33]
return-paper-bring = Bring anything that shows who you are, even expired or a copy: birth certificate, ID card, licence. With nothing, the consulate asks your country to confirm who you are. That takes longer. If your stay isn't in order, ask a lawyer before you go to the police.

# Source: content.md 1.3 [S14, S15]
return-paper-uz = Uzbekistan: a form with a photo on consulate.mfa.uz, and a police note about the loss or theft, or the old passport. The paper is valid for 1 to 3 months. The fee differs between consulates.

    From the consulate's own pages, no date.

# Source: content.md 1.3 [S16]
return-paper-tj = Tajikistan: report to the local police and to the embassy. The certificate is for one journey and is valid for 30 days.

    From a page of the Foreign Ministry, no date.

# Source: content.md 1.3 [S17]
return-paper-kg = Kyrgyzstan has a certificate of return. The rule we read, of November 2020, is no longer in force. Please ask the consulate for today's rule.

# Source: content.md 1.3 [S20]
return-paper-md = Moldova: the consular section in Moscow gave out a travel title.

    From a notice of June 2020, not checked since.

# Source: content.md 1.3 [S18]
return-paper-ng = Nigeria: the embassy in Moscow gives out an emergency travel certificate. The fee seems to be 130 US dollars, and it asks for a police report and a ticket. Ask before you pay.

    From the embassy's page, no date.

# Source: content.md 1.3 [S19]
return-paper-ph = The Philippines: the embassy in Moscow has given out travel papers and helped with exit permits and the way home.

    From a newspaper, not checked since.

# Source: content.md 1.3 (GAP for every other country)
return-paper-none = We have no checked information about such papers for your country. A consultant can ask for you.

return-paper-then = What would you like to do next?

## Who can help

# Source: content.md 1.1 (GAP: not known whether it runs from Russia today)
return-contacts-first = These places are listed for help with going home. We don't know if each of them does it today, so ask them first. They pay where they can. Never pay an agent.

## To people

return-wish = What would you like to happen?

return-review = This is what you told us here. You can change anything. Shall I send it to our team?

## Titles in the review and at the desk

return-title-minor = Under 18
return-title-fear = Fear of going home
return-title-citizen = Citizenship
return-title-listed = Home on unsafe list
return-title-passport = Passport
return-title-consulate = Consulate is safe
return-title-wish = Wish

## Choices

choice-return-refuge = UNHCR or a lawyer
choice-return-asylum = Asylum in Russia
choice-return-lawyer = Find a lawyer
choice-return-topics = Other questions

choice-return-md = Moldova
choice-return-ng = Nigeria
choice-return-ph = Philippines
choice-return-cd = DR Congo

choice-return-have = With me
choice-return-lost = Lost or stolen
choice-return-kept = Someone keeps it
choice-return-expired = Expired
choice-return-never = Never had one

choice-return-who = Who can ask
choice-return-steps = Steps
choice-return-papers = Papers
choice-return-long = How long
choice-return-cost = Cost
choice-return-risks = Risks
choice-return-contacts = Find help
choice-return-answers = Your answers
choice-return-consulates = Find a consulate

choice-return-go-home = Go home
choice-return-know = Learn more first
choice-return-stay = Find another way
