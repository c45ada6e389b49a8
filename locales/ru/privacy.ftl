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
