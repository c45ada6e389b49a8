# Topic: the operators' desk: short and exact, to a colleague in a hurry. Never shown to a person, but for the sentences under "said to the person".
# Read by a native speaker: no

desk-title = Рабочее место

## Signing in

desk-sign-in = Вход на рабочее место
desk-passkey-in = Войти по ключу доступа
desk-passkey-failed = Не получилось. Попробуйте ещё раз или заполните форму.
desk-or = или
desk-name = Имя учётной записи
desk-password = Пароль
desk-code = Код из приложения
desk-code-hint = Шесть цифр. Каждый код действует один раз.
desk-enter = Войти
desk-no-access = Нет доступа? Попросите у администратора ссылку-приглашение.
desk-locked = Заблокировано: 30 минут никто не работал. Начатый текст сохранён.
desk-wrong-login = Имя, пароль или код не подходят.
# $seconds: how long to wait.
desk-too-many = Слишком много попыток. Подождите { $seconds } с и попробуйте снова.

# $name: the operator's account.
desk-welcome = Здравствуйте, { $name }
desk-set-up = Настройте, как вы будете входить. Ссылка действует один раз.
desk-passkey = Ключ доступа
desk-passkey-hint = Самый надёжный способ: устройство подтверждает, что это вы. Нечего запоминать и нечего ввести на чужой странице.
desk-passkey-new = Создать ключ на этом устройстве
desk-password-and-code = Пароль и коды
desk-password-new = Новый пароль
desk-password-hint = Не меньше 12 знаков, без имени учётной записи. Легко запомнить три-четыре слова.
desk-scan = Отсканируйте приложением для кодов:
desk-qr = QR-код для приложения
desk-secret = Или введите в него этот секрет:
desk-finish = Завершить и войти
desk-wrong-code = Код не подходит. Верно ли идут часы на телефоне?
desk-weak-password = Пароль слишком короткий или содержит имя учётной записи.

## One's own account

desk-back = К очереди
desk-language-of-desk = Язык рабочего места
desk-languages-spoken = На каких языках вы говорите
desk-save = Сохранить
desk-passkeys = Ключи доступа
# $count: how many.
desk-passkeys-have = { $count ->
    [0] Ключей пока нет.
    [one] { $count } ключ.
    [few] { $count } ключа.
   *[other] { $count } ключей.
}
desk-passkey-add = Добавить ключ этого устройства
desk-sessions = Где вы вошли
desk-everywhere = Выйти везде
desk-everywhere-hint = Завершает ваши сеансы на всех устройствах, и на этом.
desk-sign-out = Выйти

## The queue

desk-queue = Очередь
desk-skip = К обращению
desk-static = Без обновления
desk-on = На связи
desk-off = Связь потеряна
desk-list-mine = У вас
desk-list-waiting = Ждут
desk-list-others = У коллег
desk-nobody-waits = Никто не ждёт.
desk-urgent = Срочно
desk-new = Новое
desk-waits = ждёт
desk-with-you = у вас
# $who: an operator's account.
desk-with = у { $who }
desk-silent = молчит
desk-take = Взять
# $name: a code name.
desk-take-name = Взять: { $name }
desk-next = Взять следующее
desk-none-next = На ваших языках никто не ждёт.
# $count: how many urgent cases wait.
desk-alarm = Срочных ждёт: { $count }
# Browsers play no sound before the first click on a page.
desk-mute = (щёлкните где-нибудь, чтобы включить звук)
desk-quiet = Тишина на 5 минут
# $count: minutes.
desk-minutes = { $count } мин
desk-hours = { $hours } ч { $minutes } мин
desk-days = { $count } д

desk-kind-danger = Опасность
desk-kind-help = Помощь
desk-kind-question = Вопрос
desk-kind-report = Сообщение
desk-kind-missing = Пропал человек
desk-kind-return = Возвращение домой
desk-channel-telegram = Telegram
desk-channel-whatsapp = WhatsApp
desk-channel-sms = SMS
desk-channel-web = Веб-чат
desk-channel-terminal = Терминал

## A case

desk-case = Обращение
desk-none-open = Выберите обращение.
desk-waiting-case = Это обращение ещё никто не взял. Рассказанное читает тот, кто его возьмёт.
desk-take-this = Взять обращение
# $who: an operator's account.
desk-with-other = Это обращение у { $who }.
desk-case-over = Обращение закрыто, или такого нет.
# $time: the hour where the person is.
desk-their-time = у человека { $time }
desk-left = связь прервана человеком
desk-told = Что рассказано
desk-told-nothing = Раньше ничего не спрашивали. Начните с вопроса: вы в безопасном месте и можете писать свободно?
desk-country = Страна
# Before an hour: an answer takes until then at most; somebody comes from then on.
desk-promise-by = до
desk-promise-from = с
desk-promised = Обещано
desk-share = Чем можно делиться
desk-numbers = Адреса и номера
desk-numbers-shown = Показаны, человек разрешил
desk-numbers-hidden = Скрыты
desk-skipped = Пропущено:
desk-talk = Разговор
desk-person = Человек
# $who: an operator's account.
desk-note-by = Заметка: { $who }. Не отправлена.
desk-flag-edited = исправлено
desk-flag-media = прислан файл, не принят
desk-photo-here = фото
desk-photo-waiting = фото в пути
desk-photo-lost = фото не дошло
desk-photo-show = Фото: показать. Просмотр записывается.
desk-photo-alt = Фото, которое прислал человек
desk-what-photo = фото
desk-flag-late = пришло с опозданием
desk-flag-after-silence = после молчания
desk-flag-urgent = срочно
desk-fate-waiting = отправляется
desk-fate-held = придержано, пока человек не вернётся и не продолжит
desk-fate-sent = отправлено
desk-fate-delivered = доставлено
desk-fate-read = прочитано
desk-fate-uncertain = могло не дойти
desk-fate-left = не доставлено: человек прервал связь
desk-fate-window = не доставлено: 24 часа истекли
desk-fate-refused = не доставлено: мессенджер не принял
# $who and $to: operators' accounts.
desk-mark-operator-joined = { $who }: обращение взято
desk-mark-operator-left = { $who }: обращение возвращено в очередь
desk-mark-lapse = { $to }: без ответа; обращение снова ждёт
desk-mark-transfer = { $who }: обращение передано { $to }
desk-mark-case-closed = { $who }: обращение закрыто

desk-warn-unsafe = Говорит: сейчас небезопасно.
desk-warn-minor = Говорит: меньше 18 лет.
desk-warn-other-phone = Возвращение с другого телефона или чата. Это может быть кто-то другой.
desk-warn-silent = Чат скрыт, или тишина больше 15 минут. Телефон может быть в чужих руках: ответы придержаны, пока человек не вернётся и не продолжит.
desk-warn-never = Просьба не писать первыми. Ответы ждут, пока человек не напишет.
# $hours: morning, day or evening.
desk-warn-window = После молчания писать можно только { $hours } по времени человека.
desk-reply-morning = утром (с 8 до 12)
desk-reply-day = днём (с 12 до 18)
desk-reply-evening = вечером (с 18 до 22)

# $name: a code name.
desk-reply-to = Ответ: { $name }
desk-send = Отправить
desk-note-open = Внутренняя заметка
desk-note-label = Только для коллег. Человек этого не увидит.
desk-note-keep = Сохранить заметку
desk-window = WhatsApp позволяет отвечать 24 часа после последнего слова человека.
# $span: how long is left.
desk-window-left = WhatsApp позволяет отвечать ещё { $span }.
desk-window-over = 24 часа WhatsApp истекли. Ответить снова можно, когда человек напишет.
# $text: the reply.
desk-sending = Уйдёт через 5 секунд: { $text }
# $name: a code name.
desk-closing = Закроется через 5 секунд: { $name }
desk-undo = Отменить
desk-now = Сейчас
desk-give = Передать
desk-release = Вернуть в очередь
desk-release-hint = Человек узнает, что ответит кто-то другой.
desk-transfer-to = Коллеге
desk-transfer = Передать
desk-is-here = сейчас на месте
desk-close = Закрыть
desk-close-hint = Человек увидит прощание. Если напишет снова, начнётся новое обращение.
desk-disposition = Чем закончилось
desk-choose = Выберите

## Refusals

desk-taken = Это обращение только что взяли.
# $who: an operator's account.
desk-taken-by = Это обращение только что взято: { $who }.
desk-not-yours = Это обращение не у вас.
desk-empty = Отправлять нечего.
desk-refused = Так сделать нельзя.
desk-misread = Браузер прислал то, что нельзя прочесть.
desk-offline = Связь потеряна. Ничего не сделано. Попробуйте ещё раз.
desk-not-your-role = У вашей учётной записи нет доступа сюда.
desk-needs-https = Рабочее место открывается по https или на этом же компьютере по адресу localhost. То, что пишут люди, не должно идти по сети открыто.
# $where: an address.
desk-elsewhere = Адрес рабочего места: { $where }.
desk-cross-site = Вы пришли с другой страницы. Для безопасности откройте рабочее место отсюда.
desk-go-there = Открыть рабочее место

desk-invitation-over = Ссылка уже использована, устарела или действует только на самом компьютере. Попросите новую.

## How a case ended

disposition-referred = Направление в организацию
disposition-advised = Консультация
disposition-returned-home = Возвращение домой
disposition-emergency-called = Вызваны экстренные службы
disposition-no-contact = Связь пропала
disposition-test = Проверка
disposition-spam = Спам
disposition-other = Другое

## Beside the queue and the case

desk-filter = Показать
desk-filter-all = Все обращения
desk-filter-mine = На моих языках
desk-ready = Готовые фразы
desk-ready-minutes = Минут
desk-help = Найти помощь
desk-help-place = Город или страна
desk-help-need = Что нужно
desk-help-any = Любая помощь
desk-help-find = Найти
desk-help-which = Что из этого?
desk-help-none = Ничего не найдено.
desk-help-insert = Вставить в ответ
desk-back-to-case = К обращению
desk-release-note = Заметка для того, кто возьмёт дальше
desk-watch = Обзор
desk-accounts = Учётные записи

## Said to the person, in their language, by an operator who reads their own. Vetted: change them only with care.

canned-here = Я здесь и читаю. Не торопитесь.
canned-safe = Вы в безопасном месте и можете писать свободно?
canned-yes-no = Если рядом кто-то есть, отвечайте только «да» или «нет». Этого достаточно.
canned-danger = Прямо сейчас вам кто-то причиняет вред или вот-вот причинит?
# $minutes: 5, 10, 15 or 30.
canned-wait = Мне нужно примерно { $minutes } минут, чтобы это узнать. Ответ будет здесь. Можно писать дальше.
canned-language = Я не говорю на вашем языке, поэтому отвечаю готовыми фразами. Можно отвечать «да» или «нет», назвать место или число.
canned-repeat = Не получилось понять. Можете сказать это другими словами?
canned-know = Мы не знаем, кто вы, и не можем это узнать. Вы решаете, что рассказать.
canned-decide = Что будет дальше, решаете вы. Остановиться можно в любой момент.
canned-thanks = Спасибо, что написали это. В том, что случилось, нет вашей вины.
canned-colleague = Дальше вам ответит другой консультант. Наш разговор ему виден.
canned-silent = Я всё ещё здесь. Если писать сейчас нельзя, ничего страшного. Написать снова можно в любой момент.
canned-end = На сегодня я заканчиваю разговор. Написать сюда снова можно в любой момент.
canned-called-done = Мы позвонили, как вы разрешили. Я напишу сюда, что нам сказали.
canned-called-missed = Мы позвонили, как вы разрешили, но никто не ответил. Я напишу сюда, что ещё можно сделать.

## Accounts and overview

desk-roles = Роли
desk-role-operator = Оператор
desk-role-supervisor = Старший смены
desk-role-administrator = Администратор
desk-account-state = Состояние
desk-account-do = Что
desk-account-ready = Вход настроен
desk-account-no-way-in = Вход не настроен
desk-account-disabled = Отключена
desk-account-invite = Ссылка-приглашение
desk-account-disable = Отключить
desk-account-enable = Включить
desk-account-new = Новая учётная запись
desk-account-add = Создать и пригласить
desk-account-name-hint = От 2 до 32 букв или цифр. Имя видят коллеги и никогда не видят те, кто пишет.
# $name: an operator's account.
desk-account-link = Передайте эту ссылку только { $name }. Она действует один раз, 72 часа:
desk-account-accountexists = Такая учётная запись уже есть.
desk-account-badaccount = Такое имя или такая роль не подходят.
desk-account-nosuchaccount = Такой учётной записи нет.
desk-account-notyourself = Закрыть доступ самому себе нельзя.
desk-load = Кто ждёт
desk-longest = Дольше всего
# $span: a time.
desk-usual = Из последних первых ответов половина пришла не позже чем через { $span }.
desk-people = Кто на месте
desk-is-away = нет на месте
desk-cases-held = Обращений
desk-audit = Кто что сделал
desk-audit-hint = Часы, а не минуты; ни слова из обращений.
desk-audit-whole = Цепочка цела.
# $count: how many of 16 chains.
desk-audit-broken = Журнал изменён извне: не целы цепочки, { $count } из 16. Сообщите тому, кто отвечает за эту установку.
desk-hour = Час (UTC)
desk-more = Кому или чем закончилось
desk-verb-claim = взято
desk-verb-release = возвращено
desk-verb-lapse = возвращено после молчания
desk-verb-transfer = передано
desk-verb-close = закрыто
desk-verb-reply = ответ
desk-verb-note = заметка

## Hand-over

desk-handover = Сдать смену
desk-handover-hint = Что открыто сейчас, сначала ваше. О делах коллег только где они.
desk-handover-none = Ничего не открыто.
desk-about = О чём
desk-stands = Где
desk-last-word = Последнее слово человека
desk-to-know = Что знать
# $span: a time.
desk-ago = { $span } назад
desk-owed = Человек ждёт ответа.

## Offering a case to a colleague

desk-list-offered = Предложено вам
# $who: an operator's account.
desk-offered-by = от { $who }
desk-offered-to = предложено { $who }
desk-offered-you = { $who }: просьба взять это обращение. Рассказанное откроется, когда вы согласитесь.
desk-offer = Спросить
desk-offer-accept = Принять
desk-offer-decline = Отказаться
desk-offer-withdraw = Отозвать
desk-offer-waits = Предложено { $who }. Пока не примут, обращение у вас.
desk-offer-over = Это предложение больше не действует.
desk-transfer-note = Заметка для коллеги
desk-transfer-hint = Спросить: обращение у вас, пока коллега не согласится. Передать: оно сразу у коллеги.

## Referral sheet

desk-referral = Лист направления
desk-referral-hint = То, чем человек согласился поделиться: напечатать или передать. Об этом останется запись.
desk-referral-text = Скачать текстом
desk-referral-made = Составлен лист направления.
desk-referral-consent = Передаётся с письменного согласия человека. Больше ни для кого.
desk-referral-refused = Человек не согласился этим делиться.
desk-language = Язык
desk-what-referral = лист направления

## Abuse: blocks and spam

desk-abuse = Блок, спам
desk-block = Закрыть людей и обращение
desk-block-for = На сколько
desk-block-day = На день
desk-block-long = На 30 дней
desk-block-why = Почему
desk-block-hint = До этого срока из этого чата нельзя дойти до людей. Номера, поиск помощи и четыре слова остаются: телефон может быть общим. Кончится само.
desk-block-reason-insults = Оскорбления
desk-block-reason-threats = Угрозы
desk-block-reason-flooding = Поток сообщений
desk-block-reason-false-reports = Ложные сообщения
desk-block-reason-spam = Спам
desk-block-reason-other = Другое
desk-block-until = До
desk-block-lift = Снять
desk-blocks = Блокировки
desk-blocks-hint = Каждая названа по обращению, из которого сделана. Чья она, не видит никто. Закрыта только дорога к людям, кончается она сама.
desk-blocks-none = Блокировок нет.
desk-spam-mark = Это спам
desk-spam-how = Закрывает обращение как спам. Сутки старший может его вернуть.
desk-spam-marked = Отмечено как спам
desk-spam-hint = Сутки старший может вернуть это в очередь.
desk-spam-none = Ничего.
desk-spam-back = Вернуть в очередь
disposition-blocked = Блокировка
desk-refusal-nothingtolift = Такой блокировки больше нет.
desk-refusal-nottakenback = Вернуть уже нельзя: прошли сутки, человек забыт или у него уже другое обращение.
desk-refusal-notyourcase = Это может только старший или тот, кто поставил блокировку.
desk-verb-block = блокировка
desk-verb-unblock = снятие блокировки
desk-verb-unspam = возврат из спама
desk-what-insults = оскорбления
desk-what-threats = угрозы
desk-what-flooding = поток сообщений
desk-what-false-reports = ложные сообщения
desk-what-spam = спам
desk-what-other = другая причина

## Follow-ups

desk-follow-ups = К сроку
desk-follow-ups-hint = Что сделать по закрытым обращениям. Уходит вместе с обращением, самое позднее через семь дней.
desk-follow-ups-none = Ничего нет.
desk-follow-day = Вернуться к этому
desk-follow-what = Что тогда сделать
desk-follow-hint = Можно оставить пустым. В пределах шести дней: потом обращения уже не прочитать.
desk-follow-due = Пора:
desk-follow-done = Сделано
desk-refusal-toolatetofollow = Срок возможен с завтрашнего дня и пока обращение ещё есть.
desk-refusal-nothingtofollow = Это уже сделано, или обращения больше нет.
desk-verb-follow = выполнено к сроку
desk-what-follow-up = со сроком

## Many claims, and who is called

# $who: an operator's account.
desk-many = { $who }: больше 15 обращений за час. Ни в чём не отказано; посмотрите, почему так.
# $who: an operator's account. $hour: the hour (UTC).
desk-many-at = { $who }: больше 15 несрочных обращений за час, в { $hour } UTC.
desk-verb-alert = сообщено старшим
desk-what-many-claims = много обращений за час

## The shift: hours, closures, who is on call

desk-shift = Смена
desk-shift-hint = Что задано здесь, действует вместо файла организации, во всех процессах, через несколько секунд. Пока вы это не отмените.
desk-general = Общая
# $who: an operator's account. $when: day and hour.
desk-changed-by = { $who }, { $when }
desk-changed = Кто задал
desk-as-file = Как в файле
desk-in-file = В файле:
desk-system = Система
desk-system-up = Работает.
desk-system-down = Не работает: всем говорится, что сейчас ответить некому.
desk-system-hint = Сразу говорит, что ответить некому, что бы ни стояло в часах. Можно сказать почему, в нескольких словах для скобок.
desk-system-switch-off = Сказать, что ответить некому
desk-system-switch-on = Снова отвечать
# $queue: the name of a queue.
desk-hours-of = Часы работы: { $queue }
desk-open-now = Сейчас открыто
desk-closed-now = Сейчас закрыто
desk-week-hint = Несколько промежутков через запятую: 09:00-13:00, 14:00-18:00. Пусто значит закрыто. Что кончается после полуночи, переносится.
desk-closures = Закрытые дни
desk-closures-none = Нет.
desk-days-closed = Дни
desk-closure-file = в файле
desk-closure-aside = в файле, не действует
desk-closure-open = Открыть
desk-closure-again = Снова закрыть
desk-closure-new = Закрыть ещё дни
desk-closure-from = С
desk-closure-to = По, включительно
desk-closure-add = Закрыть эти дни
# $language: the name of a language.
desk-told-in = Что сказать людям. Язык: { $language }
desk-on-call = Дежурные
desk-on-call-hint = Через две минуты срочное обращение звонит им, через пять всем операторам, через десять и старшим. Никто не выбран: через две минуты всем операторам.
# $day: a day of the week.
desk-shift-nothours = { $day }: пишите так: 09:00-13:00, 14:00-18:00. Промежутки не должны пересекаться.
desk-shift-notaclosure = Нужны первый и последний день, очередь и слова на каждом языке.
desk-shift-nosuchchange = Такого изменения нет.
desk-shift-changedmeanwhile = В ту же минуту это изменил кто-то другой. Посмотрите ещё раз.
desk-shift-toobusy = Рабочее место занято. Попробуйте ещё раз.
desk-verb-hours = изменение смены
desk-what-opening = часы работы
desk-what-closed = закрытые дни
desk-what-opened = открытые дни
desk-what-down = система не работает
desk-what-up = система работает
desk-what-on-call = дежурные
desk-what-as-file = как в файле
