import { Arrow, Box, Label, Part } from './drawing';
import type { Layout } from './layout';
import { ROW } from './layout';
import type { Lit } from './lit';

interface ColumnProps {
  /** The column's place in the picture, and the number of its step. */
  index: number;
  t: number;
  layout: Layout;
  moving: boolean;
  /** How a box or an arrow of this column is lit: `grad`, `m`, … */
  state: (name: string) => Lit;
}

/** θ, the optimizee at θ, and the way of its loss into the meta-loss: in every column. */
export function ThetaColumn({
  index,
  t,
  layout,
  moving,
  state,
  counted,
}: ColumnProps & { counted: boolean }) {
  const at = layout.x(index);
  return (
    <>
      {counted && (
        <Part part="metaLoss">
          <Arrow d={`M${at} ${ROW.f - 18}V${ROW.sum + 13}`} state={state('loss')} moving={moving} />
        </Part>
      )}
      <Part part="optimizee">
        <Arrow d={`M${at} ${ROW.theta - 16}V${ROW.f + 18}`} state={state('eval')} moving={moving} />
        <Box x={at} y={ROW.f} w={56} h={34} text="f" state={state('f')} />
      </Part>
      <Part part="theta">
        <Box
          x={at}
          y={ROW.theta}
          w={34}
          h={30}
          round
          text="θ"
          index={String(t)}
          state={state('theta')}
        />
      </Part>
    </>
  );
}

/** One step: the gradient goes down into m, the update comes up and is added, the state goes on. */
export function StepColumn({
  index,
  t,
  layout,
  moving,
  state,
  stateTo,
}: ColumnProps & { stateTo: number }) {
  const { x, pitch } = layout;
  const at = x(index);
  const plus = at + pitch * 0.52;
  const { f, theta, m, phi } = ROW;
  return (
    <>
      <Part part="gradient">
        <Arrow
          d={`M${at - 18} ${f + 18}C${at - 34} ${theta - 10} ${at - 34} ${theta + 30} ${at - 12} ${m - 20}`}
          dashed
          state={state('grad')}
          moving={moving}
        />
        <Label x={at - 40} y={theta + 38} text="∇" index={String(t)} />
      </Part>
      <Part part="theta">
        <Arrow d={`M${at + 18} ${theta}H${plus - 10}`} state={state('keep')} moving={moving} />
        <Box x={plus} y={theta} w={18} h={18} round text="+" state={state('plus')} />
        <Arrow
          d={`M${plus + 10} ${theta}H${x(index + 1) - 18}`}
          state={state('next')}
          moving={moving}
        />
      </Part>
      <Part part="update">
        <Arrow
          d={`M${at + 16} ${m - 20}C${at + 20} ${theta + 44} ${plus} ${theta + 54} ${plus} ${theta + 11}`}
          state={state('g')}
          moving={moving}
        />
        <Label x={plus + 14} y={theta + 36} text="g" index={String(t)} />
      </Part>
      <Part part="phi">
        <Arrow d={`M${at} ${phi - 13}V${m + 20}`} state={state('phi')} moving={moving} />
      </Part>
      <Part part="state">
        <Arrow d={`M${at + 31} ${m}H${stateTo}`} state={state('state')} moving={moving} />
        <Label x={at + pitch * 0.5} y={m + 15} text="h" index={String(t + 1)} />
      </Part>
      <Part part="optimizer">
        <Box x={at} y={m} w={60} h={38} text="m" state={state('m')} strong />
      </Part>
    </>
  );
}

/** Steps that are left out. */
export function GapColumn({
  index,
  layout,
  moving,
  state,
  stateTo,
}: Omit<ColumnProps, 't'> & { stateTo: number }) {
  const at = layout.x(index);
  return (
    <Part part="unroll">
      {[ROW.f, ROW.theta, ROW.m].map((y) => (
        <Label key={y} x={at} y={y} text="⋯" large />
      ))}
      <Arrow
        d={`M${at + 16} ${ROW.theta}H${layout.x(index + 1) - 18}`}
        state={state('next')}
        moving={moving}
      />
      <Arrow d={`M${at + 16} ${ROW.m}H${stateTo}`} state={state('state')} moving={moving} />
    </Part>
  );
}
