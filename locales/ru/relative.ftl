# Topic: somebody is missing: what cannot wait, who searches, and the facts a search needs.
# Read by a native speaker: no

# The emergency numbers stand after this text.
# Source: content.md 3.3 [S55, S57]
relative-first = Если человек пропал, звоните в полицию сейчас: больше всего помогает первый день. В России ждать три дня не нужно, и полиция обязана принять заявление.

# Source: content.md 3.3 [S55, S56]
relative-ready = Приготовьте: свежее фото, как выглядит, одежда, обычные места и маршруты, привычки, здоровье. Запишите имя дежурного. В России ищут и добровольцы «ЛизаАлерт», бесплатно, днём и ночью. Сначала они спросят, кто, где и когда.

relative-ways = Что вы хотите сделать?

# Source: content2.md 6.1 (GAP), content.md 1.8 [S32, S33]: no promise about the police and people without papers
relative-fear = Что будет, если в полицию придёт человек без документов, мы сказать не можем. Может сказать юрист. Искать можно попросить и Красный Крест.

# Source: content.md 3.3 [S60, S61, S62]
relative-redcross = Красный Крест ищет тех, с кем пропала связь, в том числе по дороге в другую страну. Это бесплатно. Вы рассказываете, что знаете; добровольцы едут по последнему адресу и спрашивают. Контакт найденного дают, только если сам человек согласен.

# Source: content.md 3.3 [S58, S59]
relative-abroad = Если человек пропал в другой стране: полиция там, где вы живёте, может попросить Интерпол о розыске по миру. Сама семья попросить не может. Нужны запись в полиции, имя и фамилия, пол, хотя бы год рождения, описание и хорошее фото.

## The facts

# Source: content.md 3.3, the trap [S63]
relative-promise = Если мы найдём человека, сначала спросим его. Без его согласия мы никому не скажем, где он и знаем ли мы его. Так мы делаем для всех.

relative-as-written = Имена и места, которые вы напишете, наша команда увидит как есть: они нужны для поиска. Сканы паспорта не присылайте. Любой вопрос можно пропустить.

relative-relation = Кем вам приходится этот человек?

relative-who = Кто пропал?

relative-name = Как зовут полностью, и какой год рождения, если знаете?

relative-last = Когда и где была последняя связь? Звонок, сообщение или встреча?

relative-goal = Куда и к кому ехал этот человек? Начальник, вербовщик, номер, объявление: что знаете.

relative-looks = Как выглядит этот человек? Рост, волосы, одежда, приметы, здоровье: пишите сколько хотите, можно коротко.

relative-photo = Есть ли у вас свежее фото? Сюда его пока не присылайте.

relative-police = Сообщили ли вы в полицию?

relative-number = Есть ли номер заявления в полиции? Какой?

## To people

relative-review = Вот что вы здесь рассказали. Всё можно изменить. Передать нашей команде?

relative-sent = Это прочитает консультант. Если мы найдём человека, сначала спросим его. До этого мы не можем сказать, знаем ли мы его.

# Shown while the talk rests with people.
relative-rest = Сюда можно дописать что угодно: место, имя, новое сообщение от этого человека. Это получит наша команда.

## The desk: the operator reads this first. Source: content.md 3.3, the trap

desk-caution-relation = Родство не проверено: ничего не подтверждать.

## Titles in the review and at the desk

relative-title-relation = Кем приходится
relative-title-who = Кто пропал
relative-title-name = Имя
relative-title-last = Последняя связь
relative-title-goal = Куда и к кому
relative-title-looks = Приметы
relative-title-photo = Есть фото
relative-title-police = Полиция знает
relative-title-number = Номер заявления

## Choices

choice-relative-ask = Попросить искать
choice-relative-services = Службы поиска
choice-relative-fear = Боюсь полиции
choice-relative-abroad = За границей

choice-relative-child = Сын или дочь
choice-relative-parent = Мать или отец
choice-relative-sibling = Брат или сестра
choice-relative-spouse = Жена или муж
choice-relative-kin = Другая родня
choice-relative-friend = Знакомые
choice-relative-else = Нет в списке

choice-relative-woman = Женщина
choice-relative-man = Мужчина
choice-relative-girl = Девочка до 18
choice-relative-boy = Мальчик до 18

choice-relative-enough = Этого достаточно
choice-relative-police-no = Боюсь идти туда
