"""Step 4: embeds a balanced sample of the corpus with the teacher, chunk by chunk.

Each chunk is a pair of files, cNNN.json with the texts and cNNN.npy with their vectors, and holds sentences, passages and phrases in the same
proportion: the first so many chunks are a usable training set, and an interrupted run has lost nothing but the chunk it was at.
"""

import argparse
import json
import random
import re
import time
from pathlib import Path

import numpy as np

from teacher import DIMENSIONS, Teacher

SEED = 7
SENTENCES_PER_CHUNK = 11_000
PASSAGES_PER_CHUNK = 1_800
PHRASES_PER_CHUNK = 3_000
PASSAGE_CHARACTERS = 900
MAX_TOKENS = 200
# Tokens in one batch, padding included, and the bounds of its size.
BATCH_TOKENS = 3_000
BATCH_SIZES = (8, 128)
# Sentences of manual pages outnumber prose: of those with many of these signs only some are kept.
CODE_SIGN = re.compile(r"[-_/<>=(){}|$`\\]")
CODE_SIGNS_ALLOWED = 3
CODE_SHARE_KEPT = 0.15


def main() -> None:
    arguments = parse_arguments()
    chance = random.Random(SEED)
    sentences, passages, phrases = read_sample(arguments.corpus, chance)
    print(f"{len(sentences)} sentences, {len(passages)} passages, {len(phrases)} phrases to choose from")
    teacher = Teacher(arguments.teacher, arguments.threads)
    teacher.tokenizer.enable_truncation(MAX_TOKENS)
    arguments.out.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    done = 0
    for chunk in range(arguments.chunks):
        texts = part(sentences, chunk, SENTENCES_PER_CHUNK) + part(passages, chunk, PASSAGES_PER_CHUNK) + part(phrases, chunk, PHRASES_PER_CHUNK)
        vectors = embed_texts(teacher, texts)
        (arguments.out / f"c{chunk:03d}.json").write_text(json.dumps(texts), encoding="utf8")
        # Under its final name only when complete.
        unfinished = arguments.out / f"c{chunk:03d}.tmp.npy"
        np.save(unfinished, vectors)
        unfinished.rename(arguments.out / f"c{chunk:03d}.npy")
        done += len(texts)
        print(f"chunk {chunk}: {done} texts, {done / (time.monotonic() - started):.0f} texts/s", flush=True)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("teacher", type=Path, help="folder written by export_teacher.py")
    parser.add_argument("corpus", type=Path, help="folder written by build_corpus.py")
    parser.add_argument("out", type=Path, help="folder for the chunks")
    parser.add_argument("--chunks", type=int, default=39, help="how many (default: %(default)s, about 616,000 texts)")
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def read_sample(corpus: Path, chance: random.Random) -> tuple[list[str], list[str], list[str]]:
    lines = {name: (corpus / name).read_text(encoding="utf8").split("\n") for name in ("sentences.txt", "passages.txt", "pairs.tsv")}
    sentences = [
        line
        for line in lines["sentences.txt"]
        if len(CODE_SIGN.findall(line)) <= CODE_SIGNS_ALLOWED or chance.random() < CODE_SHARE_KEPT
    ]
    passages = [line[:PASSAGE_CHARACTERS] for line in lines["passages.txt"]]
    shorts = (line.split("\t")[0] for line in lines["pairs.tsv"])
    phrases = list(dict.fromkeys(short for short in shorts if " " in short and len(short) < 120))
    for each in (sentences, passages, phrases):
        chance.shuffle(each)
    return sentences, passages, phrases


def part(items: list[str], chunk: int, size: int) -> list[str]:
    return items[chunk * size : (chunk + 1) * size]


def embed_texts(teacher: Teacher, texts: list[str]) -> np.ndarray:
    """Vectors in the order of the texts, in half precision; texts of similar length go together so that little is padding."""
    sequences = [encoding.ids for encoding in teacher.tokenizer.encode_batch(texts)]
    order = sorted(range(len(texts)), key=lambda index: len(sequences[index]))
    vectors = np.zeros((len(texts), DIMENSIONS), np.float16)
    start = 0
    while start < len(order):
        length_ahead = len(sequences[order[min(start + 63, len(order) - 1)]])
        smallest, largest = BATCH_SIZES
        size = max(smallest, min(largest, BATCH_TOKENS // max(length_ahead, 1)))
        batch = order[start : start + size]
        vectors[batch] = teacher.embed([sequences[index] for index in batch])
        start += size
    return vectors


if __name__ == "__main__":
    main()
