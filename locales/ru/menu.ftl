# Topic: the ways on.
# Read by a native speaker: no

menu-what =
    В любой момент можно написать «человек», «стоп» или «скрыть».

    Что вам сейчас поможет?

choice-menu-report = Рассказать
choice-menu-find = Найти помощь рядом
choice-menu-return = Вернуться домой
choice-menu-relative = Пропал близкий
choice-menu-rights = Мои права, работа
