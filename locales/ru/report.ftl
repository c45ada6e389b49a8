# Topic: telling what happens, for oneself or about somebody else.
# Read by a native speaker: no

report-who = О ком идёт речь?

## For oneself.

report-child =
    Спасибо, что пишете. Ничего плохого в этом нет. Можно сразу написать человеку или сначала ответить на вопросы нажатием.

    Что вы выберете?

# Source: content.md 2.2 [S37][S44] (the signs asked in this and the next two questions)
report-freedom =
    Вот несколько вопросов, отвечать можно нажатием. Любой можно пропустить.

    Что происходит там, где вы сейчас или были?

report-work = А про работу: что из этого так?
report-harm = Вы решаете, на что отвечать. Происходит ли что-то из этого?

# After one sign or more was chosen.
# Source: content.md 2.2 [S45] (one sign may be enough in some cases)
report-heard =
    Спасибо, что рассказали. В этом нет вашей вины. То, что вы отметили, бывает признаком того, что человека принуждают.

    Ещё несколько вопросов или отправить сейчас?

# When no sign was chosen.
report-thanks = Спасибо. Ещё несколько вопросов или отправить сейчас?

report-where = Хватит названия города или посёлка. Где это?

# Shown to operators as written, because it may be needed to find the person.
report-where-more =
    Этот ответ консультанты увидят так, как вы напишете.

    По чему ещё можно узнать место: улица, вывеска, этаж, вид из окна?

report-time = Когда это происходит?

report-traces =
    Этот ответ консультанты увидят так, как вы напишете.

    Что вы знаете об этих людях: машина и её номер, телефон, страница, объявление о работе?

report-documents = У кого сейчас ваш паспорт или другие документы?
report-phone = У вас забирали телефон или велели держать его выключенным?

# Source: content2.md 5.2 [T40][T41][T42]
report-phone-moscow = В Москве и области работники из некоторых стран обязаны каждый день открывать приложение «Амина». Если оно больше трёх рабочих дней не передаёт место, могут снять с учёта. Об этом стоит скорее сказать юристу. По данным на декабрь 2025 года.

report-wants = Чего бы вы хотели?

report-story =
    Пишите сколько хотите, можно коротко. Имена можно не называть.

    Что происходит?

## About somebody else.

# Source: content.md 3.2 [S53]
report-other-care = Спасибо, что не прошли мимо. Пожалуйста, ни с кем не спорьте и никого не предупреждайте, даже того, за кого волнуетесь: это может быть опасно для вас обоих. Берегите себя.

report-other-time = Когда вы видели это или слышали об этом в последний раз?

# The emergency numbers of the person's country follow as lines.
# Source: content.md 3.2 [S54]
report-other-call = О том, что случилось только что, лучше сказать по телефону. Если говорить безопасно, позвоните:

report-other-then = Можно и сразу написать человеку здесь. Что вы выберете?

report-other-freedom =
    Любой вопрос можно пропустить.

    Что вы видите или знаете об этом человеке?

report-other-work = А про работу: что вы видите или знаете?
report-other-harm = Происходит ли с этим человеком что-то из этого?
report-other-where = Хватит названия города или посёлка. Где это?

# Source: content.md 3.2 [S46][S51]
report-other-where-more =
    Пожалуйста, не ходите туда проверять. Этот ответ консультанты увидят так, как вы напишете.

    По чему ещё можно узнать место: адрес, перекрёсток, какое здание?

# Source: content.md 3.2 [S46][S51]
report-other-people =
    Этот ответ консультанты увидят так, как вы напишете.

    Кому нужна помощь: сколько людей, какого возраста, как выглядят, боятся ли? И кто ими распоряжается?

# Source: content.md 3.2 [S46][S51]
report-other-traces =
    Этот ответ консультанты увидят так, как вы напишете.

    Знаете ли вы машину и её номер, телефон, страницу, объявление?

report-other-story =
    Пишите сколько хотите, можно коротко.

    Что вы видели или слышали и откуда знаете этого человека?

# Shown while the talk is with people.
# Source: content.md 3.2 [S53]
report-other-rest = Консультант это прочитает и, может быть, спросит вас здесь. Пожалуйста, не вмешивайтесь и никого не предупреждайте. Если станет срочно, напишите «сос»: придут номера.

## For both.

report-story-more = Это сохранено. Хотите что-то добавить?

report-show-numbers =
    Если в рассказе есть номера телефонов или адреса, мы стараемся закрыть их, прежде чем его прочитают.

    Можно консультантам их видеть?

# Source: content.md 1.9 [S39][S41], 3.1 (what may be passed on, to whom)
report-share =
    Помочь могут и другие, например приют или юрист. Решение можно изменить, сказав консультанту. Если в опасности жизнь или ребёнок, спросите его, о чём придётся сообщить.

    Можно передать то, что вы написали?

report-reply =
    Когда придёт ответ, ваш экран может увидеть кто-то другой.

    Когда вам можно писать сюда?

report-hours = По вашему местному времени. Какие часы вам подходят?

# The word is never shown again.
report-secret =
    Можно задать секретное слово. После перерыва мы спросим его, прежде чем показать ответ. Отправив слово, удалите это сообщение. Это можно и пропустить.

    Какое слово вы выберете?

# The answers stand with this text, each with its title.
report-review = Вот ваши ответы. Отправляем?

## Short titles for the review and the operator.

report-title-role = О ком
report-title-signs-freedom = Свобода
report-title-signs-work = Работа
report-title-signs-harm = Угрозы и вред
report-title-place = Место
report-title-place-words = Приметы места
report-title-time = Когда
report-title-traces = Машина, номер
report-title-documents = Документы
report-title-phone = Телефон забрали
report-title-wants = Пожелания
report-title-people = Кому нужна помощь
report-title-story = Своими словами
report-title-story-more = Добавлено
report-title-story-last = Добавлено позже
report-title-numbers = Показать номера
report-title-share = Передать другим
report-title-reply = Ответы
report-title-hours = Часы
report-title-secret = Секретное слово

## Answers; each at most 20 characters.

choice-self = Обо мне
choice-family = Близкий человек
choice-witness = Чужой человек
choice-helper = Кому я помогаю
choice-sign-leave = Уйти нельзя
choice-sign-papers = Забрали документы
choice-sign-isolated = Отрезали от близких
choice-sign-depend = Идти больше некуда
choice-sign-lied = Обманули с работой
choice-sign-wages = Зарплату не платят
choice-sign-debt = Требуют долг
choice-sign-conditions = Еда и жильё плохие
choice-sign-overtime = Работа без отдыха
choice-sign-threats = Угрожают
choice-sign-hurt = Бьют
choice-sign-sex = Секс по принуждению
choice-sign-sold = Продают для секса
choice-sign-begging = Велят побираться
choice-sign-home = Дома бьют, угрожают
choice-sign-child = Там есть ребёнок
choice-send-now = Отправить сейчас
choice-time-now = Сейчас
choice-time-day = За последние сутки
choice-time-month = В этом месяце
choice-time-earlier = Раньше
choice-docs-mine = Они у меня
choice-docs-taken = Забрали
choice-docs-lost = Утеряны, истекли
choice-docs-never = Не было
choice-want-shelter = Жильё
choice-want-doctor = Врач
choice-want-papers = Документы
choice-want-lawyer = Юрист
choice-want-wages = Зарплата
choice-want-home = Уехать домой
choice-want-police = Полиция
choice-want-no-police = Без полиции
choice-that-is-all = Это всё
choice-share = Да, помощникам
choice-confidential = Нет, только вам
choice-anonymous = Без моих данных
choice-now = Любое время
choice-window = Удобные часы
choice-never = Не писать первыми
choice-morning = Утром, с 8 до 12
choice-day = Днём, с 12 до 18
choice-evening = Вечером, с 18 до 22
