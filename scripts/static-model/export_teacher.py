"""Step 1: exports the teacher to ONNX and quantises it to int8, several ways to choose from.

Needs the files of sentence-transformers/all-MiniLM-L6-v2 as published. `onnx/per-channel-reduced.onnx` is the one that the shipped table was
made with: its reduced range keeps processors without VNNI from saturating. Rename it to `onnx/model_quantized.onnx`.
"""

import argparse
import json
import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModel, AutoTokenizer

COPIED = ["config.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt"]
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]
OUTPUT = "last_hidden_state"
OPSET = 17
QUANTISATIONS = {
    "per-channel": {"per_channel": True, "weight_type": QuantType.QInt8},
    "per-channel-reduced": {"per_channel": True, "reduce_range": True, "weight_type": QuantType.QInt8},
    "per-tensor-unsigned": {"per_channel": False, "weight_type": QuantType.QUInt8},
    "per-tensor": {"per_channel": False, "weight_type": QuantType.QInt8},
}


class LastHiddenState(torch.nn.Module):
    """The encoder with its one output that matters; pooling is left to the caller."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.model(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, help="folder with the published model")
    parser.add_argument("out", type=Path, help="folder for the export")
    arguments = parser.parse_args()
    (arguments.out / "onnx").mkdir(parents=True, exist_ok=True)
    copy_tokenizer(arguments.source, arguments.out)
    exported = arguments.out / "onnx/model.onnx"
    export(arguments.source, exported)
    for name, options in QUANTISATIONS.items():
        quantised = arguments.out / f"onnx/{name}.onnx"
        quantize_dynamic(exported, quantised, extra_options={"EnableSubgraph": True, "MatMulConstBOnly": True}, **options)
        print(f"{quantised.name}: {quantised.stat().st_size / 1e6:.1f} MB")


def copy_tokenizer(source: Path, out: Path) -> None:
    """The published tokenizer pads and cuts everything to 128 tokens; lengths are the caller's matter."""
    for name in COPIED:
        if (source / name).exists():
            shutil.copy(source / name, out)
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf8"))
    tokenizer["padding"] = None
    tokenizer["truncation"] = None
    (out / "tokenizer.json").write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf8")


def export(source: Path, file: Path) -> None:
    model = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    model.config.use_cache = False
    example = AutoTokenizer.from_pretrained(source)(["an example of several words", "short"], return_tensors="pt", padding="longest")
    torch.onnx.export(
        LastHiddenState(model),
        tuple(example[name] for name in INPUTS),
        str(file),
        input_names=INPUTS,
        output_names=[OUTPUT],
        dynamic_axes={name: {0: "batch_size", 1: "sequence_length"} for name in [*INPUTS, OUTPUT]},
        opset_version=OPSET,
        dynamo=False,
        do_constant_folding=True,
    )


if __name__ == "__main__":
    main()
