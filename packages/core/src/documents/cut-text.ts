/** At most `length` UTF-16 units of a text, never half a character: what is stored must come back as it was. */
export function cutText(text: string, length: number): string {
  const whole = text.toWellFormed();
  const last = whole.charCodeAt(length - 1);
  const isHalf = whole.length > length && last >= 0xd800 && last <= 0xdbff;
  return whole.slice(0, isHalf ? length - 1 : length);
}
