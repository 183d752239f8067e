import type { PersonalDataRepository } from "@smartypants/core";
import { inTransaction, type RepositoryBase } from "../sql.ts";
import { countPersonalData } from "./personal-data/counts.ts";
import { createErasureStore } from "./personal-data/erasures.ts";
import { forgetPerson } from "./personal-data/forget.ts";
import { createPersonalReads } from "./personal-data/reads.ts";
import { eraseAnswers, eraseFromAudit, eraseFromUsage, handOverUploads } from "./personal-data/pieces.ts";

export function createPersonalDataRepository(base: RepositoryBase): PersonalDataRepository {
  return {
    ...createPersonalReads(base),
    ...createErasureStore(base),
    counts: (whose, now) => countPersonalData(base, whose, now),
    eraseAnswers: (userId, limit) => eraseAnswers(base, userId, limit),
    eraseFromAudit: (userId, after, limit) => eraseFromAudit(base, userId, after, limit),
    eraseFromUsage: (userId, limit) => eraseFromUsage(base, userId, limit),
    handOverUploads: (userId, heirId, limit) => inTransaction(base, (tx) => handOverUploads(tx, userId, heirId, limit)),
    forget: (whose, heirId) => inTransaction(base, (tx) => forgetPerson(tx, whose, heirId)),
  };
}
