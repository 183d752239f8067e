export const adminSettingsEn = {
  title: "Settings",
  facts: "What the operator has set. They are read at the start and changed where they are set: a flag, a variable or a file.",
  failed: "The settings could not be read",
  search: "Find a setting",
  onlySet: "Only those that are set",
  none: "No setting matches",
  noneText: "Try another word, or show all of them.",
  column: { setting: "Setting", value: "Value", from: "From" },
  from: { flag: "flag", environment: "environment", file: "file", default: "default" },
  unset: "not set",
} as const;
