import { lab } from '../../../app/hooks';
import type { InspectSource } from '../../../app/inspect/inspectTypes';

/** Opens Inspect on what another screen shows: an optimizer of the race, or the one in training. */
export function inspectIt(source: InspectSource, optimizer?: string): void {
  const { updateSettings, trace } = lab.inspect.getState();
  updateSettings({ source, ...(optimizer === undefined ? {} : { optimizer }) });
  lab.settings.getState().setTab('inspect');
  void trace();
}
