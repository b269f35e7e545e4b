/**
 * The first key that an object in `json` has twice, if any.
 *
 * `JSON.parse` silently keeps the last of two equal keys, so a file could show one tensor to us and another to the
 * next reader; safetensors forbids it. `json` must already be known to be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  // Strings (and whether a colon follows, which makes them keys), braces; all else is of no interest.
  for (const match of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|[{}]/g)) {
    const [token, text, colon] = match;
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (text !== undefined && colon !== undefined) {
      const key = String(JSON.parse(text));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}
