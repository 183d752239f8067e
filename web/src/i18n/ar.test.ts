import { expect, test } from "vitest";
import { ar } from "./ar.ts";
import { en } from "./en.ts";
import { enMore } from "./en-more.ts";
import { mergeStrings, type Strings } from "./merge-strings.ts";

const PLURAL = /_(?:zero|one|two|few|many|other)$/;
const PLACE = /\{\{(\w+)\}\}/g;

function flatten(strings: Strings, prefix = ""): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(strings).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" ? [[`${prefix}${name}`, value]] : [...flatten(value, `${prefix}${name}.`)],
    ),
  );
}

const english = flatten({ ...en, ...enMore });
const arabic = flatten(ar);

test("Arabic says nothing that English does not", () => {
  const known = new Set([...english.keys()].map((key) => key.replace(PLURAL, "")));
  expect([...arabic.keys()].filter((key) => !known.has(key.replace(PLURAL, "")))).toEqual([]);
});

test("its words have the places of the English ones, and no others", () => {
  const placesOf = (text: string): string[] => [...text.matchAll(PLACE)].map(([, name]) => name ?? "").toSorted();
  const wrong = [...arabic].filter(([key, text]) => {
    const of = english.get(key);
    return of !== undefined && !PLURAL.test(key) && placesOf(text).join() !== placesOf(of).join();
  });
  expect(wrong).toEqual([]);
});

test("a plural has every form that Arabic has", () => {
  const forms = [...arabic.keys()].filter((key) => PLURAL.test(key)).map((key) => key.replace(PLURAL, ""));
  for (const key of new Set(forms))
    expect(
      forms.filter((each) => each === key),
      key,
    ).toHaveLength(6);
});

test("what it lacks is said in English", () => {
  expect(mergeStrings({ a: "one", b: { c: "two", d: "three" } }, { b: { d: "drei" } })).toEqual({ a: "one", b: { c: "two", d: "drei" } });
});
