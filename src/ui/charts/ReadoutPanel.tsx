import classes from './charts.module.css';
import { formatNumber } from './format';
import { Swatch } from './Legend';
import type { Reading } from './readings';
import type { Plot } from './scene';

interface ReadoutPanelProps {
  head: string;
  readings: readonly Reading[];
  bands: boolean;
  plot: Plot;
  /** Where the hairline is, in pixels: the panel keeps to its other side. */
  at: number;
}

/** The values under the hairline, least first. Screen readers hear them from the slider itself. */
export function ReadoutPanel({ head, readings, bands, plot, at }: ReadoutPanelProps) {
  const middle = plot.left + plot.width / 2;
  const wide = plot.width > 360;
  // Beside the hairline where there is room, so that the eye need not travel.
  const side =
    at > middle
      ? { right: `calc(100% - ${Math.round(at - 12)}px)` }
      : { left: Math.round(at + 12) };
  return (
    <div className={classes.readout} style={{ top: plot.top + 4, ...side }} aria-hidden="true">
      <p className={classes.readoutHead}>{head}</p>
      <table>
        <tbody>
          {readings.map((reading) => (
            <tr key={reading.id}>
              <td>
                <Swatch style={reading.style} />
              </td>
              <td>{reading.label}</td>
              <td>{reading.value === null ? reading.text : formatNumber(reading.value)}</td>
              {bands && wide && (
                <td className={classes.muted}>
                  {reading.low !== undefined && reading.high !== undefined
                    ? `${formatNumber(reading.low)} to ${formatNumber(reading.high)}`
                    : ''}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
