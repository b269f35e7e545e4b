/** Jobs: pieces of work that are done in units, each by one thread. The numbers are those of the host (JobKind). */
import { gatherUnit } from './gather';
import { open } from './lstmJob';
import { backwardUnit, forwardUnit, rollUnit } from './lstmUnits';
import { mlpUnit } from './mlp';
import { mlpUnit } from './mlp';
import { quadraticUnit } from './quadratic';
import { thread } from './thread';

const LSTM_FORWARD = 0;
const LSTM_BACKWARD = 1;
const QUADRATIC = 2;
const MLP = 3;
const ROLL = 4;
const GATHER = 5;

/** @param job where its description stands; each kind has its own */
export function runUnit(kind: i32, job: usize, unit: i32): void {
  if (kind == QUADRATIC) {
    quadraticUnit(job, unit);
    return;
  }
  if (kind == MLP) {
    mlpUnit(job, unit);
    return;
  }
  if (kind == GATHER) {
    gatherUnit(job, unit);
    return;
  }
  open(job, unit, thread);
  if (kind == LSTM_FORWARD) forwardUnit();
  else if (kind == LSTM_BACKWARD) backwardUnit();
  else if (kind == ROLL) rollUnit(job);
}
