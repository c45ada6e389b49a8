# Topic: what we know, what others can see, how long it is kept, and forgetting.
# Read by a native speaker: no

# Only sentences that the software keeps; change them together with it.
# Can come first after a silence: the first 60 characters are neutral.
privacy-we = Мы не знаем, кто вы, и не можем это узнать. Консультанты не видят ваш номер и имя в мессенджере. Они читают то, что вы им отправили. Телефоны и адреса в рассказе мы стараемся закрыть, если вы не разрешили их показать.

# Channels are not end-to-end encrypted towards us.
privacy-others = Мессенджер видит, что вы нам писали, и может иметь доступ к тексту. Как и тот, у кого в руках ваш телефон. После слова «скрыть» здесь будет нейтральная строка, но сообщения выше могут остаться: удалите их сами. На нашем сайте мессенджера между нами нет.

# The times are those of the keys: a session lives a day, the last key of a closed case eight days. Change them together.
privacy-kept =
    Прерванный разговор забывается через сутки после вашего последнего сообщения. То, над чем работают люди, хранится, пока они не закончат, и ещё не больше восьми дней. Потом этого не прочитает никто, и мы тоже.

    Что дальше?

# The whole text, behind a tap; the same stands on the web page at /chat/privacy. Each sentence has its proof in
# tests/promises/test_privacy_text.py.
choice-privacy-full = Прочитать всё

privacy-full-who = Имя и фото вашего аккаунта в мессенджере мы не храним. Номер или чат, куда уходят ответы, лежит под замком, и консультанты открыть его не могут. Кто украдёт наши записи, без наших ключей никого в них не найдёт.

privacy-full-see = Консультанты видят ваш язык, вид связи, ваши ответы и слова. Что они делают с вашим сообщением, записывается, но без ваших слов. В журнале нашей машины нет ни слов, ни имён, ни номеров.

# Telegram and WhatsApp are told apart in docs/privacy.md; Twilio stands between WhatsApp or SMS and us.
privacy-full-others = Telegram и WhatsApp видят, кто писал и каждое слово, и хранят свои копии. WhatsApp и SMS идут через компанию Twilio; мы просим её удалять то, что прошло. Наш сайт ничего не загружает с чужих, но сеть видит, что его открывали.

privacy-next = Продолжим?

# The times are those of bot/store/keys.py and of the keys; the yes is the one to ask-keep. Change them together.
privacy-full-long = Разговор только с ботом хранится сутки. То, над чем работают люди, хранится, пока они не закончат, до 30 дней после последнего слова, дольше только с вашего «да», и потом ещё восемь дней. Отметки, чтобы не принять сообщение дважды, живут двое суток. Что закончилось, нельзя прочитать и с копии диска.

privacy-full-forget = После слова «удалить» и вашего «да» мы стираем ваше сообщение людям, ответы, которые ждут, и четыре слова. Через десять минут никто здесь не может ни найти ваш чат, ни написать вам. У кого есть ваши четыре слова, может читать дальше с другого телефона или всё удалить.

privacy-full-not = После 15 минут молчания мы показываем нейтральную строку и ничего из прежнего, пока вы не продолжите. Мы не можем защитить телефон, который держат или смотрят другие. Кто управляет нашей машиной, пока разговор открыт, мог бы его прочитать.

privacy-now = Что дальше?

forget-sure =
    Ваше сообщение уйдёт из очереди, на него уже не ответят, четыре слова перестанут действовать. Вернуть это будет нельзя.

    Удалить то, что вы нам написали?

# After everything was forgotten; eight days are the life of the last key. Each channel says what it cannot delete:
# Telegram lets a bot delete messages younger than 48 hours; WhatsApp and SMS have no way to unsend.
# Can come first after a silence: the first 60 characters are neutral.
# Variables: $channel
forgotten =
    Удалено: ваших слов здесь больше никто не увидит. Последние зашифрованные следы исчезнут за восемь дней.

    { $channel ->
        [telegram] Мы постараемся убрать из этого чата сообщения за последние двое суток. Удалите и сам чат в списке чатов. Копии у мессенджера остаются.
        [whatsapp] Из WhatsApp мы не можем убрать ничего. Удалите этот чат сами в списке чатов. Копии у мессенджера остаются.
        [sms] С вашего телефона мы не можем убрать ничего. Удалите эти сообщения сами. Список звонков остаётся.
        [web] Закройте страницу и очистите историю браузера.
       *[other] То, что осталось на этом экране, вы можете стереть сами.
    }

    Если напишете снова, начнём сначала.
