import { ActionIcon } from '@mantine/core';
import { Icon } from '../icons';
import { Term } from '../terms/Term';
import type { Acts } from './ActsBadge';
import { SliderField } from './SliderField';

const SLIDER_MAX = 999;
const MAX = 0xffff_ffff;

interface SeedFieldProps {
  value: number;
  onChange: (seed: number) => void;
  acts?: Acts;
}

/** The slider `Seed`, and a die that throws another one. */
export function SeedField({ value, onChange, acts }: SeedFieldProps) {
  const another = () => {
    // Which seed comes next is the one thing here that need not be reproducible.
    const [raw = 0] = crypto.getRandomValues(new Uint32Array(1));
    const next = raw % (SLIDER_MAX + 1);
    onChange(next === value ? (next + 1) % (SLIDER_MAX + 1) : next);
  };
  return (
    <SliderField
      name="Seed"
      label={<Term id="seed">Seed</Term>}
      value={value}
      min={0}
      max={MAX}
      sliderMax={SLIDER_MAX}
      onChange={onChange}
      action={
        <ActionIcon
          variant="subtle"
          size="lg"
          aria-label="New seed"
          title="New seed"
          onClick={another}
        >
          <Icon name="dice" />
        </ActionIcon>
      }
      {...(acts === undefined ? {} : { acts })}
    />
  );
}
