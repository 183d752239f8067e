"""The teacher model: texts or token sequences in, unit vectors out."""

from pathlib import Path

import numpy as np
import onnxruntime as ort
from tokenizers import Tokenizer

DIMENSIONS = 384
CLASSIFIER = 101
SEPARATOR = 102


class Teacher:
    """all-MiniLM-L6-v2 as exported by export_teacher.py."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        model = str(folder / "onnx/model_quantized.onnx")
        self.session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))

    def embed(self, sequences: list[list[int]]) -> np.ndarray:
        """Mean of the last hidden states, brought to unit length. Give sequences of similar length: all are padded to the longest."""
        width = max(map(len, sequences))
        ids = np.zeros((len(sequences), width), np.int64)
        mask = np.zeros_like(ids)
        for row, sequence in enumerate(sequences):
            ids[row, : len(sequence)] = sequence
            mask[row, : len(sequence)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden = self.session.run(None, inputs)[0]
        vectors = (hidden * mask[..., None]).sum(1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
