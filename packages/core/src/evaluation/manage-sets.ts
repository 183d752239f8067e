import { SmartyError } from "@smartypants/sdk";
import { type Actor, requireRole } from "../access/actor.ts";
import { usableAssistant } from "../assistants/manage-assistants.ts";
import { audit } from "../people/audit.ts";
import type { TestQuestion, TestSet } from "../ports/database/evaluation.ts";
import type { Ports } from "../ports/ports.ts";
import { checkQuestions, parseQuestions, type QuestionInput, writeQuestions } from "./question-files.ts";

type Needs = Pick<Ports, "database" | "clock" | "ids">;

const MOST_SETS = 200;

export async function listTestSets(
  { database }: Pick<Ports, "database">,
  actor: Actor,
): Promise<readonly (TestSet & { readonly questions: number })[]> {
  requireRole(actor, "editor");
  return database.evaluations.sets();
}

/** A set with its questions. */
export async function getTestSet(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  id: string,
): Promise<TestSet & { readonly questions: readonly TestQuestion[] }> {
  const set = await setById(database, actor, id);
  return { ...set, questions: await database.evaluations.questions(id) };
}

export interface TestSetInput {
  readonly name: string;
  readonly description: string;
  readonly assistantId: string | null;
  readonly collectionId: string | null;
}

export async function createTestSet(
  ports: Needs,
  actor: Actor,
  input: TestSetInput,
  questions: readonly QuestionInput[] = [],
): Promise<TestSet> {
  requireRole(actor, "editor");
  const { database, ids, clock } = ports;
  const now = clock.now();
  const set: TestSet = { ...input, id: ids.next(), createdBy: actor.userId, createdAt: now, updatedAt: now };
  const checked = checkQuestions(questions);
  await database.transaction(async (tx) => {
    const all = await tx.evaluations.sets();
    if (all.length >= MOST_SETS) throw new SmartyError("conflict", `There are ${MOST_SETS} sets. Delete one that is not used.`);
    refuseName(all, set);
    await checkScope(tx, actor, set);
    await tx.evaluations.saveSet(set);
    await tx.evaluations.saveQuestions(set.id, withIds(ports, checked));
    await audit(ports, tx, actor, { action: "test-set.create", objectId: set.id, detail: { questions: checked.length } });
  });
  return set;
}

export async function updateTestSet(ports: Needs, actor: Actor, id: string, change: Partial<TestSetInput>): Promise<TestSet> {
  const { database, clock } = ports;
  return database.transaction(async (tx) => {
    const known = await setById(tx, actor, id);
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const next: TestSet = { ...known, ...given, updatedAt: clock.now() };
    refuseName(await tx.evaluations.sets(), next);
    await checkScope(tx, actor, next);
    await tx.evaluations.saveSet(next);
    await audit(ports, tx, actor, { action: "test-set.update", objectId: id, detail: { fields: Object.keys(given) } });
    return next;
  });
}

/** Its evaluations go with it. */
export async function deleteTestSet(ports: Needs, actor: Actor, id: string): Promise<void> {
  await ports.database.transaction(async (tx) => {
    await setById(tx, actor, id);
    await tx.evaluations.removeSet(id);
    await audit(ports, tx, actor, { action: "test-set.delete", objectId: id });
  });
}

/** Replaces the questions of a set, or adds to them. */
export async function saveTestQuestions(
  ports: Needs,
  actor: Actor,
  id: string,
  questions: readonly QuestionInput[],
  mode: "replace" | "append" = "replace",
): Promise<readonly TestQuestion[]> {
  return ports.database.transaction(async (tx) => {
    const set = await setById(tx, actor, id);
    const before = mode === "append" ? await tx.evaluations.questions(id) : [];
    const checked = checkQuestions([...before, ...questions]);
    const saved = withIds(ports, checked, before);
    await tx.evaluations.saveQuestions(id, saved);
    await tx.evaluations.saveSet({ ...set, updatedAt: ports.clock.now() });
    await audit(ports, tx, actor, { action: "test-set.questions", objectId: id, detail: { questions: saved.length } });
    return saved;
  });
}

export async function importTestQuestions(
  ports: Needs,
  actor: Actor,
  id: string,
  file: { readonly format: "csv" | "json"; readonly content: string; readonly mode: "replace" | "append" },
): Promise<readonly TestQuestion[]> {
  requireRole(actor, "editor");
  return saveTestQuestions(ports, actor, id, parseQuestions(file.format, file.content), file.mode);
}

export async function exportTestQuestions(
  { database }: Pick<Ports, "database">,
  actor: Actor,
  id: string,
  format: "csv" | "json",
): Promise<string> {
  return writeQuestions(format, (await getTestSet({ database }, actor, id)).questions);
}

function withIds(
  { ids }: Pick<Ports, "ids">,
  questions: readonly QuestionInput[],
  before: readonly TestQuestion[] = [],
): readonly TestQuestion[] {
  return questions.map((question, at) => ({ ...question, id: before[at]?.id ?? ids.next() }));
}

/** Throws `not_found`; sets are for editors, who see all of them. */
export async function setById({ evaluations }: Pick<Ports["database"], "evaluations">, actor: Actor, id: string): Promise<TestSet> {
  requireRole(actor, "editor");
  const set = await evaluations.set(id);
  if (set === null) throw new SmartyError("not_found", "There is no such set of questions.");
  return set;
}

async function checkScope(tx: Pick<Ports["database"], "forActor">, actor: Actor, { assistantId, collectionId }: TestSet): Promise<void> {
  if (assistantId !== null) await usableAssistant(tx, actor, assistantId);
  if (collectionId !== null && (await tx.forActor(actor).assistants.collection(collectionId)) === null) {
    throw new SmartyError("not_found", "There is no such collection.");
  }
}

function refuseName(all: readonly TestSet[], { id, name }: TestSet): void {
  if (all.some((each) => each.id !== id && each.name === name))
    throw new SmartyError("conflict", `There is a set called "${name}" already. Choose another name.`);
}
