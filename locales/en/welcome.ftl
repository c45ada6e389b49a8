# Topic: the first words, the language and the one line about privacy.
# Read by a native speaker: no

# The very first text; in all languages at once, because none is chosen yet.
# Can come first after a silence: the first 60 characters are neutral.
welcome-language =
    Hello! Which language is easier for you?

    Здравствуйте! Какой язык вам удобнее?

# $organisation: the organisation's name.
# Only sentences that the software keeps; change them together with it.
welcome-about =
    You're writing with an automatic assistant. The people behind it: { $organisation }. You needn't give a name. We don't know who you are and can't look it up. The messenger itself can see that you wrote to us.

    Shall we go on?

# Can come first after a silence: the first 60 characters are neutral.
language-which =
    Which language is easier for you?

    Какой язык вам удобнее?
