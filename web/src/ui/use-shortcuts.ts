import { useEffect, useRef } from "react";

type Handler = (event: KeyboardEvent) => void;

const OFF_KEY = "smartypants-shortcuts-off";

export function areShortcutsOff(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) === "1";
  } catch {
    // Storage is blocked: they are on, as for everybody.
    return false;
  }
}

export function setShortcutsOff(isOff: boolean): void {
  if (isOff) localStorage.setItem(OFF_KEY, "1");
  else localStorage.removeItem(OFF_KEY);
}

/** `mod+shift+o`, `j`, `?`, `Escape`: modifiers in this order, then the key as the browser names it, letters in lower case. */
function nameOf(event: KeyboardEvent): string {
  const { key } = event;
  const modifiers = [event.ctrlKey || event.metaKey ? "mod" : "", event.altKey ? "alt" : ""];
  // Shift is part of a sign such as `?`, and a modifier of letters and named keys.
  const isSign = key.length === 1 && key.toLowerCase() === key.toUpperCase();
  if (event.shiftKey && !isSign) modifiers.push("shift");
  return [...modifiers.filter((each) => each !== ""), key.length === 1 ? key.toLowerCase() : key].join("+");
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("button, a, summary, [role=menuitem]") !== null;
}

/**
 * Keys for the page as a whole. Silent while a person types (but for `mod+…` and `shift+Escape`), while a dialog is open, for Enter and space on
 * a control that has its own use for them, and when the person has switched shortcuts off.
 */
export function useShortcuts(handlers: Readonly<Record<string, Handler>>): void {
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const name = nameOf(event);
      const handler = Object.hasOwn(latest.current, name) ? latest.current[name] : undefined;
      if (handler === undefined || event.defaultPrevented || event.isComposing || areShortcutsOff()) return;
      const isChord = name.startsWith("mod+") || name === "shift+Escape";
      if (!isChord && isTyping(event.target)) return;
      if ((name === "Enter" || name === " ") && isPressable(event.target)) return;
      if (document.querySelector("[role=dialog][aria-modal=true]") !== null) return;
      handler(event);
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
