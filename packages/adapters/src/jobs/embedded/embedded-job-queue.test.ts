import { describeJobQueue } from "@smartypants/core/testing";
import { makeJobQueueUnderTest } from "./testing/job-queue-under-test.ts";

describeJobQueue("the embedded queue on SQLite", makeJobQueueUnderTest);
