import 'katex/dist/katex.min.css';
import katex from 'katex';
import { useLayoutEffect, useRef } from 'react';
import classes from './terms.module.css';

/**
 * An equation in KaTeX, with MathML for screen readers. Only lazy chunks may import it.
 * `tex` is our own text, never a person's.
 */
export function Equation({ tex }: { tex: string }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (place.current) katex.render(tex, place.current, { displayMode: true, throwOnError: false });
  }, [tex]);
  return <div ref={place} className={classes.equation} />;
}
