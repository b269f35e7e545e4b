import { Button } from '@mantine/core';
import { countsText } from '../../app/data/dataText';
import { lab } from '../../app/hooks';
import type { DigitCounts, OtherFile } from '../../specs/digits';
import { ToolButton } from '../ToolButton';
import classes from './data.module.css';

/** Files of MNIST's format that are not MNIST's: what differs, and whether they are meant. */
export function OtherDigits({
  others,
  counts,
}: {
  others: readonly OtherFile[];
  counts: DigitCounts;
}) {
  return (
    <div className={classes.question} role="alert">
      <p>
        <strong>These are not the original MNIST files.</strong> They can be read (
        {countsText(counts)}
        ), but {others.length === 1 ? 'the checksum of one differs' : 'checksums differ'} (SHA-256,
        unpacked):
      </p>
      <ul>
        {others.map(({ name, sha256, expected }) => (
          <li key={name}>
            {name}: <code title={sha256}>{sha256.slice(0, 12)}…</code>, MNIST has{' '}
            <code title={expected}>{expected.slice(0, 12)}…</code>
          </li>
        ))}
      </ul>
      <p className={classes.actions}>
        <Button onClick={() => void lab.data.getState().useAsOwn()}>Use as my own digits</Button>
        <ToolButton onClick={() => lab.data.getState().decline()}>Leave them</ToolButton>
      </p>
    </div>
  );
}
