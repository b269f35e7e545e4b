/** The panels of Inspect: each asks the engine about the trace that is shown, as the selection and the view want it. */
import type { ErrorInfo } from '../../specs/errors';
import { usualLimit } from '../../specs/sweep';
import type { SurfaceName } from '../../specs/task';
import type {
  CoordinateMap,
  FieldConfig,
  MapConfig,
  UnitPictures,
  UpdateField,
} from '../../specs/trace';
import { createPanel } from './inspectAsking';
import { createCoordinatesPanel } from './inspectCoordinates';
import { fieldQuestion, mapQuestion } from './inspectQuestions';
import type { InspectEngine } from './inspectRun';
import type { InspectState } from './inspectTypes';

/** Answers kept of each kind: a map takes a fifth of a megabyte, a sweep and the pictures of a step as much. */
const MOST = { map: 8, field: 32, pictures: 48 };
const SURFACE_RESOLUTION = 96;

export interface InspectPanels {
  /**
   * After a change of what is selected or how it is looked at: asks for what is missing. While the step is `running`
   * from one to the next, a sweep that is there already will do.
   */
  refresh(running?: boolean): void;
  /** There is another trace. With `keepShown`, what is shown stays until there is better. */
  renew(traceId: number, keepShown: boolean): void;
  /** The trace is gone, and there will be no other for now. */
  rest(): void;
}

export function createInspectPanels(deps: {
  engine: Pick<InspectEngine, 'request'>;
  get: () => InspectState;
  set: (patch: Partial<InspectState>) => void;
  /** A question failed. True where the trace is recorded again because of that. */
  onFailure(error: ErrorInfo): boolean;
}): InspectPanels {
  const { engine, get, set, onFailure } = deps;
  let traceId: number | null = null;
  let surface: SurfaceName | null = null;

  const about = (): { traceId: number } => ({ traceId: traceId ?? 0 });
  const coordinates = createCoordinatesPanel({
    send: (wanted) => engine.request('traceCoordinates', { ...about(), coordinates: wanted }),
    show: (shown) => set(shown),
    onFailure(error) {
      const elsewhere = onFailure(error);
      if (!elsewhere) field.want(null);
      return elsewhere;
    },
    // How wide a sweep is to be follows from the coordinate's gradients.
    onAnswer: () => askField(),
  });
  const map = createPanel<MapConfig, CoordinateMap>({
    send: (config) => engine.request('traceMap', { ...about(), config }),
    show: (shown) => set({ map: shown }),
    most: MOST.map,
    onFailure,
  });
  const field = createPanel<FieldConfig, UpdateField>({
    send: (config) => engine.request('traceField', { ...about(), config }),
    show: (shown) => set({ field: shown }),
    most: MOST.field,
    onFailure,
  });
  const pictures = createPanel<number, UnitPictures | null>({
    send: (step) => engine.request('tracePictures', { ...about(), step }),
    show: (shown) => set({ pictures: { ...shown } }),
    most: MOST.pictures,
    onFailure,
  });

  const all = [coordinates, map, field, pictures];

  function askField(running = false): void {
    const { summary, selection, view, playing } = get();
    const [coordinate] = selection.coordinates;
    if (summary === null || coordinate === undefined) return;
    const { scale } = view.field;
    const gradient = coordinates.known(coordinate)?.gradient;
    const limit = view.field.limit ?? (gradient && usualLimit(gradient, scale));
    // While its coordinate is on the way, the former sweep stays.
    if (limit === undefined) return void field.wait();
    // The nearest of the sweeps, that is: a new one for each step would keep the engine and the page from their work.
    const step = running || playing === 'steps' ? null : selection.step;
    field.want(fieldQuestion(summary, { coordinate, step, scale, limit }));
  }

  /** The contour map; the path still shows without it, and an engine that cannot draw it says so by itself. */
  async function askSurface(wanted: SurfaceName | null): Promise<void> {
    if (wanted === surface) return;
    surface = wanted;
    set({ surface: null });
    if (wanted === null) return;
    const question = { surface: wanted, resolution: SURFACE_RESOLUTION };
    const drawn = await engine.request('surface', question).catch(() => null);
    if (surface === wanted) set({ surface: drawn });
  }

  return {
    refresh(running) {
      const { config, summary, selection, view } = get();
      if (traceId === null || config === null || summary === null) return;
      const { task } = config;
      // Of a surface both: the gradient's arrow has two components.
      const also = task.name === 'surface' ? summary.kept : [];
      coordinates.want([...new Set([...selection.coordinates, ...also])]);
      map.want(mapQuestion(summary, view.map));
      askField(running);
      pictures.want(task.name === 'mnist' ? selection.step : null);
      void askSurface(task.name === 'surface' ? task.surface : null);
    },
    renew(id, keepShown) {
      traceId = id;
      for (const panel of all) panel.forget(keepShown);
    },
    rest() {
      for (const panel of all) panel.rest();
    },
  };
}
