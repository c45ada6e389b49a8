# Topic: the words that work at every moment when they are the whole message, and the names of the commands.
# Read by a native speaker: no

## Words, separated by commas. Each list carries the commonest words of other languages, because people write before they choose one.

always-stop-words = стоп, хватит, остановить, прекратить, отмена, конец, stop, hvatit, ostanovit, quit, cancel
always-human-words = человек, консультант, оператор, живой человек, поговорить с человеком, chelovek, konsultant, operator, person, human
always-back-words = назад, вернуться назад, шаг назад, обратно, nazad, back
always-start-over-words = начать заново, заново, сначала, с начала, перезапуск, zanovo, snachala, restart, start over
always-menu-words = меню, главное меню, menu, menyu
always-emergency-words = сос, sos, помогите, помощь, спасите, pomogite, pomosch, spasite, help, emergency
always-hide-words = скрыть, спрятать, спрячь, скрой, выйти, выход, skryt, spryatat, vyhod, hide, exit
always-language-words = язык, языки, сменить язык, другой язык, yazyk, language, lang, til, тил, забон
always-privacy-words = приватность, мои данные, данные, конфиденциальность, кто видит, privatnost, privacy
always-forget-words = забудь меня, забудьте меня, удалить, удалить всё, удалить все, удалите меня, стереть, zabud menya, udalit, forget, delete
always-come-back-words = четыре слова, у меня четыре слова, код, мой код, код возврата, chetyre slova, kod, code, four words

## Names in a channel's list of commands: seen on the phone, so neutral; at most 40 characters.

command-stop = Остановить
command-human = Написать консультанту
command-back = На шаг назад
command-start-over = Начать заново
command-menu = Меню
command-emergency = Полезные номера
command-hide = Закрыть
command-language = Язык
command-privacy = О ваших данных
command-forget = Удалить переписку
command-come-back = Есть четыре слова
