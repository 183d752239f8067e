/** Of changing keys; those of the list itself are among the first. */
export const shortcutsEn = {
  single: "Keys without Ctrl or Alt are on",
  singleText: "Letters, numbers and signs such as J, / or ?. Off where speech input or an unsteady hand would set them off.",
  kept: "Your keys are kept in this browser.",
  none: "none",
  isOff: "off",
  change: "Change the keys of: {{name}}",
  reset: "Back to the usual keys: {{name}}",
  resetAll: "All back to the usual",
  press: "New keys of: {{name}}",
  pressNow: "Press the new keys",
  how: "One key, or two letters one after the other. Esc leaves it as it is.",
  meets: "Taken by: {{other}}. Saving takes them away there.",
  taken: "The browser keeps these keys for itself. Press others.",
  remove: "No keys",
} as const;
