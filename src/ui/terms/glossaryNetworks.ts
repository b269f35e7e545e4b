/** The words of small networks that learn to read digits. */
import type { TermEntry } from './entry';

export const NETWORK_TERMS = {
  network: {
    name: 'Network',
    sentences: [
      'The optimizee here is a small network: pixels go in, pass hidden layers, and ten numbers come out, one for each digit.',
      'Its weights are the parameters θ that an optimizer moves.',
    ],
    equation: String.raw`a_k=\sigma(a_{k-1}W_k+b_k)`,
    part: 'optimizee',
    place: 'the upper row of boxes',
  },
  activation: {
    name: 'Activation',
    sentences: [
      'What a hidden unit makes of the sum of its inputs.',
      'Sigmoid and tanh level off at both ends, ReLU cuts off what is below zero and leaves the rest alone.',
    ],
    equation: String.raw`\tfrac{1}{1+e^{-z}},\qquad \tanh z,\qquad \max(0,z)`,
    part: 'optimizee',
    place: 'inside the upper boxes',
  },
  minibatch: {
    name: 'Minibatch',
    sentences: [
      'The few digits that loss and gradient of one step are taken over, drawn anew for each step.',
      'Small ones make a step cheap and the loss noisy.',
    ],
    equation: String.raw`f_t(\theta)=\frac1N\sum_{i=1}^{N}-\log p_\theta(y_i\mid x_i)`,
    part: 'gradient',
    place: 'the arrows that fall from the optimizee to m',
  },
  initialScale: {
    name: 'Initial scale',
    sentences: [
      'How far from zero the weights of a fresh network are, as the standard deviation σ of a normal distribution.',
      'DeepMind’s code has one hundredth for all of them, while 1/√fan-in makes them smaller where a layer has more inputs.',
    ],
    equation: String.raw`\theta_0\sim\mathcal N(0,\sigma^2)`,
    part: 'theta',
    place: 'where the row of θ begins',
  },
  heldBack: {
    name: 'Held-back digits',
    sentences: [
      'One in twelve of the training images, drawn at random but always the same ones: nothing learns from them, and weights are chosen by them.',
      'So the test digits are left for the results.',
    ],
    equation: String.raw`60\,000=55\,000_{\text{to train on}}+5\,000_{\text{held back}}\quad\text{(MNIST)}`,
    part: 'optimizee',
    place: 'the upper boxes, in validation',
  },
  testAccuracy: {
    name: 'Test accuracy',
    sentences: [
      'The share of digits that a network reads rightly among those that nobody learned from or chose by.',
      'Test digits serve for this number only.',
    ],
    equation: String.raw`\frac1M\sum_{i=1}^{M}\big[\arg\max_c p_\theta(c\mid x_i)=y_i\big]`,
    part: 'theta',
    place: 'the last θ of the row',
  },
} as const satisfies Record<string, TermEntry>;
