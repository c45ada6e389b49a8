"""How the words of `directory.yaml` have to be written, and what people are told when they are not.

Only single words are judged here; what they mean together is judged by the model.

>>> Written("[A-Z]{2}", "two capitals").pattern
'[A-Z]{2}'
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, TypeAlias
from zoneinfo import ZoneInfo

import opening_hours
from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema
from pydantic_core.core_schema import no_info_after_validator_function

_SOURCE_DATE = re.compile(r"(about )?\d{4}(-\d{2}(-\d{2})?|-\d{4})?")


def _words(text: str) -> str:
    if text in ("", "null", "~"):
        raise ValueError("leave the line out where nothing is known")
    return text


def _source_date(text: str) -> str:
    if not _SOURCE_DATE.fullmatch(text):
        raise ValueError("write 2023, 2023-05, 2023-05-16, 'about 2018' or 'about 2018-2021'")
    return text


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        raise ValueError("no such time zone; write for example Asia/Almaty") from None
    return name


def _hours(text: str) -> str:
    if not opening_hours.validate(text):
        raise ValueError("not opening hours; write for example 'Mo-Fr 09:00-18:00' or '24/7', or use hours_note")
    return text


@dataclass(frozen=True, slots=True)
class Written:
    """How a word has to be written, told to people in words and to editors as a pattern."""

    pattern: str
    hint: str

    def __get_pydantic_core_schema__(self, source: type[str], handler: GetCoreSchemaHandler) -> CoreSchema:
        return no_info_after_validator_function(self._checked, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return handler(schema) | {"pattern": f"^({self.pattern})$"}

    def _checked(self, text: str) -> str:
        if not re.fullmatch(self.pattern, text):
            raise ValueError(self.hint)
        return text


Words: TypeAlias = Annotated[str, AfterValidator(_words)]
Country: TypeAlias = Annotated[str, Written("[A-Z]{2}", "a country is two capital letters: KZ")]
Somewhere: TypeAlias = Annotated[str, Written("[A-Z]{2}|INT", "a country is two capital letters: KZ; INT: worldwide")]
Id: TypeAlias = Annotated[str, Written("[a-z0-9]+(-[a-z0-9]+)*", "an id is small letters, digits, hyphens: ru-house")]
Language: TypeAlias = Annotated[str, Written("[a-z]{2,3}", "a language is two or three small letters: uz")]
E164: TypeAlias = Annotated[str, Written(r"\+[1-9]\d{5,14}", "a full number is + and digits only: +37322233309")]
ShortCode: TypeAlias = Annotated[str, Written(r"\d{2,6}", "a short code is two to six digits")]
DialString: TypeAlias = Annotated[str, Written(r"[\d *#]{3,20}", "a dial string is digits, spaces, * and #")]
MailAddress: TypeAlias = Annotated[str, Written(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", "not a mail address")]
WebAddress: TypeAlias = Annotated[str, Written(r"(https?://)?[\w-]+(\.[\w-]+)+(/\S*)?", "not a web address")]
EmergencyNumber: TypeAlias = Annotated[str, Written(r"\d{2,4}", "an emergency number is two to four digits")]
SourceDate: TypeAlias = Annotated[str, AfterValidator(_source_date)]
TimeZone: TypeAlias = Annotated[str, AfterValidator(_time_zone)]
OpenHours: TypeAlias = Annotated[str, AfterValidator(_hours)]
