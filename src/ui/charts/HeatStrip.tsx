import classes from './heatMap.module.css';
import { isWhole } from './placeWindow';
import type { Plot } from './scene';
import type { PlaceWindow } from './types';
import { useStripDrag } from './useMapGestures';

interface HeatStripProps {
  plot: Plot;
  width: number;
  window: PlaceWindow;
  onWindow: (window: PlaceWindow) => void;
}

/** Which part of all rows is in view; dragged, it moves there. The arrow keys do the same on the map itself. */
export function HeatStrip({ plot, width, window, onWindow }: HeatStripProps) {
  const drag = useStripDrag(window, onWindow);
  if (isWhole(window)) return null;
  const place = { left: plot.left + plot.width, top: plot.top, width, height: plot.height };
  return (
    <div className={classes.strip} style={place} aria-hidden="true" {...drag}>
      <div className={classes.track}>
        <div
          className={classes.thumb}
          style={{
            top: `${100 * window.from}%`,
            height: `${100 * (window.to - window.from)}%`,
          }}
        />
      </div>
    </div>
  );
}
