/** `export`, and files of every form wherever an optimizer is named. */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writeOptimizerFile } from '../../src/optimizerFile';
import { readAnyOptimizerFile } from '../../src/optimizerFile/anyFile';
import { npz } from '../../src/optimizerFile/npz';
import { EXPORT_FORMATS } from '../../src/specs/exportFormats';
import { someOptimizer } from '../optimizerFile/fixtures';
import { command, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const optimizer = someOptimizer({ layers: 1, hiddenUnits: 3, preprocess: 'log-sign' });
const small = inFolder('small.safetensors');
writeFileSync(small, writeOptimizerFile(optimizer));
const LOSSES = ['--steps', '5', '--count', '3'];

describe('export', () => {
  it.each(EXPORT_FORMATS)(
    'writes %s, which evaluates and inspects as the file does',
    async (format) => {
      const out = inFolder(`small.${format}`);
      expect(await command('export', small, '--format', format, '--out', out)).toEqual({
        code: 0,
        out: '',
        err: `Wrote ${out}\n`,
      });
      expect(readAnyOptimizerFile(readFileSync(out), out)).toEqual(optimizer);
      const losses = async (file: string) => {
        const ran = await command('evaluate', 'quadratic', '--optimizer', file, ...LOSSES);
        expect(ran.code).toBe(0);
        return JSON.parse(ran.out).results[0].loss;
      };
      expect(await losses(out)).toEqual(await losses(small));
      const { out: inspected } = await command('inspect', out, '--json');
      expect(JSON.parse(inspected)).toMatchObject({
        kind: 'learned optimizer',
        bytes: readFileSync(out).length,
        settings: { hiddenUnits: 3, preprocess: 'log-sign', p: 10 },
      });
    },
  );

  const foreign = inFolder('foreign.npz');
  writeFileSync(
    foreign,
    npz(
      Object.fromEntries(
        Object.entries(optimizer.tensors).map(([name, tensor]) => [
          name,
          { kind: 'float32', ...tensor },
        ]),
      ),
    ),
  );
  const exported = async (...argv: string[]) => {
    const out = inFolder('out.safetensors');
    const ended = await command('export', ...argv, '--format', 'safetensors', '--out', out);
    return ended.code === 0 ? readAnyOptimizerFile(readFileSync(out), out).config : ended.err;
  };

  it('takes DeepMind’s settings for a file that does not say its own', async () => {
    expect(await exported(foreign)).toMatch(
      /^optlab: foreign\.npz: the settings p and outputScale are missing.*settings=deepmind/,
    );
    const settings = { p: 5, outputScale: 0.01 };
    expect(await exported(foreign, '--settings', 'deepmind')).toMatchObject(settings);
    expect(await exported(`${foreign}:settings=deepmind`)).toMatchObject(settings);
    expect(await exported(`${foreign}:settings=paper`)).toMatchObject({ p: 10, outputScale: 0.1 });
    expect(await exported(`${foreign}:settings=deepmind,p=7`)).toMatchObject({
      p: 7,
      outputScale: 0.01,
    });
    expect(await exported(`${foreign}:settings=mine`)).toMatch(
      /settings is "mine", expected paper or deepmind/,
    );
    // A file that says them keeps them.
    expect(await exported(small, '--settings', 'deepmind')).toMatchObject({ p: 10 });
  });
});
