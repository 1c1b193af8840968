"""Names the language of a message by its script and its commonest small words."""

from __future__ import annotations

import re

#: Languages whose danger words and main concerns the lexicon knows.
READ = frozenset({"ja", "easy-ja", "en", "zh", "ko", "vi", "pt", "tl"})
#: Those of them that most of the corpus is written in.
AT_HOME = frozenset({"ja", "easy-ja"})

_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_KANJI = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z']+")
_SCRIPTS = (
    ("ko", re.compile(r"[\uac00-\ud7a3\u1100-\u11ff]")),
    ("ne", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("my", re.compile(r"[\u1000-\u109f]")),
    ("km", re.compile(r"[\u1780-\u17ff]")),
    ("si", re.compile(r"[\u0d80-\u0dff]")),
    ("bn", re.compile(r"[\u0980-\u09ff]")),
    ("ta", re.compile(r"[\u0b80-\u0bff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
)
#: Anything that might not be Japanese: three Latin letters in a row, or another script. Most
#: messages have none of these characters at all, which is seen much faster.
_STRANGE = re.compile(r"[a-z\u0400-\u1fff\uac00-\ud7a3]")
_OTHER = re.compile(r"[a-z]{3}|[\u0400-\u1fff\uac00-\ud7a3]")
_BETWEEN = re.compile(r"(?<=\S)[ \u3000]+(?=\S)")
_CHINESE = re.compile(
    r"[们这说吗没么还谁给让过现钱钟会议车门问间书电话帮谢您她哪们爱请该应从对岁见婆很吃呢吧的了是我不在你他"
    r"沒這來說嗎媽麼錢對讓會幫應歲兩從們點氣邊樣您妳]"
)
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
_SMALL_WORDS = {
    "en": "i the is my me to and a am are have do you in it not can't don't of for he she we was "
    "help want",
    "pt": "nao eu meu minha e que de para com um uma estou tenho por mas ele ela voce o os "
    "preciso ajuda quero oi obrigado obrigada marido dinheiro trabalho morrer hoje muito",
    "tl": "ako ko ang ng sa po na ay hindi mga ka siya kami wala kong may lang niya dito ba para "
    "tulong gusto nang salamat asawa pera trabaho",
    "vi": "toi khong cua va la co bi duoc nguoi cho em chong con nha dang di lam anh minh gi",
    "es": "no yo mi el la que de para con un una estoy tengo por pero ella los necesito ayuda muy "
    "quiero hola gracias marido dinero trabajo morir hoy",
    "id": "saya tidak yang dan di ke ini itu ada untuk dengan bisa sudah anak suami aku mau tolong",
    "fr": "je ne pas le la les de et un une mon ma est que pour avec il elle suis",
    "ne": "ma malai cha chha chaina xaina ko ho hunuhuncha garna mero le lai",
}
#: The languages in which a word is one of the small ones.
_SMALL: dict[str, list[str]] = {}
for _name, _words in _SMALL_WORDS.items():
    for _word in set(_words.split()):
        _SMALL.setdefault(_word, []).append(_name)


def name_language(original: str, text: str) -> str:
    """The code of the language; `und` when letters are there and nothing is recognised.

    `text` is the normalised form of `original`. A text without any letter counts as Japanese:
    an emoji or a number needs no interpreter.
    """
    is_other = _STRANGE.search(text) and _OTHER.search(text)
    if not is_other and _KANA.search(text):
        return "easy-ja" if _is_easy(original) else "ja"
    kana = len(_KANA.findall(text))
    kanji = len(_KANJI.findall(text))
    for name, script in _SCRIPTS:
        if len(script.findall(text)) > kana + kanji:
            return name
    words = _LATIN_WORD.findall(text)
    letters = sum(map(len, words))
    if letters > kana + 2 * kanji:
        return _name_latin(original.lower(), words)
    if kana:
        return "easy-ja" if _is_easy(original) else "ja"
    if kanji and len(_CHINESE.findall(text)) >= max(1, kanji // 6):
        return "zh"
    return "ja"


def _is_easy(original: str) -> bool:
    """Written almost without kanji and with spaces between the words, as learners are taught."""
    if " " not in original and "\u3000" not in original:
        return False
    spaces = len(_BETWEEN.findall(original.strip()))
    kana = len(_KANA.findall(original))
    return (
        spaces > 0
        and kana >= 8
        and len(_KANJI.findall(original)) * 6 <= kana
        and spaces * 9 >= kana
    )


def _name_latin(original: str, words: list[str]) -> str:
    if len(_VIETNAMESE.findall(original)) * 6 > len(words):
        return "vi"
    counts = dict.fromkeys(_SMALL_WORDS, 0)
    for word in words:
        for name in _SMALL.get(word, ()):
            counts[name] += 1
    # Level with English it is Portuguese: 「me」 and 「a」 are small words of both.
    best = max(counts, key=lambda name: (counts[name], name == "pt"))
    if counts[best] * 6 < len(words) or not counts[best]:
        return "en" if _is_plain_english(words) else "und"
    return best


_ENGLISH = frozenset(
    [
        "hello",
        "hi",
        "hey",
        "thanks",
        "thank",
        "ok",
        "okay",
        "test",
        "help",
        "please",
        "sos",
        "yes",
        "no",
        "stop",
        "human",
        "erase",
        "delete",
        "bye",
        "good",
        "morning",
        "evening",
        "line",
        "suicide",
        "kill",
        "die",
        "dying",
        "police",
        "ambulance",
        "emergency",
    ]
)


def _is_plain_english(words: list[str]) -> bool:
    return any(word in _ENGLISH for word in words)
