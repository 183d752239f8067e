"""Step 5: trains the table: one vector per token, so that the sum over a text points where the teacher's vector does.

Starts from the teacher's vector of every single token, weighted down for frequent ones, and then follows three losses at once:
  cosine    each text's vector against the teacher's
  relation  which texts of a batch are like which others: KL divergence between the student's and the teacher's similarities
  pairs     two texts of the same meaning find each other among a batch of others (InfoNCE, both ways)
The defaults are those of the shipped table.
"""

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from teacher import CLASSIFIER, SEPARATOR, Teacher

SEED = 0
TEXT_TOKENS = 256
SHORT_TOKENS = 64
LONG_TOKENS = 128
PCA_SAMPLE = 60_000
PAIRS_PER_STEP = 768
WARM_UP_STEPS = 50
LAST_RATE = 0.02
TEMPERATURE_RATE = 0.01
FIRST_TEMPERATURE = 20.0
STARTED = time.monotonic()


@dataclass
class Bags:
    """Token numbers of many texts in one array; text i is tokens[offsets[i]:offsets[i + 1]]."""

    tokens: torch.Tensor
    offsets: torch.Tensor

    def __len__(self) -> int:
        return len(self.offsets) - 1


class Student(torch.nn.Module):
    """The table, and the temperatures of the two losses that compare similarities."""

    def __init__(self, table: np.ndarray, token_dropout: float) -> None:
        super().__init__()
        self.table = torch.nn.EmbeddingBag(*table.shape, mode="sum")
        self.table.weight.data = torch.from_numpy(table).clone()
        self.token_dropout = token_dropout
        self.relation_temperature = torch.nn.Parameter(torch.tensor(FIRST_TEMPERATURE).log())
        self.pair_temperature = torch.nn.Parameter(torch.tensor(FIRST_TEMPERATURE).log())

    def forward(self, bags: Bags, chosen: torch.Tensor) -> torch.Tensor:
        """Unit vectors of the chosen texts, of which some tokens are left out at random."""
        starts = bags.offsets[chosen]
        lengths = bags.offsets[chosen + 1] - starts
        ends = lengths.cumsum(0)
        begins = ends - lengths
        positions = torch.arange(int(ends[-1])) - torch.repeat_interleave(begins - starts, lengths)
        tokens = bags.tokens[positions].long()
        weights = (torch.rand(len(tokens)) > self.token_dropout).float() if self.token_dropout > 0 else None
        return F.normalize(self.table(tokens, begins, per_sample_weights=weights), dim=1, eps=1e-6)


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(SEED)
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
    texts, targets = read_chunks(arguments.chunks, arguments.max_chunks)
    bags = to_bags(tokenizer, texts, TEXT_TOKENS)
    report(f"{len(texts)} texts, {len(bags.tokens)} tokens")

    rotation = principal_axes(targets, arguments.dimensions)
    teacher = Teacher(arguments.teacher, arguments.threads)
    first = token_vectors(tokenizer, teacher) @ rotation
    table = weigh_down_frequent(first, bags, arguments.frequency_weight)
    report("the teacher's vectors of all tokens are known")

    student = Student(table, arguments.token_dropout)
    train(student, bags, targets, torch.from_numpy(rotation), read_pairs(tokenizer, arguments), arguments)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tokenizer", type=Path, help="file written by build_vocabulary.py")
    parser.add_argument("chunks", type=Path, help="folder written by embed_corpus.py")
    parser.add_argument("teacher", type=Path, help="folder written by export_teacher.py")
    parser.add_argument("pairs", type=Path, help="pairs.tsv written by build_corpus.py")
    parser.add_argument("out", type=Path, help=".npz file to write; written anew after every epoch")
    parser.add_argument("--dimensions", type=int, default=384)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--batch-size", type=int, default=1024)
    parser.add_argument("--learning-rate", type=float, default=0.01)
    parser.add_argument("--cosine-weight", type=float, default=1.0)
    parser.add_argument("--relation-weight", type=float, default=1.0)
    parser.add_argument("--pair-weight", type=float, default=0.2)
    parser.add_argument("--teacher-temperature", type=float, default=0.05)
    parser.add_argument("--token-dropout", type=float, default=0.1)
    parser.add_argument("--frequency-weight", type=float, default=1e-3, help="share of all tokens at which a token's first vector is halved")
    parser.add_argument("--max-pairs", type=int, default=250_000)
    parser.add_argument("--max-chunks", type=int, default=None)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def report(line: str) -> None:
    print(f"{time.monotonic() - STARTED:5.0f} s  {line}", flush=True)


def read_chunks(folder: Path, limit: int | None) -> tuple[list[str], np.ndarray]:
    """Texts and teacher vectors of all complete chunks."""
    files = [file for file in sorted(folder.glob("c*.json")) if file.with_suffix(".npy").exists()][:limit]
    texts = [text for file in files for text in json.loads(file.read_text(encoding="utf8"))]
    return texts, np.concatenate([np.load(file.with_suffix(".npy")) for file in files])


def to_bags(tokenizer: Tokenizer, texts: list[str], max_tokens: int) -> Bags:
    """A text without known tokens becomes the unknown token alone: every bag needs one."""
    arrays = []
    for start in range(0, len(texts), 20_000):
        for encoding in tokenizer.encode_batch(texts[start : start + 20_000]):
            known = [token for token in encoding.ids if token != 0]
            arrays.append(np.array(known[:max_tokens] or [0], np.int32))
    offsets = np.cumsum([0, *map(len, arrays)])
    return Bags(torch.from_numpy(np.concatenate(arrays)), torch.from_numpy(offsets.astype(np.int64)))


def principal_axes(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """Columns span the directions in which the teacher's vectors differ most; all of them when dimensions are not reduced."""
    chosen = np.random.default_rng(SEED).permutation(len(vectors))[:PCA_SAMPLE]
    sample = vectors[chosen].astype(np.float32)
    values, axes = np.linalg.eigh(sample.T @ sample)
    report(f"{values[::-1][:dimensions].sum() / values.sum():.3f} of the variance kept")
    return np.ascontiguousarray(axes[:, ::-1][:, :dimensions])


def token_vectors(tokenizer: Tokenizer, teacher: Teacher) -> np.ndarray:
    """What the teacher makes of every token by itself; words that it does not know are split by its own tokenizer."""
    numbers = teacher.tokenizer.get_vocab()
    tokens = sorted(tokenizer.get_vocab(), key=tokenizer.get_vocab().__getitem__)

    def sequence_of(token: str) -> list[int]:
        known = numbers.get(token)
        inner = [known] if known is not None else teacher.tokenizer.encode(token, add_special_tokens=False).ids
        return [CLASSIFIER, *inner, SEPARATOR]

    sequences = [sequence_of(token) for token in tokens]
    order = sorted(range(len(tokens)), key=lambda index: len(sequences[index]))
    batches = [order[start : start + 256] for start in range(0, len(order), 256)]
    embedded = [(batch, teacher.embed([sequences[index] for index in batch])) for batch in batches]
    vectors = np.zeros((len(tokens), embedded[0][1].shape[1]), np.float32)
    for batch, rows in embedded:
        vectors[batch] = rows
    return vectors


def weigh_down_frequent(vectors: np.ndarray, bags: Bags, weight: float) -> np.ndarray:
    """Unit vectors times weight / (weight + share of the token in the corpus); the unknown token gets zeros."""
    counts = np.bincount(bags.tokens.numpy(), minlength=len(vectors)) + 1.0
    shares = counts / counts.sum()
    unit = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    table = unit * (weight / (weight + shares))[:, None]
    table[0] = 0
    return table.astype(np.float32)


def read_pairs(tokenizer: Tokenizer, arguments: argparse.Namespace) -> tuple[Bags, Bags]:
    lines = arguments.pairs.read_text(encoding="utf8").split("\n")[: arguments.max_pairs]
    shorts, longs = zip(*(line.split("\t") for line in lines), strict=True)
    report(f"{len(lines)} pairs")
    return to_bags(tokenizer, list(shorts), SHORT_TOKENS), to_bags(tokenizer, list(longs), LONG_TOKENS)


def train(
    student: Student, bags: Bags, targets: np.ndarray, rotation: torch.Tensor, pairs: tuple[Bags, Bags], arguments: argparse.Namespace
) -> None:
    groups = [
        {"params": student.table.parameters(), "lr": arguments.learning_rate},
        {"params": [student.relation_temperature, student.pair_temperature], "lr": TEMPERATURE_RATE},
    ]
    optimizer = torch.optim.Adam(groups, betas=(0.9, 0.98))
    steps_per_epoch = len(bags) // arguments.batch_size
    steps = arguments.epochs * steps_per_epoch
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1, (step + 1) / WARM_UP_STEPS) * max(LAST_RATE, 1 - step / steps)
    )
    weights = torch.tensor([arguments.cosine_weight, arguments.relation_weight, arguments.pair_weight])
    teacher_vectors = torch.from_numpy(targets)
    for epoch in range(arguments.epochs):
        order = torch.randperm(len(bags))
        totals = torch.zeros(3)
        for step in range(steps_per_epoch):
            chosen = order[step * arguments.batch_size : (step + 1) * arguments.batch_size]
            target = teacher_vectors[chosen].float()
            vectors = student(bags, chosen)
            losses = torch.stack(
                [
                    cosine_loss(vectors, target @ rotation),
                    relation_loss(vectors, target, student.relation_temperature.exp(), arguments.teacher_temperature),
                    pair_loss(student, pairs),
                ]
            )
            optimizer.zero_grad()
            (losses * weights).sum().backward()
            optimizer.step()
            schedule.step()
            totals += losses.detach()
        cosine, relation, pair = (totals / steps_per_epoch).tolist()
        report(f"epoch {epoch}: cosine {cosine:.4f}, relation {relation:.4f}, pairs {pair:.4f}")
        np.savez(arguments.out, table=student.table.weight.detach().numpy())


def cosine_loss(vectors: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    return (1 - (vectors * F.normalize(target, dim=1)).sum(1)).mean()


def relation_loss(vectors: torch.Tensor, target: torch.Tensor, scale: torch.Tensor, temperature: float) -> torch.Tensor:
    """One half of the batch looks at the other through the teacher's eyes and through the student's."""
    half = len(vectors) // 2
    unit = F.normalize(target, dim=1)
    wanted = F.softmax(unit[:half] @ unit[half:].T / temperature, dim=1)
    given = F.log_softmax(vectors[:half] @ vectors[half:].T * scale, dim=1)
    return (wanted * (wanted.clamp_min(1e-9).log() - given)).sum(1).mean()


def pair_loss(student: Student, pairs: tuple[Bags, Bags]) -> torch.Tensor:
    shorts, longs = pairs
    chosen = torch.randint(len(shorts), (PAIRS_PER_STEP,))
    similarities = student(shorts, chosen) @ student(longs, chosen).T * student.pair_temperature.exp()
    partners = torch.arange(PAIRS_PER_STEP)
    return (F.cross_entropy(similarities, partners) + F.cross_entropy(similarities.T, partners)) / 2


if __name__ == "__main__":
    main()
