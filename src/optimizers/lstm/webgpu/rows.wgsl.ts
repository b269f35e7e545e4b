/**
 * Between a state's rows of `stride` numbers (common.wgsl.ts) and a tensor [H, N] of the definition, for those who ask for
 * one. A part has coordinates first … first + coordinates − 1 of the N. One invocation a coordinate, 64 a workgroup.
 */

const HEAD = `
struct Rows { row: u32, units: u32, stride: u32, first: u32, coordinates: u32, all: u32 }
@group(0) @binding(2) var<uniform> rows: Rows;

@compute @workgroup_size(64)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let c = (group.x + group.y * groups.x) * 64 + lane;
`;

/** Bindings: rows, tensor, numbers. */
export const TO_TENSOR = `
@group(0) @binding(0) var<storage, read> states: array<f32>;
@group(0) @binding(1) var<storage, read_write> tensor: array<f32>;
${HEAD}
  if (c >= rows.coordinates) { return; }
  for (var unit = 0u; unit < rows.units; unit++) {
    tensor[unit * rows.all + rows.first + c] = states[(rows.row + unit) * rows.stride + c];
  }
}
`;

/** Bindings: rows, tensor, numbers. What fills up a row becomes 0. */
export const FROM_TENSOR = `
@group(0) @binding(0) var<storage, read_write> states: array<f32>;
@group(0) @binding(1) var<storage, read> tensor: array<f32>;
${HEAD}
  if (c >= rows.stride) { return; }
  let there = min(c, rows.coordinates - 1);
  for (var unit = 0u; unit < rows.units; unit++) {
    let value = tensor[unit * rows.all + rows.first + there];
    states[(rows.row + unit) * rows.stride + c] = select(0.0, value, c < rows.coordinates);
  }
}
`;
