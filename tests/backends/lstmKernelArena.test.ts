/** Places in the kernel's memory. */
import { expect, test } from 'vitest';
import { Arena } from '../../src/runtime/kernels/arena';

const MIB = 2 ** 20;

function fresh(maximum = 100): { arena: Arena; memory: WebAssembly.Memory } {
  const memory = new WebAssembly.Memory({ initial: 1, maximum });
  return { arena: new Arena(memory, 1000), memory };
}

test('places are aligned, apart from each other and behind the base', () => {
  const { arena } = fresh();
  const places = [1, 64, 65, 1000].map((bytes) => [arena.take(bytes), bytes] as const);
  let end = 1000;
  for (const [start, bytes] of places) {
    expect(start % 64).toBe(0);
    expect(start).toBeGreaterThanOrEqual(end);
    end = start + bytes;
  }
  expect(arena.bytesInUse).toBe(64 + 64 + 128 + 1024);
});

test('what is given back is used again, neighbours as one', () => {
  const { arena } = fresh();
  const [a, b, c] = [arena.take(640), arena.take(640), arena.take(640)] as const;
  arena.take(64);
  arena.give(a);
  arena.give(c);
  arena.give(b);
  expect(arena.take(1920)).toBe(a);
  expect(() => arena.give(b)).toThrow('nothing was taken');
});

test('the memory grows by what is missing, and no further when the same is asked for again', () => {
  const { arena, memory } = fresh();
  const place = arena.take(MIB);
  const held = memory.buffer.byteLength;
  expect(held).toBeLessThan(MIB + 2 * 65_536);
  arena.give(place);
  expect(arena.take(MIB)).toBe(place);
  expect(memory.buffer.byteLength).toBe(held);
});

test('too much is refused with a clear error, and the arena goes on', () => {
  const { arena } = fresh(3);
  expect(() => arena.take(MIB)).toThrow('needs 1 MiB more memory than there is');
  expect(() => arena.take(2 ** 33)).toThrow('more memory');
  expect(arena.bytesInUse).toBe(0);
  arena.take(64);
});
