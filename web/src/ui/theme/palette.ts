import type { MantineColorsTuple } from "@mantine/core";

/** The only accent: what a person can do. */
const petrol: MantineColorsTuple = [
  "#ecf5f7",
  "#d9ebef",
  "#aed7df",
  "#8ad3e1",
  "#6cc5d6",
  "#3a9fb3",
  "#17798d",
  "#0b6175",
  "#084c5c",
  "#063843",
];

/** Warm paper; 6 is the weakest that may carry text. */
const gray: MantineColorsTuple = [
  "#f8f7f4",
  "#f1efeb",
  "#e8e5df",
  "#dad6cf",
  "#cfcbc3",
  "#9d9991",
  "#65696e",
  "#484c51",
  "#303336",
  "#1a1c1e",
];

/** Cool graphite: 0 to 2 are text, 4 and 5 lines, 7 the sheet, 8 the ground. */
const dark: MantineColorsTuple = [
  "#e9eaeb",
  "#b7bdc3",
  "#959ca3",
  "#6b737b",
  "#3d444b",
  "#2b3035",
  "#23272b",
  "#181b1e",
  "#121416",
  "#0c0e0f",
];

const red: MantineColorsTuple = [
  "#fcedeb",
  "#f8d9d5",
  "#f2b5ae",
  "#f2948b",
  "#f2877d",
  "#d9534a",
  "#c23a31",
  "#ab241c",
  "#8a1c16",
  "#691511",
];

const green: MantineColorsTuple = [
  "#e8f4ec",
  "#d2e9da",
  "#a6d4b6",
  "#82cb9c",
  "#6cc48e",
  "#3e9c63",
  "#2a8550",
  "#1b7040",
  "#155a33",
  "#0f4426",
];

export const palette = { petrol, gray, dark, red, green };
