import { describe, expect, test } from 'vitest';
import { newsOf, wholeCheckpoint } from '../../src/specs/checkpointNews';
import type { Checkpoint } from '../../src/specs/training';
import { trainConfigSchema } from '../../src/specs/training';
import { EventChannel } from '../../src/worker/host/eventChannel';
import { MAX_UNACKNOWLEDGED, type RunEvent, type TrainEvent } from '../../src/worker/protocol';
import { checkpointAt, point } from '../app/support/training';

const config = trainConfigSchema.parse({ optimizer: { layers: 1, hiddenUnits: 2 } });

/** A page that acknowledges nothing until it is told to. */
class SlowPage {
  readonly events: RunEvent[] = [];
  readonly channel = new EventChannel(1, (message) => {
    if (message.type !== 'event') return;
    this.events.push(message.event);
    this.#seq = message.seq;
  });
  #seq = 0;

  /** Takes everything that waits. */
  catchUp(): void {
    for (let before = -1; before !== this.events.length; ) {
      before = this.events.length;
      for (let i = 0; i < MAX_UNACKNOWLEDGED; i++) this.channel.acknowledge(this.#seq);
    }
  }
}

const validation = (horizon: number, best: boolean): TrainEvent => ({
  kind: 'train-validation',
  point: point(horizon, horizon, best),
  curve: Float32Array.of(horizon),
});
const state = (text: string): TrainEvent => ({ kind: 'state', state: 'running', text });

/** What a training says in its n-th ten horizons, the checkpoint without what was sent before. */
function tenHorizons(n: number, before: Checkpoint | null): [TrainEvent[], Checkpoint] {
  const metaLoss = Array.from({ length: n }, (_, i) => ({ horizon: i, unroll: 0, value: i }));
  const validations = Array.from({ length: n }, (_, i) => point(i, i, i === 1));
  const now = checkpointAt(n, config, { metaLoss, validation: validations });
  const progress: TrainEvent = {
    kind: 'train-progress',
    horizon: n,
    epochs: 500,
    horizonsPerSecond: 1,
    seconds: n,
    metaLoss: metaLoss.slice(-1),
    inner: new Float32Array(),
    cuts: [],
    live: { horizon: 1, unroll: 1, problems: 1, metaLearningRate: 1 },
  };
  const checkpoint: TrainEvent = { kind: 'train-checkpoint', ...newsOf(before, now) };
  return [
    [progress, state('Validating'), validation(n, n === 3), checkpoint, state('Training')],
    now,
  ];
}

describe('a page that is slower than a training', () => {
  test('is told everything in a few events, however much there was', () => {
    const page = new SlowPage();
    let now: Checkpoint | null = null;
    for (let n = 1; n <= 500; n++) {
      const [events, next] = tenHorizons(n, now);
      for (const event of events) page.channel.send(event);
      now = next;
    }
    page.catchUp();
    expect(page.events.length).toBeLessThan(10);

    const points = page.events.flatMap((e) => (e.kind === 'train-progress' ? e.metaLoss : []));
    expect(points).toEqual(now?.metaLoss);
    const validated = page.events.flatMap((e) =>
      e.kind === 'train-validation' ? [...(e.earlier ?? []), e.point] : [],
    );
    expect(validated.map(({ horizon }) => horizon)).toEqual([...Array(501).keys()].slice(1));
    const best = page.events.flatMap((e) =>
      e.kind === 'train-validation' && e.bestCurve ? [e.bestCurve[0]] : [],
    );
    expect(best.at(-1)).toBe(3);
    let known: Checkpoint | null = null;
    for (const e of page.events)
      if (e.kind === 'train-checkpoint') known = wholeCheckpoint(known, e);
    expect(known).toEqual(now);
    expect(page.events.at(-1)).toEqual(state('Training'));
  });

  test('is told of a new beginning in its place', () => {
    const page = new SlowPage();
    for (let n = 1; n <= 5; n++) {
      const [events] = tenHorizons(n, null);
      for (const event of events) page.channel.send(event);
      if (n === 3) page.channel.send({ kind: 'restarted' });
    }
    page.catchUp();
    const at = page.events.findIndex(({ kind }) => kind === 'restarted');
    const horizons = (events: RunEvent[]) =>
      events.flatMap((e) => (e.kind === 'train-validation' ? [e.point.horizon] : []));
    expect(Math.max(...horizons(page.events.slice(0, at)))).toBe(3);
    expect(Math.min(...horizons(page.events.slice(at)))).toBeGreaterThan(3);
  });
});
