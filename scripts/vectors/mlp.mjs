/**
 * A perceptron with any number of hidden layers: a = act(x W + b), …; logits = a W + b without activation;
 * loss = softmax cross-entropy with the natural logarithm, mean over the minibatch.
 * Parameters are W1 [in][out], b1 [out], W2, b2, ….
 */

const activations = {
  sigmoid: { value: (z) => 1 / (1 + Math.exp(-z)), slope: (a) => a * (1 - a) },
  tanh: { value: Math.tanh, slope: (a) => 1 - a * a },
  relu: { value: (z) => Math.max(z, 0), slope: (a) => (a > 0 ? 1 : 0) },
};

const layers = (parameters) => Object.keys(parameters).length / 2;

function forward(parameters, activation, image) {
  const outputs = [image];
  for (let k = 1; k <= layers(parameters); k++) {
    const z = parameters[`b${k}`].map((bias, j) =>
      outputs[k - 1].reduce((sum, value, i) => sum + value * parameters[`W${k}`][i][j], bias),
    );
    outputs.push(k === layers(parameters) ? z : z.map(activations[activation].value));
  }
  return outputs;
}

export function mlpLossAndGradient(parameters, activation, images, labels) {
  const zeros = (value) => (Array.isArray(value) ? value.map(zeros) : 0);
  const gradient = zeros(Object.values(parameters));
  const names = Object.keys(parameters);
  const sums = Object.fromEntries(names.map((name, k) => [name, gradient[k]]));
  const logits = [];
  let loss = 0;
  images.forEach((image, n) => {
    const outputs = forward(parameters, activation, image);
    const scores = outputs[outputs.length - 1];
    const top = Math.max(...scores);
    const total = scores.reduce((sum, value) => sum + Math.exp(value - top), 0);
    logits.push(scores);
    loss += (Math.log(total) - (scores[labels[n]] - top)) / images.length;
    let delta = scores.map(
      (value, k) => (Math.exp(value - top) / total - (k === labels[n] ? 1 : 0)) / images.length,
    );
    for (let k = layers(parameters); k >= 1; k--) {
      const input = outputs[k - 1];
      const weights = parameters[`W${k}`];
      delta.forEach((d, j) => {
        sums[`b${k}`][j] += d;
      });
      input.forEach((value, i) => {
        delta.forEach((d, j) => {
          sums[`W${k}`][i][j] += value * d;
        });
      });
      const above = delta;
      delta = input.map(
        (value, i) =>
          above.reduce((sum, d, j) => sum + d * weights[i][j], 0) *
          activations[activation].slope(value),
      );
    }
  });
  return { logits, loss, gradient: sums };
}
