import { describe, expect, onTestFinished, test } from "vitest";
import { ACCESS_ORACLE_RULES, expectAnyWorldExactly } from "./database/access-oracle-rules.ts";
import { ACCESS_RULES } from "./database/access-rules.ts";
import { ACL_RULES } from "./database/acl-rules.ts";
import { ANSWER_RULES } from "./database/answer-rules.ts";
import { ASSISTANT_RULES } from "./database/assistant-rules.ts";
import { CONTAINER_RULES } from "./database/container-rules.ts";
import { CONVERSATION_RULES } from "./database/conversation-rules.ts";
import { DOCUMENT_RULES } from "./database/document-rules.ts";
import { EMBEDDING_RULES } from "./database/embedding-rules.ts";
import { INDEX_RULES } from "./database/index-rules.ts";
import { LOG_RULES } from "./database/log-rules.ts";
import { MODEL_RULES } from "./database/model-rules.ts";
import { PERSONAL_DATA_RULES } from "./database/personal-data-rules.ts";
import { RECORD_RULES } from "./database/record-rules.ts";
import { RETENTION_RULES } from "./database/retention-rules.ts";
import { SOURCE_CONNECTION_RULES } from "./database/source-connection-rules.ts";
import { SCOPE_RULES } from "./database/scope-rules.ts";
import { SOURCE_GROUP_RULES } from "./database/source-group-rules.ts";
import { SOURCE_RULES } from "./database/source-rules.ts";
import { SYNC_RULES } from "./database/sync-rules.ts";
import { TEXT_RULES } from "./database/text-rules.ts";
import { TRANSACTION_RULES } from "./database/transaction-rules.ts";
import { UNANSWERED_RULES } from "./database/unanswered-rules.ts";
import { UPLOAD_PLACE_RULES } from "./database/upload-place-rules.ts";
import { WEBHOOK_RULES } from "./database/webhook-rules.ts";
import type { DatabaseRule, DatabaseUnderTest } from "./database/under-test.ts";

export type { DatabaseUnderTest } from "./database/under-test.ts";

const RULES: Readonly<Record<string, readonly DatabaseRule[]>> = {
  transactions: TRANSACTION_RULES,
  sources: SOURCE_RULES,
  "source connections": SOURCE_CONNECTION_RULES,
  "source groups": SOURCE_GROUP_RULES,
  containers: CONTAINER_RULES,
  acls: ACL_RULES,
  documents: DOCUMENT_RULES,
  texts: TEXT_RULES,
  indexes: INDEX_RULES,
  embeddings: EMBEDDING_RULES,
  syncs: SYNC_RULES,
  "places of uploads": UPLOAD_PLACE_RULES,
  answers: ANSWER_RULES,
  assistants: ASSISTANT_RULES,
  scopes: SCOPE_RULES,
  conversations: CONVERSATION_RULES,
  "unanswered questions": UNANSWERED_RULES,
  records: RECORD_RULES,
  retention: RETENTION_RULES,
  "personal data": PERSONAL_DATA_RULES,
  logs: LOG_RULES,
  webhooks: WEBHOOK_RULES,
  models: MODEL_RULES,
  access: ACCESS_RULES,
  "access by an oracle": ACCESS_ORACLE_RULES,
};

const SMALL_WORLDS = 25;

/** The rules that every database must pass, as a vitest suite. `make` opens an empty one per rule, twice over the same data. */
export function describeDatabase(name: string, make: () => Promise<DatabaseUnderTest>): void {
  describe(`${name} is a Database`, () => {
    for (const [noun, rules] of Object.entries(RULES)) {
      test.for(rules)(`${noun}: $title`, async ({ check }) => {
        expect.hasAssertions();
        const made = await make();
        onTestFinished(() => made.close());
        await check(made);
      });
    }
    test("access by an oracle: in any small world everybody sees exactly what they may", async () => {
      expect.hasAssertions();
      await expectAnyWorldExactly(make, SMALL_WORLDS);
    });
  });
}
