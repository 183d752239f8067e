import type { AskedQuestion, QuestionCount, QuestionMark, UnansweredKind, UnansweredRepository, UnansweredState } from "@smartypants/core";
import { sql } from "kysely";
import { anyOf, inTransaction, parseJsonOrNull, type RepositoryBase } from "../sql.ts";

const DAY_MS = 86_400_000;

export function createUnansweredRepository(base: RepositoryBase): UnansweredRepository {
  return { ...createSignals(base), ...createMarks(base), ...createLists(base) };
}

type Signals = Pick<UnansweredRepository, "add" | "forget" | "count" | "sweep">;

function createSignals(base: RepositoryBase): Signals {
  const { db } = base;
  return {
    add: async (signal) => {
      await db
        .insertInto("questionSignal")
        .values(signal)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    forget: async (runId, kind) => {
      await db.deleteFrom("questionSignal").where("runId", "=", runId).where("kind", "=", kind).execute();
    },
    count: async (questionKey, sinceDay): Promise<QuestionCount> => {
      const signals = db.selectFrom("questionSignal").where("questionKey", "=", questionKey).where("day", ">=", sinceDay);
      const { people } = await signals.select(PEOPLE).executeTakeFirstOrThrow();
      const rows = await signals.select(["wordingKey", PEOPLE]).groupBy("wordingKey").execute();
      return { people: Number(people), wordings: new Map(rows.map((row) => [row.wordingKey, Number(row.people)])) };
    },
    sweep: ({ people, beforeDay }) =>
      inTransaction(base, async ({ db: tx }) => {
        const old = await sql<{ id: string }>`
          delete from question_signal where day < ${beforeDay}
            and not exists (select 1 from feedback where feedback.run_id = question_signal.run_id and feedback.shared = 1)
          returning id`.execute(tx);
        const few = sql`(select count(distinct person_key) from question_signal
          where question_signal.question_key = unanswered_question.question_key and day >= ${beforeDay}) < ${people}`;
        const hidden = await sql<{ key: string }>`
          update unanswered_question set words = null, wording_key = null, wording = null
          where words is not null and ${few} returning question_key as key`.execute(tx);
        // A mark of a question that nobody asks any more says nothing to anybody.
        const gone = await sql<{ key: string }>`
          delete from unanswered_question where words is null
            and (marked_at is null or marked_at < ${beforeDay * DAY_MS})
            and not exists (select 1 from question_signal where question_signal.question_key = unanswered_question.question_key)
          returning question_key as key`.execute(tx);
        return old.rows.length + hidden.rows.length + gone.rows.length;
      }),
  };
}

function createMarks({ db, engine }: RepositoryBase): Pick<UnansweredRepository, "keepWords" | "mark" | "marks"> {
  return {
    keepWords: async (questionKey, { words, wording }) => {
      const kept = {
        words: JSON.stringify(words),
        ...(wording !== undefined && { wordingKey: wording.key, wording: wording.text }),
      };
      await db
        .insertInto("unansweredQuestion")
        .values({ questionKey, wordingKey: null, wording: null, markedAt: null, ...kept })
        .onConflict((conflict) => conflict.column("questionKey").doUpdateSet(kept))
        .execute();
    },
    mark: async (questionKey, state, markedAt) => {
      await db
        .insertInto("unansweredQuestion")
        .values({ questionKey, words: null, wordingKey: null, wording: null, state, markedAt })
        .onConflict((conflict) => conflict.column("questionKey").doUpdateSet({ state, markedAt }))
        .execute();
    },
    marks: async (questionKeys): Promise<ReadonlyMap<string, QuestionMark>> => {
      if (questionKeys.length === 0) return new Map();
      const rows = await db
        .selectFrom("unansweredQuestion")
        .select(["questionKey", "state", "markedAt"])
        .select(
          sql<number | string>`(select count(distinct person_key) from question_signal
            where question_signal.question_key = unanswered_question.question_key
              and question_signal.day > unanswered_question.marked_at / ${sql.lit(DAY_MS)})`.as("peopleSince"),
        )
        .where((question) => anyOf(engine, question.ref("questionKey"), questionKeys))
        .where("markedAt", "is not", null)
        .execute();
      return new Map(
        rows.map(({ questionKey, state, markedAt, peopleSince }) => [
          questionKey,
          { state: state as UnansweredState, markedAt, peopleSince: Number(peopleSince) },
        ]),
      );
    },
  };
}

function createLists(base: RepositoryBase): Pick<UnansweredRepository, "asked" | "shared"> {
  const { db } = base;
  return {
    asked: async ({ people, sinceDay, limit }) => {
      const rows = await db
        .selectFrom("questionSignal")
        .select(["questionKey", PEOPLE, sql<number | string>`max(day)`.as("lastDay")])
        .where("day", ">=", sinceDay)
        .groupBy("questionKey")
        .having(sql<boolean>`count(distinct person_key) >= ${people}`)
        .orderBy("people", "desc")
        .orderBy("lastDay", "desc")
        .orderBy("questionKey")
        .limit(limit)
        .execute();
      const keys = rows.map((row) => row.questionKey);
      const details = await readDetails(base, keys, sinceDay);
      return rows.map(({ questionKey, people: count, lastDay }): AskedQuestion => ({
        questionKey,
        people: Number(count),
        lastDay: Number(lastDay),
        ...details(questionKey),
      }));
    },
    shared: async (limit) => {
      const rows = await db
        .selectFrom("feedback")
        .innerJoin("run", "run.id", "feedback.runId")
        .innerJoin("conversation", "conversation.id", "run.conversationId")
        .innerJoin("questionSignal", (join) =>
          join.onRef("questionSignal.runId", "=", "feedback.runId").on("questionSignal.kind", "=", "disliked"),
        )
        .select(["questionSignal.questionKey", "questionSignal.personKey", "run.question", "feedback.reason", "feedback.comment"])
        .select("feedback.createdAt as sharedAt")
        .where("feedback.shared", "=", 1)
        .where("conversation.temporary", "=", 0)
        .orderBy("feedback.createdAt", "desc")
        .orderBy("feedback.id")
        .limit(limit)
        .execute();
      return rows;
    },
  };
}

const PEOPLE = sql<number | string>`count(distinct person_key)`.as("people");

type Details = Pick<AskedQuestion, "wordings" | "kinds" | "days" | "words" | "wording">;

/** Counts and words of some questions. */
async function readDetails(
  { db, engine }: RepositoryBase,
  keys: readonly string[],
  sinceDay: number,
): Promise<(questionKey: string) => Details> {
  if (keys.length === 0) return () => ({ wordings: new Map(), kinds: [], days: new Map(), words: [], wording: null });
  const signals = db
    .selectFrom("questionSignal")
    .where((signal) => anyOf(engine, signal.ref("questionKey"), keys))
    .where("day", ">=", sinceDay);
  const wordings = await signals.select(["questionKey", "wordingKey", PEOPLE]).groupBy(["questionKey", "wordingKey"]).execute();
  const kinds = await signals.select(["questionKey", "kind", PEOPLE]).groupBy(["questionKey", "kind"]).execute();
  const days = await signals.select(["questionKey", "day", PEOPLE]).groupBy(["questionKey", "day"]).execute();
  const shown = await db
    .selectFrom("unansweredQuestion")
    .selectAll()
    .where((question) => anyOf(engine, question.ref("questionKey"), keys))
    .execute();
  const words = new Map(shown.map((row) => [row.questionKey, row]));
  const wordingsOf = Map.groupBy(wordings, (row) => row.questionKey);
  const kindsOf = Map.groupBy(kinds, (row) => row.questionKey);
  const daysOf = Map.groupBy(days, (row) => row.questionKey);
  return (key) => {
    const kept = words.get(key);
    return {
      wordings: new Map((wordingsOf.get(key) ?? []).map((row) => [row.wordingKey, Number(row.people)])),
      kinds: (kindsOf.get(key) ?? [])
        .toSorted((one, other) => Number(other.people) - Number(one.people) || one.kind.localeCompare(other.kind))
        .map((row) => row.kind as UnansweredKind),
      days: new Map((daysOf.get(key) ?? []).map((row) => [row.day, Number(row.people)])),
      words: parseJsonOrNull<string[]>(kept?.words ?? null) ?? [],
      wording:
        kept === undefined || kept.wordingKey === null || kept.wording === null ? null : { key: kept.wordingKey, text: kept.wording },
    };
  };
}
