/** Matrices that are row by step, and their columns. */

/** Columns of a matrix [T × width], each by itself [T]. */
export function columnsOf(
  matrix: Float32Array,
  width: number,
  places: readonly number[],
): Float32Array[] {
  const rows = matrix.length / width;
  return places.map((place) => {
    const column = new Float32Array(rows);
    for (let t = 0; t < rows; t++) column[t] = matrix[t * width + place] as number;
    return column;
  });
}

/** Columns [T] each as one matrix [T × columns]. */
export function joined(columns: readonly Float32Array[]): Float32Array {
  const rows = columns[0]?.length ?? 0;
  const matrix = new Float32Array(rows * columns.length);
  for (const [i, column] of columns.entries()) {
    for (let t = 0; t < rows; t++) matrix[t * columns.length + i] = column[t] as number;
  }
  return matrix;
}
