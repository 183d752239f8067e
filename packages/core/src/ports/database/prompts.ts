/** `answer`: what a model is told before it answers; `rewrite`: how a follow-up becomes a question of its own. */
export type PromptKind = "answer" | "rewrite";

export interface Prompt {
  /** The product's own have their kind as id. */
  readonly id: string;
  readonly kind: PromptKind;
  readonly name: string;
  readonly description: string;
  /** In force. 0: the product's own words. */
  readonly version: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface PromptVersion {
  readonly version: number;
  readonly text: string;
  readonly note: string;
  readonly authorId: string | null;
  readonly createdAt: number;
}

export interface PromptRepository {
  /** In order of creation. */
  list(): Promise<readonly Prompt[]>;
  get(id: string): Promise<Prompt | null>;
  /** Replaces what there is under this id. */
  save(prompt: Prompt): Promise<void>;
  /** With its versions. */
  remove(id: string): Promise<boolean>;
  addVersion(promptId: string, version: PromptVersion): Promise<void>;
  /** Newest first. */
  versions(promptId: string): Promise<readonly PromptVersion[]>;
  version(promptId: string, version: number): Promise<PromptVersion | null>;
}
