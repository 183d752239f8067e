/** Where an upload that came with a path lies. A path belongs to one upload of a person: what comes to it again is its next version. */
export interface UploadPlace {
  readonly documentId: string;
  readonly sourceId: string;
  readonly userId: string;
  /** From the outermost folder on, with the file's name at its end. */
  readonly path: string;
  /** The content that was last asked for; a job that still has another one is too late. */
  readonly blobId: string;
}

/** Goes with the upload's ledger row. */
export interface UploadPlaceRepository {
  /** Puts an upload at a path, or elsewhere than before. Throws `conflict` when another one of that person lies there. */
  put(place: UploadPlace): Promise<void>;
  get(documentId: string): Promise<UploadPlace | null>;
  /** By path; those where nothing lies are absent. */
  at(sourceId: string, userId: string, paths: readonly string[]): Promise<ReadonlyMap<string, UploadPlace>>;
  /** A person's uploads in a folder and in all below it, by ascending id behind `after`. */
  below(folder: Pick<UploadPlace, "sourceId" | "userId" | "path">, after: string, limit: number): Promise<readonly UploadPlace[]>;
}
