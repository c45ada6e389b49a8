# Topic: what the bot itself says between the questions.
# Read by a native speaker: no

## Understanding.

not-understood = Не получилось понять. Можно нажать на ответ или написать его номер.

# The second time in a row; the choice of a person follows.
not-understood-human = Простите, снова не получилось понять. Это может прочитать человек. Хотите?

# Can come first after a silence: the first 60 characters are neutral.
media-unheard = Спасибо. Голосовые, фото, стикеры и файлы здесь открыть нельзя. Напишите, пожалуйста, в двух словах или нажмите на ответ.

# Photos, where the organisation takes them, in an open case.
photo-taken = Спасибо. Снимок увидит консультант. Место, время и название телефона мы из него уберём и удалим его вместе с вашим сообщением.
photo-lost = Снимок не дошёл. Его можно прислать ещё раз или описать в двух словах.
photo-enough = Больше снимков здесь хранить нельзя. Опишите, пожалуйста, в двух словах, что на этом.

changed-answer = Прежний ответ изменён. Продолжаем с этого места.

# The choices are places.
did-you-mean = Таких мест несколько. Какое из них?

place-not-found = Такого места в списке нет. Можно написать ближайший город побольше.

several-hint = Можно выбрать несколько, потом нажать «{ choice-done }».

nothing-to-go-back = Это начало, раньше ничего не было.

# Can come first after a silence: the first 60 characters are neutral.
talk-changed = Здравствуйте! Здесь кое-что обновилось, продолжим с меню.

# A choice under did-you-mean. $place, $country: names.
place-in-country = { $place }, { $country }

# Title of what somebody wrote before the first question.
first-words = Первые слова

# One answer in a review. $title: the short title of the question. $answer: labels or own words.
review-item = { $title }: { $answer }

review-which = Какой ответ изменить?
review-skipped = пропущено
review-secret = задано, не показываем

## Cover: after a silence, or when somebody may be looking.

# Can come first after a silence: the first 60 characters are neutral.
cover-hello = Здравствуйте! Хотите продолжить?

# Can come first after a silence: the first 60 characters are neutral.
cover-secret = Здравствуйте! Напишите, пожалуйста, слово, о котором мы договорились.

# Can come first after a silence: the first 60 characters are neutral.
cover-hidden = Здравствуйте! Ничего нового нет.

# Says that an answer is held, and nothing about it.
# Can come first after a silence: the first 60 characters are neutral.
reply-neutral = Здравствуйте! Для вас кое-что есть. Напишите что угодно, когда будет удобно.

## Danger.

# Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-card =
    Спасибо, что написали. Зовём консультанта. Как быстро придёт ответ, неизвестно, а сам чат не может вызвать полицию или скорую.

    Если есть угроза жизни, звоните:

# Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-again = Ваши слова добавлены. Если можете говорить, позвоните по одному из этих номеров:

# As danger-card, where nobody can be called. Emergency numbers follow as lines.
# Can come first after a silence: the first 60 characters are neutral.
danger-blocked =
    Спасибо, что написали. Сейчас люди не могут отвечать в этом чате, а сам он не может вызвать полицию или скорую.

    Если есть угроза жизни, звоните:

## Waiting for people, and with them.

# Can come first after a silence: the first 60 characters are neutral.
added-to-case = Спасибо. Ваши слова добавлены к сообщению. Консультант их прочитает.

# Emergency numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
still-waiting-5 = Вы всё ещё в очереди: пока никто не освободился. Ваше сообщение сохранено. Если ждать нельзя, вот номера:

# Emergency numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
still-waiting-15 = Прошло пятнадцать минут, и никто не освободился. Простите нас. Сообщение остаётся в очереди, ждать здесь необязательно. Если ждать нельзя, вот номера:

# Can come first after a silence: the first 60 characters are neutral.
operator-joined = Консультант здесь. Можно писать.

# Can come first after a silence: the first 60 characters are neutral.
operator-left = Консультанту пришлось уйти. Вы снова в очереди, ответит другой. Сюда можно писать дальше.

# Can come first after a silence: the first 60 characters are neutral.
case-closed = Консультант закончил разговор. Спасибо, что писали. Если что-то осталось или появится снова, просто напишите.

## The four words.

# Can come first after a silence: the first 60 characters are neutral.
code-accepted = Спасибо, слова подошли. То, что было раньше, здесь не показывается. Можно писать дальше.

# Never tells whether such words exist.
# Can come first after a silence: the first 60 characters are neutral.
code-not-accepted = Эти слова здесь ничего не открывают. Можно проверить буквы и порядок или продолжить без них.

# Can come first after a silence: the first 60 characters are neutral.
code-wait = Попыток было много. Подождите немного перед следующей. Можно продолжить и без слов.

## Troubles and the end.

# More messages in ten seconds than are answered one by one; the talk stays where it is.
# Can come first after a silence: the first 60 characters are neutral.
flood = Пришло сразу много сообщений. Написанное сохранено. Подождите немного, и мы продолжим с того же места.

# Title of words that came in such a flood, as an operator reads them.
at-once = Много сообщений подряд

# Can come first after a silence: the first 60 characters are neutral.
poisoned = У нас сбой. Ваши слова сохранены. Вам ответит человек.

# Номера экстренных служб, когда страна неизвестна.
emergency-short = { $country }: { $numbers }
emergency-where = Экстренные номера:
