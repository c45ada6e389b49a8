# Topic: the answers that many questions share; each at most 20 characters.
# Read by a native speaker: no

choice-yes = Да
choice-yes-words = д, ага, угу, конечно, ок, хорошо, da, aga, yes
choice-no = Нет
choice-no-words = н, не, неа, нету, не надо, net, no
choice-not-sure = Пропустить, не знаю
choice-not-sure-words = не знаю, пропустить, наверное, может быть, не уверен, не уверена, трудно сказать, ne znayu
choice-forget-yes-words = да, да удалить, da
skip-words = пропусти, пропуск, мимо, потом, не хочу отвечать, propustit, skip
done-words = готов, готова, всё, все, это всё, закончить, gotovo, done
send-words = да, отправляй, отправляйте, отправь, хорошо, ок, otpravit, da
go-on-words = да, продолжить, продолжай, продолжим, хорошо, ок, давайте, dalshe, prodolzhit, da
choice-dont-know = Не знаю
choice-skip = Пропустить
choice-done = Готово
choice-go-on = Дальше
choice-back = Назад
choice-start-over = Начать заново
choice-none-of-these = Ничего из этого
choice-more = Ещё
choice-menu = Меню
choice-human = К консультанту
choice-emergency = Экстренные номера
choice-phone-numbers = Номера телефонов
choice-cannot-speak = Говорить нельзя
choice-hide = Скрыть
choice-send = Отправить
choice-change = Изменить
choice-share-place = Отправить геопозицию
choice-yes-no-only = Только да или нет
choice-children = Помощь детям
choice-privacy = Кто это видит
choice-come-back = Есть четыре слова
choice-stop = Остановиться
choice-forget = Забыть меня
choice-forget-yes = Да, удалить
choice-forget-no = Нет, оставить

## Each language in its own letters, the same in every file.

choice-ru = Русский
choice-en = English
