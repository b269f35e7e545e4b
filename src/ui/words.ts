/** "the loss exploded at step 4" as a sentence: "The loss exploded at step 4." */
export function asSentence(text: string): string {
  const start = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}
