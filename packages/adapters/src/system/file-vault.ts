import type { Vault } from "@smartypants/core";
export function createFileVault(_o: { file: string; mayCreate: boolean }): Vault {
  return { seal: (x) => x, open: (x) => x };
}
