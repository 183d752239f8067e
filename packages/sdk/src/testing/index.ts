export { applyInventory, type AppliedOps, applyOps, EMPTY_STATE, type SourceState } from "./apply-ops.ts";
export { connectOverPort, type RemoteConnector } from "./connect-over-port.ts";
export type { ConnectorSetup, ConnectorWorld, ExpectedItem } from "./connector-world.ts";
export { describeConnector } from "./describe-connector.ts";
export { describeEmbedder } from "./describe-embedder.ts";
export { describeLlm, type LlmSuiteOptions } from "./describe-llm.ts";
export { describePreprocessor, type PreprocessorSample, type PreprocessorSetup } from "./describe-preprocessor.ts";
export { type HttpFixture, type LogLine, type RecordingContext, recordingContext, type RecordingOptions } from "./recording-context.ts";
export { type ConnectorInfo, type OptionalMethod, type ParsedValue, serveConnector } from "./serve-connector.ts";
