import { Readable } from "node:stream";
import { Zip, ZipDeflate } from "fflate";

interface ZipFile {
  readonly path: string;
  readonly content: AsyncIterable<Uint8Array | string>;
}

/** The format's own limit, as it is written here. */
const LARGEST = 0xffff_ffff;

/** Files as a zip archive that is written while it is read: of the content it holds a piece, of each file its line in the directory at the end. */
export function zipStream(files: AsyncIterable<ZipFile>, at: Date): ReadableStream<Uint8Array> {
  return Readable.toWeb(Readable.from(archive(files, at))) as ReadableStream<Uint8Array>;
}

async function* archive(files: AsyncIterable<ZipFile>, at: Date): AsyncGenerator<Uint8Array> {
  const written = createOutput();
  const zip = new Zip(written.add);
  const encoder = new TextEncoder();
  for await (const { path, content } of files) {
    const entry = new ZipDeflate(path, { level: 6 });
    entry.mtime = at;
    zip.add(entry);
    for await (const piece of content) {
      entry.push(typeof piece === "string" ? encoder.encode(piece) : piece);
      yield* written.take();
    }
    entry.push(new Uint8Array(), true);
    yield* written.take();
  }
  zip.end();
  yield* written.take();
}

function createOutput() {
  let pieces: Uint8Array[] = [];
  let size = 0;
  return {
    add: (error: Error | null, piece: Uint8Array): void => {
      if (error !== null) throw error;
      size += piece.length;
      if (size > LARGEST) throw new Error("an archive is larger than 4 GB");
      pieces.push(piece);
    },
    take: (): readonly Uint8Array[] => {
      const taken = pieces;
      pieces = [];
      return taken;
    },
  };
}
