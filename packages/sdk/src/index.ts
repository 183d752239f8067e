export { type Acl, isPrincipal, type Principal } from "./acl.ts";
export {
  type BlobRef,
  type CheckResult,
  type Connector,
  type ConnectorAuth,
  type ConnectorCapabilities,
  type ConnectorContext,
  type ContainerNode,
  defineConnector,
  type DeleteReason,
  type DocumentError,
  type DocumentErrorCode,
  type DocumentRef,
  type Group,
  type GroupOp,
  type HttpAnswer,
  type HttpRequest,
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
export { defineLlm, type Llm, type LlmEvent, type LlmMessage } from "./llm.ts";
export { type Block, definePreprocessor, type Extracted, type PreprocessInput, type Preprocessor } from "./preprocessor.ts";
