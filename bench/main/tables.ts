/** The results as text for a terminal. */
import { type Spread, spread } from '../lib/statistics';
import type { BenchResults, CaseResult, RaceResult, RecordingResult, Row } from './results';

/** Columns as wide as their widest entry; the first one to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, text] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, text.length);
  }
  const line = (row: readonly string[]) =>
    row
      .map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd();
  return rows.map(line).join('\n');
}

const short = (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1000) return value.toFixed(0);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
};
const ms = (spread: Spread | null): string => (spread === null ? '' : short(spread.median));
const percent = (share: number | null): string =>
  share === null ? '' : `${(100 * share).toFixed(0)} %`;

function rowText(row: Row): string[] {
  const { step, forward, backward, firstMs, deviation } = row;
  return [
    row.label,
    ms(forward),
    `${row.backwardIsDifference && backward !== null ? '≈' : ''}${ms(backward)}`,
    ms(step),
    step === null ? '' : `${short(step.min)} … ${short(step.max)} (${step.count})`,
    firstMs === null ? '' : short(firstMs),
    deviation === null ? '' : deviation === 0 ? '0' : deviation.toExponential(0),
    row.launches === null ? '' : `${short(row.launches.forward)} + ${short(row.launches.rest)}`,
  ];
}

function lstmLines(rows: readonly Row[]): string[] {
  return rows.flatMap(({ label, lstm, launches }) => {
    if (lstm === null) return [];
    const share = lstm.shareOfPeak === null ? '' : `, ${percent(lstm.shareOfPeak)} of the peak`;
    const count = launches?.lstm ?? null;
    return [
      `  ${label}, the LSTM alone: ${ms(lstm.ms)} ms (forward ${ms(lstm.forwardMs)}, back ${ms(lstm.backwardMs)}), ` +
        `${short(lstm.gflops)} GFLOP/s${share}${count === null ? '' : `, ${short(count)} launches a step`}`,
    ];
  });
}

function caseText(result: CaseResult): string {
  const { label, coordinates, backend, rows, ratios } = result;
  const gpu = backend === 'webgpu';
  const head = ['ms', 'forward', 'backward', 'meta-step', 'min … max (n)', 'first', 'deviation'];
  const lines = rows.map((row) => rowText(row).slice(0, gpu ? 8 : 7));
  const failures = rows.flatMap((row) =>
    row.failure === null ? [] : [`  ${row.label}: ${row.failure}`],
  );
  const faster = ratios.map(({ than, ours, ratio }) => `  ${ours}: ${short(ratio)} × ${than}`);
  return [
    `\n${label} (${coordinates.toLocaleString('en')} coordinates), ${backend}`,
    table([gpu ? [...head, 'launches a step'] : head, ...lines]),
    ...failures,
    ...lstmLines(rows),
    ...faster,
  ].join('\n');
}

function racesText(races: readonly RaceResult[]): string[] {
  if (races.length === 0) return [];
  const text = races.map(({ label, backend, growth, failure }) => {
    const head = ['coordinates', 'ms a step', 'ns a coordinate', 'bytes a coordinate'];
    const rows = growth.map(({ coordinates, msAStep, bytesACoordinate }) => [
      coordinates.toLocaleString('en'),
      short(msAStep),
      short((1e6 * msAStep) / coordinates),
      short(bytesACoordinate),
    ]);
    const end = failure === null ? [] : [`  ${failure}`];
    return [`${label}, ${backend}`, table([head, ...rows]), ...end].join('\n');
  });
  return ['\nA race of the learned optimizer, state and scratch of its steps', ...text];
}

function recordingsText(recordings: readonly RecordingResult[]): string[] {
  if (recordings.length === 0) return [];
  const head = ['', 'coordinates', 'steps', 'race', 'recorded', 'ratio', 'from', 'to'];
  const rows = recordings.flatMap(({ label, backend, cost, ratio }) =>
    cost === null || ratio === null
      ? []
      : [
          [
            `${label}, ${backend}`,
            cost.coordinates.toLocaleString('en'),
            String(cost.steps),
            ms(spread(cost.plainMs)),
            ms(spread(cost.recordedMs)),
            ...[ratio.median, ratio.min, ratio.max].map((one) => one.toFixed(3)),
          ],
        ],
  );
  const failures = recordings.flatMap(({ label, failure }) =>
    failure === null ? [] : [`  ${label}: ${failure}`],
  );
  return [
    '\nA race with every coordinate recorded (ms), in turns',
    table([head, ...rows]),
    ...failures,
  ];
}

export function resultsText(results: BenchResults): string {
  const { machine, habitat, peak, cases, races, recordings, training } = results;
  const peaks = [
    ...peak.wasm.map(
      ({ threads, gflops }) =>
        `${short(gflops)} GFLOP/s in WebAssembly, ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    ),
    ...(peak.webgpu === null ? [] : [`${short(peak.webgpu)} GFLOP/s in WebGPU`]),
  ];
  const passing = training.map(
    ({ where, seconds, tuningSeconds, horizons, text }) =>
      `  ${where}: ${short(seconds)} s` +
      (horizons === null
        ? `, and had not passed it${text === undefined ? '' : ` ("${text}")`}`
        : ` (${horizons} horizons; tuning the baselines ${short(tuningSeconds)} s)`),
  );
  return [
    `${habitat} on ${machine.cpu} (${machine.cores} cores), ${machine.system}`,
    peaks.length === 0 ? '' : `Measured peak: ${peaks.join('; ')}`,
    ...cases.map(caseText),
    ...racesText(races),
    ...recordingsText(recordings),
    ...(passing.length === 0
      ? []
      : ['\nFrom Train to passing tuned Adam on validation', ...passing]),
    '',
    '≈ the whole step less the way forward. first: until the first meta-gradient, compilation and all.',
    "deviation: of the meta-gradient from our kernels', relative.",
  ].join('\n');
}
