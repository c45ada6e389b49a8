# Topic: children who write, and adults who worry about one. Simple words, no question about the body.
# Read by a native speaker: no

children-intro = Здесь помощь детям и подросткам и взрослым, которые за них боятся. Любой вопрос можно пропустить.

children-minor = Вам меньше 18 лет?

## For a child who writes

children-kid = Спасибо, что написали. Просить о помощи правильно. Остановиться можно в любой момент.

children-kid-safe = Вы сейчас в безопасности?

# The emergency numbers stand after this text.
children-kid-danger = Передаём это людям. Если можете, позвоните и сюда:

children-kid-now = Что выберете?

# Source: content.md 2.3 [Seed1]
children-online = Есть люди, которые ищут детей в соцсетях, мессенджерах и играх, чтобы потом их использовать. Это не всегда незнакомцы: бывает родственник или кто-то из того же села.

children-kid-online = Если кто-то просит приехать, работать на него или держать всё в тайне, можно сказать «нет». Можно спросить человека здесь или на линии помощи, что об этом думают.

## For an adult who worries

children-topics = Что вы хотите узнать?

# Source: content.md 2.3 [Seed1] (from 2020-2021)
children-risk = Больше риска у детей, которые ушли из дома или приюта, остались без взрослых, не ходят в школу, не известны врачам, живут без документов или переехали с семьёй.

    От российской организации, 2020–2021 годы.

# Source: content.md 1.7, 2.1 [S28, S29]
children-law = Международные правила защищают каждого до 18 лет, кого перевозят или удерживают, чтобы использовать. Неважно, соглашался ли ребёнок и было ли насилие или обман.

## Helplines

children-lines-ask = Есть линии помощи для детей и подростков. Показать их?

children-country = В какой вы стране?

## Titles in the review and at the desk

children-title-minor = Меньше 18 лет
children-title-safe = В безопасности

## Choices

choice-children-lines = Линии помощи
choice-children-online = Чаты и игры
choice-children-risk = Признаки риска
choice-children-law = Законы и правила
choice-children-report = Ребёнок в опасности
