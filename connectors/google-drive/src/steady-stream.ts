import { type HttpAnswer, SmartyError } from "@smartypants/sdk";
import { inMb } from "./formats.ts";

const RESUMES = 3;

/**
 * The body of an answer as a stream that ends with `too_large` beyond `maxBytes`, and that goes on where it broke off when `open` can give the
 * rest. `fault` tells what ended it, if anything did: the host only knows that its store was not filled.
 */
export function steadyStream(
  first: HttpAnswer,
  open: ((from: number) => Promise<HttpAnswer>) | null,
  maxBytes: number,
): { readonly stream: ReadableStream<Uint8Array>; readonly fault: () => unknown } {
  let reader = first.body.getReader();
  let offset = 0;
  let resumes = 0;
  let fault: unknown;
  const next = async (): Promise<ReadableStreamReadResult<Uint8Array>> => {
    for (;;) {
      try {
        return await reader.read();
      } catch (error) {
        if (open === null || ++resumes > RESUMES) throw error;
        const rest = await open(offset);
        // Without the start it would be another file.
        if (offset > 0 && rest.status !== 206) throw error;
        reader = rest.body.getReader();
      }
    }
  };
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await next();
          if (done) return controller.close();
          offset += value.length;
          if (offset > maxBytes) throw new SmartyError("too_large", `The file has more than ${inMb(maxBytes)} MB, which is the limit.`);
          controller.enqueue(value);
        } catch (error) {
          fault = error;
          await reader.cancel().catch(() => undefined);
          throw error;
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    // Nothing is read before the host asks for it.
    { highWaterMark: 0 },
  );
  return { stream, fault: () => fault };
}
