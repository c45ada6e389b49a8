# Topic: what the operators' own chat is told when somebody waits; no word of a case.
# Read by a native speaker: no

# $count: cases that wait. $languages: their languages, as short marks.
desk-call-urgent =
    { $count ->
        [one] Ждёт { $count } срочный запрос: { $languages }
        [few] Ждут { $count } срочных запроса: { $languages }
       *[other] Ждут { $count } срочных запросов: { $languages }
    }
desk-call-any =
    { $count ->
        [one] Ждёт { $count } запрос: { $languages }
        [few] Ждут { $count } запроса: { $languages }
       *[other] Ждут { $count } запросов: { $languages }
    }
desk-call-on-call = Ответьте, кто на дежурстве.
desk-call-everyone = Его ещё никто не взял. Ответьте все, кто может.
desk-call-supervisor = Его всё ещё никто не взял. Нужен старший смены.
