/** A watch on what TensorFlow.js holds: after a run it is where it was before. */
import { tf } from './tf';

export interface MemoryReading {
  tensors: number;
  bytes: number;
}

export function readMemory(): MemoryReading {
  const { numTensors, numBytes } = tf.memory();
  return { tensors: numTensors, bytes: numBytes };
}
