/** What became of a library file, in words. */
import type { ImportReport } from '../../../../app/runs/types';
import { counted, listed } from './words';

type Counts = ImportReport['added'];

/** "2 runs and 1 optimizer", or nothing. */
function contents({ runs, optimizers, rates }: Counts): string {
  return listed(
    [
      runs > 0 ? counted(runs, 'run') : '',
      optimizers > 0 ? counted(optimizers, 'optimizer') : '',
      rates > 0 ? counted(rates, 'set of tuned rates', 'sets of tuned rates') : '',
    ].filter(Boolean),
  );
}

/** "From library.json: added 2 runs. Already here: 1 run." */
export function importInWords({ fileName, added, skipped, keptBoth }: ImportReport): string {
  const [fresh, known] = [contents(added), contents(skipped)];
  const sentences = [
    `From ${fileName}: ${fresh === '' ? 'nothing that was not here' : `added ${fresh}`}.`,
    known === '' ? '' : `Already here, and left as it is: ${known}.`,
    keptBoth.length === 0
      ? ''
      : `Here in another form, so that both are kept: ${counted(keptBoth.length, 'entry', 'entries')}.`,
  ];
  return sentences.filter(Boolean).join(' ');
}
