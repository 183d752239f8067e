export { type Acl, isPrincipal, type Principal } from "./acl.ts";
export {
  type CheckResult,
  type Choice,
  type Connector,
  type ConnectorAuth,
  type ConnectorCapabilities,
  type ConnectorOAuth,
  type ContainerNode,
  defineConnector,
  type DeleteReason,
  type DocumentError,
  type DocumentErrorCode,
  type DocumentRef,
  type Group,
  type GroupOp,
  type GuideFacts,
  type GuideStep,
  type InventoryOp,
  type LiveHint,
  type MetadataValue,
  type Section,
  type SkipReason,
  type SourceDocument,
  type SyncOp,
  type WebhookAnswer,
  type WebhookRequest,
} from "./connector.ts";
export {
  type BlobRef,
  type ConnectorContext,
  type HttpAnswer,
  type HttpRequest,
  type HttpSocket,
  type RateLimit,
  type SlowDown,
} from "./connector-host.ts";
export { defineEmbedder, type Embedder } from "./embedder.ts";
export {
  ERROR_CODES,
  type ErrorCode,
  type ErrorData,
  type FieldError,
  fromErrorData,
  isSmartyError,
  SmartyError,
  type SmartyErrorOptions,
  toErrorData,
} from "./errors.ts";
export { globFault } from "./glob-fault.ts";
export { defineLlm, type Llm, type LlmEvent, type LlmMessage, type LlmOptions, type LlmTool, type LlmToolCall } from "./llm.ts";
export type { SurveyOp, SurveyOptions } from "./survey.ts";
export {
  type Block,
  type ChildDocument,
  type ChildPage,
  definePreprocessor,
  type Extracted,
  type PreprocessInput,
  type Preprocessor,
} from "./preprocessor.ts";
