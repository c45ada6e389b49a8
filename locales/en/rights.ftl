# Topic: what a boss may not do, in short cards, each with where it was read and how sure that is.
# Read by a native speaker: no

# Source: content2.md 6.1 (GAP: what happens to a worker without papers who complains)
rights-intro = Here are short cards about rights at work. We don't know what happens to people without papers who complain, so talk to a lawyer before you do.

rights-country = Laws differ from country to country. Where is the work?

rights-topics = Which card would you like to read?

rights-then = What would you like to do next?

## Russia

# Source: content2.md 6.1 [T51] (press, about 2025; GAP: a foreign passport held by an employer)
rights-ru-passport = Russian law forbids taking an identity paper unlawfully or as a pledge (Administrative Offences Code, article 19.17). We found no text that names a foreign passport held by a boss.

    From the press, about 2025. A lawyer should confirm.

# Source: content2.md 6.3 [T70, T71], content.md 2.2 [S37]
rights-ilo-passport = The UN labour agency (ILO) counts papers kept by a boss among the signs of forced work. Its rules for fair hiring say that workers keep their own papers.

    From copies, not from the ILO's own pages.

# Source: content2.md 6.1 [T53] (prosecutor's page)
rights-ru-pay = In Russia pay is due at least every half month, at the latest 15 days after the period it is for (Labour Code, article 136). For each day late, interest is due: at least 1/150 of the key rate (article 236).

    From a prosecutor's page, no date.

# Source: content2.md 6.1 [T54] (copy)
rights-ru-late = If pay is more than 15 days late, you can tell the boss in writing and stop work until you're paid. Not in a state of emergency, in emergency services and some other jobs (Labour Code, article 142).

    The law text we read is a copy; a lawyer should confirm.

# Source: content2.md 6.1 [T55] (press)
rights-ru-unpaid = No pay for over two months, or only part of it for over three, can be a crime if the boss does it for gain (Criminal Code, article 145.1).

    From the press, no date. A lawyer should confirm.

# Source: content2.md 6.1 [T57, T58] (copies, one of 2023)
rights-ru-overtime = In Russia overtime needs your written consent; the law lists exceptions (Labour Code, article 99). The first two hours are paid at 1.5 times, later ones at least double (article 152).

    The law texts we read are copies, one of 2023; a lawyer should confirm.

# Source: content2.md 6.1 [T56] (copies)
rights-ru-fines = In Russia a boss may only give a remark, a reprimand, or dismiss you. A penalty the law doesn't name, such as a fine, isn't allowed (Labour Code, article 192).

    The law texts we read are copies; a lawyer should confirm.

# Source: content2.md 6.1 [T50] (copy)
rights-ru-forced = In Russia forced work is forbidden. That includes work you could refuse because pay is late or incomplete, but have to do under a threat (Labour Code, article 4).

    The law text we read is a copy; a lawyer should confirm.

# Source: content2.md 6.1 [T52] (copy)
rights-ru-slavery = Using someone as a slave is a crime, punished with up to 5 years. It is 3 to 10 years if papers were taken, hidden or destroyed, with violence or blackmail, or against a child (Criminal Code, article 127.2).

    The law text we read is a copy; a lawyer should confirm.

# Source: content2.md 5.2 [T40] (Moscow police and press, 2025)
rights-ru-app = Moscow and its region, since September 2025: people who came to work from Armenia, Azerbaijan, Georgia, Kazakhstan, Kyrgyzstan, Moldova, Tajikistan, Ukraine or Uzbekistan have to open the app “Amina” every day. It sends their location to the Interior Ministry.

# Source: content2.md 5.2 [T41, T42] (press, late 2025)
rights-ru-app-days = No location for over three working days: the person is taken off the migration register and put on the list of controlled persons. Going to another region, register there; when back, again in the app.

    From news of November and December 2025.

# Source: content2.md 5.2 (own conclusion there: phone taken or off belongs before a lawyer at once)
rights-ru-phone = If you are one of them: was your phone taken, or is it switched off for long?

# Source: content2.md 5.2
rights-ru-phone-gone = Then the right to stay can be lost within days. It's best to tell a lawyer at once, and first of all that the phone was taken or off. What would you like to do?

## Kazakhstan

# Source: content2.md 6.2 [T63] (labour ministry, 2018), [T64] (copy)
rights-kz-pay = In Kazakhstan pay is due at least once a month, by the 10th of the next month, in tenge, with a monthly statement. Interest is due for each day late. State labour inspectors control this (Labour Code, articles 113, 191).

    From the ministry, 2018, and a copy of the law.

# Source: content2.md 6.2 [T65] (copy)
rights-kz-overtime = In Kazakhstan overtime is paid at least 1.5 times (Labour Code, article 108).

    The law text we read is a copy and may have changed in 2026; a lawyer should confirm.

# Source: content2.md 6.2 [T61, T62] (copies)
rights-kz-forced = In Kazakhstan work under threat of a penalty, not offered freely, is forbidden. Exceptions: a court act, an emergency, war (Labour Code, article 7; Constitution, article 24).

    The texts we read are copies and may have changed in 2026; a lawyer should confirm.

# Source: content2.md 6.2 (GAP)
rights-kz-passport = We read no law text from Kazakhstan about a passport kept by a boss, or about fines. A lawyer or a consultant can look into it.

# Source: content2.md 6.2 [T69] (press, February 2026)
rights-kz-help = Foreigners get help in Kazakhstan too. In 2025 the state's special social services helped 171 people, 93 of them foreigners: housing, doctors, psychologists, papers, jobs.

    From the press of February 2026, citing a minister.

## Anywhere else

rights-elsewhere = We have read no labour law for that country. A lawyer or a consultant can help. What would you like to do?

rights-lawyer-first = Here is where people help with the law. Say first if your papers aren't in order, so they can tell you the risks.

## Titles at the desk

rights-title-phone = Phone taken or off

## Choices

choice-rights-passport = ID and passport
choice-rights-pay = Pay
choice-rights-late = Late pay
choice-rights-overtime = Overtime
choice-rights-fines = Fines
choice-rights-forced = Work under threat
choice-rights-app = Amina and the phone
choice-rights-help = Help for foreigners

choice-rights-offer = Check a job offer
choice-rights-cards = Other cards
choice-rights-lawyer = Find a lawyer
