import { spawn } from "node:child_process";
import { SmartyError } from "@smartypants/sdk";

export interface ProgramLimits {
  /** By the clock and of the processor. */
  readonly timeoutMs: number;
  readonly maxMemoryMegabytes: number;
  readonly maxOutputBytes: number;
}

export interface ProgramResult {
  readonly code: number | null;
  readonly output: Uint8Array;
}

/**
 * Runs a program without a shell's reading of its arguments, without our environment, in bounds that the system keeps even when we have
 * died. Rejects with `too_large` when time or output run out, with `aborted` when the signal fires, with `unavailable` when it cannot be started.
 */
export function runProgram(
  program: string,
  options: readonly string[],
  limits: ProgramLimits,
  signal: AbortSignal,
  input?: Uint8Array,
): Promise<ProgramResult> {
  const seconds = Math.ceil(limits.timeoutMs / 1_000);
  // The program replaces the shell that set the limits; systems without one of them go without it.
  const script = `ulimit -t ${seconds} 2>/dev/null; ulimit -v ${limits.maxMemoryMegabytes * 1_024} 2>/dev/null; exec "$0" "$@"`;
  const child = spawn("/bin/sh", ["-c", script, program, ...options], {
    env: { LC_ALL: "C", OMP_THREAD_LIMIT: "1" },
    stdio: ["pipe", "pipe", "ignore"],
  });
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = [];
    let size = 0;
    let refusal: SmartyError | undefined;
    const stop = (error: SmartyError) => {
      refusal ??= error;
      child.kill("SIGKILL");
    };
    const abort = () => stop(new SmartyError("aborted", "Reading this file was stopped. Start it again if you need it."));
    const timer = setTimeout(() => stop(tooMuch(`longer than ${seconds} seconds`)), limits.timeoutMs);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    child.stdout.on("data", (bytes: Uint8Array) => {
      size += bytes.length;
      if (size > limits.maxOutputBytes) stop(tooMuch("more text or larger pictures than are read"));
      else parts.push(bytes);
    });
    child.once("error", (cause) =>
      stop(new SmartyError("unavailable", "Text recognition could not be started. Try again later.", { cause })),
    );
    child.once("close", (code) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      if (refusal === undefined) resolve({ code, output: new Uint8Array(Buffer.concat(parts)) });
      else reject(refusal);
    });
    // A program that ends without having read everything says by its exit code what it thinks of it.
    child.stdin.on("error", () => undefined);
    child.stdin.end(input);
  });
}

function tooMuch(what: string): SmartyError {
  return new SmartyError("too_large", `Recognising the text of this file took ${what} and was stopped. Split it into smaller files.`);
}
