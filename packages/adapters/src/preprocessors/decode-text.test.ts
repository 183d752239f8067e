import iconv from "iconv-lite";
import { assert, property, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";

const GERMAN =
  "Müller grüßt Jörg: größere Straßen für Füße, „schön“ – 12 €.\nÜber die Brücke hören wir Glocken läuten, während später Äpfel fallen.";
const RUSSIAN = "Сотрудники получают двадцать восемь календарных дней отпуска в год, если иное не указано в договоре.";
const JAPANESE = "従業員は年間二十日の有給休暇を取得できます。申請は三日前までに上司へ提出してください。";
const GREEK = "Οι εργαζόμενοι δικαιούνται είκοσι πέντε ημέρες άδειας το χρόνο σύμφωνα με τη σύμβαση.";

describe("the text comes back whole from", () => {
  test.each([
    ["utf-8", GERMAN, "utf-8"],
    ["utf-8", JAPANESE, "utf-8"],
    ["utf-16le", GERMAN, "utf-16le"],
    ["utf-16be", GERMAN, "utf-16be"],
    ["windows-1252", GERMAN, "windows-1252"],
    ["windows-1251", RUSSIAN, "windows-1251"],
    ["koi8-r", RUSSIAN, "koi8-r"],
    ["shift_jis", JAPANESE, "shift_jis"],
    ["euc-jp", JAPANESE, "euc-jp"],
    ["iso-8859-7", GREEK, "iso-8859-7"],
  ])("%s without a mark: %s", (encoding, text, found) => {
    expect(decodeText(iconv.encode(text, encoding))).toEqual({ text, encoding: found });
  });

  test.each(["utf-8", "utf-16le", "utf-16be", "utf-32le", "utf-32be"])("%s with a mark, which is no part of the text", (encoding) => {
    expect(decodeText(iconv.encode(JAPANESE, encoding, { addBOM: true }))).toEqual({ text: JAPANESE, encoding });
  });
});

test("a short latin-1 text is not taken for something exotic", () => {
  for (const text of ["Café", "Señor Núñez", "naïve façade", "Größe: 5", "À bientôt, élève"])
    expect(decodeText(iconv.encode(text, "latin1")).text).toBe(text);
});

test("one bad byte does not spoil a UTF-8 text", () => {
  const bytes = Buffer.concat([Buffer.from(GERMAN), Buffer.from([0xff]), Buffer.from(" Ende")]);
  expect(decodeText(bytes)).toEqual({ text: `${GERMAN}\uFFFD Ende`, encoding: "utf-8" });
});

test("what a document says of itself decides only where the bytes do not", () => {
  expect(decodeText(iconv.encode(RUSSIAN, "windows-1251"), "windows-1251").text).toBe(RUSSIAN);
  expect(decodeText(Buffer.from(RUSSIAN), "iso-8859-1").text).toBe(RUSSIAN);
  expect(decodeText(iconv.encode("„x“", "windows-1252"), "iso-8859-1").text).toBe("„x“"); // as browsers read that name
  expect(decodeText(Buffer.from([0xe4]), "no-such-thing").text).toBe("ä");
});

test("NUL, half surrogate pairs and odd line ends become what a database stores", () => {
  expect(decodeText(Buffer.from("a\0b\r\nc\rd\x07e")).text).toBe("a\uFFFDb\nc\nd e");
  expect(decodeText(Buffer.from("fffe3dd86100", "hex")).text).toBe("\uFFFDa");
});

test("never throws, and gives text that every store accepts", () => {
  assert(
    property(uint8Array({ maxLength: 400 }), (bytes) => {
      const { text } = decodeText(bytes);
      expect(text.isWellFormed()).toBe(true);
      expect(text).not.toMatch(/[^\P{Cc}\t\n]/u);
    }),
  );
});
