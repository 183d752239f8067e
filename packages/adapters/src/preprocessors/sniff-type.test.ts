import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { sniffType } from "./sniff-type.ts";
import { linesAt, makePdf } from "./testing/make-pdf.ts";
import { makeZip } from "./testing/make-zip.ts";

const WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

function sniff(content: string | Uint8Array, filename: string): string {
  return sniffType(typeof content === "string" ? Buffer.from(content) : content, filename);
}

function ole(stream: string): Uint8Array {
  return Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600), Buffer.from(stream, "utf16le")]);
}

describe("content decides, not the name", () => {
  test("a text named .pdf is text; a PDF named .txt is a PDF", () => {
    expect(sniff("Dear all,\nthe office is closed.", "letter.pdf")).toBe("text/plain");
    const pdf = makePdf({ pages: [{ texts: linesAt(["x"]) }] });
    expect(sniff(pdf, "notes.txt")).toBe("application/pdf");
    expect(sniff(Buffer.concat([Buffer.from([0, 1, 2, 0xff, 0xfe, 9]), pdf]), "x")).toBe("application/pdf");
    expect(sniff("A PDF begins with %PDF-1.4, as you know.", "a.txt")).toBe("text/plain");
  });

  test("a program named .md is a program", () => {
    expect(sniff(Buffer.concat([Buffer.from("MZ\x90\0\x03\0\0\0"), Buffer.alloc(200)]), "readme.md")).toBe(
      "application/vnd.microsoft.portable-executable",
    );
    expect(sniff(Buffer.from("\x7FELF\x02\x01\x01\0", "latin1"), "x.csv")).toBe("application/x-executable");
    expect(sniff("MZ is the mark of old programs, and of this sentence.", "x.txt")).toBe("text/plain");
  });

  test("random bytes are binary, whatever they are called", () => {
    let seed = 7;
    const noise = Uint8Array.from({ length: 4_096 }, () => (seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff) >> 16);
    for (const name of ["a.txt", "a.md", "a.csv", "a.html", "a.ts", "a"]) expect(sniff(noise, name), name).toBe("application/octet-stream");
  });
});

describe("files of other kinds are known by their first bytes", () => {
  test.each([
    ["\x89PNG\r\n\x1A\n", "image/png"],
    ["\xFF\xD8\xFF\xE0", "image/jpeg"],
    ["GIF89a", "image/gif"],
    ["RIFF\x24\0\0\0WEBPVP8 ", "image/webp"],
    ["RIFF\x24\0\0\0WAVEfmt ", "audio/wav"],
    ["\0\0\0\x20ftypisom", "video/mp4"],
    ["\0\0\0\x20ftypM4A ", "audio/mp4"],
    ["\0\0\0\x20ftypheic", "image/heic"],
    ["\x1A\x45\xDF\xA3", "video/x-matroska"],
    ["ID3\x04", "audio/mpeg"],
    ["OggS", "audio/ogg"],
    ["\x1F\x8B\x08", "application/gzip"],
    ["7z\xBC\xAF\x27\x1C", "application/x-7z-compressed"],
    ["{\\rtf1\\ansi", "application/rtf"],
    ["SQLite format 3\0", "application/vnd.sqlite3"],
    ["\0asm\x01\0\0\0", "application/wasm"],
  ])("%j is %s", (magic, type) => {
    expect(sniff(Buffer.from(magic, "latin1"), "file.txt")).toBe(type);
  });

  test("office files are told from other ZIPs by their entries", () => {
    expect(sniff(makeZip({ "[Content_Types].xml": "<x/>", "word/document.xml": "<x/>" }), "a.zip")).toBe(WORD);
    expect(sniff(makeZip({ "xl/workbook.xml": "" }), "a")).toBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
    expect(sniff(makeZip({ mimetype: "application/vnd.oasis.opendocument.text", "content.xml": "" }), "a")).toBe(
      "application/vnd.oasis.opendocument.text",
    );
    expect(sniff(makeZip({ mimetype: "application/epub+zip" }), "a")).toBe("application/epub+zip");
    expect(sniff(makeZip({ "META-INF/container.xml": "", "content.opf": "" }), "a.epub")).toBe("application/epub+zip");
    expect(sniff(makeZip({ "letters/word/a.txt": "x" }), "a.docx")).toBe("application/zip");
    expect(sniff(makeZip({ "word/a.txt": "x", "word/b.txt": "x" }), "a folder of that name")).toBe("application/zip");
    expect(sniff(makeZip({ "META-INF/MANIFEST.MF": "", "xl/a.class": "x" }), "a.jar")).toBe("application/java-archive");
    expect(sniff(makeZip({ "word/document.xml": "<x/>" }).subarray(0, 60), "cut off")).toBe(WORD);
  });

  test("old office files are told apart, and protected ones recognised", () => {
    expect(sniff(ole("WordDocument"), "a")).toBe("application/msword");
    expect(sniff(ole("EncryptedPackage"), "a.docx")).toBe("application/x-encrypted-office");
    expect(sniff(ole("Something"), "a.doc")).toBe("application/x-ole-storage");
  });
});

describe("kinds of text", () => {
  const csv = "name,city,age\nAda,London,36\nGrace,New York,85\nEdsger,Nuenen,72\nBarbara,Boston,84\n";
  test.each([
    ["<!DOCTYPE html>\n<p>x", "a.txt", "text/html"],
    ["<!-- saved -->\n<html><body>x", "page", "text/html"],
    ["<p>Just a fragment</p>", "a.html", "text/html"],
    ["Plain words", "a.html", "text/plain"],
    ['{"a": 1}', "a.json", "application/json"],
    ['{"a": 1}', "response", "application/json"],
    ["{broken", "a.json", "application/json"],
    ["{curly} words", "a.txt", "text/plain"],
    ['{"a":1}\n{"a":2}', "events", "application/json"],
    [csv, "people.csv", "text/csv"],
    [csv, "people", "text/csv"],
    [csv.replaceAll(",", "\t"), "people.tsv", "text/tab-separated-values"],
    [csv.replaceAll(",", "\t"), "people.txt", "text/tab-separated-values"],
    ["name;city\nAda;London", "a.csv", "text/csv"],
    ["Dear all.\nWe met today. It rained.\nThe end.", "a.csv", "text/plain"],
    [
      "First, we met, then we ate.\nLater, it rained, and we ran.\nThen, at six, we left.\nAll, in all, fine.\nSo, yes, good.",
      "a.txt",
      "text/plain",
    ],
    ["# Title\n\ntext", "a.md", "text/markdown"],
    ["plain words", "a.markdown", "text/markdown"],
    ["# Title\n\n- one\n- two\n\nSee [docs](https://example.org).", "README", "text/markdown"],
    ["# comment\nkey = 1", "settings.toml", "text/x-source"],
    ["export const a = 1;", "a.ts", "text/x-source"],
    ["all:\n\tcc x.c", "Makefile", "text/x-source"],
    ["#!/usr/bin/env bash\necho", "run", "text/x-source"],
    ["<?xml version='1.0'?><a/>", "a.xml", "text/x-source"],
    ['<svg xmlns="http://www.w3.org/2000/svg"></svg>', "a.svg", "image/svg+xml"],
    ["From: ada@example.org\nSubject: Hi\n\nHello", "a.eml", "message/rfc822"],
    ["From: ada@example.org\nDate: x\nMIME-Version: 1.0\n\nHello", "attachment", "message/rfc822"],
    ["From: ada@example.org\nSubject: Hi\n\nA letter.", "letter.txt", "text/plain"],
    ["From ada@example.org Tue Jan  2 10:00:00 2024\nFrom: ada@example.org\n\nHello", "inbox", "application/mbox"],
    ["From 2024\non we drink tea.", "a.txt", "text/plain"],
    ["WEBVTT\n\n00:01.000 --> 00:02.000\nHi", "a.txt", "text/vtt"],
    ["1\n00:00:01,000 --> 00:00:02,000\nHi", "a.srt", "application/x-subrip"],
    ["BEGIN:VCALENDAR\nEND:VCALENDAR", "a", "text/calendar"],
    ["BEGIN:VCARD\nEND:VCARD", "a.vcf", "text/vcard"],
    ['{"cells": [{"cell_type": "code"}], "nbformat": 4}', "a", "application/x-ipynb+json"],
    ['{"cells": [], "nbformat": 4}', "a.ipynb", "application/x-ipynb+json"],
    ['{"cells": [1, 2]}', "a.json", "application/json"],
    ["just words", "a.txt", "text/plain"],
    ["", "empty.txt", "text/plain"],
  ])("%j named %s is %s", (content, name, type) => {
    expect(sniff(content, name)).toBe(type);
  });

  test.each([
    ["utf-8", "Größere Straßen für Füße"],
    ["utf-16le", "Größere Straßen für Füße"],
    ["utf-16be", "Größere Straßen für Füße"],
    ["latin1", "Größere Straßen für Füße"],
    ["windows-1251", "Отпуск двадцать восемь дней"],
    ["shift_jis", "有給休暇は年間二十日です。"],
  ])("text in %s is text, with and without a mark", (encoding, text) => {
    for (const addBOM of [false, encoding.startsWith("utf")])
      expect(sniff(iconv.encode(text, encoding, { addBOM }), "a.txt")).toBe("text/plain");
  });

  test("a stray NUL does not make a text binary", () => {
    expect(sniff("Line one\0\nLine two", "a.txt")).toBe("text/plain");
  });
});
