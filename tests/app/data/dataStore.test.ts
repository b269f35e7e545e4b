import { describe, expect, test } from 'vitest';
import { bytesText, countsText, isDigitFile, progressText } from '../../../src/app/data/dataText';
import { preferredDigits } from '../../../src/app/data/dataTypes';
import { settled } from '../support/clock';
import { dataLab, informed, MB, SHOWN, status } from '../support/digits';

const files = () => [new File(['1'], 'train-images-idx3-ubyte')];

describe('where digits are', () => {
  test('the engine is told where the page’s own may lie, and asked', async () => {
    const lab = await dataLab();
    expect(lab.worker().last('configure').digitsAt).toBe('https://lab.example/data/mnist/');
    expect(lab.data.getState().places).toBeNull();
    expect(preferredDigits(lab.data.getState())).toBe('synthetic');
    void lab.data.getState().refresh();
    await settled();
    lab.worker().answer('digits', status('page'));
    await settled();
    expect(lab.data.getState().places?.mnist).toBe('page');
    expect(preferredDigits(lab.data.getState())).toBe('mnist');
  });

  test('an earlier download that was interrupted is found again', async () => {
    const lab = await informed(status(null, 4 * MB));
    expect(lab.data.getState().download).toMatchObject({
      state: 'interrupted',
      received: 4 * MB,
      bytes: 11 * MB,
    });
  });

  test('digits are shown once asked for, and asked for once', async () => {
    const lab = await informed();
    void lab.data.getState().show('synthetic');
    await settled();
    lab.worker().answer('showDigits', SHOWN);
    await settled();
    await lab.data.getState().show('synthetic');
    expect(lab.data.getState().shown.synthetic).toEqual(SHOWN);
    expect(lab.worker().requests('showDigits')).toHaveLength(1);
  });
});

describe('files that a person brings', () => {
  test('MNIST’s are there at once; without a panel in view a message says so', async () => {
    const lab = await informed();
    const going = lab.data.getState().offer(files());
    await settled();
    expect(lab.data.getState().reading).toBe(true);
    expect(lab.worker().last('readDigits').own).toBe(false);
    lab.worker().answer('readDigits', { outcome: 'loaded', source: 'mnist', kept: false });
    await settled();
    lab.worker().answer('digits', status('memory'));
    await settled();
    lab.worker().answer('showDigits', SHOWN);
    await going;
    expect(lab.data.getState().reading).toBe(false);
    expect(lab.messages()).toMatchObject([
      {
        kind: 'success',
        title: 'MNIST is here',
        message:
          '55,000 to train on, 5,000 to validate, 10,000 to test. The task MNIST digits can use them now. The browser did not store them: they stay until the page is left.',
      },
    ]);
  });

  test('others are asked about, and used where the person says so', async () => {
    const lab = await informed();
    const others = [{ name: 'train-images-idx3-ubyte', sha256: 'a', expected: 'b' }];
    const offered = lab.data.getState().offer(files());
    await settled();
    lab.worker().answer('readDigits', { outcome: 'other', others, counts: SHOWN.counts });
    await offered;
    expect(lab.data.getState().question).toEqual({ others, counts: SHOWN.counts });
    // No panel is in view: a message asks, and answers.
    const [message] = lab.messages();
    expect(message).toMatchObject({
      kind: 'warning',
      title: 'These are not the original MNIST files',
      action: { label: 'Use as my own digits' },
    });
    message?.action?.run();
    await settled();
    expect(lab.worker().last('readDigits')).toMatchObject({
      own: true,
      files: [{ name: 'train-images-idx3-ubyte' }],
    });
    lab.worker().answer('readDigits', { outcome: 'loaded', source: 'files', kept: true });
    await settled();
    lab.worker().answer('digits', status());
    await settled();
    lab.worker().answer('showDigits', SHOWN);
    await settled();
    expect(lab.data.getState()).toMatchObject({ question: null, added: { source: 'files' } });
  });

  test('or left: then no message can use them any more', async () => {
    const lab = await informed();
    const offered = lab.data.getState().offer(files());
    await settled();
    lab.worker().answer('readDigits', { outcome: 'other', others: [], counts: SHOWN.counts });
    await offered;
    const [message] = lab.messages();
    lab.data.getState().decline();
    expect(lab.data.getState()).toMatchObject({ question: null, added: null });
    expect(lab.messages()).toEqual([]);
    // A press that was on its way.
    message?.action?.run();
    await settled();
    expect(lab.worker().requests('readDigits')).toHaveLength(1);
    expect(lab.messages()).toEqual([]);
  });
});

test('why digits were not removed is said until they are', async () => {
  const lab = await informed(status('cache'));
  lab.data.getState().attend();
  void lab.data.getState().remove('mnist');
  await settled();
  lab.worker().deliver({
    type: 'response',
    id: lab.worker().last('removeDigits').id,
    ok: false,
    error: { code: 'bad-input', message: 'A run draws from them.' },
  });
  await settled();
  lab.worker().answer('digits', status('cache'));
  await settled();
  expect(lab.data.getState().problem?.title).toBe('The digits could not be removed');
  void lab.data.getState().remove('mnist');
  await settled();
  lab.worker().answer('removeDigits', null);
  await settled();
  expect(lab.data.getState().problem).toBeNull();
});

test('digits in words', () => {
  expect(countsText(SHOWN.counts)).toBe('55,000 to train on, 5,000 to validate, 10,000 to test');
  expect(bytesText(11_594_722)).toBe('11 MB');
  expect(bytesText(20_000)).toBe('20 KB');
  expect(progressText(4.2 * MB, 11_594_722)).toBe('4.2 of 11.1 MB');
  expect(progressText(2048, 20_000)).toBe('2 of 20 KB');
  const named = (name: string) => isDigitFile({ name });
  expect(['train-images-idx3-ubyte.gz', 't10k-labels.idx1-ubyte'].every(named)).toBe(true);
  expect(['lstm.safetensors', 'train-images.png'].some(named)).toBe(false);
});
