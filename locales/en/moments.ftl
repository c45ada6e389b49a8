# Topic: when something happens, told in the person's own time, or with the name of the zone where theirs is not known.
# Read by a native speaker: no

# $time: the hour, ready. $zone: "own" for the person's own time, otherwise the city whose time it is.
moment-today = today at { moment-hour }
moment-tomorrow = tomorrow at { moment-hour }

# $weekday: 1 for Monday to 7 for Sunday.
moment-weekday =
    { $weekday ->
        [1] on Monday
        [2] on Tuesday
        [3] on Wednesday
        [4] on Thursday
        [5] on Friday
        [6] on Saturday
       *[7] on Sunday
    } at { moment-hour }

# $day: the day of the month. $month: 1 to 12.
moment-date =
    on { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    } at { moment-hour }

moment-hour =
    { $zone ->
        [own] { $time } your time
        [moscow] { $time } Moscow time
        [almaty] { $time } Almaty time
        [bishkek] { $time } Bishkek time
        [tashkent] { $time } Tashkent time
        [dushanbe] { $time } Dushanbe time
       *[utc] { $time } UTC
    }
