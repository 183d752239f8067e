import { withConnectedSource } from "./connected-source.ts";
import { atLeast, atMost, beside, type Figure } from "./figures.ts";

const FILES = 6500;

/** How fast small files of a Drive become searchable when Google sets no limit, and how fast it is seen that nothing in it has changed. */
export async function benchDrive(): Promise<readonly Figure[]> {
  return withConnectedSource("drive", FILES, async ({ double, server, sync }) => {
    const before = server.cpuSeconds();
    const first = await sync();
    const cpuSeconds = server.cpuSeconds() - before;
    const firstCalls = await double.counts();
    const second = await sync();
    const secondCalls = await double.counts();
    await double.passTime();
    const third = await sync();
    const thirdCalls = await double.counts();
    return [
      beside("files", `${FILES} small ones in one shared drive`),
      atLeast("full sync, to searchable", 100, first.counts.indexed / first.seconds, "files/s"),
      beside("the same by the server's processor time", `${Math.round(first.counts.indexed / cpuSeconds)} files/s`),
      beside("requests: in all; lists; downloads", requests(firstCalls)),
      atMost("memory at most meanwhile, all processes", 400, first.mostMb, "MB"),
      beside("sync by Google's list of changes, nothing changed", `${second.seconds.toFixed(2)} s; requests: ${requests(secondCalls)}`),
      atLeast("everything listed again, nothing changed", 3000, third.counts.unchanged / third.seconds, "files/s"),
      beside("its requests: in all; lists; downloads", requests(thirdCalls)),
      atMost("files read again by it", 0, third.counts.indexed + third.counts.failed, "files"),
    ];
  });
}

function requests(counts: Readonly<Record<string, number>>): string {
  return `${counts["total"] ?? 0}; ${counts["files.list"] ?? 0}; ${counts["files.download"] ?? 0}`;
}
