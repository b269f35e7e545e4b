/** The worker's shelf of digits, beside a page whose files a test makes up. */
import { forgetDigits } from '../../src/datasets/digits';
import { DigitShelf, type DigitsDeps } from '../../src/worker/host/digits';
import { smallMnist } from './digitFiles';
import { type Mirror, type MirrorBehaviour, startMirror } from './mirror';

const HOME = 'http://lab.example/data/mnist/';
/** Files that stand for MNIST's: the list beside the page pins their checksums. */
export const small = smallMnist();

export const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
export const index = (extra: object = {}) => json({ version: 1, pinned: small.pins, ...extra });

/** A page's host with these files in the folder of the digits; mirrors are really asked. */
function host(files: Record<string, Uint8Array>): typeof fetch {
  return async (input, init) => {
    const address = String(input);
    if (!address.startsWith(HOME)) return fetch(input, init);
    const bytes = files[address.slice(HOME.length)];
    if (bytes === undefined) return new Response('<!doctype html>', { status: 404 });
    return new Response(bytes as Uint8Array<ArrayBuffer>);
  };
}

export function shelf(
  files: Record<string, Uint8Array> = {},
  deps: Pick<DigitsDeps, 'cache' | 'locks'> = {},
): DigitShelf {
  const made = new DigitShelf({ ...deps, fetch: host(files) });
  made.lieAt(HOME);
  return made;
}

/** A mirror, and the list that names it. */
export async function listedMirror(
  behaviour: MirrorBehaviour,
): Promise<{ mirror: Mirror; index: Uint8Array }> {
  const mirror = await startMirror(small.files, behaviour);
  return { mirror, index: index({ mirrors: [mirror.address] }) };
}

/** As a reload: memory is empty, what the browser keeps is there. */
export function reload(): void {
  forgetDigits('mnist');
  forgetDigits('files');
}
