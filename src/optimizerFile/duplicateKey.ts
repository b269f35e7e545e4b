/**
 * The first key that an object in `json` has twice, if any.
 *
 * `JSON.parse` silently keeps the last of two equal keys, so a file could show one tensor to us and another to the
 * next reader; safetensors forbids it. `json` must already be known to be valid JSON.
 */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  // Strings (and whether a colon follows, which makes them keys), braces; all else is of no interest.
  const token = /["{}]/g;
  const colon = /\s*:/y;
  for (let match = token.exec(json); match !== null; match = token.exec(json)) {
    if (match[0] === '{') open.push(new Set());
    else if (match[0] === '}') open.pop();
    else {
      const end = endOfString(json, match.index);
      token.lastIndex = end;
      colon.lastIndex = end;
      if (!colon.test(json)) continue;
      const key = String(JSON.parse(json.slice(match.index, end)));
      const keys = open.at(-1);
      if (keys?.has(key)) return key;
      keys?.add(key);
    }
  }
  return undefined;
}

/** The place behind the closing quote of the string that begins at `start`. (Not by one pattern: long ones overflow.) */
function endOfString(json: string, start: number): number {
  const special = /["\\]/g;
  special.lastIndex = start + 1;
  for (let match = special.exec(json); match !== null; match = special.exec(json)) {
    if (match[0] === '"') return match.index + 1;
    special.lastIndex = match.index + 2;
  }
  return json.length;
}
