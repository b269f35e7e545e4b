import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import type { NetworkView } from '../../specs/views';
import { formatNumber, resolvedColour, useFigurePicture } from '../charts';
import classes from './digits.module.css';
import { colourRange } from './diverging';
import { UnitCanvas } from './UnitCanvas';

export interface ShownNetwork {
  /** The same optimizer may stand in both places. */
  place: 'left' | 'right';
  label: string;
  view: NetworkView | null;
  /** Stands above its pictures: the name, or a choice of optimizers. */
  heading: ReactNode;
}

interface NetworkPictureProps {
  networks: readonly ShownNetwork[];
  units: number;
  side: number;
  /** The most pictures beside each other. */
  columns: number;
}

/** The first layers of networks side by side. Stands in a `Figure`. */
export function NetworkPicture({ networks, units, side, columns }: NetworkPictureProps) {
  const box = useRef<HTMLDivElement>(null);
  const newest = useRef(networks);
  useEffect(() => {
    newest.current = networks;
  });
  const picture = useMemo(
    () => ({
      svg: () => (box.current === null ? null : asSvg(box.current, newest.current)),
      legend: () => [],
    }),
    [],
  );
  useFigurePicture(picture, '');
  return (
    <div ref={box} className={classes.networks} data-count={networks.length}>
      {networks.map(({ place, label, view, heading }) => (
        <div key={place} className={classes.network}>
          <div className={classes.heading}>{heading}</div>
          <UnitCanvas
            view={view}
            units={units}
            side={side}
            columns={columns}
            label={inWords(label, view)}
          />
          <Scale view={view} />
        </div>
      ))}
    </div>
  );
}

function inWords(label: string, view: NetworkView | null): string {
  if (view === null) return `${label}: no network yet`;
  const { units, step } = view;
  return `${label}, step ${step}: weights of ${units} hidden units, colours from −${endOf(view)} to ${endOf(view)}`;
}

/** The weight where the colours end. */
function endOf({ weights, scale }: NetworkView): string {
  return formatNumber((colourRange(weights) * scale) / 127);
}

/** What the ends of the colours stand for. */
function Scale({ view }: { view: NetworkView | null }) {
  const end = view === null ? '' : endOf(view);
  return (
    <div className={classes.scale} aria-hidden="true">
      <span>{end && `≤ −${end}`}</span>
      <span className={classes.ramp} />
      <span>{end && `≥ ${end}`}</span>
    </div>
  );
}

const SVG = 'http://www.w3.org/2000/svg';
const LINE = 22;
const GAP = 24;

/** The pictures as they are, sharp, with their names and their scales. */
function asSvg(box: HTMLElement, networks: readonly ShownNetwork[]): SVGSVGElement {
  const canvases = [...box.querySelectorAll('canvas')];
  const svg = document.createElementNS(SVG, 'svg');
  const ink = resolvedColour('var(--lab-ink)', box);
  const { fontFamily } = getComputedStyle(box);
  let x = 0;
  let height = 0;
  canvases.forEach((canvas, i) => {
    const network = networks[i];
    const width = 2 * canvas.width;
    const text = document.createElementNS(SVG, 'text');
    const scale = network?.view == null ? '' : `, ±${endOf(network.view)}`;
    text.textContent = `${network?.label ?? ''}, step ${network?.view?.step ?? 0}${scale}`;
    const look = { x, y: 14, fill: ink, 'font-size': 13, 'font-family': fontFamily };
    for (const [name, value] of Object.entries(look)) text.setAttribute(name, String(value));
    const image = document.createElementNS(SVG, 'image');
    const place = { x, y: LINE, width, height: 2 * canvas.height, href: canvas.toDataURL() };
    for (const [name, value] of Object.entries(place)) image.setAttribute(name, String(value));
    image.style.imageRendering = 'pixelated';
    svg.append(text, image);
    x += width + GAP;
    height = Math.max(height, LINE + 2 * canvas.height);
  });
  svg.setAttribute('width', String(x - GAP));
  svg.setAttribute('height', String(height));
  return svg;
}
