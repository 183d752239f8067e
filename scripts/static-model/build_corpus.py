"""Step 2: collects general English text from unpacked Debian packages.

Writes sentences.txt and passages.txt (one text per line) and pairs.tsv (two texts of the same meaning per line), each shuffled.
"""

import argparse
import random
from collections import Counter
from pathlib import Path

from corpus_sources import TREE_SOURCES, add_package_descriptions
from corpus_text import Corpus

SEED = 1


def main() -> None:
    arguments = parse_arguments()
    chance = random.Random(SEED)
    corpus = Corpus()
    for add in TREE_SOURCES:
        add(arguments.root, corpus, chance)
        print(f"{add.__name__}: {len(corpus.sentences)} sentences, {len(corpus.passages)} passages, {len(corpus.pairs)} pairs so far", flush=True)
    add_package_descriptions(arguments.package_lists, corpus, chance)

    print("sentences by source:", Counter(corpus.sentences.values()).most_common(25))
    print("passages by source:", Counter(corpus.passages.values()).most_common(25))
    sentences, passages, pairs = corpus.shuffled(chance)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write_lines(arguments.out / "sentences.txt", sentences)
    write_lines(arguments.out / "passages.txt", passages)
    write_lines(arguments.out / "pairs.tsv", [f"{short}\t{long}" for short, long in (map(without_tabs, pair) for pair in pairs)])
    print(f"{len(sentences)} sentences, {len(passages)} passages, {len(pairs)} pairs")


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("root", type=Path, help="folder into which the packages were unpacked with dpkg -x")
    parser.add_argument("out", type=Path, help="folder for the corpus")
    parser.add_argument("--package-lists", type=Path, nargs="*", default=[], help="apt's *Translation-en* lists, plain, .gz or .lz4")
    return parser.parse_args()


def without_tabs(text: str) -> str:
    return text.replace("\t", " ")


def write_lines(file: Path, lines: list[str]) -> None:
    file.write_text("\n".join(lines), encoding="utf8")


if __name__ == "__main__":
    main()
