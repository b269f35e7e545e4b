// @ts-check
/**
 * A learned optimizer as an optimizer of TensorFlow.js.
 *
 *     const optimizer = await LearnedOptimizer.load('optimizer.safetensors');
 *     model.compile({ optimizer, loss: 'categoricalCrossentropy' });
 *
 * A small LSTM reads the gradient of each coordinate and writes its update; all coordinates share its weights and have
 * a state each (Andrychowicz et al., "Learning to learn by gradient descent by gradient descent", 2016).
 *
 * This file, lstm.js and optimizerFile.js need nothing but `@tensorflow/tfjs-core`, the one that your program uses:
 * `@tensorflow/tfjs` brings it along.
 */
import * as tf from '@tensorflow/tfjs-core';
import { lstmStep, stateRows, weightTensors } from './lstm.js';
import { readOptimizer } from './optimizerFile.js';

/** @typedef {import('./lstm.js').Settings} Settings */
/** @typedef {import('./lstm.js').Weights} Weights */

const STATE_SUFFIX = '/learned_optimizer';

/** Adds its updates to the variables: there is no learning rate. */
export class LearnedOptimizer extends tf.Optimizer {
  /** @type {Settings} */
  #settings;
  /** @type {Float32Array} */
  #phi;
  /** @type {Weights} */
  #weights;
  /**
   * Of each variable of n coordinates: h and c of each layer and the moments, one below the other [rows, n].
   *
   * @type {Map<string, tf.Tensor2D>}
   */
  #states = new Map();
  /**
   * States given by `setWeights`, in the order of the variables, until the next step.
   *
   * @type {tf.Tensor2D[]}
   */
  #restored = [];

  /**
   * Use `LearnedOptimizer.load`, unless you have the weights already.
   *
   * @param {Settings} settings
   * @param {Float32Array | readonly number[]} phi all weights: for each layer weight_ih, weight_hh and the bias, then
   *   output.weight and output.bias, each row by row
   */
  constructor(settings, phi) {
    super();
    this.#settings = settings;
    this.#phi = Float32Array.from(phi);
    this.#weights = weightTensors(settings, this.#phi);
  }

  /**
   * The optimizer of a `.safetensors` file that the Learned Optimizer Lab has written.
   *
   * @param {string | URL | ArrayBuffer | Uint8Array} source an address, or the file's bytes
   * @returns {Promise<LearnedOptimizer>}
   */
  static async load(source) {
    const named = typeof source === 'string' || source instanceof URL;
    const bytes = named ? await fetched(source) : new Uint8Array(source);
    const { settings, phi } = readOptimizer(bytes, named ? String(source) : 'the optimizer file');
    return new LearnedOptimizer(settings, phi);
  }

  /** @nocollapse */
  static get className() {
    return 'LearnedOptimizer';
  }

  /**
   * One step for all variables at once; their coordinates go through the LSTM side by side.
   *
   * @override
   * @param {{ [name: string]: tf.Tensor } | { name: string, tensor: tf.Tensor }[]} variableGradients
   */
  applyGradients(variableGradients) {
    const named = Array.isArray(variableGradients)
      ? variableGradients
      : Object.entries(variableGradients).map(([name, tensor]) => ({ name, tensor }));
    const restored = this.#restored;
    this.#restored = [];
    // A variable that the loss does not depend on has no gradient, and is left alone.
    const parts = named.flatMap(({ name, tensor }, position) => {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined) throw new Error(`LearnedOptimizer: there is no variable ${name}`);
      const saved = restored[position];
      if (saved !== undefined) this.#keepState(name, saved);
      return tensor == null ? [] : [{ name, tensor, variable }];
    });
    if (parts.length > 0) this.#step(parts);
    this.incrementIterations();
  }

  /** @param {{ name: string, tensor: tf.Tensor, variable: tf.Variable }[]} parts */
  #step(parts) {
    tf.tidy(() => {
      const states = parts.map(({ name, variable }) => this.#stateOf(name, variable.size));
      const gradient = tf.concat(
        parts.map(
          ({ tensor }) =>
            /** @type {tf.Tensor2D} */ (tf.reshape(tf.cast(tensor, 'float32'), [1, -1])),
        ),
        1,
      ); // [1, N]
      const { update, state } = lstmStep(
        this.#settings,
        this.#weights,
        gradient,
        tf.concat(states, 1), // [rows, N]
      );
      let start = 0;
      for (const { name, variable } of parts) {
        const own = tf.slice(update, [0, start], [1, variable.size]);
        variable.assign(tf.add(variable, tf.reshape(own, variable.shape)));
        this.#keepState(name, tf.slice(state, [0, start], [-1, variable.size]));
        start += variable.size;
      }
    });
  }

  /**
   * @param {string} name
   * @param {number} size
   * @returns {tf.Tensor2D}
   */
  #stateOf(name, size) {
    const state = this.#states.get(name);
    // Another variable may have got the name of one that was disposed.
    if (state !== undefined && state.shape[1] === size) return state;
    return tf.zeros([stateRows(this.#settings), size]);
  }

  /**
   * @param {string} name
   * @param {tf.Tensor2D} state
   */
  #keepState(name, state) {
    this.#states.get(name)?.dispose();
    this.#states.set(name, tf.keep(state));
  }

  /**
   * The number of steps, and each variable's state.
   *
   * @override
   * @returns {Promise<{ name: string, tensor: tf.Tensor }[]>}
   */
  async getWeights() {
    const states = [...this.#states].map(([name, tensor]) => ({
      name: name + STATE_SUFFIX,
      tensor,
    }));
    return [await this.saveIterations(), ...states];
  }

  /**
   * Takes what `getWeights` has given, for the same variables in the same order (their names may differ, as they do in
   * a model that was saved and loaded).
   *
   * @override
   * @param {{ name: string, tensor: tf.Tensor }[]} weightValues
   */
  async setWeights(weightValues) {
    const states = await this.extractIterations(weightValues);
    this.#disposeStates();
    this.#restored = states.map(({ tensor }) =>
      tf.keep(tf.clone(/** @type {tf.Tensor2D} */ (tensor))),
    );
  }

  /** The settings and all weights, so that `fromConfig` makes the same optimizer of them (without the states). */
  getConfig() {
    return { ...this.#settings, weights: [...this.#phi] };
  }

  /**
   * @override
   * @template {tf.serialization.Serializable} T
   * @param {tf.serialization.SerializableConstructor<T>} cls
   * @param {tf.serialization.ConfigDict} config
   * @returns {T}
   * @nocollapse
   */
  static fromConfig(cls, config) {
    const { weights, ...settings } = config;
    return new cls(settings, weights);
  }

  /** @override */
  dispose() {
    this.#disposeStates();
    tf.dispose([...this.#weights.cells, this.#weights.output]);
  }

  #disposeStates() {
    tf.dispose([...this.#states.values(), ...this.#restored]);
    this.#states.clear();
    this.#restored = [];
  }
}

// So that a model that was saved with this optimizer can be loaded with it.
tf.serialization.registerClass(LearnedOptimizer);

/**
 * @param {string | URL} address
 * @returns {Promise<Uint8Array>}
 */
async function fetched(address) {
  /** @param {unknown} why @param {string} remedy */
  const failed = (why, remedy) =>
    new Error(`LearnedOptimizer: ${address} was not loaded (${why}); ${remedy}`);
  const response = await fetch(address).catch((thrown) => {
    throw failed(thrown.message, 'check the address; in Node, give the bytes of the file');
  });
  if (!response.ok) throw failed(response.status, 'check the address');
  return new Uint8Array(await response.arrayBuffer());
}
