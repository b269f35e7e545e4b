import { useEffect, useRef } from 'react';
import type { DigitExamples } from '../../specs/views';
import { type LineStyle, textColour } from '../charts';
import { VisuallyHidden } from '../VisuallyHidden';
import classes from './digits.module.css';
import type { ShownNetwork } from './NetworkPicture';

interface AnswersProps {
  /** Null while nobody has been asked; the room is kept. */
  examples: DigitExamples | null;
  networks: readonly (ShownNetwork & { style: LineStyle })[];
  /** "Test digits", "Held-back digits". */
  name: string;
}

/** So many digits there will be. */
const USUAL = 12;
const SIDE = 28;

/** A few digits, and what each network takes them for; right or wrong is a sign, not a colour alone. */
export function Answers({ examples, networks, name }: AnswersProps) {
  const count = examples?.count ?? USUAL;
  return (
    <ul className={classes.answers} aria-label={`${name}, and what they are taken for`}>
      {Array.from({ length: count }, (_, e) => e).map((e) => (
        <li key={e}>
          <DigitCanvas examples={examples} index={e} />
          {networks.map((network) => (
            <Answer key={network.place} network={network} index={e} truth={examples?.labels[e]} />
          ))}
        </li>
      ))}
    </ul>
  );
}

interface AnswerProps {
  network: ShownNetwork & { style: LineStyle };
  index: number;
  truth: number | undefined;
}

function Answer({ network, index, truth }: AnswerProps) {
  const { label, view, style } = network;
  const answer = view?.answers[index];
  if (answer === undefined || truth === undefined) return <span className={classes.answer}>–</span>;
  const right = answer === truth;
  const sure = Math.round((100 * (view?.sureness[index] ?? 0)) / 255);
  return (
    <span
      className={classes.answer}
      data-right={right}
      title={`${label} takes it for a ${answer}, ${sure} % sure`}
      style={{ color: textColour(style) }}
    >
      <VisuallyHidden>{label}: </VisuallyHidden>
      {answer}
      <span className={classes.mark} aria-hidden="true">
        {right ? '✓' : '✗'}
      </span>
      <VisuallyHidden>{right ? ', right' : ', wrong'}</VisuallyHidden>
    </span>
  );
}

/** Ink on the page's own ground. */
function DigitCanvas({ examples, index }: { examples: DigitExamples | null; index: number }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const picture = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      picture.data[4 * i + 3] = examples?.images[index * SIDE * SIDE + i] ?? 0;
    }
    context.putImageData(picture, 0, 0);
  }, [examples, index]);
  const label = examples === null ? 'a digit' : `a ${examples.labels[index]}`;
  return (
    <canvas
      ref={canvas}
      className={classes.digit}
      width={SIDE}
      height={SIDE}
      role="img"
      aria-label={label}
    />
  );
}
