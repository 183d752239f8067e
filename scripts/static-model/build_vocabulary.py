"""Step 3: the student's vocabulary: the English part of the teacher's WordPiece, and frequent whole words that it would split.

A whole word of its own gets a vector of its own, which is most of what a bag of tokens can gain over WordPiece.
"""

import argparse
import json
import re
from collections import Counter
from pathlib import Path

from tokenizers import Tokenizer

UNKNOWN = "[UNK]"
# Pieces of ASCII letters and digits, and single symbols.
ENGLISH_PIECE = re.compile(r"(##)?[a-z0-9]+|[!-~]|[£€§°µ×·–—’“”…]")
# SCOWL's size classes (10 holds the most common words) and how much each counts.
SIZE_WEIGHTS = {10: 30, 20: 12, 35: 5, 40: 3, 50: 2, 55: 1.5, 60: 1}
WORD_LISTS = ["english-words", "american-words", "british-words", "abbreviations"]
SENTENCES_COUNTED = 400_000
PAIRS_COUNTED = 150_000
LINES_TOKENISED = 200_000


def main() -> None:
    arguments = parse_arguments()
    tokenizer_file = arguments.teacher / "tokenizer.json"
    description = json.loads(tokenizer_file.read_text(encoding="utf8"))
    teacher_numbers = description["model"]["vocab"]
    lines = corpus_lines(arguments.corpus)
    words = common_words(arguments.scowl)
    kept = used_pieces(teacher_numbers, lines, words, Tokenizer.from_file(str(tokenizer_file)))
    added = added_words(teacher_numbers, lines, words)
    tokens = list(dict.fromkeys([UNKNOWN, *kept[: arguments.rows - 1], *added]))[: arguments.rows]
    print(f"{len(kept)} pieces of the teacher, {len(tokens)} rows; the last words added: {tokens[-5:]}")

    description["model"]["vocab"] = {token: number for number, token in enumerate(tokens)}
    description["model"]["unk_token"] = UNKNOWN
    description["added_tokens"] = []
    for part in ("post_processor", "decoder", "truncation", "padding"):
        description[part] = None
    arguments.out.write_text(json.dumps(description, ensure_ascii=False, separators=(",", ":")), encoding="utf8")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path, help="folder written by export_teacher.py")
    parser.add_argument("corpus", type=Path, help="folder written by build_corpus.py")
    parser.add_argument("scowl", type=Path, help="folder with SCOWL's word lists, such as english-words.10")
    parser.add_argument("out", type=Path, help="tokenizer file to write")
    parser.add_argument("--rows", type=int, default=38_000, help="size of the vocabulary (default: %(default)s)")
    return parser.parse_args()


def corpus_lines(corpus: Path) -> list[str]:
    sentences = (corpus / "sentences.txt").read_text(encoding="utf8").split("\n")[:SENTENCES_COUNTED]
    pairs = (corpus / "pairs.tsv").read_text(encoding="utf8").split("\n")[:PAIRS_COUNTED]
    return sentences + [pair.split("\t")[1] for pair in pairs]


def common_words(scowl: Path) -> dict[str, int]:
    """Words in lower case with the smallest size class that lists them."""
    words: dict[str, int] = {}
    for size in SIZE_WEIGHTS:
        for name in WORD_LISTS:
            for file in sorted(scowl.glob(f"*{name}.{size}")):
                for word in file.read_text(encoding="latin1").lower().split():
                    if re.fullmatch(r"[a-z]{3,}", word):
                        words.setdefault(word, size)
    return words


def used_pieces(numbers: dict[str, int], lines: list[str], words: dict[str, int], tokenizer: Tokenizer) -> list[str]:
    """The teacher's English pieces in its own order, without those that the corpus hardly ever needs."""
    uses: Counter[str] = Counter()
    for encoding in tokenizer.encode_batch(lines[:LINES_TOKENISED]):
        uses.update(encoding.tokens)
    pieces = (token for token in sorted(numbers, key=numbers.__getitem__) if ENGLISH_PIECE.fullmatch(token))
    return [token for token in pieces if len(token.lstrip("#")) == 1 or uses[token] >= 2 or token in words]


def added_words(numbers: dict[str, int], lines: list[str], words: dict[str, int]) -> list[str]:
    """Words that the teacher would split: the most useful first."""
    counts: Counter[str] = Counter()
    for line in lines:
        counts.update(re.findall(r"[a-z]+", line.lower()))
    missing = [word for word in words if word not in numbers]
    return sorted(missing, key=lambda word: (counts[word] + 1) * SIZE_WEIGHTS[words[word]], reverse=True)


if __name__ == "__main__":
    main()
