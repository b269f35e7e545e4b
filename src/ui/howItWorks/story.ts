/**
 * The picture's story: which columns are drawn for an unroll of K steps, and the frames of its slow motion.
 * Pure data; Picture.tsx draws it.
 */

/** A step t₀+offset with its optimizee, its θ and its m; a gap for steps left out; or the θ that ends the unroll. */
export type Column =
  | { kind: 'step'; offset: number }
  | { kind: 'gap'; from: number; to: number }
  | { kind: 'end'; offset: number };

/** The columns for `unroll` steps where at most `room` steps are drawn one by one. */
export function columnsFor(unroll: number, room: number): Column[] {
  const step = (offset: number): Column => ({ kind: 'step', offset });
  const end: Column = { kind: 'end', offset: unroll };
  if (unroll <= room) return [...Array.from({ length: unroll }, (_, i) => step(i)), end];
  const before = Math.max(1, room - 2);
  const first = Array.from({ length: before }, (_, i) => step(i));
  if (room < 3) return [...first, { kind: 'gap', from: before, to: unroll - 1 }, end];
  return [...first, { kind: 'gap', from: before, to: unroll - 2 }, step(unroll - 1), end];
}

export type Phase =
  | 'gradient'
  | 'lstm'
  | 'update'
  | 'loss'
  | 'skip'
  | 'backward'
  | 'learn'
  | 'cut'
  | 'restart';

export interface Frame {
  phase: Phase;
  /** Index into the columns; for phases of the whole unroll, the last one. */
  column: number;
}

/** One unroll in slow motion: forward column by column, backward, the step of φ, the cut. */
export function framesFor(columns: readonly Column[], lastOfHorizon: boolean): Frame[] {
  const last = columns.length - 1;
  const forward = columns.flatMap((column, i): Frame[] => {
    if (column.kind === 'end') return [];
    if (column.kind === 'gap') return [{ phase: 'skip', column: i }];
    return [
      { phase: 'gradient', column: i },
      { phase: 'lstm', column: i },
      { phase: 'update', column: i },
      ...(columns[i + 1]?.kind === 'gap' ? [] : [{ phase: 'loss' as const, column: i + 1 }]),
    ];
  });
  const afterGap = columns.findIndex((c) => c.kind === 'gap') + 1;
  if (afterGap > 0) {
    const at = forward.findIndex((f) => f.phase === 'skip') + 1;
    forward.splice(at, 0, { phase: 'loss', column: afterGap });
  }
  const backward = columns
    .map((_, i): Frame => ({ phase: 'backward', column: last - i }))
    .slice(0, -1);
  return [
    ...forward,
    ...backward,
    { phase: 'learn', column: last },
    lastOfHorizon ? { phase: 'restart', column: last } : { phase: 'cut', column: last },
  ];
}

/** The unrolls of a horizon: [0, 20], [20, 40], … the last one may be shorter. */
export function segmentsOf(horizon: number, unroll: number): { from: number; to: number }[] {
  const count = Math.ceil(horizon / unroll);
  return Array.from({ length: count }, (_, i) => ({
    from: i * unroll,
    to: Math.min(horizon, (i + 1) * unroll),
  }));
}

/** What happens in a frame, in one plain sentence. */
export function captionFor(
  frame: Frame,
  columns: readonly Column[],
  segment: { from: number; to: number },
): string {
  const column = columns[frame.column];
  const t = segment.from + (column && 'offset' in column ? column.offset : 0);
  switch (frame.phase) {
    case 'gradient':
      return `Step ${t}: the problem tells its gradient at θ${sub(t)}. It goes down into m.`;
    case 'lstm':
      return `The LSTM m reads the gradient and its state h${sub(t)}, with weights φ, for each coordinate by itself.`;
    case 'update':
      return `It answers with an update, which is added: θ${sub(t + 1)} = θ${sub(t)} + g${sub(t)}. Its state goes on to the next step.`;
    case 'loss':
      return `The new loss f(θ${sub(t)}) is added to the meta-loss.`;
    case 'skip':
      return column?.kind === 'gap'
        ? `The same for steps ${segment.from + column.from} to ${segment.from + column.to}.`
        : '';
    case 'backward':
      return column?.kind === 'gap'
        ? 'Further back, through every step of the unroll.'
        : `Backward from f(θ${sub(t)}): along the solid arrows, through the updates into m. The dashed ones are left out.`;
    case 'learn':
      return 'All that comes together in φ: Adam moves the weights by one step.';
    case 'cut':
      return `Cut: θ${sub(segment.to)} and the state go on as plain numbers, and the next unroll begins.`;
    case 'restart':
      return `The horizon ends at step ${segment.to}. Fresh problems, a fresh start, the state at zero; φ keeps what it has learned.`;
  }
}

/** 12 as ₁₂. */
export function sub(n: number): string {
  return String(n).replace(/\d/g, (d) => '₀₁₂₃₄₅₆₇₈₉'[Number(d)] ?? d);
}
