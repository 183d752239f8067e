import { createHash } from "node:crypto";

export interface PdfEncryption {
  readonly fileId: string;
  /** The body of the Encrypt object, which is itself not encrypted. */
  readonly dictionary: string;
  /** Latin-1 in and out, one character a byte. */
  encrypt(objectId: number, text: string): string;
}

// The 32 bytes that the PDF standard pads passwords with.
const PADDING = Buffer.from("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a", "hex");
const PERMISSIONS = -4;

/** The standard security handler, revision 2: RC4 with a key of 40 bits. The password is the user's and the owner's. */
export function createEncryption(password: string): PdfEncryption {
  const fileId = md5(Buffer.from("a fixed file id")).toString("hex");
  const padded = Buffer.concat([Buffer.from(password, "latin1"), PADDING]).subarray(0, 32);
  const owner = rc4(md5(padded).subarray(0, 5), padded);
  const permissions = Buffer.alloc(4);
  permissions.writeInt32LE(PERMISSIONS);
  const key = md5(Buffer.concat([padded, owner, permissions, Buffer.from(fileId, "hex")])).subarray(0, 5);
  const user = rc4(key, PADDING);
  return {
    fileId,
    dictionary: `<< /Filter /Standard /V 1 /R 2 /P ${PERMISSIONS} /O <${owner.toString("hex")}> /U <${user.toString("hex")}> >>`,
    encrypt(objectId, text) {
      const number = Buffer.from([objectId & 0xff, (objectId >> 8) & 0xff, (objectId >> 16) & 0xff, 0, 0]);
      return rc4(md5(Buffer.concat([key, number])).subarray(0, 10), Buffer.from(text, "latin1")).toString("latin1");
    },
  };
}

function md5(data: Buffer): Buffer {
  return createHash("md5").update(data).digest();
}

function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const at = (index: number) => state[index & 0xff] ?? 0;
  const swap = (a: number, b: number) => {
    [state[a], state[b]] = [at(b), at(a)];
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + at(i) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  let i = 0;
  let j = 0;
  return Buffer.from(
    data.map((byte) => {
      i = (i + 1) & 0xff;
      j = (j + at(i)) & 0xff;
      swap(i, j);
      return byte ^ at(at(i) + at(j));
    }),
  );
}
