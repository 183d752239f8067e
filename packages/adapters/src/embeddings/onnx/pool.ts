/** The unit-length vector of one text from those of its tokens, row-major; zeros when it has no length. */
export function pool(hidden: Float32Array, dimensions: number, pooling: "mean" | "cls", into: Float32Array): void {
  const rows = pooling === "cls" ? 1 : hidden.length / dimensions;
  into.fill(0);
  for (let row = 0; row < rows; row++) {
    const start = row * dimensions;
    // The mean has the direction of the sum, and only the direction stays.
    for (let at = 0; at < dimensions; at++) into[at] = (into[at] ?? 0) + (hidden[start + at] ?? 0);
  }
  const length = Math.hypot(...into);
  const factor = length > 0 ? 1 / length : 0;
  for (let at = 0; at < dimensions; at++) into[at] = (into[at] ?? 0) * factor;
}
