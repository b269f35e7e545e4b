/**
 * Places in the kernels' memory. A place is free again as soon as it is given back, and neighbours that are free
 * become one: a run that repeats itself needs no more memory in its thousandth horizon than in its first.
 */
import { TooLargeForKernel } from './failure';

/** A cache line: rows that begin on one are loaded whole. */
const ALIGNMENT = 64;
const PAGE = 65_536;
const ADDRESSABLE = 2 ** 32;

interface Range {
  start: number;
  end: number;
}

const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export class Arena {
  readonly #memory: WebAssembly.Memory;
  /** In the order of their addresses, never touching each other. */
  #free: Range[];
  readonly #taken = new Map<number, number>();
  #inUse = 0;
  #mostInUse = 0;

  /** @param base the first byte that is ours */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#free = [{ start: aligned(base), end: memory.buffer.byteLength }];
  }

  /** Bytes handed out. */
  get bytesInUse(): number {
    return this.#inUse;
  }

  /** The most that was handed out at any time. */
  get mostInUse(): number {
    return this.#mostInUse;
  }

  /** Bytes of the whole memory; it never shrinks. */
  get bytesHeld(): number {
    return this.#memory.buffer.byteLength;
  }

  /**
   * A place of at least `bytes`, whatever was there before. Views of the memory taken earlier may be void afterwards.
   *
   * @throws TooLargeForKernel where there is no more memory
   */
  take(bytes: number): number {
    const size = aligned(Math.max(1, bytes));
    let best: Range | undefined;
    for (const range of this.#free) {
      const fits = range.end - range.start >= size;
      if (fits && (best === undefined || range.end - range.start < best.end - best.start)) {
        best = range;
      }
    }
    best ??= this.#grow(size);
    const { start } = best;
    best.start += size;
    if (best.start === best.end) this.#free = this.#free.filter((range) => range !== best);
    this.#taken.set(start, size);
    this.#inUse += size;
    this.#mostInUse = Math.max(this.#mostInUse, this.#inUse);
    return start;
  }

  /** As `take`, filled with zeros. */
  takeZeroed(bytes: number): number {
    const address = this.take(bytes);
    new Uint8Array(this.#memory.buffer, address, bytes).fill(0);
    return address;
  }

  give(address: number): void {
    const size = this.#taken.get(address);
    if (size === undefined) throw new Error(`nothing was taken at ${address}`);
    this.#taken.delete(address);
    this.#inUse -= size;
    const range = { start: address, end: address + size };
    const at = this.#free.findIndex(({ start }) => start > address);
    this.#free.splice(at === -1 ? this.#free.length : at, 0, range);
    this.#free = joined(this.#free);
  }

  /** A view, void once memory has been taken. */
  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#memory.buffer as ArrayBuffer, address, count);
  }

  /** As `floats`, of bytes. */
  bytes(address: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#memory.buffer as ArrayBuffer, address, count);
  }

  /** As `floats`, of 32-bit words. */
  words(address: number, count: number): Uint32Array<ArrayBuffer> {
    return new Uint32Array(this.#memory.buffer as ArrayBuffer, address, count);
  }

  /** Makes the last range at least `size` long. */
  #grow(size: number): Range {
    const end = this.bytesHeld;
    const last = this.#free.at(-1);
    const touching = last !== undefined && last.end === end;
    const missing = size - (touching ? last.end - last.start : 0);
    const pages = Math.ceil(missing / PAGE);
    try {
      if (end + pages * PAGE > ADDRESSABLE) throw new RangeError('more than can be addressed');
      this.#memory.grow(pages);
    } catch (thrown) {
      throw new TooLargeForKernel(
        `it needs ${Math.ceil(size / 2 ** 20)} MiB more memory than there is`,
        String(thrown),
      );
    }
    if (touching) {
      last.end = this.bytesHeld;
      return last;
    }
    const range = { start: end, end: this.bytesHeld };
    this.#free.push(range);
    return range;
  }
}

function joined(ranges: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const range of ranges) {
    const last = result.at(-1);
    if (last?.end === range.start) last.end = range.end;
    else result.push(range);
  }
  return result;
}
