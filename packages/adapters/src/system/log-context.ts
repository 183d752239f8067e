import { AsyncLocalStorage } from "node:async_hooks";

type LogContext = Readonly<Record<string, string>>;

const storage = new AsyncLocalStorage<LogContext>();
const NOTHING: LogContext = {};

/** Every line that `work` logs, and whatever it begins, carries these fields. What was begun by a request or job is not its context: contexts replace each other. */
export function inLogContext<Value>(context: LogContext, work: () => Value): Value {
  return storage.run(context, work);
}

/** For what does not belong to who happened to cause it. */
export function outOfLogContext<Value>(work: () => Value): Value {
  return storage.exit(work);
}

export function logContext(): LogContext {
  return storage.getStore() ?? NOTHING;
}

/** What the lines of a job carry: itself, and the source and run that it is about. */
export function jobLogContext(jobId: string, task: string, payload: unknown): LogContext {
  const about: Readonly<Record<string, unknown>> = typeof payload === "object" && payload !== null ? { ...payload } : {};
  const context: Record<string, string> = { jobId, task };
  if (typeof about["sourceId"] === "string") context["sourceId"] = about["sourceId"];
  if (typeof about["syncRunId"] === "string") context["runId"] = about["syncRunId"];
  return context;
}
