/** Images of bytes as the rows of a minibatch, on the graphics device. */
import { DIGIT_PIXELS, DIGIT_SIDE } from '../../datasets/digitShape';

export const GATHER_WORKGROUP = 64;

/** Images of a whole set as the device keeps them: bytes by fours, row by row, and behind the last image the labels. */
export const IMAGE_WORDS = DIGIT_PIXELS / 4;

/** Numbers that an invocation writes of an image of so many pixels a side. */
export const numbersEach = (side: number): number => (side === DIGIT_SIDE ? 4 : 1);

/**
 * x = Σ bytes of a pixel's block / 255, and the labels. An invocation has four pixels of whole images, or one of smaller
 * ones. Bindings: numbers, which examples, the set, inputs, labels.
 */
export function gatherWgsl(side: number): string {
  const each = (side * side) / numbersEach(side);
  const body =
    side === DIGIT_SIDE
      ? `inputs[index] = unpack4x8unorm(digits[picked * ${IMAGE_WORDS}u + part]);`
      : blockSum(side);
  return `
struct Numbers {
  // Examples to gather, where the list of them begins, and images of the set.
  count: u32,
  first: u32,
  images: u32,
}
@group(0) @binding(0) var<uniform> numbers: Numbers;
@group(0) @binding(1) var<storage, read> picks: array<u32>;
@group(0) @binding(2) var<storage, read> digits: array<u32>;
@group(0) @binding(3) var<storage, read_write> inputs: array<${side === DIGIT_SIDE ? 'vec4<f32>' : 'f32'}>;
@group(0) @binding(4) var<storage, read_write> labels: array<i32>;

@compute @workgroup_size(${GATHER_WORKGROUP})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) local: u32,
) {
  let index = (group.x + group.y * groups.x) * ${GATHER_WORKGROUP}u + local;
  let example = index / ${each}u;
  let part = index % ${each}u;
  if (example >= numbers.count) { return; }
  let picked = picks[numbers.first + example];
  ${body}
  if (part == 0u) {
    let word = digits[numbers.images * ${IMAGE_WORDS}u + picked / 4u];
    labels[example] = i32(extractBits(word, picked % 4u * 8u, 8u));
  }
}`;
}

function blockSum(side: number): string {
  const block = DIGIT_SIDE / side;
  return `
  let corner = (part / ${side}u * ${DIGIT_SIDE}u + part % ${side}u) * ${block}u;
  var sum = 0u;
  for (var y = 0u; y < ${block}u; y++) {
    for (var x = 0u; x < ${block}u; x++) {
      let at = corner + y * ${DIGIT_SIDE}u + x;
      sum += extractBits(digits[picked * ${IMAGE_WORDS}u + at / 4u], at % 4u * 8u, 8u);
    }
  }
  inputs[index] = f32(sum) / 255.0;`;
}
