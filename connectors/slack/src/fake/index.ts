export { seedBig } from "./seed-big.ts";
export { seedDemo } from "./seed-demo.ts";
export { type SlackFake, type SlackFakeOptions, startSlackFake } from "./slack-fake.ts";
