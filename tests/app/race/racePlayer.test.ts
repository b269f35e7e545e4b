import { beforeEach, describe, expect, test } from 'vitest';
import { canPause, canResume } from '../../../src/app/race/raceSelectors';
import { settled } from '../support/clock';
import { Racing } from '../support/racing';

let race: Racing;

describe('the player while the worker computes', () => {
  beforeEach(async () => {
    race = await new Racing().land();
    race.computes(0, 10);
  });

  test('pause lets the worker rest, resume lets it go on', () => {
    race.state.pause();
    expect(race.state).toMatchObject({
      status: 'paused',
      text: 'Paused: step 10 of 200 computed.',
    });
    expect(canPause(race.state)).toBe(false);
    expect(canResume(race.state)).toBe(true);
    race.state.resume();
    expect(race.state.status).toBe('racing');
    race.computes(11, 20);
    expect(race.cursor).toBe(20);
  });

  test('its orders reach the worker', async () => {
    race.state.pause();
    await settled();
    const { runId } = race.lab.worker().last('race');
    expect(race.lab.worker().last('pause').runId).toBe(runId);
    race.state.step();
    await settled();
    expect(race.lab.worker().last('step')).toMatchObject({ runId, count: 1 });
    race.computes(11, 11);
    expect(race.cursor).toBe(11);
    race.state.resume();
    await settled();
    expect(race.lab.worker().last('resume').runId).toBe(runId);
  });

  test('a step in the midst of computing pauses first', async () => {
    race.state.step();
    expect(race.state.status).toBe('paused');
    await settled();
    expect(race.lab.worker().requests('pause')).toHaveLength(1);
    expect(race.lab.worker().requests('step')).toHaveLength(1);
  });

  test('scrubbing back ends the following, without stopping the worker', () => {
    race.state.scrub(4);
    race.computes(11, 30);
    expect(race.state.status).toBe('racing');
    expect(race.cursor).toBe(4);
    race.state.scrub(1000);
    expect(race.state.player).toMatchObject({ cursor: 30, following: true });
    race.computes(31, 40);
    expect(race.cursor).toBe(40);
  });

  test('step back and step forward move over what is recorded', async () => {
    race.state.stepBack();
    race.state.stepBack();
    expect(race.cursor).toBe(8);
    expect(race.state.status).toBe('paused');
    race.state.step();
    expect(race.cursor).toBe(9);
    await settled();
    expect(race.lab.worker().requests('step')).toHaveLength(0);
  });

  test('resume from a former step replays until it has caught up, then follows', () => {
    race.state.scrub(5);
    race.state.pause();
    race.state.resume();
    expect(race.state.player).toMatchObject({ playing: true, following: false });
    race.lab.clock.advance(300);
    expect(race.cursor).toBe(8);
    race.lab.clock.advance(1000);
    expect(race.state.player).toMatchObject({ cursor: 10, playing: false, following: true });
    race.computes(11, 12);
    expect(race.cursor).toBe(12);
  });
});

describe('the replay of a finished race', () => {
  beforeEach(async () => {
    race = await new Racing().land();
    race.computes(0, 200);
    await race.ends();
  });

  test('begins again at the end, at each speed', () => {
    for (const [speed, after] of [
      [1, 10],
      [4, 40],
      [16, 160],
      ['max', 200],
    ] as const) {
      race.state.scrub(200);
      race.state.setSpeed(speed);
      race.state.resume();
      expect(race.cursor).toBe(0);
      race.lab.clock.advance(1050);
      expect(Math.abs(race.cursor - after)).toBeLessThanOrEqual(8);
      race.state.pause();
      const paused = race.cursor;
      race.lab.clock.advance(1000);
      expect(race.cursor).toBe(paused);
    }
    expect(race.state.status).toBe('finished');
  });

  test('stops at the end', () => {
    race.state.scrub(195);
    race.state.resume();
    expect(canPause(race.state)).toBe(true);
    race.lab.clock.advance(2000);
    expect(race.state.player).toMatchObject({ cursor: 200, playing: false });
    race.state.step();
    expect(race.cursor).toBe(200);
    race.state.scrub(-5);
    expect(race.cursor).toBe(0);
    race.state.stepBack();
    expect(race.cursor).toBe(0);
  });
});
