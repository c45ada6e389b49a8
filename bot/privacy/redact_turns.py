"""The turns of phrase in which people say who they are: what stands before, behind and around a name.

Nothing here may know a name. Clear turns take any word that can be one, unsure ones a known or capitalised one.
"""

from __future__ import annotations

import re

from bot.privacy.redact_fold import listed

WORD = r"[^\W\d_]+(?:['\-][^\W\d_]+)*"
ONE_WORD = re.compile(WORD)
NEXT = re.compile(rf"(?P<gap>[\s,:\-«\"'(]{{0,4}})(?P<word>{WORD})")

_WHICH = r"(?:full|real|first|own|true|passport|given|birth|family|christian|muslim|other|second)"
_WHICH_RU = r"(?:настоящее|полное|реальное|второе|паспортное)"
CLEAR = re.compile(
    r"(?<!\w)(?:"
    # меня зовут · зовут меня · моё имя · моя фамилия · пишет вам · это снова я,
    r"меня\s(?:(?:все|тут|здесь)\s)?(?:зовут|завут|зовуд|звать)|(?:зовут|завут|звать)\sменя|"
    rf"мо[ёе]\s(?:{_WHICH_RU}\s)?имя(?:\s(?:по|в)\sпаспорт[уе])?(?:\sэто)?|имя\sмо[ёе]|имя\sмне|(?<!\w\s)имя\s?[:\-]|"
    r"мо[яи]\s(?:фамилия|фио|имя\sи\sфамилия)|фамилия\sмоя|(?<!\w\s)ф\.?и\.?о\.?\s?[:\-]|"
    r"(?:к\sвам\s)?обраща(?:ется|ются)\sк\sвам|к\sвам\sобращается|(?:вам\s|снова\s|опять\s)пишет|пишет\sвам|с\sвами\sговорит|"
    r"(?:представлюсь|разрешите\sпредставиться|позвольте\sпредставиться|представляюсь)(?:\s?[,:\-]?\s?(?:меня\sзовут|я))?|"
    r"(?:вас\s)?беспокоит|(?:зовите|называйте|можете\sзвать|можно\sзвать)\sменя|"
    r"май\sнейм\s(?:из|ис|iz|is)|menya\s(?:zovut|zavut)|zovut\smenya|mo[yj]?[oe]\simya|"
    # my name is · name: · I am called · people call me · you can call me
    rf"my\s?(?:{_WHICH}\s)?na?mes?(?:\s(?:in|on)\s(?:the|my)\s\w+)?(?:'s|\s(?:is|are|as)|\s?:)|(?<!\w\s)name\s?[:\-]|i\sam\scalled|i'm\scalled|im\scalled|"
    rf"(?<!his\s)(?<!her\s)name's|(?<!his\s)(?<!her\s)(?<!their\s)(?<!the\s){_WHICH}\sname|"
    r"(?:you\sare|you're)\s(?:speaking|talking|chatting)\s(?:with|to)|"
    r"let\sme\sintroduce\smyself(?:\s?[,:\-]?\s?(?:i\sam|i'm))?|"
    r"(?:people|they|everyone|everybody|friends|family|all)\s(?:here\s)?calls?\sme|i\sgo\sby|i\sam\sknown\sas|it's\sme|it\sis\sme|"
    r"you\s(?:can|may)\scall\sme|(?:call|address)\sme\sas|"
    r"my\sname(?=\s\w)(?!\s(?:is|are|as|on|in|was|and|or|to|from|for|with|at|has|will|they|he|she|not)\b)|"
    r"(?:best\s|warm\s|kind\s)?(?:regards|greetings)\sfrom|"
    # elsewhere
    r"mi\snombre\ses|me\sllamo|je\sm'appelle|mon\snom\sest|meu\snome\s[ée]|nama\ssaya|jina\slangu\sni|ang\spangalan\sko(?:\say)?|"
    r"t[ôo]i\st[êe]n(?:\sl[àa])?|t[êe]n\st[ôo]i\sl[àa]|benim\sad[ıi]m|"
    r"(?:(?:mening|meni|mani|menin)\s)?(?:otim|atim|ismim(?:\ssharifim)?|ism-sharifim)|(?:(?:менинг|мени|мани)\s)?(?:исмим|отим)|"
    r"(?:(?:менің|менин)\s)?(?:атым|есімім|ысымым|аты-жөнім|аты\sжөнүм)|"
    r"номи\sман|исми\sман|номам|исмам|исми\sшариф\w*"
    r")(?!\w)"
)
CLEAR_WORDS = listed(
    """
    меня имя фамилия фио ф пишет беспокоит name names name's myname called calls go known nombre llamo m'appelle nme
    nom nome nama jina pangalan tên ten benim otim отим ismim ism исмим атым есімім ысымым аты номи исми номам
    исмам real full true given talking speaking chatting introduce passport own first birth family christian muslim
    regards greetings обращается обращаются address представлюсь представиться представляюсь other second
    вами вам мне снова опять atim нейм menya imya
    """
)
UNSURE = re.compile(
    r"(?<!\w)(?:меня\s(?:(?:все|тут|здесь)\s){0,2}(?:кличут|называют|назвали|прозвали|переименовали)(?:\sв)?|"
    r"(?:зов[её]т|называ\w+|назвал\w?|прозвал\w?|переименовал\w?)\sменя|зовите|звать|можно\sпросто|на\sсвязи|"
    r"(?:^|(?<=[.!?\n]\s)|(?<=[.!?\n]))имя|на\s(?:мо[её]\s)?имя|фамилия|отчество|фамилия\s\w+,?\sимя|фио|"
    r"(?:записан|оформлен|подписан|зарегистрирован|прописан)[аы]?(?:\s(?:как|на))?|числюсь(?:\sкак)?|"
    r"это\s(?:снова\s|опять\s)?я\s?[,\-]|обраща\w+\sко\sмне|(?<=,\s)имя|(?<=,\s)name|пишет,|"
    r"кто\s(?:пишет|это)\?(?:\sну)?|who\sis\s(?:writing|this)\?|для\s(?:заявления|справки|документов)\s?:|"
    r"(?:you\scan\s)?just\ssay|(?:look|search|find)\s(?:me\s)?under|(?:ur|your)\s(?:girl|boy|brother|sister)|"
    r"ищите\sменя\s(?:как|под\sименем)|обращаюсь\sя|пишу\sвам\sя|ваш[а]?\sподопечн\w\w|"
    r"(?:крестили|окрестили|нарекли)|real\sone\sis|true\sone\sis|the\snames?|by\sname(?:\sof)?|(?:in|under)\sthe\sname(?:\sof)?|search\sthe\sname|(?:look|search)\sfor\sme\sunder|"
    r"(?:booked|registered|listed|saved|signed|written|issued)\s(?:as|for|to|under)|"
    r"(?:calls?|called|calling|named|names|renamed)\sme(?:\snow)?|(?:surname|last\sname|middle\sname|first\sname)(?:\sis)?|"
    r"(?:surname|last\sname)\s\w+,?\sname|my\s(?:id|passport|visa|card|contract)(?:\scard)?\ssays|"
    r"my\s(?:facebook|instagram|insta|telegram|imo|whatsapp|viber|vk)\s(?:name\s)?is)(?!\w)"
)
"""After these only what is known, or has a capital, is a name: "зовите полицию" is none."""
UNSURE_WORDS = listed(
    """
    меня зовите звать просто связи имя фамилия отчество фио записан записана оформлен оформлена подписан подписана
    зарегистрирован зарегистрирована прописан прописана числюсь обращаюсь пишу ваша ваш names name me booked registered
    listed saved signed written issued surname says это обращаться обращайтесь пишет кто who заявления
    справки документов just under ur your real true крестили окрестили нарекли
    facebook instagram insta telegram imo whatsapp viber vk
    """
)
DOUBTFUL = re.compile(
    r"(?<!\w)(?:the\ssame|it'?s\sstill|ask\sfor|та\sсамая|тот\sсамый|вс[её]\s(?:ещ[её]|та\sже|тот\sже)|"
    r"билет\w*\s(?:\w+\s){0,2}на|ticket\w*\s(?:\w+\s){0,3}for|если\sпозвоните,?\sспросите|позвоните\sи\sспросите|(?:^|(?<=[.,!]\s))(?:from|от)(?=\s\w+[\s.!]*$))(?!\w)"
)
"""After these only a known name is one."""
DOUBTFUL_WORDS = listed("билет билеты ticket tickets same still ask самая самый всё все ещё еще позвоните from от")
SHOUTED = re.compile(
    r"(?<!\w)(?:shouts?|shouting|yells?|yelling|screams?|screaming|кричит|кричат|ор[её]т|орут|крикнул\w?)"
    rf"(?:\s(?:at\sme|на\sменя|мне))?\s?[:,\-]?\s?[\"«':]\s?(?P<name>{WORD})(?:\s?[,!]|\s(?:you|come|go|work|get|ты|иди|давай|быстр\w+|работай)(?!\w))"
)
ALIVE = re.compile(
    r"(?<!\w)(?:tell|say|your|передайте|скажите|сообщите|ваша?|твоя?)(?!\w)[^.!?\n]{0,40}?(?<!\w)"
    rf"(?P<name>{WORD})\s(?:is\s(?:alive|ok|okay|fine|safe|well|happy)|жива?|здоров\w?|в\sпорядке|цела?)(?!\w)"
)
THAT_IS_ME = re.compile(
    rf"(?<!\w)(?:(?P<first>{WORD})\s)?(?P<name>{WORD}),?\s(?:это\sя|that'?s\sme|that\sis\sme|is\sme|it'?s\sme)(?=\s?(?:$|[.,!?\n]))"
)
TOLD_WORDS = listed(
    """
    shouts shout shouting yells yell yelling screams scream screaming кричит кричат орёт орет орут крикнул крикнула
    tell say your ваш ваша твой твоя передайте скажите сообщите me я
    """
)
BOOKED = re.compile(r"(?<![^\W\d_])[A-Z]{3,}/[A-Z]{3,}(?:\s(?:MR|MS|MRS))?(?!\w)")
"""A passenger's name as it stands on a ticket."""
LAST_WORD = re.compile(rf"(?:[.!?]|\s-)\s(?P<name>{WORD}(?:\s{WORD}){{0,2}})[\s.!]*$")

_SPEAKS = (
    r"(?:меня\s(?:зовут|завут)|is\smy\sname|here|speaking|writing|texting|by\sname|"
    r"на\sсвязи|пишет|беспокоит|снова\sпишу)"
)
_YEARS = r"\d\d(?:\s(?:лет|год\w?|years|yo|y\.o|жас\w*|ёш\w*|yosh\w*|сол\w*|жаш\w*)(?!\w)|\s?,)"  # 27 лет · 27,
BACKWARDS = re.compile(
    rf"(?:(?:опять|снова|это|again)\s)?(?P<name>{WORD})(?:\s{WORD})?"
    rf"(?:\s{_SPEAKS}(?!\w)|,?\s(?:мне\s)?{_YEARS}|,\s{WORD},\s{_YEARS}|"
    rf"\s(?:из|from)\s{WORD}(?=\s?(?:[,.!]|$)|\s(?:i|я|мне|пишу)(?!\w)))"
)
AFTERWARDS = re.compile(
    rf"(?:^|[,.!?\n\-]\s?)(?P<name>{WORD})(?:\s{WORD})?\s(?:я(?=\s?(?:$|[.,!?\n]))|меня\s(?:зовут|завут|звать)(?!\w)|"
    r"(?:is|was)\smy\s(?:real\s)?name(?!\w)|мо[ёе]\sимя(?!\w)|from\s(?:yesterday|before)(?!\w)|вчерашн\w+(?=\s?(?:$|[.,!?\n])))"
)
I_NAMED = re.compile(
    rf"(?<!\w)(?:я|i|me|меня|мне),\s(?:граждан(?:ин|ка)\s{WORD}\s)?(?P<name>{WORD}(?:\s{WORD}){{0,2}}),"
)
I_NAMED_AM = re.compile(rf"(?<!\w)i\s(?P<name>{WORD}(?:\s{WORD}){{0,2}})\s(?:am|want|need|ask|beg)(?!\w)")
OF_AGE = re.compile(
    rf"(?<!\w)(?:i'm|i\sam|im|мне)\s\d\d(?:\s(?:лет|год\w?|years(?:\sold)?|yo))?,\s(?P<name>{WORD})(?=\s?[,.!\n]|$)"
)
BETWEEN = re.compile(
    rf"(?<!\w)меня\s(?:(?:все|тут|здесь|дома|обычно)\s){{0,2}}(?P<name>{WORD})\s(?:зовут|завут|звать|кличут|называют)(?!\w)"
)
ALONE = re.compile(rf"(?P<name>{WORD})\s?\.(?=\s)")
AND = re.compile(r"\s(?:and|и)(?!\w)")
AFTERWARDS_WORDS = listed("я меня my имя yesterday before вчерашняя вчерашний")
I_NAMED_WORDS = listed("я i me меня мне i'm im")
CALLED_SO = re.compile(
    rf"(?<!\w)(?:мне|мені|мени|meni|mani|мани|маро)\s(?P<name>{WORD})\s"
    r"(?:дейді|дейт\w*|деп|деб|deb|дешет|деши\w*|дейиш\w*|deyish\w*|deydi\w*|мегӯянд|меноманд|ном|(?:опа\s|ака\s)?говорят)(?!\w)"
)
CALL_ME = re.compile(r"(?<!\w)(?:call\sme|myself|ako\s(?:po\s)?si|ман|men|мен)(?!\w)")
VAGUE = re.compile(
    r"(?<!\w)(?:я|это\s(?:снова|опять)|обращается|это|пишет|зовут|i\sam|i'm|im|am|this\sis|it's|its|it\sis|here\sis|here|name\sis|"
    r"ya|eto(?:\s(?:snova|opyat))?|бұл|бул|ин|bu|бу)(?!\w)"
)
FIRST_PERSON = listed("я ya i'm im am") | {"i am"}
BEING = re.compile(r"\s(?:bo'laman|боламан|боламын|болом|мешавам|ҳастам|bo'lam)(?!\w)")
ME_WORDS = listed("говорят мені мени meni mani мани маро call myself ako ман men мен")
VAGUE_WORDS = listed("я это пишет зовут i i'm im am this it's its it here name ya eto бұл бул ин bu бу")
ABOUT_SELF = re.compile(
    r"\s?[,.]?\s?(?:i\b|we\b|и\sя\b|я\b|мы\b|мне\b|мой\b|моя\b|пишу|писал|снова|опять|вчера|again|writing|from\b|frm\b|из\b|с\s|"
    r"ya\b|mne\b|iz\b|opyat|snova|"
    r"кеше|кечээ|кече|дирӯз|дируз|kecha|кеча|боз|яна|yana|men\b|мен\b|ман\b|speaking\b|calling\b|here\b|"
    r"[^.!?\n]{0,40}?\w(?:dim|дим|дым|дім|ганман|ganman|япман|yapman)(?!\w))"
)
ABOUT_ANOTHER = re.compile(r",?\s(?:он|она|они|который|которая|наш|мой|моя|he|she|who|they|our|my)(?!\w)")
END_OF_NAME = re.compile(r"\s?(?:[,.!?;)😢🙏\n]|$|\sfrom\b|\sиз\b|\siz\b|\sand\si\b|\sи\sя\b|\shere\b|[^\w\s])")
_GREETING = (
    r"(?:привет\w*|здравствуй\w*|здрасте|добр\w+\s\w+|салам\w*|салом|ассалом\w*|саламатсыз\w*|сәлем\w*|hello|hi|hey|"
    r"dear\s\w+|good\s\w+|assalom\w*|salom|salam)"
)
START = re.compile(rf"(?:^|[.!?\n])[\s,]*(?:{_GREETING}[\s\w]{{0,12}}[\s,!.\-]{{1,4}})?$")
START_OF_TALK = re.compile(rf"[\s,!.]*(?:{_GREETING}(?:\s(?:alaykum|алайкум|алейкум))?[\s,!.\-]{{1,4}})?")
SIGN_OFF = re.compile(
    r"(?<!\w)(?:(?P<sure>с\sуважением|с\sнадеждой[^\n.!?]{0,25}|best\sregards|kind\sregards|warm\sregards|regards|"
    r"sincerely(?:\syours)?|yours(?:\s\w+)?|signed|hurmat\sbilan|ҳурмат\sбилан|хурмат\sбилан|құрметпен|урматтоо\sменен|"
    r"урмат\sменен|бо\sэҳтиром|подпись)|"
    r"(?P<maybe>(?:заранее\s)?(?:спасибо|благодар\w+)(?:\s(?:вам|тебе|большое|огромное|заранее|всем)){0,3}|"
    r"thx|tnx|спс|(?:many\s)?thanks?(?:\syou)?(?:\s(?:so|very|a|in|much|lot|advance|all|again|for\s\w+(?:\s\w+)?)){0,3}|waiting(?:\sfor\s\w+)?|"
    r"(?:your|with)\s\w+|love|god\sbless(?:\syou)?|рахмат|раҳмат|рахмет|рақмет|rahmat|ташаккур|blessings|ваша?|"
    r"жду\sответа))"
    r"[\s,.!\-:]{1,6}(?:[a-zа-яё]\.\s?){0,2}"
)
PATRONYMIC = re.compile(
    r".{2,}(?:ович|евич|овна|евна|ична|ўғли|қизи|кызы|қызы|улы|ұлы|оглы|угли|uulu|o'g'li|qizi|zoda|зода|заде)"
)
SURNAME = re.compile(
    r".{2,}(?:ов|ова|ев|ева|ёв|ин|ина|ский|ская|цкий|цкая|енко|ук|юк|ян|дзе|швили|ov|ova|ev|eva|ovich|enko)"
)
FAMILY = re.compile(
    r"(?:al|el|bin|ibn|аль|эль)-.{2,}|.{2,}(?:ов|ова|ев|ева|ский|ская|енко|дзе|швили|ov|ova|ev|eva|enko)"
)
"""Family names that are known by their form alone, also where nothing has a capital."""
LAST_LINE = re.compile(rf"(?:\n|[.!?]\s-)\s?-{{0,2}}\s?(?P<name>{WORD}(?:\s{WORD}){{0,2}})[\s.!]*$")
AFTER_SIGNATURE = re.compile(r"^(?:\s[^\W\d_]\.?)?[\s.!,🙏]*$")
INITIALS = re.compile(r"(?:[^\W\d_]\.\s?){1,2}$")
CAPITALS = re.compile(r"[A-ZА-ЯЁҚҒҲЎӘӨҮҰҢІҶӢӮ]")
KINSHIP = listed("ўғли қизи кызы қызы улы ұлы оглы угли уулу o'g'li qizi uulu")
