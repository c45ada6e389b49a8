# Topic: questions that a consultant has us ask: may they see what stays covered, may they call somebody for you, may
# we keep your message longer.
# Read by a native speaker: no

# What a person wrote that stays covered, after a colon.
piece-phone = номер телефона
piece-email = адрес почты
piece-handle = имя в мессенджере
piece-document = номер удостоверения
piece-card = номер карты
piece-address = адрес
piece-url_id = ссылка
piece-name = имя

# Never has the piece itself. $what: one of the texts piece-…. $number: which of its kind it is, counted from 1.
# Can come first after a silence: the first 60 characters are neutral.
ask-see =
    У консультанта есть вопрос. Можно ответить и «да», и «нет».

    { $number ->
        [1] В ваших сообщениях кое-что скрыто: { $what }.
       *[other] В ваших сообщениях кое-что скрыто: { $what }, по счёту { $number }.
    } Можно тем, кто занимается вашим сообщением, это увидеть?

# $organisation: a name from the directory. $shared: "share", "anonymous" or "none".
# Can come first after a silence: the first 60 characters are neutral.
ask-call =
    У консультанта есть вопрос. Можно ответить и «да», и «нет».

    Консультант может позвонить за вас и сказать { $shared ->
        [share] то, что вы написали, без вашего имени и номера
        [anonymous] только, какая нужна помощь, и ничего о том, кто вы
       *[none] только, что кому-то нужна помощь и на каком языке
    }. Можно позвонить сюда: { $organisation }?

# The times are those of the policy: days after the yes, and after the last word without one.
# Can come first after a silence: the first 60 characters are neutral.
# Variables: $reason ("return" or "follow-up"), $days, $without
ask-keep =
    У консультанта есть вопрос. Можно ответить и «да», и «нет».

    Можно хранить ваше сообщение дольше, до { $days ->
        [one] { $days } дня
       *[other] { $days } дней
    } с вашего { $reason ->
        [return] ответа, пока вы не вернётесь домой
       *[follow-up] ответа, чтобы потом спросить, как вы
    }? Без вашего «да» оно удаляется самое позднее через { $without ->
        [one] { $without } день
        [few] { $without } дня
       *[other] { $without } дней
    } после вашего последнего слова.

choice-ask-later = Спросите позже
choice-take-back = Отозвать согласие

# Words that take a yes back, separated by commas.
take-back-words = отзываю согласие, отозвать, отзываю, скройте снова, скрыть снова

# Can come first after a silence: the first 60 characters are neutral.
ask-opened = Спасибо. Теперь это видят те, кто занимается вашим сообщением, и больше никто. Согласие можно отозвать в любой момент: «{ choice-take-back }».

# Can come first after a silence: the first 60 characters are neutral.
ask-will-call = Спасибо. Консультант позвонит и напишет сюда, что получилось. До этого согласие можно отозвать: «{ choice-take-back }».

# Can come first after a silence: the first 60 characters are neutral.
# Variables: $days
ask-keeping =
    Спасибо. Пока мы занимаемся вашим сообщением, оно хранится до { $days ->
        [one] { $days } дня
       *[other] { $days } дней
    }, даже если вы молчите. Согласие можно отозвать в любой момент: «{ choice-take-back }».

# Can come first after a silence: the first 60 characters are neutral.
ask-not-longer = Спасибо. Дольше обычного ничего не хранится.

# Can come first after a silence: the first 60 characters are neutral.
ask-kept = Спасибо. Всё остаётся как было, больше ничего не меняется.

# Can come first after a silence: the first 60 characters are neutral.
ask-later = Спасибо. Пока всё остаётся как было.

# Can come first after a silence: the first 60 characters are neutral.
ask-over = Спасибо. Этот вопрос уже закрыт, от ответа ничего не меняется.

## At the desk.

desk-piece-phone = телефон
desk-piece-email = почта
desk-piece-handle = аккаунт
desk-piece-document = документ
desk-piece-card = карта
desk-piece-address = адрес
desk-piece-url_id = ссылка
desk-piece-name = имя
desk-ask-see = Спросить разрешение
desk-ask-how = Человек увидит этот вопрос с ответами «да», «нет» и «позже». Откроет только его «да», и только тем, кто ведёт это обращение.
desk-ask-send = Задать вопрос
desk-ask-show = Показать
desk-ask-state-covered = скрыто
desk-ask-state-asked = вопрос задан, ответа ещё нет
desk-ask-state-no = ответ: нет
desk-ask-state-later = ответ: позже
desk-ask-state-opening = ответ: да, ещё не открыто
desk-ask-state-yes = ответ: да
desk-ask-state-seen = показано с согласия
desk-ask-call = Спросить про звонок
desk-ask-call-how = Человека спросят, можно ли позвонить туда за него. Он увидит, что мы скажем.
desk-call-tasks = Звонки за человека
desk-call-state-asked = вопрос задан, ответа ещё нет
desk-call-state-no = ответ: нет
desk-call-state-later = ответ: позже
desk-call-state-yes = Согласие есть. Позвоните:
desk-call-state-done = позвонили
desk-call-state-not-reached = позвонили, не ответили
desk-call-note = Что получилось, для коллег
desk-call-done = Поговорили
desk-call-missed = Не ответили
desk-call-then = Потом сообщите человеку готовой фразой.
desk-keep = Хранить дольше
desk-keep-how = Человек увидит этот вопрос с ответами «да», «нет» и «позже». Дольше хранит только его «да», и только пока обращение открыто: для возвращения или чтобы спросить позже, не закрывайте его.
desk-keep-return = до возвращения домой
desk-keep-follow-up = чтобы спросить, как дела
# $reason: one of the two texts above. $until: a day, only with a yes.
desk-keep-state-asked = вопрос задан, ответа ещё нет
desk-keep-state-no = ответ: нет
desk-keep-state-later = ответ: позже
desk-keep-state-yes = есть согласие до { $until }, { $reason }
desk-refusal-stillasked = Вопрос уже задан, ответа ещё нет.
desk-refusal-nothingnew = Человек ответил. Спросить снова можно, когда он напишет что-то ещё.
desk-refusal-askedenough = Об этом спросили дважды. Больше спрашивать нельзя.
desk-refusal-allowed = Согласие уже есть.
desk-refusal-notallowed = Согласия нет, или его отозвали.
desk-refusal-nothingcovered = Спрашивать не о чем: такого здесь нет.
# $piece: a kind and a number, such as «телефон 1».
desk-said-see-yes = Есть согласие: { $piece } можно видеть
# $piece: a kind and a number, such as «телефон 1».
desk-said-see-no = Ответ «нет»: { $piece } остаётся скрытым
# $piece: a kind and a number, such as «телефон 1».
desk-said-see-later = Ответ «позже»: { $piece }
# $piece: the name of an organisation.
desk-said-call-yes = Есть согласие на звонок: { $piece }
# $piece: the name of an organisation.
desk-said-call-no = Ответ «нет» про звонок: { $piece }
# $piece: the name of an organisation.
desk-said-call-later = Ответ «позже» про звонок: { $piece }
# $piece: why, «до возвращения домой».
desk-said-keep-yes = Есть согласие хранить дольше: { $piece }
# $piece: why, «до возвращения домой».
desk-said-keep-no = Ответ «нет»: дольше не хранить
# $piece: why, «до возвращения домой».
desk-said-keep-later = Ответ «позже»: про хранение дольше
# $who: an operator's account. $to: a kind and a number, such as «телефон 1».
desk-mark-seen = { $who } видит: { $to }
# $who: an operator's account. $to: an organisation.
desk-mark-call-done = Звонок: { $who }, { $to }
# $who: an operator's account. $to: an organisation.
desk-mark-call-not-reached = Звонок без ответа: { $who }, { $to }
desk-verb-ask = вопрос о скрытом
desk-verb-answer = ответ человека
desk-verb-see = просмотр
desk-verb-call = вопрос о звонке
desk-verb-called = звонок
desk-verb-keep = вопрос о хранении
desk-warn-written = Не может звонить или не слышит. Предложите позвонить: «Найти помощь», затем «Спросить про звонок».
