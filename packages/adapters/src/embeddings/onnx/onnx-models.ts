/** A file of a model, as it lies in the model's folder and at the hub. */
export interface OnnxFile {
  readonly path: string;
  /** About so large: for telling people beforehand. The hub's own listing says what must arrive, to the byte. */
  readonly aboutBytes: number;
}

/** A model that runs on this machine, as data. */
export interface OnnxModel {
  /** `onnx/<name>`; stored with every vector. */
  readonly id: string;
  /** Its folder's name. */
  readonly name: string;
  /** Where the hub keeps it. */
  readonly repository: string;
  readonly files: readonly OnnxFile[];
  readonly dimensions: number;
  /** How the vectors of a text's tokens become one. */
  readonly pooling: "mean" | "cls";
  /** What the model was trained to see before a question and before a text. */
  readonly prefixes: { readonly query: string; readonly passage: string };
  /** Longer texts are cut here. */
  readonly maxTokens: number;
  readonly fusionWeight: number;
  /** SPDX. */
  readonly licence: string;
  readonly languages: "English" | "about 100 languages";
}

const MB = 1_000_000;
const TOKENIZER_SETTINGS: OnnxFile = { path: "tokenizer_config.json", aboutBytes: 400 };
const CONFIG: OnnxFile = { path: "config.json", aboutBytes: 700 };

/** Every model that can be chosen by name. Weights were fitted as docs/guides/embedding-models.md says; .4 stands where nobody has measured. */
export const ONNX_MODELS: readonly OnnxModel[] = [
  {
    id: "onnx/all-MiniLM-L6-v2",
    name: "all-MiniLM-L6-v2",
    repository: "Xenova/all-MiniLM-L6-v2",
    files: [
      { path: "onnx/model_quantized.onnx", aboutBytes: 23 * MB },
      { path: "tokenizer.json", aboutBytes: 0.7 * MB },
      TOKENIZER_SETTINGS,
      CONFIG,
    ],
    dimensions: 384,
    pooling: "mean",
    prefixes: { query: "", passage: "" },
    maxTokens: 256,
    fusionWeight: 0.4,
    licence: "Apache-2.0",
    languages: "English",
  },
  {
    id: "onnx/bge-small-en-v1.5",
    name: "bge-small-en-v1.5",
    repository: "Xenova/bge-small-en-v1.5",
    files: [
      { path: "onnx/model_quantized.onnx", aboutBytes: 34 * MB },
      { path: "tokenizer.json", aboutBytes: 0.7 * MB },
      TOKENIZER_SETTINGS,
      CONFIG,
    ],
    dimensions: 384,
    pooling: "cls",
    prefixes: { query: "Represent this sentence for searching relevant passages: ", passage: "" },
    maxTokens: 512,
    fusionWeight: 0.4,
    licence: "MIT",
    languages: "English",
  },
  {
    id: "onnx/multilingual-e5-small",
    name: "multilingual-e5-small",
    repository: "Xenova/multilingual-e5-small",
    files: [
      { path: "onnx/model_quantized.onnx", aboutBytes: 118 * MB },
      { path: "tokenizer.json", aboutBytes: 17 * MB },
      TOKENIZER_SETTINGS,
      CONFIG,
    ],
    dimensions: 384,
    pooling: "mean",
    prefixes: { query: "query: ", passage: "passage: " },
    maxTokens: 512,
    fusionWeight: 0.4,
    licence: "MIT",
    languages: "about 100 languages",
  },
];
