/** What is selected in a trace, what that makes the panels ask, and what moves by itself. */
import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../support/clock';
import { Inspecting, LARGEST } from '../support/inspecting';

let one: Inspecting;
beforeEach(async () => {
  one = await new Inspecting().traced();
});

/** Longer than steps that are a way through them keep apart. */
const atRest = () => one.lab.clock.advance(200);

describe('selecting', () => {
  test('a step is clamped, and one under way at a time is asked for, then the newest', async () => {
    one.state.selectStep(70.4);
    expect(one.state.selection.step).toBe(70);
    await settled();
    expect(one.open('traceField')).toHaveLength(1);
    atRest();
    for (const step of [71, 72, 73]) {
      one.state.selectStep(step);
      atRest();
    }
    await settled();
    expect(one.open('traceField')).toHaveLength(1);
    expect(one.state.field).toMatchObject({ pending: true });
    await one.answer();
    // What was answered is nearer than what was there, and is shown on the way.
    expect(one.state.field.value?.config.steps).toContain(70);
    expect(one.state.field.pending).toBe(true);
    expect(one.open('traceField').map(({ config }) => config.steps.includes(73))).toEqual([true]);
    await one.answer();
    expect(one.state.field.pending).toBe(false);
    expect(one.state.field.value?.config.steps).toContain(73);
    one.state.selectStep(-5);
    expect(one.state.selection.step).toBe(0);
    one.state.selectStep(1e9);
    expect(one.state.selection.step).toBe(199);
  });

  test('while steps run on, the sweeps that are there do; the last one is asked for at rest', async () => {
    one.state.selectStep(70);
    await one.answerAll();
    for (const step of [71, 72, 73]) one.state.selectStep(step);
    await one.answerAll();
    const asked = one.lab.worker().requests('traceField').length;
    for (const step of [74, 75, 76]) one.state.selectStep(step);
    await one.answerAll();
    expect(one.lab.worker().requests('traceField')).toHaveLength(asked);
    expect(one.state.field).toMatchObject({ pending: false });
    expect(one.state.field.value?.config.steps).toHaveLength(32);
    atRest();
    await one.answerAll();
    expect(one.lab.worker().requests('traceField')).toHaveLength(asked + 1);
    expect(one.state.field.value?.config.steps).toContain(76);
  });

  test('what was asked before is answered at once', async () => {
    one.state.selectStep(70);
    await one.answerAll();
    atRest();
    const asked = one.lab.worker().requests('traceField').length;
    one.state.selectStep(66);
    expect(one.state.field).toMatchObject({ pending: false });
    expect(one.state.field.value?.config.steps).toContain(66);
    expect(one.lab.worker().requests('traceField')).toHaveLength(asked);
  });

  test('an answer that comes too late changes nothing', async () => {
    one.state.selectStep(70);
    atRest();
    one.state.selectStep(66);
    expect(one.state.field.value?.config.steps).toContain(66);
    await one.answerAll();
    expect(one.state.field).toMatchObject({ pending: false });
    expect(one.state.field.value?.config.steps).toContain(66);
  });

  test('coordinates: one alone, several beside it, at most four, never none', async () => {
    one.state.selectCoordinate(5);
    expect(one.state.selection.coordinates).toEqual([5]);
    expect(one.state.coordinatesAsked.pending).toBe(true);
    for (const coordinate of [1, 2, 3, 4]) one.state.selectCoordinate(coordinate, true);
    expect(one.state.selection.coordinates).toEqual([5, 1, 2, 4]);
    await one.answerAll();
    expect(one.state.coordinatesAsked).toEqual({ pending: false, error: null });
    expect(Object.keys(one.state.coordinates)).toEqual(
      expect.arrayContaining(['1', '2', '4', '5', `${LARGEST}`]),
    );
    one.state.selectCoordinate(5, true);
    expect(one.state.selection.coordinates).toEqual([1, 2, 4]);
    one.state.selectCoordinate(2);
    one.state.selectCoordinate(2, true);
    expect(one.state.selection.coordinates).toEqual([2]);
    expect(one.state.chosen.coordinates).toBe(true);
  });

  test('the map is zoomed within its bounds; a sweep can be told how wide it is', async () => {
    one.state.setMap({ quantity: 'ratio', from: 0.25, to: 0.5 });
    await one.answerAll();
    expect(one.state.map.value?.config).toMatchObject({ quantity: 'ratio', from: 2, to: 5 });
    one.state.setMap({ from: 0.9, to: 0.1 });
    await one.answerAll();
    expect(one.state.map.value?.config).toMatchObject({ from: 9, to: 10 });
    one.state.setField({ scale: 'symlog' });
    await one.answerAll();
    expect(one.state.field.value?.config).toMatchObject({ scale: 'symlog', limit: 4 });
    one.state.setField({ limit: 7 });
    await one.answerAll();
    expect(one.state.field.value?.config.limit).toBe(7);
    one.state.setField({ limit: 0 });
    one.state.setField({ limit: Number.NaN });
    expect(one.state.view.field.limit).toBe(7);
  });

  test('stays in the next trace of the same size; in another, what was chosen and is there', async () => {
    one.state.selectCoordinate(8);
    one.state.selectStep(20);
    await one.traced({ seed: 8 });
    expect(one.state.selection).toEqual({ step: 20, coordinates: [8] });
    await one.traced({ task: { name: 'quadratic', dimension: 5, initialScale: 0.01 } });
    one.lab.worker().answer('tune', { outcome: 'finished', rates: {} });
    await settled();
    await one.recorded();
    expect(one.state.selection).toEqual({ step: 20, coordinates: [LARGEST] });
    expect(one.state.chosen).toMatchObject({ step: true, coordinates: false });
  });

  test('a question that fails is an error of its panel, and of no other', async () => {
    one.failure = { code: 'internal', message: 'no memory' };
    one.state.selectStep(70);
    await one.answer();
    expect(one.state.field).toMatchObject({ pending: false, error: { message: 'no memory' } });
    expect(one.state.field.value?.config.steps).toContain(66);
    expect(one.state.map.error).toBeNull();
    one.failure = null;
    one.state.selectStep(71);
    await one.answer();
    expect(one.state.field.error).toBeNull();
  });
});

describe('by itself', () => {
  test('the step walks to the end, eight a second', () => {
    one.state.selectStep(190);
    one.state.play('steps');
    one.lab.clock.advance(500);
    expect(one.state.selection.step).toBe(194);
    one.lab.clock.advance(5000);
    expect(one.state).toMatchObject({ selection: { step: 199 }, playing: null });
    one.state.play('steps');
    expect(one.state.selection.step).toBe(0);
    one.state.selectStep(50);
    expect(one.state.playing).toBeNull();
  });

  test('while it walks, the sweeps stay as they are; where it stops there is one of its own', async () => {
    const asked = () => one.lab.worker().requests('traceField').length;
    one.state.play('steps');
    await one.answerAll();
    const before = asked();
    one.lab.clock.advance(1000);
    await one.answerAll();
    expect(one.state.selection.step).toBe(74);
    expect(asked()).toBe(before + 1);
    expect(one.state.field.value?.config.steps).toHaveLength(32);
    one.state.play(null);
    await one.answerAll();
    expect(asked()).toBe(before + 2);
    expect(one.state.field.value?.config.steps).toContain(74);
  });

  test('slow motion walks through the parts of a step, one a second', () => {
    one.state.play('parts');
    expect(one.state).toMatchObject({ playing: 'parts', part: 0 });
    one.lab.clock.advance(1000);
    expect(one.state.part).toBe(1);
    one.state.play(null);
    one.lab.clock.advance(5000);
    expect(one.state).toMatchObject({ playing: null, part: 1 });
    one.state.play('parts');
    // gradient, preprocessing, one layer, output, update
    one.lab.clock.advance(60_000);
    expect(one.state).toMatchObject({ playing: null, part: 4 });
    one.state.play('parts');
    expect(one.state.part).toBe(0);
    one.state.selectPart(99);
    expect(one.state).toMatchObject({ playing: null, part: 4 });
    one.state.selectPart(null);
    expect(one.state.part).toBeNull();
  });
});
