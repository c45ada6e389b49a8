# Topic: a job offer before one goes: known signs, an honest answer, and what to do before the journey.
# Read by a native speaker: no

offer-intro = Посмотрим на вакансию вместе: два вопроса, потом что сделать до отъезда. Любой можно пропустить.

# Source: content.md 2.2 [S37, S44] (papers kept, debt, wages withheld, deception)
offer-money = О документах и деньгах. Было ли что-то из этого?

# Source: content.md 2.2 [S37, S44] (movement, isolation, threats, overtime)
offer-freedom = О свободе. Было ли что-то из этого?

# Source: content.md 2.2 [S37, S45]
offer-signs = То, что вы отметили, — известные признаки работы по принуждению. Иногда хватает одного признака, иногда важны несколько вместе. Этих людей мы не знаем. Решаете вы.

# Source: content.md 2.2 [S45]
offer-no-sign = В том, что вы отметили, признаков мы не увидели. Это не доказывает, что всё хорошо: некоторые признаки видны только на месте.

# Source: content2.md 6.3 [T70, T71], content.md 1.3 step 4 [S11, S12] (a copy helps at the consulate)
offer-before = До отъезда: паспорт держите у себя. По правилам Международной организации труда документы работника остаются у него. Копию оставьте тому, кому доверяете: в консульстве поможет и копия. Скажите этому человеку, куда едете, кто позвал и когда напишете.

offer-then = Что сделать дальше?

# What is written here is shown to the operator as written.
offer-advert = Вставьте объявление или сообщения: место, фирма, номер. Наша команда увидит их как есть. Что вам предложили?

offer-review = Вот что вы здесь рассказали. Всё можно изменить. Передать нашей команде?

## Titles in the review and at the desk

offer-title-money = Документы и деньги
offer-title-freedom = Свобода
offer-title-advert = Вакансия

## Choices

choice-offer-passport = Паспорт заберут
choice-offer-debt = Сразу долг
choice-offer-later = Деньги лишь в конце
choice-offer-changes = Обещания меняются

choice-offer-leave = Выход под надзором
choice-offer-calls = Без звонков родным
choice-offer-pressure = Угрозы
choice-offer-rest = Работа без отдыха

choice-offer-look = Показать человеку
choice-offer-there = Я уже там
choice-offer-rights = О правах на работе
