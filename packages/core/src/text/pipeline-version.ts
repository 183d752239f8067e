/** Raise it when normaliser, chunker, token measure or analyzer give other output: documents are processed again. */
export const PIPELINE_TEXT_VERSION = 1;
