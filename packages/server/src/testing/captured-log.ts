import { createLogger, type ServerLogger } from "@smartypants/adapters";

export interface CapturedLog {
  readonly logger: ServerLogger;
  /** Every line so far, as the real logger writes it. */
  lines(): readonly string[];
  /** Lines of this level and above it. */
  problems(): readonly string[];
}

/** The product's own logger, writing to memory. */
export function captureLog(): CapturedLog {
  const lines: string[] = [];
  const logger = createLogger({ level: "debug", destination: { write: (line: string) => void lines.push(line) } });
  return {
    logger,
    lines: () => lines,
    problems: () => lines.filter((line) => /"level":"(?:warn|error)"/.test(line)),
  };
}
