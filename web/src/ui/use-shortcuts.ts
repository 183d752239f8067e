import { useEffect, useRef } from "react";
import { createStrokes, nameOf } from "./key-strokes.ts";
import { ACTION_NAMES, type ActionName, activeKeys, shortcuts } from "./shortcuts.ts";

type Handler = (event: KeyboardEvent) => void;

const strokes = createStrokes();
/** Several parts of a page listen: each event is read once. */
const read = new WeakMap<KeyboardEvent, string>();

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, [role=menuitem]") !== null;
}

/** What was pressed, as the page may take it; null when it means something else there. */
function meaningOf(event: KeyboardEvent): string | null {
  const known = read.get(event);
  if (known !== undefined) return known;
  const name = nameOf(event);
  if (name === null || event.defaultPrevented || event.isComposing) return null;
  const isChord = name.startsWith("mod+") || name === "shift+Escape";
  if (!isChord && isTyping(event.target)) return null;
  if ((name === "Enter" || name === "Space") && isPressable(event.target)) return null;
  if (document.querySelector("[role=dialog][aria-modal=true]") !== null) return null;
  const choice = shortcuts();
  const all = ACTION_NAMES.map((action) => activeKeys(choice, action)).filter((keys) => keys !== null);
  const meaning = strokes.read(name, event.timeStamp, all);
  read.set(event, meaning);
  return meaning;
}

/**
 * Keys for the page as a whole, by what they do: which keys those are, a person chooses. Silent while a person types (but for `mod+…` and `shift+Escape`), while a
 * dialog is open, for Enter and space on a control that has its own use for them, and for what the person has switched off.
 */
export function useShortcuts(handlers: Readonly<Partial<Record<ActionName, Handler>>>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const meaning = meaningOf(event);
      if (meaning === null) return;
      const choice = shortcuts();
      for (const action of ACTION_NAMES) {
        const handler = latest.current[action];
        if (handler !== undefined && activeKeys(choice, action) === meaning) return handler(event);
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
