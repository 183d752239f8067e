export { type DemoCredential, seedDemo, seedMany } from "./seed-demo.ts";
export { type DriveFake, type DriveFakeOptions, startDriveFake } from "./start-drive-fake.ts";
