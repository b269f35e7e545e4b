import { type ReactNode, useRef } from 'react';
import classes from './inspect.module.css';
import { useFollowing } from './useFollowing';

interface PanelProps {
  /** Of its picture, in pixels: the room it takes before it is drawn. */
  height: number;
  /** Drawn when it is first seen; told whether it should follow the selected step now. */
  children: (following: boolean) => ReactNode;
}

/** A figure's header and its caption. */
const AROUND = 76;

/** Room for a picture, which is drawn when it comes near the window. */
export function Panel({ height, children }: PanelProps) {
  const box = useRef<HTMLDivElement>(null);
  const { seen, following } = useFollowing(box);
  return (
    <div ref={box} className={classes.panel}>
      {seen ? (
        children(following)
      ) : (
        <div className={classes.bone} style={{ height: height + AROUND }} />
      )}
    </div>
  );
}
