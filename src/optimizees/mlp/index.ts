export { type MlpLayer, type MlpShape, mlpLayers } from './layers';
export type { Minibatch } from './minibatch';
export { Mlp } from './mlp';
