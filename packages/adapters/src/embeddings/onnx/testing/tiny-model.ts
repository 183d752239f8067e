import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OnnxModel } from "../onnx-models.ts";

const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz0123456789.,!?äöüß");
const VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", ...LETTERS, ...LETTERS.map((letter) => `##${letter}`)];
const DIMENSIONS = 8;

/** A model of a few kilobytes: a table of one vector a letter. It is no use for searching, and runs like any other. */
export function tinyModel(changes: Partial<OnnxModel> = {}): OnnxModel {
  return {
    id: "onnx/tiny",
    name: "tiny",
    repository: "tests/tiny",
    files: [
      { path: "onnx/model_quantized.onnx", aboutBytes: 4000 },
      { path: "tokenizer.json", aboutBytes: 2000 },
    ],
    dimensions: DIMENSIONS,
    pooling: "mean",
    prefixes: { query: "", passage: "" },
    maxTokens: 64,
    fusionWeight: 0.3,
    licence: "Apache-2.0",
    languages: "English",
    ...changes,
  };
}

/** Writes the model's files below `folder`. */
export function writeTinyModel(folder: string, name = "tiny"): void {
  mkdirSync(join(folder, name, "onnx"), { recursive: true });
  for (const [path, bytes] of tinyModelFiles()) writeFileSync(join(folder, name, path), bytes);
}

export function tinyModelFiles(dimensions = DIMENSIONS): ReadonlyMap<string, Uint8Array> {
  return new Map([
    ["onnx/model_quantized.onnx", modelBytes(dimensions)],
    ["tokenizer.json", Buffer.from(JSON.stringify(tokenizer()))],
  ]);
}

function tokenizer(): object {
  const special = (content: string): object => ({
    id: VOCABULARY.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  });
  const mark = (id: string): object => ({ SpecialToken: { id, type_id: 0 } });
  const named = (token: string): object => ({ [token]: { id: token, ids: [VOCABULARY.indexOf(token)], tokens: [token] } });
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: ["[PAD]", "[UNK]", "[CLS]", "[SEP]"].map(special),
    normalizer: { type: "BertNormalizer", clean_text: true, handle_chinese_chars: true, strip_accents: false, lowercase: true },
    pre_tokenizer: { type: "BertPreTokenizer" },
    post_processor: {
      type: "TemplateProcessing",
      single: [mark("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, mark("[SEP]")],
      pair: [mark("[CLS]"), { Sequence: { id: "A", type_id: 0 } }, mark("[SEP]")],
      special_tokens: { ...named("[CLS]"), ...named("[SEP]") },
    },
    decoder: { type: "WordPiece", prefix: "##", cleanup: true },
    model: {
      type: "WordPiece",
      unk_token: "[UNK]",
      continuing_subword_prefix: "##",
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(VOCABULARY.map((token, id) => [token, id])),
    },
  };
}

/** `last_hidden_state = Gather(table, input_ids)`, in the bytes of an ONNX file. */
function modelBytes(dimensions: number): Uint8Array {
  const table = Float32Array.from({ length: VOCABULARY.length * dimensions }, (_, at) => Math.sin(at * at + 1));
  const tensor = [
    number(1, VOCABULARY.length),
    number(1, dimensions),
    number(2, FLOAT),
    text(8, "table"),
    field(9, new Uint8Array(table.buffer)),
  ];
  const node = [text(1, "table"), text(1, "input_ids"), text(2, "last_hidden_state"), text(3, "look up"), text(4, "Gather")];
  const graph = [
    message(1, node),
    text(2, "tiny"),
    message(5, tensor),
    message(11, value("input_ids", INT64, ["batch", "length"])),
    message(11, value("attention_mask", INT64, ["batch", "length"])),
    message(12, value("last_hidden_state", FLOAT, ["batch", "length", dimensions])),
  ];
  return join8([number(1, 8), text(2, "smartypants tests"), message(7, graph), message(8, [text(1, ""), number(2, 13)])]);
}

const FLOAT = 1;
const INT64 = 7;

function value(name: string, type: number, shape: readonly (string | number)[]): Uint8Array[] {
  const sizes = shape.map((size) => message(1, [typeof size === "string" ? text(2, size) : number(1, size)]));
  return [text(1, name), message(2, [message(1, [number(1, type), message(2, sizes)])])];
}

/** The wire format of protocol buffers: a key, then a number or so many bytes. */
function number(key: number, content: number): Uint8Array {
  return Uint8Array.from([key * 8, ...varint(content)]);
}

function field(key: number, content: Uint8Array): Uint8Array {
  return Uint8Array.from([key * 8 + 2, ...varint(content.length), ...content]);
}

function message(key: number, fields: readonly Uint8Array[]): Uint8Array {
  return field(key, join8(fields));
}

function text(key: number, content: string): Uint8Array {
  return field(key, Buffer.from(content));
}

function join8(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function varint(content: number): number[] {
  return content < 128 ? [content] : [(content % 128) + 128, ...varint(Math.floor(content / 128))];
}
