import { LabError } from '../../specs/errors';
import type { LstmConfig } from '../../specs/optimizer';

/** More than a browser's tab gets, and than anybody waits for. */
const MOST_STATE_BYTES = 2 ** 33;

/**
 * Whether a state for so many coordinates can be made at all; asked by every implementation.
 *
 * @throws LabError `bad-input` where there is no coordinate, or h and c of all of them would take more than 8 GiB
 */
export function checkCoordinates({ layers, hiddenUnits }: LstmConfig, coordinates: number): void {
  if (coordinates < 1) {
    throw new LabError({
      code: 'bad-input',
      message: 'The learned optimizer got a problem without coordinates.',
      remedy: 'Choose at least one problem of at least one dimension.',
    });
  }
  const bytes = 8 * layers * hiddenUnits * coordinates;
  if (bytes > MOST_STATE_BYTES) {
    throw new LabError({
      code: 'bad-input',
      message: `The learned optimizer's state for ${coordinates} coordinates would take ${Math.ceil(bytes / 2 ** 30)} GiB.`,
      remedy: 'Choose fewer problems, a smaller network or fewer hidden units.',
    });
  }
}
