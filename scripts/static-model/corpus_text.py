"""What counts as usable text, and the collection that keeps it."""

import html
import random
import re

TAG = re.compile(r"<[^>]+>")
WHITESPACE = re.compile(r"\s+")
SENTENCE_END = re.compile(r'(?<=[.!?])\s+(?=[A-Z"(])')

PASSAGE_MIN_SPACES = 25


def squeeze(text: str) -> str:
    """One space for every run of white space, none at the ends."""
    return WHITESPACE.sub(" ", text).strip()


def strip_markup(text: str) -> str:
    """Plain text of a piece of HTML; heading anchors (pilcrows) are removed."""
    return squeeze(html.unescape(TAG.sub(" ", text)).replace("\u00b6", ""))


def is_prose(text: str) -> bool:
    """English running text rather than code, tables or another script."""
    if not 20 <= len(text) <= 2000 or text.count(" ") < 3:
        return False
    letters = sum(c == " " or (c.isascii() and c.isalpha()) for c in text)
    return letters / len(text) > 0.82


class Corpus:
    """Sentences and passages without repetition, each with the name of its source, and pairs of texts that mean the same."""

    def __init__(self) -> None:
        self.sentences: dict[str, str] = {}
        self.passages: dict[str, str] = {}
        self.pairs: dict[tuple[str, str], None] = {}

    def add_sentence(self, sentence: str, source: str) -> None:
        self.sentences.setdefault(sentence, source)

    def add_passage(self, passage: str, source: str) -> None:
        """Keeps the passage if it is long enough, and its sentences of reasonable length."""
        if not is_prose(passage):
            return
        if passage.count(" ") >= PASSAGE_MIN_SPACES:
            self.passages.setdefault(passage, source)
        for sentence in map(str.strip, SENTENCE_END.split(passage)):
            if is_prose(sentence) and 4 <= sentence.count(" ") <= 60:
                self.add_sentence(sentence, source)

    def add_pair(self, short: str, long: str) -> None:
        """A name, heading or summary and the text it stands for."""
        short, long = squeeze(short), squeeze(long)
        if 2 < len(short) < 200 and 20 < len(long) < 1500 and short.isascii():
            self.pairs.setdefault((short, long))

    def add_synonyms(self, word: str, others: list[str]) -> None:
        """Unlike `add_pair` takes short lists too."""
        if others:
            self.pairs.setdefault((word, ", ".join(others)))

    def shuffled(self, chance: random.Random) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        lists = (list(self.sentences), list(self.passages), list(self.pairs))
        for each in lists:
            chance.shuffle(each)
        return lists
