/** An optimizer as text for a link, exact to the last bit: its file, deflated, in base64url. */
import { readOptimizerFile, writeOptimizerFile } from '../../optimizerFile';
import { LabError } from '../../specs/errors';
import type { LearnedOptimizer } from '../../specs/optimizer';
import { weightsHash } from './hash';

/** Links that programs still pass on; some browsers take no address beyond 80,000 characters. */
export const MOST_LINK_CHARACTERS = 64_000;
/** What a text of a link may unpack to; deflate makes a thousandth of bytes that are all the same. */
const MOST_UNPACKED_BYTES = 4 * 2 ** 20;

/** What an optimizer is called that a link brings, whatever it was called where the link was made. */
export const linkId = (optimizer: LearnedOptimizer): string => `link-${weightsHash(optimizer)}`;

export async function optimizerToText(optimizer: LearnedOptimizer): Promise<string> {
  const bytes = writeOptimizerFile(optimizer);
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  let letters = '';
  for (const byte of packed) letters += String.fromCharCode(byte);
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

/**
 * @param name for messages only
 * @throws LabError `bad-file` where the text is cut off, damaged, or not an optimizer; as a file's reader does
 */
export async function optimizerFromText(text: string, name: string): Promise<LearnedOptimizer> {
  return readOptimizerFile(await unpacked(bytesOf(text, name), name), name);
}

function bytesOf(text: string, name: string): Uint8Array<ArrayBuffer> {
  try {
    const letters = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  } catch {
    throw damaged(name, 'its text is not base64url');
  }
}

async function unpacked(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const reader = stream.getReader();
  const parts: Uint8Array[] = [];
  let total = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      total += value.byteLength;
      if (total > MOST_UNPACKED_BYTES) break;
      parts.push(value);
    }
  } catch {
    throw damaged(name, 'what is compressed in it is cut off or altered');
  }
  if (total > MOST_UNPACKED_BYTES) {
    reader.cancel().catch(() => undefined);
    throw damaged(name, `it unpacks to more than ${MOST_UNPACKED_BYTES} bytes`);
  }
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.byteLength;
  }
  return whole;
}

function damaged(name: string, why: string): LabError {
  return new LabError({
    code: 'bad-file',
    message: `The optimizer “${name}” in the link cannot be read: ${why}.`,
    remedy: 'Ask for the link again, whole, or for the optimizer’s file.',
  });
}
