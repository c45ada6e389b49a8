# Topic: the words of the web chat page itself: buttons, the state of the connection, what the page keeps.
# Read by a native speaker: no

# The name of the page in the browser's tab and in its history. Could be anybody's.
webchat-title = Чат

# The first line of a page on which nothing was said yet. Can be seen by anyone: no topic.
webchat-hello = Здравствуйте! Здесь можно нам написать.
webchat-hello-more = Ответы приходят на эту страницу. Остановиться можно в любой момент.
webchat-start = Начать

# Shown instead of the talk after a silence. Can be seen by anyone: no topic.
webchat-cover = Здравствуйте! Хотите продолжить?
webchat-cover-new = Есть новое сообщение.
# A button; its words are also what the bot is told.
webchat-go-on = Продолжить

# Leads to a neutral page at once and ends the session on this device.
webchat-leave = Быстро уйти
webchat-leave-hint = «Быстро уйти» открывает другую страницу и завершает чат на этом устройстве. То же делает клавиша Esc, нажатая дважды.

webchat-log = Сообщения
# Read out by screen readers before a message of the person, of the bot.
webchat-you = Вы:
webchat-us = Ответ:
# Shown above a message that a human being wrote.
webchat-consultant = Консультант
webchat-input = Ваше сообщение
webchat-send = Отправить
webchat-check = Проверить ответы
webchat-new = Новое сообщение

# Under a message on its way.
webchat-sending = Отправляется…
webchat-unsent = Пока не отправлено. Пробуем снова.
webchat-lost = Нет связи. Пробуем снова, написанное останется здесь.
webchat-back = Связь есть.

webchat-share = Показать, где я
webchat-shared = Место отправлено
webchat-locating = Определяем место…
webchat-refused = Место определить не удалось. Можно написать его название.

# What can go wrong with a message; said kindly, above the field that still holds it.
webchat-too-long = Здесь больше 4000 знаков. Отправьте, пожалуйста, двумя частями.
webchat-too-fast = Сообщения идут очень быстро. Подождите несколько секунд и нажмите «Отправить» ещё раз.
webchat-crowded = Сейчас чат открывают очень многие. Нажмите, пожалуйста, «Начать» ещё раз через минуту.
webchat-again = Нажмите, пожалуйста, ещё раз. Если эта строка появится снова, браузер не даёт странице сохранить cookie.
webchat-not-accepted = У нас сбой, ваших слов у нас пока нет. Нажмите, пожалуйста, ещё раз.
webchat-elsewhere = Это пришло с другой страницы. Откройте, пожалуйста, чат заново и напишите там.

# What the page keeps, behind a line that opens.
webchat-privacy = Что хранит эта страница
webchat-privacy-who = Мы не знаем, кто вы, и не можем это узнать.
webchat-privacy-cookie = Страница хранит один файл cookie, чтобы ответы дошли до вас. Он исчезает через 24 часа после вашего последнего сообщения или когда вы нажмёте «Быстро уйти».
webchat-privacy-cover = После 15 минут молчания страница, если её открыть, ничего из сказанного не покажет.
webchat-privacy-others = Тот, кто управляет сетью, видит, что этот адрес открывали, но не видит, что вы пишете. Браузер сохраняет адрес в истории.
# A link, and the heading of the page it leads to: the texts privacy-full-… of privacy.ftl.
webchat-privacy-all = Кто видит, что вы пишете, и сколько это хранится
webchat-languages = Языки
