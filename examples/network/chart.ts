/** Two curves on a logarithmic axis, in plain SVG. */

const NAMESPACE = 'http://www.w3.org/2000/svg';
const [HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [260, 66, 70, 8, 24];
/** Powers of ten on the axis. */
const DECADES = [-5, -4, -3, -2, -1, 0];

export interface Curve {
  name: string;
  /** Its class in the style sheet. */
  look: 'learned' | 'adam';
  losses: readonly number[];
}

export function draw(svg: Element, curves: readonly Curve[], steps: number): void {
  // As wide as there is room, so that letters stay as large as they are.
  const width = Math.max(280, svg.clientWidth);
  svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
  const x = (step: number) => LEFT + (step / (steps - 1)) * (width - LEFT - RIGHT);
  const [low = 0, high = 0] = [DECADES[0], DECADES.at(-1)];
  const y = (loss: number) => {
    const power = Math.min(high + 0.5, Math.max(low, Math.log10(loss)));
    return TOP + ((high + 0.5 - power) / (high + 0.5 - low)) * (HEIGHT - TOP - BOTTOM);
  };
  const parts = DECADES.flatMap((power) => {
    const at = y(10 ** power);
    return [
      element('line', { class: 'grid', x1: LEFT, x2: width - RIGHT, y1: at, y2: at }),
      element('text', { class: 'tick', x: 0, y: at + 4 }, String(10 ** power)),
    ];
  });
  parts.push(
    element('text', { class: 'tick', x: LEFT, y: HEIGHT - 4 }, 'step 1'),
    element('text', { class: 'tick', x: x(steps - 1) - 30, y: HEIGHT - 4 }, `${steps}`),
  );
  for (const { name, look, losses } of curves) {
    if (losses.length === 0) continue;
    const points = losses.map((loss, step) => `${x(step).toFixed(1)},${y(loss).toFixed(1)}`);
    const last = losses.length - 1;
    parts.push(
      element('polyline', { class: look, points: points.join(' ') }),
      element('text', { class: 'name', x: x(last) + 6, y: y(losses[last] ?? 1) + 4 }, name),
    );
  }
  svg.replaceChildren(...parts);
}

function element(tag: string, attributes: Record<string, string | number>, text = ''): Element {
  const made = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.textContent = text;
  return made;
}
