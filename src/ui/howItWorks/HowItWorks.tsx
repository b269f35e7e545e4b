import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { lab, useTrain } from '../../app/hooks';
import { Icon } from '../icons';
import type { TermId } from '../terms/glossary';
import { GLOSSARY } from '../terms/glossary';
import { Term } from '../terms/Term';
import { useNarrow, useReducedMotion } from '../useMedia';
import { ArrowHeads } from './drawing';
import classes from './howItWorks.module.css';
import { Picture } from './Picture';
import { highlight, toggleHowItWorks, usePicture } from './picture';
import { captionFor, columnsFor, framesFor, segmentsOf } from './story';
import { Timeline } from './Timeline';

/** Slow enough to read the caption of a frame. */
const FRAME_MS = 1800;

/** The paper's idea with a picture that is alive, for the unroll and the horizon that are set on Train. */
export default function HowItWorks() {
  const horizon = useTrain((state) => state.settings.horizon);
  const unroll = useTrain((state) => Math.min(state.settings.unroll, state.settings.horizon));
  const narrow = useNarrow();
  const still = useReducedMotion();
  const calls = usePicture((state) => state.calls);
  const stage = useRef<HTMLDivElement>(null);
  const [playing, setPlaying] = useState(!still);
  const [place, setPlace] = useState({ segment: 0, frame: 0 });

  const segments = useMemo(() => segmentsOf(horizon, unroll), [horizon, unroll]);
  const segmentIndex = Math.min(place.segment, segments.length - 1);
  const segment = segments[segmentIndex] ?? { from: 0, to: unroll };
  const columns = useMemo(
    () => columnsFor(segment.to - segment.from, narrow ? 2 : 4),
    [segment.from, segment.to, narrow],
  );
  const isLast = segmentIndex === segments.length - 1;
  const frames = useMemo(() => framesFor(columns, isLast), [columns, isLast]);
  const frameIndex = Math.min(place.frame, frames.length - 1);
  const frame = frames[frameIndex] ?? { phase: 'gradient' as const, column: 0 };

  const advance = () => {
    if (frameIndex + 1 < frames.length) {
      setPlace({ segment: segmentIndex, frame: frameIndex + 1 });
    } else setPlace({ segment: (segmentIndex + 1) % segments.length, frame: 0 });
  };
  const retreat = () => {
    if (frameIndex > 0) setPlace({ segment: segmentIndex, frame: frameIndex - 1 });
    else if (segmentIndex > 0) {
      setPlace({ segment: segmentIndex - 1, frame: Number.POSITIVE_INFINITY });
    }
  };

  const next = useRef(advance);
  useEffect(() => {
    next.current = advance;
  });
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') next.current();
    }, FRAME_MS);
    return () => clearInterval(timer);
  }, [playing]);

  // A term may call for the picture from anywhere in the page.
  useEffect(() => {
    if (calls > 0) stage.current?.scrollIntoView({ block: 'center' });
  }, [calls]);

  return (
    <section className={classes.section} aria-label="How it works">
      <header className={classes.header}>
        <h2>How it works</h2>
        <Button variant="subtle" size="compact-sm" onClick={toggleHowItWorks}>
          Close
        </Button>
      </header>
      <div className={classes.columns}>
        <div className={classes.text}>
          <p>
            An <Linked id="optimizer">optimizer</Linked> turns a{' '}
            <Linked id="gradient">gradient</Linked> into an{' '}
            <Linked id="update" then=".">
              update
            </Linked>{' '}
            People write that rule down as a formula; here it is a small LSTM, a{' '}
            <Linked id="learnedOptimizer" then=".">
              learned optimizer
            </Linked>{' '}
            It remembers a <Linked id="state">state</Linked> and works{' '}
            <Linked id="coordinatewise" then=",">
              coordinatewise
            </Linked>{' '}
            with the same weights φ everywhere.
          </p>
          <p>
            To train it, let it loose on an <Linked id="optimizee">optimizee</Linked> it has never
            seen, for a <Linked id="horizon">horizon</Linked> of {horizon} steps. Each loss on the
            way goes into the{' '}
            <Linked id="metaLoss" then=".">
              meta-loss
            </Linked>{' '}
            After every <Linked id="unroll">unroll</Linked> of {unroll} steps its gradient flows
            back,{' '}
            <Linked id="metaTraining" then=",">
              Adam moves φ
            </Linked>{' '}
            and the graph is{' '}
            <Linked id="truncatedBptt" then=":">
              cut
            </Linked>{' '}
            {segments.length} {segments.length === 1 ? 'step' : 'steps'} of φ for each horizon.
          </p>
          <p>
            Along the dashed arrows nothing flows back: the paper treats the gradients as given.
            That costs little and saves all second derivatives.
          </p>
          <p>
            What such an LSTM does to each coordinate, and what happens inside it, is on{' '}
            <button
              type="button"
              className={classes.way}
              onClick={() => lab.settings.getState().setTab('inspect')}
            >
              Inspect
            </button>
            .
          </p>
          <p>
            All of it is computed in your browser, on the <Term id="backend">backend</Term> named at
            the top of the page.
          </p>
          <p className={classes.source}>
            After Figure 2 of Andrychowicz et al.,{' '}
            <a href="https://arxiv.org/abs/1606.04474" target="_blank" rel="noreferrer">
              Learning to learn by gradient descent by gradient descent
            </a>{' '}
            (2016).
          </p>
        </div>
        <div ref={stage} className={classes.stage}>
          <ArrowHeads />
          <Picture
            columns={columns}
            frame={frame}
            segment={segment}
            pitch={narrow ? 136 : 168}
            moving={!still}
          />
          <Timeline segments={segments} current={segmentIndex} horizon={horizon} />
          <div className={classes.player}>
            <Button.Group>
              <Button
                variant="default"
                size="compact-sm"
                onClick={retreat}
                aria-label="Previous moment"
              >
                <Icon name="stepBack" />
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                aria-label={playing ? 'Hold the picture' : 'Play the picture'}
                onClick={() => setPlaying(!playing)}
              >
                <Icon name={playing ? 'pause' : 'play'} />
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                onClick={advance}
                aria-label="Next moment"
              >
                <Icon name="step" />
              </Button>
            </Button.Group>
            <p className={classes.caption} aria-live={playing ? 'off' : 'polite'}>
              {captionFor(frame, columns, segment)}
            </p>
          </div>
        </div>
      </div>
    </section>
  );
}

/** A term that lights up its part of the picture, and is lit by it. */
function Linked({ id, then, children }: { id: TermId; then?: string; children: string }) {
  const part = GLOSSARY[id].part;
  const highlighted = usePicture((state) => state.highlighted === part);
  return (
    <Term
      id={id}
      lit={highlighted}
      onPoint={(at) => highlight(at ? part : null)}
      {...(then === undefined ? {} : { then })}
    >
      {children}
    </Term>
  );
}
