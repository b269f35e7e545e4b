/** The ways of the selected coordinates, and of a few that were selected before. */
import { type ErrorInfo, errorInfo } from '../../specs/errors';
import type { CoordinateTrace } from '../../specs/trace';
import { sameData } from '../train/trainSettings';
import { createLine } from './inspectAsking';
import type { InspectState } from './inspectTypes';

/** Each takes a quarter of a megabyte at 200 steps, most of it what happens inside the LSTM. */
const MOST_KEPT = 24;

type Shown = Pick<InspectState, 'coordinates' | 'coordinatesAsked'>;

export interface CoordinatesPanel {
  /** The coordinates that are selected. Asks for those that are not known. */
  want(coordinates: readonly number[]): void;
  /** What the trace that is shown now has told of a coordinate. */
  known(coordinate: number): CoordinateTrace | undefined;
  /** Forgets all: there is another trace. With `keepShown`, what is shown stays until there is better. */
  forget(keepShown: boolean): void;
  /** There is no trace to ask: what is shown stays, and is asked for anew when it is next wanted. */
  rest(): void;
}

export function createCoordinatesPanel(deps: {
  send: (coordinates: readonly number[]) => Promise<CoordinateTrace[]>;
  show: (shown: Partial<Shown>) => void;
  /** True where somebody else sees to it: the panel waits for the next trace. */
  onFailure(error: ErrorInfo): boolean;
  onAnswer(): void;
}): CoordinatesPanel {
  /** The latest wanted last. */
  const known = new Map<number, CoordinateTrace>();
  let wanted: readonly number[] = [];

  const keep = (trace: CoordinateTrace): void => {
    known.delete(trace.coordinate);
    known.set(trace.coordinate, trace);
  };
  const showKnown = (): void => {
    for (const coordinate of wanted) {
      const trace = known.get(coordinate);
      if (trace) keep(trace);
    }
    for (const oldest of known.keys()) {
      if (known.size <= MOST_KEPT) break;
      known.delete(oldest);
    }
    deps.show({ coordinates: Object.fromEntries(known) });
  };
  const missing = (): number[] => wanted.filter((coordinate) => !known.has(coordinate));

  /** What has become known since it was wanted need not be asked again. */
  const send = async (question: readonly number[]): Promise<CoordinateTrace[]> => {
    const unknown = question.filter((coordinate) => !known.has(coordinate));
    return unknown.length === 0 ? [] : deps.send(unknown);
  };
  const line = createLine<readonly number[], CoordinateTrace[]>(send, {
    onAnswer(traces) {
      for (const trace of traces) keep(trace);
      showKnown();
      deps.show({ coordinatesAsked: { pending: missing().length > 0, error: null } });
      deps.onAnswer();
    },
    onFailure(thrown, question) {
      const error = errorInfo(thrown);
      // What is wanted now is asked for next, unless it was part of this.
      if (deps.onFailure(error) || !missing().every((one) => question.includes(one))) return;
      deps.show({ coordinatesAsked: { pending: false, error } });
    },
  });

  return {
    want(coordinates) {
      if (sameData(coordinates, wanted)) return;
      wanted = coordinates;
      const unknown = missing();
      if (known.size > 0) showKnown();
      deps.show({ coordinatesAsked: { pending: unknown.length > 0, error: null } });
      if (unknown.length > 0) line.ask(unknown);
      else line.skip();
    },
    known: (coordinate) => known.get(coordinate),
    rest() {
      line.drop();
      wanted = [];
      deps.show({ coordinatesAsked: { pending: false, error: null } });
    },
    forget(keepShown) {
      line.drop();
      known.clear();
      wanted = [];
      deps.show({
        ...(keepShown ? {} : { coordinates: {} }),
        coordinatesAsked: { pending: true, error: null },
      });
    },
  };
}
