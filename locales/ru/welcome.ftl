# Topic: the first words, the language and the one line about privacy.
# Read by a native speaker: no

# The very first text; in all languages at once, because none is chosen yet.
# Can come first after a silence: the first 60 characters are neutral.
welcome-language =
    Здравствуйте! Какой язык вам удобнее?

    Hello! Which language is easier for you?

# $organisation: the organisation's name.
# Only sentences that the software keeps; change them together with it.
welcome-about =
    Вам отвечает автоматический помощник. За ним стоят люди: { $organisation }. Имя называть не нужно. Мы не знаем, кто вы, и не можем это узнать. Сам мессенджер видит, что вы нам писали.

    Продолжим?

# Can come first after a silence: the first 60 characters are neutral.
language-which =
    Какой язык вам удобнее?

    Which language is easier for you?
