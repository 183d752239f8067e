import { SmartyError } from "@smartypants/sdk";

/** The text of an answer, at most `maxBytes` of it: nothing that Google sends as JSON is longer than a few megabytes. */
export async function readText(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    sizeBytes += chunk.length;
    if (sizeBytes > maxBytes) throw new SmartyError("too_large", "Google's answer is longer than it can be.");
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  parts.push(decoder.decode());
  return parts.join("");
}

/** The beginning of an answer that says no; one that breaks off is no worse than a short one. */
export async function readStart(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const chunk of body) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > maxBytes) break;
    }
  } catch {
    // The status is known already.
  }
  return text;
}
