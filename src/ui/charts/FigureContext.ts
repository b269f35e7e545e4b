import { createContext, useContext, useEffect } from 'react';
import type { LineStyle } from './types';

export interface LegendEntry {
  id: string;
  label: string;
  style: LineStyle;
}

/** What a chart hands to the figure around it. */
export interface Picture {
  /**
   * A free-standing copy of the picture with all styles written into it; null while there is none.
   *
   * @param copied makes such a copy of what is drawn as SVG: handed in, since few pictures are ever saved
   */
  svg(copied: (drawn: SVGSVGElement) => SVGSVGElement): SVGSVGElement | null;
  /** What the picture needs beside it to be read on paper. Empty where its lines are labelled. */
  legend(): LegendEntry[];
}

export interface FigureSlots {
  setPicture(picture: Picture | null): void;
  /** Sentences for the caption about how the picture is drawn ("Values below 1e-9 are drawn at 1e-9."). */
  setNote(note: string): void;
}

export const FigureContext = createContext<FigureSlots | null>(null);

/** Lets the figure around a chart, if there is one, download it and caption it. */
export function useFigurePicture(picture: Picture, note: string): void {
  const figure = useContext(FigureContext);
  useEffect(() => {
    figure?.setPicture(picture);
    return () => figure?.setPicture(null);
  }, [figure, picture]);
  useEffect(() => figure?.setNote(note), [figure, note]);
}
