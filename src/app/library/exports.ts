/** Optimizers in the forms in which they leave the Lab. What makes them is loaded when it is asked for. */
import type { ExportFormat } from '../../specs/exportFormats';
import type { LearnedOptimizer } from '../../specs/optimizer';

export interface ExportedFile {
  bytes: Uint8Array<ArrayBuffer>;
  fileName: string;
}

export async function exportedFile(
  optimizer: LearnedOptimizer,
  name: string,
  format: ExportFormat,
): Promise<ExportedFile> {
  const { exportOptimizer } = await import('../../export/exportOptimizer');
  return exportOptimizer(optimizer, name, format);
}

/** What an optimizer is called that came in this file: "mine-pytorch.zip" holds "mine". */
export function nameOfFile(fileName: string): string {
  return (
    fileName.replace(/((-(pytorch|jax|tfjs))?\.zip|\.(safetensors|npz|json))$/i, '') || fileName
  );
}
