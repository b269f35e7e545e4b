export type { ExampleSource, ExamplesInMemory, ExamplesOnDevice } from './exampleSource';
export { type MlpLayer, type MlpShape, mlpLayers } from './layers';
export type { Minibatch } from './minibatch';
export { Mlp } from './mlp';
export type { ExampleChunks } from './score';
