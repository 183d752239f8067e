import { type Actor, requireRole } from "../access/actor.ts";
import type { AnswerPorts } from "../answers/answer-ports.ts";
import type { Turn } from "../answers/llm/build-prompt.ts";
import { startRun, type StartedRun } from "../answers/start-run.ts";
import type { AssistantContent } from "../ports/database/assistants.ts";
import type { Configuration } from "../ports/database/evaluation.ts";
import type { Ports } from "../ports/ports.ts";
import { setupOfTrial } from "./answer-setup.ts";
import { checkContent } from "./assistant-content.ts";

export interface Preview {
  readonly question: string;
  readonly configuration: Configuration;
  /** In place of the assistant's stored content. */
  readonly draft?: AssistantContent | undefined;
  readonly history?: readonly Omit<Turn, "documentIds">[] | undefined;
}

/** Answers a question as an assistant would that is not saved yet, or by a configuration. The answer is the actor's own and is gone after a day. */
export async function previewAnswer(ports: AnswerPorts & Pick<Ports, "llms">, actor: Actor, preview: Preview): Promise<StartedRun> {
  requireRole(actor, "member");
  const { question, configuration, draft, history = [] } = preview;
  if (draft !== undefined) await ports.database.transaction((tx) => checkContent(tx, ports.llms, actor, draft));
  const setup = await setupOfTrial(ports, actor, configuration, { trial: "preview", draft });
  return startRun(ports, actor, { question, filters: {}, setup, history: history.map((turn) => ({ ...turn, documentIds: [] })) });
}
