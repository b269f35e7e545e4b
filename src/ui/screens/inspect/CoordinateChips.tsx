import { ActionIcon } from '@mantine/core';
import { lab, useInspect } from '../../../app/hooks';
import { Icon } from '../../icons';
import { Swatch } from '../../Swatch';
import { CoordinatePicker } from './CoordinatePicker';
import { useCoordinateStyles } from './coordinateStyles';
import { useNameOf } from './names';
import { neighbourOf } from './neighbour';
import classes from './selection.module.css';

/** The selected coordinates by colour and name, the ways to their neighbours, and to any other. */
export function CoordinateChips() {
  const selected = useInspect((state) => state.selection.coordinates);
  const before = useInspect((state) => neighbourOf(state, -1));
  const after = useInspect((state) => neighbourOf(state, 1));
  const nameOf = useNameOf();
  const styleOf = useCoordinateStyles();
  const { selectCoordinate } = lab.inspect.getState();
  const neighbour = (to: number | null, name: string, turn: 'left' | 'right') => (
    <ActionIcon
      variant="subtle"
      aria-label={name}
      title={`${name} (${turn === 'left' ? '[' : ']'})`}
      aria-disabled={to === null}
      data-off={to === null || undefined}
      onClick={() => to !== null && selectCoordinate(to)}
    >
      <span className={turn === 'left' ? classes.left : classes.right}>
        <Icon name="chevron" />
      </span>
    </ActionIcon>
  );
  return (
    <div className={classes.coordinates}>
      {neighbour(before, 'Previous coordinate', 'left')}
      <ul className={classes.chips} aria-label="Selected coordinates">
        {selected.map((coordinate, place) => (
          <li key={coordinate} className={classes.chip}>
            <Swatch style={styleOf(place)} />
            <span>{nameOf(coordinate)}</span>
            {selected.length > 1 && (
              <ActionIcon
                variant="transparent"
                size="sm"
                aria-label={`Take ${nameOf(coordinate)} away`}
                onClick={() => selectCoordinate(coordinate, true)}
              >
                <Icon name="close" size={12} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {neighbour(after, 'Next coordinate', 'right')}
      <CoordinatePicker />
    </div>
  );
}
