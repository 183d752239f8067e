import { describe } from "vitest";
import { describeClock } from "./job-queue/clock.ts";
import { describeControl } from "./job-queue/control.ts";
import { describeCrashes } from "./job-queue/crashes.ts";
import { describeCrons } from "./job-queue/crons.ts";
import { describeFailures } from "./job-queue/failures.ts";
import { describeKeys } from "./job-queue/keys.ts";
import { describeRunning } from "./job-queue/running.ts";
import { describeStop } from "./job-queue/stop.ts";
import type { MakeJobQueue } from "./job-queue/under-test.ts";

export type { JobQueueUnderTest, MakeJobQueue, QueueProcess } from "./job-queue/under-test.ts";

/** The rules that every JobQueue keeps. `make` is called once for each test and gives an empty queue that has not been started. */
export function describeJobQueue(name: string, make: MakeJobQueue): void {
  describe(`${name} is a JobQueue`, () => {
    describeRunning(make);
    describeFailures(make);
    describeKeys(make);
    describeControl(make);
    describeStop(make);
    describeCrons(make);
    describeCrashes(make);
    describeClock(make);
  });
}
