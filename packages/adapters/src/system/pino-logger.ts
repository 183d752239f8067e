import type { Logger } from "@smartypants/core";
import { pino } from "pino";

export function createLogger({ level }: { readonly level: string }): Logger {
  return pino({ level }, pino.destination({ fd: 2, sync: false })) as unknown as Logger;
}
