import { useCallback, useRef, useState } from 'react';

export interface Size {
  width: number;
  height: number;
}

/** The element's inner size in whole pixels, 0 × 0 until it is in the page. */
export function useElementSize<E extends HTMLElement>(): [(element: E | null) => void, Size] {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  const observer = useRef<ResizeObserver | null>(null);
  const ref = useCallback((element: E | null) => {
    observer.current?.disconnect();
    observer.current = null;
    if (element === null) return;
    const read = () => {
      const width = Math.round(element.clientWidth);
      const height = Math.round(element.clientHeight);
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
    };
    read();
    observer.current = new ResizeObserver(read);
    observer.current.observe(element);
  }, []);
  return [ref, size];
}
