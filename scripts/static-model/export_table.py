"""Step 6: writes the trained table as the files that SmartyPants reads: config.json, vocab.txt and table.bin with 4 bits per value."""

import argparse
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

BITS = 4
LOWEST, HIGHEST = -8, 7
# A factor below the one that reaches the largest value clips it, but spends the 16 steps on the many small ones.
CLIPPINGS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
FORMAT = (
    "table.bin = float32 scale[vocab_size] (little endian), then uint8[dim/2] per row: low nibble = even dimension, value = nibble - 8; "
    "row i belongs to line i of vocab.txt; text vector = normalise(sum of scale*row over WordPiece tokens); row 0 = [UNK], ignored"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tokenizer", type=Path, help="file written by build_vocabulary.py")
    parser.add_argument("table", type=Path, help=".npz file written by train_table.py")
    parser.add_argument("out", type=Path, help="folder for the model")
    parser.add_argument("--name", default="smartypants-static-en")
    arguments = parser.parse_args()
    table = np.load(arguments.table)["table"].astype(np.float32)
    numbers = Tokenizer.from_file(str(arguments.tokenizer)).get_vocab()
    tokens = sorted(numbers, key=numbers.__getitem__)
    scales, values = quantise(table)
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "table.bin").write_bytes(scales.astype("<f4").tobytes() + pack(values))
    (arguments.out / "vocab.txt").write_text("\n".join(tokens), encoding="utf8")
    (arguments.out / "config.json").write_text(json.dumps(describe(arguments.name, table.shape), indent=1), encoding="utf8")
    error = np.linalg.norm(values * scales[:, None] - table) / np.linalg.norm(table)
    print(f"{len(tokens)} rows; rounding changed the table by {error:.1%}")


def quantise(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Per row the factor with the smallest squared error, and the values in steps of it."""
    largest = np.abs(table).max(1)
    largest[largest == 0] = 1
    scales = largest / HIGHEST
    values = np.zeros(table.shape, np.int8)
    smallest_error = np.full(len(table), np.inf)
    for clipping in CLIPPINGS:
        candidate = largest * clipping / HIGHEST
        rounded = np.clip(np.round(table / candidate[:, None]), LOWEST, HIGHEST).astype(np.int8)
        error = ((rounded * candidate[:, None] - table) ** 2).sum(1)
        better = error < smallest_error
        smallest_error[better] = error[better]
        scales[better] = candidate[better]
        values[better] = rounded[better]
    values[0] = 0
    return scales, values


def pack(values: np.ndarray) -> bytes:
    unsigned = (values - LOWEST).astype(np.uint8)
    return (unsigned[:, 0::2] | (unsigned[:, 1::2] << BITS)).tobytes()


def describe(name: str, shape: tuple[int, int]) -> dict[str, object]:
    rows, dimensions = shape
    return {
        "name": name,
        "version": 1,
        "dim": dimensions,
        "vocab_size": rows,
        "bits": BITS,
        "format": FORMAT,
        "tokenizer": "BERT uncased pre-tokenisation + greedy WordPiece, no special tokens",
        "normalize": True,
        "language": "en",
    }


if __name__ == "__main__":
    main()
