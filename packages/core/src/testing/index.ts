export { type BlobStoreUnderTest, describeBlobStore } from "./describe-blob-store.ts";
export { type DatabaseUnderTest, describeDatabase } from "./describe-database.ts";
export { describeJobQueue, type JobQueueUnderTest, type MakeJobQueue, type QueueProcess } from "./describe-job-queue.ts";
export { describeLexicalIndex, type LexicalIndexUnderTest } from "./describe-lexical-index.ts";
export { describeVectorIndex, type VectorIndexUnderTest } from "./describe-vector-index.ts";
