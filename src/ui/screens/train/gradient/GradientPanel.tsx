import { useTrain } from '../../../../app/hooks';
import { Problem } from '../../../Problem';
import { Term } from '../../../terms/Term';
import { AngleCurve } from './AngleCurve';
import { AngleNow } from './AngleNow';
import { GradientActions } from './GradientActions';
import classes from './gradient.module.css';
import { SlopeTable } from './SlopeTable';
import { useGradients } from './useGradients';

/** First-order against full: the angle between the two meta-gradients, and both against finite differences. */
export default function GradientPanel() {
  const kind = useTrain((state) => (state.run?.config ?? state.settings).metaGradient);
  const imitates = useTrain(
    (state) => (state.run?.config ?? state.settings).imitation !== undefined,
  );
  const error = useGradients((state) => state.error);
  return (
    <section className={classes.panel} aria-labelledby="meta-gradient-heading">
      <div className={classes.words}>
        <h3 id="meta-gradient-heading">Meta-gradient</h3>
        <p>
          {kind === 'full'
            ? 'This training goes by the '
            : 'This training goes by the first-order meta-gradient: the gradients that the LSTM is fed count as constants. The '}
          <Term id="metaGradient">full meta-gradient</Term>
          {kind === 'full'
            ? ', which counts how the gradients that the LSTM is fed move with its weights φ.'
            : ' counts how they move with its weights φ.'}{' '}
          How much does it matter here?
          {imitates && ' (Of the meta-loss alone: what is imitated is left out.)'}
        </p>
        <GradientActions />
        {error !== null && <Problem title="The meta-gradients were not compared" error={error} />}
        <AngleNow />
      </div>
      <AngleCurve />
      <SlopeTable />
    </section>
  );
}
