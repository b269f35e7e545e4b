/**
 * IDX, the format of MNIST's files: big-endian integers, then bytes.
 *
 *     images:  0x00000803, count, rows, columns, count × rows × columns bytes
 *     labels:  0x00000801, count, count bytes
 */
import { LabError } from '../specs/errors';
import { DIGIT_CLASSES, DIGIT_PIXELS, DIGIT_SIDE, type DigitSet } from './digits';
import { join } from './pieces';

const IMAGES = 0x0803;
const LABELS = 0x0801;
const GZIP = [0x1f, 0x8b];
/** More than the unpacked training images of MNIST by far; a small file that claims more is a bomb. */
const MOST_BYTES = 2 ** 28;

function refuse(name: string, what: string): LabError {
  return new LabError({
    code: 'bad-file',
    message: `${name}: ${what}.`,
    remedy: 'Use the original IDX files of MNIST, gzipped or not, or others of that format.',
  });
}

/**
 * The bytes unpacked, where they are gzipped; else as they are.
 *
 * @throws LabError `bad-file` where the gzip data are cut off or their checksum is wrong
 */
export async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (!GZIP.every((byte, i) => bytes[i] === byte)) return bytes;
  const stream = new Blob([bytes as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('gzip'));
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      pieces.push(value);
      size += value.length;
      if (size > MOST_BYTES) {
        await reader.cancel();
        throw refuse(name, `it unpacks to more than ${MOST_BYTES / 2 ** 20} MiB`);
      }
    }
  } catch (thrown) {
    if (thrown instanceof LabError) throw thrown;
    throw refuse(name, 'its gzip data are cut off or damaged');
  }
  return join(pieces);
}

/** What an unpacked IDX file holds; nothing is copied. */
export type IdxContent =
  | { kind: 'images'; count: number; images: Uint8Array }
  | { kind: 'labels'; count: number; labels: Uint8Array };

/**
 * @param bytes unpacked
 * @throws LabError `bad-file` naming a wrong magic number, size, length or label
 */
export function readIdx(bytes: Uint8Array, name: string): IdxContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw refuse(name, `it has ${bytes.length} bytes, too few for a header`);
  const magic = view.getUint32(0);
  const count = view.getUint32(4);
  if (magic !== IMAGES && magic !== LABELS) {
    const hex = magic.toString(16).padStart(8, '0');
    throw refuse(
      name,
      `it begins with 0x${hex}, expected 0x00000803 (images) or 0x00000801 (labels)`,
    );
  }
  if (count === 0) throw refuse(name, 'it says that it has no examples');
  if (magic === LABELS) {
    requireLength(bytes, 8, count, name, 'labels');
    const labels = bytes.subarray(8);
    const wrong = labels.findIndex((label) => label >= DIGIT_CLASSES);
    if (wrong >= 0) throw refuse(name, `label ${wrong} is ${labels[wrong]}, expected 0 to 9`);
    return { kind: 'labels', count, labels };
  }
  if (bytes.length < 16) throw refuse(name, `it has ${bytes.length} bytes, too few for a header`);
  const rows = view.getUint32(8);
  const columns = view.getUint32(12);
  if (rows !== DIGIT_SIDE || columns !== DIGIT_SIDE) {
    throw refuse(name, `its images are ${rows} × ${columns}, expected 28 × 28`);
  }
  requireLength(bytes, 16, count * DIGIT_PIXELS, name, 'images');
  return { kind: 'images', count, images: bytes.subarray(16) };
}

function requireLength(
  bytes: Uint8Array,
  header: number,
  content: number,
  name: string,
  what: string,
): void {
  if (bytes.length === header + content) return;
  const direction = bytes.length < header + content ? 'cut off' : 'too long';
  throw refuse(
    name,
    `it is ${direction}: the ${what} it announces need ${header + content} bytes, it has ${bytes.length}`,
  );
}

/**
 * Images and their labels.
 *
 * @throws LabError `bad-file` where they do not belong together
 */
export function digitSet(
  images: { name: string; content: IdxContent },
  labels: { name: string; content: IdxContent },
): DigitSet {
  if (images.content.kind !== 'images') throw refuse(images.name, 'it has labels, expected images');
  if (labels.content.kind !== 'labels') throw refuse(labels.name, 'it has images, expected labels');
  const { count } = images.content;
  if (labels.content.count !== count) {
    throw refuse(labels.name, `it has ${labels.content.count} labels for ${count} images`);
  }
  return { count, images: images.content.images, labels: labels.content.labels };
}
