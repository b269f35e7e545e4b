/** Bytes that come in pieces. */

export const totalLength = (pieces: readonly Uint8Array[]): number =>
  pieces.reduce((sum, piece) => sum + piece.length, 0);

export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(totalLength(pieces));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
