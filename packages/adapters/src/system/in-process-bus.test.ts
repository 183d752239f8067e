import type { EventBus } from "@smartypants/core";
import { expect, test } from "vitest";
import { createInProcessBus } from "./in-process-bus.ts";

function createBus(): { bus: EventBus; errors: unknown[] } {
  const errors: unknown[] = [];
  return { bus: createInProcessBus({ error: (fields) => errors.push(fields.err) }), errors };
}

test("listeners hear the events of their topic until they leave", () => {
  const { bus } = createBus();
  const heard: unknown[] = [];
  const leave = bus.subscribe("run-event", (event) => heard.push(event));
  bus.subscribe("run-cancel", (event) => heard.push(event));
  bus.publish("run-event", { runId: "a", sequence: 1 });
  bus.publish("job-added", { task: "sync" });
  bus.publish("run-cancel", { runId: "b" });
  leave();
  leave();
  bus.publish("run-event", { runId: "a", sequence: 2 });
  expect(heard).toEqual([{ runId: "a", sequence: 1 }, { runId: "b" }]);
});

test("a listener that throws is logged, and the others hear", () => {
  const { bus, errors } = createBus();
  const heard: string[] = [];
  const fault = new Error("no");
  bus.subscribe("settings", () => {
    throw fault;
  });
  bus.subscribe("settings", ({ key }) => heard.push(key));
  bus.publish("settings", { key: "model" });
  expect(heard).toEqual(["model"]);
  expect(errors).toEqual([fault]);
});

test("subscribing and leaving while an event is heard is safe, and the same function may listen twice", () => {
  const { bus } = createBus();
  let heard = 0;
  const count = (): void => void heard++;
  const leaveFirst = bus.subscribe("settings", count);
  bus.subscribe("settings", count);
  const leaveOnce = bus.subscribe("settings", () => {
    leaveOnce();
    bus.subscribe("settings", count);
  });
  bus.publish("settings", { key: "a" });
  expect(heard).toBe(2);
  leaveFirst();
  bus.publish("settings", { key: "b" });
  expect(heard).toBe(4);
});
