/** A call's arguments for providers that want an object; what is none is handed over as text, so that the model sees what it wrote. */
export function parseArguments(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Models write broken JSON at times.
  }
  return text.trim() === "" ? {} : { text };
}
