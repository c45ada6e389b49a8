"""An operator reads what happened and where, not who wrote."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.privacy.redact import KINDS, LONGEST, Redactor, redact

from .score_redaction import PUBLIC, measure, together

REDACTOR = Redactor(PUBLIC)

TAKEN = [
    ("мой номер +7 900 000-11-22, пишите", "мой номер [phone], пишите"),
    ("call 8(900)0001122 or 89000001122", "call [phone] or [phone]"),
    ("мой номер восемь девятьсот ноль ноль ноль одиннадцать двадцать два", "мой номер [phone]"),
    ("raqamim to'qqiz yuz nol nol nol o'n ikki o'ttiz to'rt", "raqamim [phone]"),
    ("８ ９００ ０００ １１ ２２", "[phone]"),
    ("мой телефон ٨٩٠٠٠٠٠١١٢٢", "мой телефон [phone]"),
    ("+7\0900\x01000\x1b11\x7f22", "[phone]"),
    ("+7\u200b900\u200b000\u200b11\u200b22", "[phone]"),
    ("8 9ОО ООО 11 22 моя почта gulya@mail.ru", "[phone] моя почта [email]"),
    ("gulya собака mail точка ru", "[email]"),
    ("write joy dot test at gmail dot com", "write [email]"),
    ("gulya (at) mail (dot) ru", "[email]"),
    ("мой тг @gulya_test", "мой тг [handle]"),
    ("her page vk.com/id000000777 is open", "her page [handle] is open"),
    ("паспорт 4500 000123, серия AA 0001234", "паспорт [document], серия [document]"),
    ("карта 2202 2000 0000 1238", "карта [card]"),
    ("https://visa.example/form?id=77120034 and https://visa.example/", "[url_id] and https://visa.example/"),
    ("ул. Ленина, д. 5, кв. 12, третий этаж", "[address], третий этаж"),
    ("Меня зовут Мария Иванова, хозяина зовут Рашид", "Меня зовут [name], хозяина зовут Рашид"),
    ("my name is Joy, my boss is Viktor", "my name is [name], my boss is Viktor"),
]


@pytest.mark.parametrize(("text", "shown"), TAKEN)
def test_what_names_the_writer_is_taken_out(text: str, shown: str) -> None:
    """Numbers, addresses, handles, documents and the writer's own name do not reach the desk."""
    assert REDACTOR.redact(text).text == shown


THEMSELVES = [
    "my name's Chidinma Okafor and im in dubai",
    "Hi its Grace, i wrote you yesterday",
    "farrukh here again, any news?",
    "me, Fatou, i cant leave",
    "Dear sir, I Mohammed Idris am held in a house",
    "in the passport i am Gulzat Asanova",
    "i'm 22, Mariam, from Tbilisi",
    "my ticket is booked for Kwame Mensah",
    'boss shouts "Fatou, work faster"',
    "tell my mother that Amina is alive",
    "surname Karimova",
    "no more time. Zebo",
    "it stands as OKELLO/JOHN on the ticket",
    "меня тут все Машей зовут",
    "опять Жанна на связи, прошлый раз разговор оборвался",
    "фамилия моя Джураев",
    "мне 19, Маша, из Бельц",
    "Я, гражданин Таджикистана Шарипов Далер, прошу",
    "билет на имя Карины Абдуллаевой",
    "в списке посмотрите, Рахимова Лола это я",
    "хозяин кричит: «Фатима, быстрее!»",
    "передайте маме что Дильноза жива",
    "menya zovut sherzod, ya iz samarkanda",
    "имя наргиза каримова, самарканд",
]


@pytest.mark.parametrize("text", THEMSELVES)
def test_whoever_names_themselves_stays_unnamed(text: str) -> None:
    """In whatever turn of phrase, script or spelling, also where nothing has a capital."""
    assert "name" in {piece.kind for piece in REDACTOR.redact(text).pieces}


OTHERS = [
    "my friend's name is Joy and she is locked",
    "boss name: Igor",
    "the driver named Karim took us",
    "his name is Peter, he took our passports",
    "a girl named Leila was here, they moved her",
    "call me Monday",
    "ask for a doctor",
    "имя сына Азиз",
    "зовут его Артур",
    "это Артур нас обманул",
    "на связи был прораб Виктор",
    "начальник пишет Игорь Палыч",
    "пропала дочь Синицына Алёна Игоревна",
    "от Артура нет вестей",
    "позовите полицию",
    "Марина, хозяйка, бьёт нас",
    "билет на Москву",
]


@pytest.mark.parametrize("text", OTHERS)
def test_whoever_is_named_by_another_is_still_named(text: str) -> None:
    """The foreman, the missing daughter, the friend who is still there: by their names somebody can be found."""
    assert REDACTOR.redact(text).text == text


PLACED = [
    ("Profsoyuznaya 118 k2, apt 9 is where", "[address] is where"),
    ("6 Zavodskoy proezd, building 3 behind", "[address] behind"),
    ("от Мичурина 7а, там шиномонтаж", "от [address], там шиномонтаж"),
    ("сорок человек, 3-я Полевая, 21", "сорок человек, [address]"),
    ("Mustafa Kemal Cad. No:12 D:4", "[address]"),
    ("работал 01.02.2025-15.03.2025 без выходных", "работал 01.02.2025-15.03.2025 без выходных"),
    ("вакансия № 118340275 на сайте", "вакансия № 118340275 на сайте"),
    ("свидетельство II-ОГ № 000583", "свидетельство [document]"),
    ("8 девятьсот 000 сорок пять 67", "[phone]"),
]


@pytest.mark.parametrize(("text", "shown"), PLACED)
def test_houses_are_told_from_dates_and_adverts(text: str, shown: str) -> None:
    """A house is covered however it is written; a span of days and an advert's number are not."""
    assert REDACTOR.redact(text).text == shown


SURVIVE = [
    "чёрная Лада а123вс, серый Соболь, номер е321кх",
    "звонила на 112, 102 и 8-800-7000-600, никто не ответил",
    "обещали 60 000 рублей, дали 2 000 000 сум, долг 350000 рублей",
    "приехали 12.03.2026 в 23:40 рейсом SU 1876, работаем с 8:00 до 23:00",
    "статья 127.1 УК РФ, закон 115-ФЗ, приказ № 45 от 03.04.2024",
    "мы за торговым центром, красная крыша, комната 312, этаж 3, 180 км до границы",
    "бригадир Рустам и Олег Викторович забрали паспорта у 15 человек",
    "моего сына зовут Алексей, ему 22 года, пропал в январе 2024",
    "меня зовут на другую работу в Сочи, ехать или нет",
    "the foreman called Viktor took 15 passports, plate 777 KKA, container 27, exit B",
    "I'm Nigerian and I'm tired, my name is on their list",
    "смены 7, 8, 9, 10, 11, 12 и 13 числа не оплатили",
]


@pytest.mark.parametrize("text", SURVIVE)
def test_what_a_rescue_needs_survives(text: str) -> None:
    """Plates, places, sums, hours, other people's names and public numbers stay as they were written."""
    assert REDACTOR.redact(text).text == text


def test_a_number_is_public_only_when_the_directory_has_it() -> None:
    """The same number is taken when it is nobody's public line, however it is spelled."""
    for text in ("+7 495 989-50-50", "8 (495) 989-50-50", "84959895050"):
        assert REDACTOR.redact(text).pieces == ()
        assert [piece.kind for piece in redact(text).pieces] == ["phone"]
    assert REDACTOR.redact("https://wa.me/74959895050").pieces == ()
    assert REDACTOR.redact("+7 495 989-50-51").text == "[phone]"


def test_pieces_point_into_the_original() -> None:
    """What the sender keeps sealed is exactly what stood there, also behind invisible characters."""
    text = "да\u200bй +7\u200b900 000-11-22, почта gulya@mail.ru"
    pieces = REDACTOR.redact(text).pieces
    assert [text[piece.start : piece.end] for piece in pieces] == ["+7\u200b900 000-11-22", "gulya@mail.ru"]


def test_the_reader_gets_words_of_their_own_language() -> None:
    """What stands in the place of a piece is the caller's choice."""
    assert redact("+7 900 000-11-22", labels={"phone": "‹номер›"}).text == "‹номер›"


def test_what_the_person_allowed_stays() -> None:
    """A yes to numbers is a yes to numbers, and to nothing else."""
    shown = REDACTOR.redact("меня зовут Мария, номер +7 900 000-11-22", keep={"phone"})
    assert shown.text == "меня зовут [name], номер +7 900 000-11-22"
    assert "900" not in REDACTOR.redact("x" * LONGEST + " +7 900 000-11-22", keep=set(KINDS)).text


def test_nothing_of_a_text_shows_in_a_repr() -> None:
    """A result that ends up in a traceback says where, not what."""
    assert "900" not in repr(redact("мой номер +7 900 000-11-22, я в Твери"))
    assert "Твери" not in repr(redact("мой номер +7 900 000-11-22, я в Твери"))


TRICKY = st.text(
    alphabet=st.one_of(
        st.sampled_from("0123456789+-() .,@:/_\n#\u200b\u0301İ№８٣①"),
        st.characters(exclude_categories=["Cs"], max_codepoint=0x1FFFF),
        st.sampled_from("абвгдеоrutmeя'"),
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(TRICKY)
def test_no_text_breaks_it(text: str) -> None:
    """Whatever somebody sends, it is read to the end, and pieces come in order and do not overlap."""
    shown = REDACTOR.redact(text)
    places = [place for piece in shown.pieces for place in (piece.start, piece.end)]
    assert places == sorted(places)
    assert all(0 <= place <= len(text) for place in places)
    assert all(piece.start < piece.end and piece.kind in KINDS for piece in shown.pieces)
    if not shown.pieces:
        assert shown.text == text


@pytest.mark.parametrize(
    "piece",
    ["1", "1 ", "a", "@", "a@", "a.", "меня зовут ", "ул. Ленина ", "at ", "точка ", "восемь ", "+7 ", "a dot "],
)
def test_no_text_makes_it_slow(piece: str) -> None:
    """The time grows with the length, not with its square: twice the text never costs eight times as much."""
    short, long = piece * (1_000 // len(piece)), piece * (4_000 // len(piece))
    REDACTOR.find(short)

    def spent(text: str) -> float:
        began = time.thread_time()
        REDACTOR.find(text)
        return time.thread_time() - began

    assert min(spent(long) for _ in range(3)) < 64 * max(min(spent(short) for _ in range(3)), 0.001)


def test_very_long_texts_are_cut() -> None:
    """What is too long to be looked at is not shown either."""
    shown = REDACTOR.redact("x" * LONGEST + " +7 900 000-11-22")
    assert "900" not in shown.text
    assert shown.text.endswith("[…]")


def test_the_labelled_messages_are_redacted_as_promised() -> None:
    """On messages it was not tuned to: nine in ten numbers, mails, cards and documents gone, hardly a false alarm."""
    scores = measure(REDACTOR)
    for part in ("tune", "held"):
        score = together(scores, part)
        assert score.recall("phone", "email", "card", "document") >= 0.9
        assert score.recall() >= 0.8
        assert score.precision() >= 0.95
        assert score.false_alarms() <= 0.03
    assert together(scores, "adversarial").recall() >= 0.7


def test_the_scorer_sees_a_blind_redactor() -> None:
    """The control: a redactor that finds nothing scores nothing, so the figures above mean something."""

    class Blind(Redactor):
        def find(self, text: str) -> tuple[()]:
            return ()

    assert together(measure(Blind()), "held").recall() == 0.0
