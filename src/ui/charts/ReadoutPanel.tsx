import classes from './charts.module.css';
import { Swatch } from './Legend';
import type { Plot } from './scene';
import type { LineStyle } from './types';

export interface ReadoutRow {
  id: string;
  label: string;
  /** Of the line that it is read from, if it is one. */
  style?: LineStyle;
  value: string;
  /** Quieter, and only where there is room. */
  detail?: string;
}

interface ReadoutPanelProps {
  head: string;
  rows: readonly ReadoutRow[];
  plot: Plot;
  /** Where the hairline is, in pixels from the left: the panel stands beside it. */
  at: number;
}

const WIDE = 420;

/** The values being read. Screen readers hear them from the slider itself. */
export function ReadoutPanel({ head, rows, plot, at }: ReadoutPanelProps) {
  const leftOf = at > plot.left + plot.width / 2;
  const wide = plot.width > WIDE;
  const side = sideOf(leftOf, wide, at);
  return (
    <div className={classes.readout} style={{ top: plot.top + 4, ...side }} aria-hidden="true">
      <p className={classes.readoutHead}>{head}</p>
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>{row.style !== undefined && <Swatch style={row.style} />}</td>
              <td>{row.label}</td>
              <td>{row.value}</td>
              {wide && row.detail !== undefined && <td className={classes.muted}>{row.detail}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Beside the hairline where there is room, so that the eye need not travel; else at the far edge of the chart. */
function sideOf(leftOf: boolean, wide: boolean, at: number) {
  if (!wide) return leftOf ? { left: 0 } : { right: 0 };
  return leftOf
    ? { right: `calc(100% - ${Math.round(at - 12)}px)` }
    : { left: Math.round(at + 12) };
}
