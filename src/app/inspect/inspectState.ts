/** What the Inspect screen knows before anything has been traced. */
import { DEFAULT_INSPECT, DEFAULT_INSPECT_VIEW, NOTHING_ASKED } from './inspectSettings';
import type { InspectLink, InspectState } from './inspectTypes';

/** Before the first trace. */
export const NOTHING_TRACED: InspectState = {
  settings: DEFAULT_INSPECT,
  status: 'idle',
  text: 'Ready to trace.',
  error: null,
  config: null,
  summary: null,
  weightsAfter: null,
  tuningProgress: null,
  stale: false,
  selection: { step: 0, coordinates: [] },
  chosen: { optimizer: false, step: false, coordinates: false },
  playing: null,
  part: null,
  view: DEFAULT_INSPECT_VIEW,
  coordinates: {},
  coordinatesAsked: { pending: false, error: null },
  map: NOTHING_ASKED,
  field: NOTHING_ASKED,
  pictures: NOTHING_ASKED,
  surface: null,
};

/** What a link says of the screen, before there is a trace. */
export function linkedInspect({
  optimizer,
  step,
  coordinates,
  ...settings
}: InspectLink): Partial<InspectState> {
  return {
    settings: { ...settings, optimizer: optimizer ?? '' },
    selection: { step: step ?? 0, coordinates: coordinates ?? [] },
    chosen: {
      optimizer: optimizer !== null,
      step: step !== null,
      coordinates: coordinates !== null,
    },
  };
}
