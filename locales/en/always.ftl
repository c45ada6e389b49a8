# Topic: the words that work at every moment when they are the whole message, and the names of the commands.
# Read by a native speaker: no

## Words, separated by commas. Each list carries the commonest words of other languages, because people write before they choose one.

always-stop-words = stop, end, quit, cancel, enough, unsubscribe, стоп, хватит
always-human-words = person, human, a person, a human, consultant, operator, talk to someone, real person, человек, консультант, оператор
always-back-words = back, go back, step back, назад
always-start-over-words = start over, restart, from the start, begin again, заново
always-menu-words = menu, main menu, меню
always-emergency-words = sos, help, help me, emergency, сос, помогите
always-hide-words = hide, hide this, exit, скрыть, спрятать
always-language-words = language, languages, lang, change language, язык, til, тил, забон
always-privacy-words = privacy, my data, who sees this, приватность
always-forget-words = forget, delete me, delete everything, erase, erase me, forget everything, удалить
always-come-back-words = four words, code, return code, my code, четыре слова, код

## Names in a channel's list of commands: seen on the phone, so neutral; at most 40 characters.

command-stop = Stop
command-human = Write to a consultant
command-back = One step back
command-start-over = Start over
command-menu = Menu
command-emergency = Useful numbers
command-hide = Close
command-language = Language
command-privacy = About your data
command-forget = Delete this talk
command-come-back = I have four words
