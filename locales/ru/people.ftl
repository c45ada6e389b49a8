# Topic: from the bot to people and back: who is there, what was sent, how to come back.
# Read by a native speaker: no

# $on-shift: "yes" when a desk is live, "blocked" while the way to people is closed to this chat until $opens. $wait: minutes, 0 when unknown. $opens-known: "yes" or "no". $opens: ready words, «сегодня в 09:00 по вашему времени».
# $closed-known: "yes" on a day of a closure. $closed: its reason, «Новогодние праздники».
# Can come first after a silence: the first 60 characters are neutral.
presence =
    { $on-shift ->
        [yes] { $wait ->
            [0] Консультант сейчас на месте.
            [one] Консультант сейчас на месте. Ждать примерно { $wait } минуту.
            [few] Консультант сейчас на месте. Ждать примерно { $wait } минуты.
           *[other] Консультант сейчас на месте. Ждать примерно { $wait } минут.
        }
        [blocked] Сейчас люди не могут отвечать в этом чате. Снова попросить можно { $opens }.
       *[no] { $closed-known ->
            [yes] Сейчас никого нет на месте ({ $closed }).
           *[no] Сейчас никого нет на месте.
        } { $opens-known ->
            [yes] Следующий консультант придёт { $opens }.
           *[no] Когда придёт следующий консультант, пока неизвестно.
        }
    }

# Carries the variables of `presence`; lines from the directory follow.
# Can come first after a silence: the first 60 characters are neutral.
human-waiting =
    { presence }

    Если ждать нельзя, эти линии отвечают днём и ночью:

human-about = Хватит одного слова, это можно и пропустить. О чём речь?
human-title-about = Тема
choice-about-danger = Опасность
choice-about-work = Работа, деньги
choice-about-papers = Документы
choice-about-family = Семья

# $code-name: two words by which consultants call this message. Carries the variables of `presence`.
people-sent =
    Ваше сообщение у нас, под именем «{ $code-name }». Никто из нас не видит ваш номер и ваше имя в мессенджере.

    { presence }

# $code-name: two words by which consultants call this message.
human-sent = Ваши слова у нас, под именем «{ $code-name }». Никто из нас не видит ваш номер и ваше имя в мессенджере.

# A message of its own, deleted again after a minute where the channel can.
# $return-code: four words.
# $channel: where it is read.
people-return-code =
    Если потеряете этот чат, вернуться к сообщению помогут четыре слова:

    { $return-code }

    Запишите их там, где никто не смотрит. Никому не показывайте. Чтобы вернуться, напишите их здесь или в другом нашем чате.

    { $channel ->
        [telegram] Через минуту мы уберём это сообщение из чата.
        [web] Через минуту мы уберём это сообщение со страницы.
       *[other] Убрать это сообщение мы не можем. Когда слова записаны, удалите его сами.
    }
choice-written-down = Записано

# After the button above; the message with the four words is gone.
code-written = Хорошо. Слов здесь больше нет, и они действуют.

# The way to people is closed to this chat for a while. $opens: ready words, "tomorrow at 09:00 your time". Numbers and lines follow.
# Can come first after a silence: the first 60 characters are neutral.
people-blocked = Сейчас люди не могут отвечать в этом чате. Снова попросить можно { $opens }. Всё остальное здесь работает как раньше.

    Если ждать нельзя, по этим номерам ответят:

# Shown while the talk is with people.
with-people = Консультант это прочитает и напишет сюда. В любой момент можно что-то добавить. На что отвечать, решаете вы. Слово «стоп» — выйти из очереди.

# Can come first after a silence: the first 60 characters are neutral.
stop-what = Хотите остановиться? Вы выйдете из очереди к консультанту, и мы не будем писать, пока вы не напишете.

stop-done = Хорошо, на этом всё. Написать снова можно в любой момент.

# Can come first after a silence: the first 60 characters are neutral.
come-back-how =
    Если вам дали четыре слова, напишите их здесь одним сообщением, в том же порядке. Если они подойдут, продолжим с того же места. Если нет, можно и без них.

    Что дальше?

## For the operator: what to read before the first answer.

caution-watched = Возможно, рядом посторонние. Спрашивайте так, чтобы хватило «да» или «нет». В первых строках без темы.

# Source: content.md 1.7 [S30], 1.9 [S40][S41]
caution-minor = Пишет, что младше 18. О сексе не спрашивать, если не начнёт сам ребёнок. Сначала скажите, о чём обязаны сообщить. Возврат домой — только по процедуре для детей.

# Source: content.md 3.3 (the searched person may be hiding from the caller)
caution-witness = Пишет о другом человеке; кем приходится, не проверено. Ни о ком ничего не подтверждайте.
