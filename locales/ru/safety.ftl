# Topic: is the person safe, can they write, are they a child; and the numbers to call.
# Read by a native speaker: no

safety-are-you-safe = Сначала самое важное: вы сейчас в безопасности?
safety-sos-hint = Хорошо. Если станет опасно, напишите «сос»: сразу придут номера, куда звонить.

# The emergency numbers of the person's country follow as lines.
safety-emergency-number = Если можете, позвоните сейчас:

# Carries the variables of `presence`.
safety-called =
    Мы зовём консультанта, ответ придёт сюда. Сам чат не может вызвать полицию или скорую. Это можно сделать по номерам выше.

    { presence }

safety-rest = Сюда можно писать в любой момент, хватит одного слова. Если писать трудно, нажмите «{ choice-yes-no-only }».
safety-write-freely = Можете ли вы писать так, чтобы никто не видел?
safety-minor = От этого зависит, о чём мы спросим. Вам меньше 18 лет?

# For those who said that they are under 18.
# Source: content.md 1.9 [S39][S40][S41] (lines of other countries must report harm to a child; ours is asked by the child)
safety-child =
    Спасибо, что пишете. Ничего плохого в этом нет. Можно рассказать немного или совсем ничего. Здесь с вами может поговорить человек. Сначала можно спросить его, о чём ему придётся сообщить другим.

    Что вы выберете?

safety-title-safe = Сейчас безопасно
safety-title-freely = Может писать
safety-title-minor = Меньше 18 лет
safety-title-leave = Может уйти
safety-title-doctor = Нужен врач

## Few words, because somebody may be looking: no topic anywhere below.

safety-quiet = Хорошо, коротко. Что вам сейчас удобно?
safety-quiet-leave = Можете ли вы сейчас выйти?
safety-quiet-doctor = Вам нужен врач?
safety-quiet-minor = Вам меньше 18 лет?

# Carries the variables of `presence`.
safety-quiet-called =
    Спасибо. Консультанта попросили спрашивать так, чтобы хватило «да» или «нет».

    { presence }

safety-quiet-rest = Хватит одной буквы: д или н. После слова «скрыть» здесь будет нейтральная строка.

## Numbers to call, from anywhere in the talk.

# The emergency numbers of the person's country follow as lines; of all countries we work in, if none is known.
# Can come first after a silence: the first 60 characters are neutral.
emergency-numbers = Можно позвонить по этим номерам. Если можете говорить, нажмите на номер или наберите его:

# Lines from the directory follow.
emergency-lines = Эти линии отвечают днём и ночью:

emergency-then = Здесь можно написать и человеку. Что дальше?

# For people in Russia, or where the country is unknown.
# Source: content2.md 4 [T1][T2][T3][T5][T6]
emergency-sms = В некоторых регионах России на единый экстренный номер можно отправить и SMS. Напишите, что случилось, точный адрес или ориентир, имя и фамилию, есть ли пострадавшие. Кое-где ответить не могут. По сообщениям 2020–2025 годов, с тех пор не проверяли.
