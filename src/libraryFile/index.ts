/** The library as one file, and what the runs in it consist of. No page, no TensorFlow.js. */
export { contentHash, numbersHash } from './contentHash';
export {
  type LibraryContents,
  type LibraryOptimizer,
  type LibraryRun,
  type RunReading,
  readingOf,
} from './contents';
export { raceCurves } from './raceRun';
export { MAX_LIBRARY_BYTES, readLibraryFile } from './readLibrary';
export { readTraining, type Training, trainingCurves } from './trainingRun';
export { writeLibraryFile } from './writeLibrary';
