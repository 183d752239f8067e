import { defineConnector } from "@smartypants/sdk";
import { z } from "zod";

const Settings = z.strictObject({
  /** How its sync goes wrong. */
  death: z.enum(["exit", "throw-later", "none"]),
});

/** A plugin that takes its thread with it. */
export const deadly = defineConnector<z.output<typeof Settings>>({
  id: "deadly",
  title: "Deadly",
  version: "1.0.0",
  description: "For tests: ends the thread that it runs in.",
  capabilities: { incremental: false, inventory: false, acl: "none", live: "none" },
  auth: ["none"],
  settings: Settings,
  async *check() {},
  async *sync({ settings }) {
    if (settings.death === "exit") process.exit(7);
    if (settings.death === "throw-later") {
      setTimeout(() => {
        throw new Error("thrown where nobody can catch it");
      });
      await new Promise(() => {});
    }
    yield { op: "done", listed: "everything" };
  },
});
