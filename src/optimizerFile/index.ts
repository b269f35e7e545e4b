/** Files of learned optimizers and of training runs: bytes in, checked data out, and back. No TensorFlow.js. */
export { readCheckpointFile, writeCheckpointFile } from './checkpointFile';
export {
  type InferredSettings,
  MissingSettings,
  type NeededSetting,
  readOptimizerFile,
  writeOptimizerFile,
} from './optimizerFile';
export { type TrainingCircumstances, trainedOptimizer } from './trainedOptimizer';
