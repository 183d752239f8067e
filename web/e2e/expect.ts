/** The few checks that flows need, each with what it means. */
export const expect = {
  equal(actual: unknown, wanted: unknown, why: string): void {
    if (actual !== wanted) throw new Error(`${why}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
  },
  includes(text: string, wanted: string): void {
    if (!text.includes(wanted)) throw new Error(`“${wanted}” is not in: ${text.slice(0, 1000)}`);
  },
  excludes(text: string, unwanted: string): void {
    if (text.includes(unwanted)) throw new Error(`“${unwanted}” must not be in: ${text.slice(0, 1000)}`);
  },
};
