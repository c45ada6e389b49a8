# Topic: when something happens, told in the person's own time, or with the name of the zone where theirs is not known.
# Read by a native speaker: no

# $time: the hour, ready. $zone: "own" for the person's own time, otherwise the city whose time it is.
moment-today = сегодня в { moment-hour }
moment-tomorrow = завтра в { moment-hour }

# $weekday: 1 for Monday to 7 for Sunday.
moment-weekday =
    { $weekday ->
        [1] в понедельник
        [2] во вторник
        [3] в среду
        [4] в четверг
        [5] в пятницу
        [6] в субботу
       *[7] в воскресенье
    } в { moment-hour }

# $day: the day of the month. $month: 1 to 12.
moment-date =
    { $day } { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    } в { moment-hour }

moment-hour =
    { $zone ->
        [own] { $time } по вашему времени
        [moscow] { $time } по московскому времени
        [almaty] { $time } по времени Алматы
        [bishkek] { $time } по времени Бишкека
        [tashkent] { $time } по времени Ташкента
        [dushanbe] { $time } по времени Душанбе
       *[utc] { $time } по Гринвичу (UTC)
    }
