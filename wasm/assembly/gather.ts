/**
 * Images of bytes as the rows of a minibatch: ink between 0 and 1, x = byte / 255. Where a row has fewer numbers than
 * an image has pixels, each is the sum of a block of pixels, Σ bytes / 255.
 *
 * A unit = 32 images. A job's description, all fields 32 bits wide:
 *
 *     byte   0  images [count, SIDE, SIDE], bytes       8  count
 *            4  rows [count, side, side], float32      12  SIDE, pixels along a side of an image
 *                                                      16  side, SIDE or a divisor of it
 */
import { floats } from './dense';

const IMAGES = 32;

/** Units of a job with so many images. */
export function gatherUnits(count: i32): i32 {
  return (count + IMAGES - 1) / IMAGES;
}

export function gatherUnit(job: usize, unit: i32): void {
  const full = i32.load(job + 12);
  const side = i32.load(job + 16);
  const first = unit * IMAGES;
  const count = min(IMAGES, i32.load(job + 8) - first);
  const images = (i32.load(job) as usize) + first * full * full;
  const rows = (i32.load(job + 4) as usize) + floats(first * side * side);
  if (side == full) spread(images, rows, count * full * full);
  else sums(images, rows, count, full, side);
}

/** One number for each byte. */
function spread(bytes: usize, rows: usize, count: i32): void {
  const most = f32x4.splat(255);
  const whole = count & ~15;
  for (let i = 0; i < whole; i += 16) {
    const x = v128.load(bytes + i);
    const low = i16x8.extend_low_i8x16_u(x);
    const high = i16x8.extend_high_i8x16_u(x);
    const to = rows + floats(i);
    v128.store(to, f32x4.div(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(low)), most));
    v128.store(to, f32x4.div(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(low)), most), 16);
    v128.store(to, f32x4.div(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(high)), most), 32);
    v128.store(to, f32x4.div(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(high)), most), 48);
  }
  for (let i = whole; i < count; i++) {
    f32.store(rows + floats(i), (load<u8>(bytes + i) as f32) / 255);
  }
}

/** One number for each block of bytes. */
function sums(bytes: usize, rows: usize, count: i32, full: i32, side: i32): void {
  const block = full / side;
  for (let image = 0; image < count; image++) {
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const corner = bytes + row * block * full + column * block;
        let sum = 0;
        for (let y = 0; y < block; y++) {
          for (let x = 0; x < block; x++) sum += load<u8>(corner + y * full + x) as i32;
        }
        f32.store(rows, (sum as f32) / 255);
        rows += 4;
      }
    }
    bytes += full * full;
  }
}
