/** Of the chat page, which everybody loads first. */
export const askAsEn = {
  heading: "Who answers",
  nobody: "No assistant",
  short: "Assistant",
  label: "Assistant: {{name}}",
  by: "{{name}} (version {{version}})",
  starters: "Questions to begin with",
} as const;
