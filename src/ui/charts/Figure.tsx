import { type ReactNode, useCallback, useEffect, useId, useMemo, useRef, useState } from 'react';
import { saveFile } from '../../app/downloads';
import classes from './charts.module.css';
import { toCsv } from './csv';
import { FigureActions } from './FigureActions';
import { FigureContext, type FigureSlots, type Picture } from './FigureContext';
import { FigureTable } from './FigureTable';
import type { FileKind } from './fileKinds';
import type { DataTable } from './types';

export interface FigureProps {
  /** The figure's accessible name, exactly: "Loss curves". */
  title: string;
  /** Name of downloaded files, without an ending. */
  fileName: string;
  /** The picture. It fills the figure's `height`. */
  children: ReactNode;
  /** Chart options (toggles and the like) in the header. */
  options?: ReactNode;
  /** One sentence that says what the picture shows, and who wins. */
  description?: ReactNode;
  /** A line below the title in downloaded pictures: what the numbers were made with. */
  about?: string;
  /** Height of the picture in pixels, before and after data comes (default 320); `auto` where it has one by itself. */
  height?: number | 'auto';
  /** Instead of the picture while there is nothing to draw: "Press Train to begin." */
  empty?: ReactNode;
  /** All numbers of the picture, built when asked for. A new function says that the numbers have changed. */
  table: () => DataTable;
  /** The CSV file, where it holds more than `table` (default: `table` in full precision). */
  csv?: () => string;
}

/** PNG files have this many pixels for each of the screen's. */
const PNG_SCALE = 2;

/** A picture with its title, its words, its numbers as a table and its files. */
export function Figure({
  title,
  fileName,
  children,
  options,
  description,
  about = '',
  height = 320,
  empty,
  table,
  csv,
}: FigureProps) {
  const tableId = useId();
  const figure = useRef<HTMLElement>(null);
  const picture = useRef<Picture | null>(null);
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const isEmpty = empty !== undefined && empty !== null && empty !== false;

  const slots = useMemo<FigureSlots>(
    () => ({
      setPicture: (next) => {
        picture.current = next;
      },
      setNote,
    }),
    [],
  );

  const newest = useRef({ title, about, fileName, table, csv });
  useEffect(() => {
    newest.current = { title, about, fileName, table, csv };
  });
  const download = useCallback(async (kind: FileKind) => {
    const now = newest.current;
    setProblem('');
    try {
      const file = await makeFile(kind, {
        title: now.title,
        about: now.about,
        csv: now.csv ?? (() => toCsv(now.table())),
        picture: picture.current,
        figure: figure.current,
      });
      saveFile(file, `${now.fileName}.${kind.toLowerCase()}`, file.type);
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      setProblem(`The ${kind} file could not be made: ${why}`);
    }
  }, []);
  const toggle = useCallback(() => setOpen((was) => !was), []);

  return (
    <figure ref={figure} aria-label={title} className={classes.figure}>
      <div className={classes.header}>
        <div className={classes.title}>{title}</div>
        <div className={classes.options}>{options}</div>
        <FigureActions
          open={open}
          tableId={tableId}
          onToggle={toggle}
          onDownload={download}
          disabled={isEmpty}
        />
      </div>
      <div className={classes.picture} style={{ height }}>
        <FigureContext value={slots}>
          {isEmpty ? <div className={classes.empty}>{empty}</div> : children}
        </FigureContext>
      </div>
      {(description !== undefined || note !== '') && (
        <figcaption className={classes.caption}>
          {description}
          {description !== undefined && note !== '' && ' '}
          {note}
        </figcaption>
      )}
      {problem !== '' && (
        <p role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
      {open && <FigureTable id={tableId} title={title} table={table} />}
    </figure>
  );
}

async function makeFile(
  kind: FileKind,
  from: {
    title: string;
    about: string;
    csv: () => string;
    picture: Picture | null;
    figure: Element | null;
  },
): Promise<Blob> {
  if (kind === 'CSV') return new Blob([from.csv()], { type: 'text/csv;charset=utf-8' });
  if (from.picture === null || from.figure === null) throw new Error('there is nothing drawn yet.');
  const { figureSvg, rasterise } = await import('./exportPicture');
  const svg = figureSvg(from.title, from.about, from.picture, from.figure);
  if (kind === 'SVG') return new Blob([svg.text], { type: 'image/svg+xml' });
  return rasterise(svg, PNG_SCALE);
}
