# Topic: finding help near a person, by place, need, whom it is for, and whether they can call.
# Read by a native speaker: no

find-intro = Поищем помощь. Будет несколько коротких вопросов. Любой можно пропустить.

# Also asked by the flows return, relative, rights and children.
find-where = Можно отправить геопозицию или написать город. Точный адрес не нужен. Где вы?

# Asked when the place was skipped or not found.
find-country = Тогда, если хотите, только страна. В какой вы стране?

find-needs = Что вам нужно?

find-needs-more = О чём речь?

find-for-whom = В некоторых местах помогают только женщинам или только детям. Кому нужна помощь?

find-can-call = С некоторыми можно связаться только по телефону. Можете ли вы позвонить?

# Stands after the cards, or after find-nothing. Also used by the flows return, relative, rights and children.
find-results = Что сделать дальше?

find-nothing = Ничего подходящего там мы не знаем. Это не значит, что помощи нет. Консультант может поискать и спросить за вас.

## Titles in the review and at the desk

find-title-place = Где
find-title-country = Страна
find-title-needs = Что нужно
find-title-for = Для кого
find-title-written = Только письменно

## Choices: countries

choice-find-ru = Россия
choice-find-kz = Казахстан
choice-find-kg = Кыргызстан
choice-find-tj = Таджикистан
choice-find-uz = Узбекистан
choice-find-other = Другая страна

## Choices: needs

choice-find-shelter = Жильё, ночлег
choice-find-humanitarian = Еда и деньги
choice-find-medical = Врач
choice-find-psychological = Психолог
choice-find-legal = Юрист
choice-find-documents = Документы
choice-find-hotline = С кем поговорить
choice-find-else = Нет в списке

choice-find-home = Вернуться домой
choice-find-missing = Пропал человек
choice-find-work = Работа

# Further words that mean the choice, separated by commas; never shown.
find-words-shelter = приют, жилье, ночлег, комната, переночевать, где спать, негде жить
find-words-humanitarian = еда, деньги, одежда, голод, продукты
find-words-medical = медицинская помощь, больница, лекарства, доктор, скорая
find-words-psychological = психологическая помощь, психотерапевт
find-words-legal = юридическая помощь, адвокат, закон
find-words-documents = документы, паспорт, бумаги, удостоверение
find-words-hotline = горячая линия, телефон доверия, поговорить

## Choices: for whom, and how

choice-find-woman = Женщине
choice-find-man = Мужчине
choice-find-child = Ребёнку
choice-find-anyone = Семье или любому

choice-find-can-call = Да, могу
choice-find-cannot-call = Не могу или не слышу

## Choices under the cards

choice-find-other-need = Нужно другое
choice-find-other-place = В другом месте
choice-find-other-person = Для другого человека
