import { createRouter } from "../http/router.ts";

/** For orchestrators: `/livez` while the process turns, `/readyz` while it can answer. Neither is part of the documented API. */
export const health = createRouter();

health.get("/livez", (c) => c.json({ status: "ok" }));

health.get("/readyz", async (c) => {
  try {
    await c.var.ports.database.ping();
    return c.json({ status: "ready" });
  } catch (error) {
    c.var.ports.logger.error({ err: error }, "not ready: the database does not answer");
    return c.json({ status: "not ready", reason: "the database does not answer" }, 503);
  }
});
