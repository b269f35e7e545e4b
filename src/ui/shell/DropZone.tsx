import { useEffect, useState } from 'react';
import { takeFiles } from '../data/takeFiles';
import classes from './shell.module.css';

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** An optimizer file, a library file, or MNIST's four files may be dropped anywhere on the page. */
export function DropZone() {
  const [over, setOver] = useState(false);

  useEffect(() => {
    // Entering a child fires before leaving its parent: only the count says whether the page was left.
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth++;
      setOver(true);
    };
    const move = (event: DragEvent) => {
      if (carriesFiles(event)) event.preventDefault();
    };
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (event.dataTransfer) void takeFiles(event.dataTransfer);
    };
    const stop = new AbortController();
    const options = { signal: stop.signal };
    window.addEventListener('dragenter', enter, options);
    window.addEventListener('dragover', move, options);
    window.addEventListener('dragleave', leave, options);
    window.addEventListener('drop', drop, options);
    return () => stop.abort();
  }, []);

  if (!over) return null;
  return (
    <div className={classes.drop} aria-hidden="true">
      <p>Drop an optimizer file, a library file, or MNIST’s four files</p>
    </div>
  );
}
