/** The keys of a link for what a training is for, and for how it is validated: those of the command line. */
import { z } from 'zod';
import { convexTermSchema, horizonScheduleSchema, imitationSchema } from '../../specs/objectives';
import {
  convexTermText,
  horizonScheduleText,
  imitationText,
  type TextForm,
  tasksText,
} from '../../specs/objectiveTexts';
import { type TrainConfig, trainConfigSchema } from '../../specs/training';
import { withSameDigits } from '../train/trainSettings';
import { type LinkState, type Property, property, withTraining } from './linkState';
import { type LinkValue, number, oneOf } from './linkValues';

const { shape } = trainConfigSchema;

/** A setting that most trainings do without. */
function optional<K extends keyof TrainConfig>(
  key: string,
  field: K,
  value: LinkValue<NonNullable<TrainConfig[K]>>,
  applies: Property['applies'] = () => true,
): Property {
  return {
    key,
    scope: 'train',
    applies,
    read: (s, text) => withTraining(s, { [field]: value.schema.parse(text) }),
    write({ train }) {
      const given = train[field];
      return given === undefined ? null : value.format(given as NonNullable<TrainConfig[K]>);
    },
  };
}

/** A setting that is more than one value. */
function inForm<T>({ read, write, form }: TextForm<T>, limits: z.ZodType<T>): LinkValue<T> {
  const structure = z.string().transform((text, context): unknown => {
    const value = read(text);
    if (value !== null) return value;
    context.addIssue({ code: 'custom', message: `it must be ${form}` });
    return z.NEVER;
  });
  return { schema: structure.pipe(limits as z.ZodType<T, unknown>), format: write };
}

type Validation = TrainConfig['validation'];
const withValidation = (s: LinkState, patch: Partial<Validation>): LinkState =>
  withTraining(s, { validation: { ...s.train.validation, ...patch } });

const validationLimits = shape.validation.unwrap().shape;
const validation = (key: string, field: 'every' | 'problems' | 'patience'): Property =>
  property(
    'train',
    key,
    number(validationLimits[field].unwrap()),
    (s) => s.train.validation[field],
    (s, v) => withValidation(s, { [field]: v }),
  );

const tasks = inForm(tasksText, shape.mixture.unwrap());
const steps = number(validationLimits.steps.unwrap());

export const OBJECTIVE_PROPERTIES: readonly Property[] = [
  optional(
    'stepDecay',
    'stepDecay',
    number(shape.stepDecay.unwrap()),
    (s) => s.train.stepWeights === 'exponential',
  ),
  optional(
    'horizonSchedule',
    'horizonSchedule',
    inForm(horizonScheduleText, horizonScheduleSchema),
  ),
  optional('coordinateScaling', 'coordinateScaling', number(shape.coordinateScaling.unwrap())),
  optional('convexTerm', 'convexTerm', inForm(convexTermText, convexTermSchema)),
  optional('imitate', 'imitation', inForm(imitationText, imitationSchema)),
  optional('clipping', 'clipping', number(shape.clipping.unwrap())),
  optional('averaging', 'averaging', number(shape.averaging.unwrap())),
  {
    ...optional('also', 'mixture', tasks),
    read: (s, text) =>
      withTraining(s, withSameDigits({ ...s.train, mixture: tasks.schema.parse(text) })),
  },
  validation('validateEvery', 'every'),
  validation('validationProblems', 'problems'),
  {
    key: 'validationSteps',
    scope: 'train',
    applies: () => true,
    read: (s, text) => withValidation(s, { steps: steps.schema.parse(text) }),
    // A run that goes on has fixed them; where they are the horizon's, a link need not say so.
    write({ train }) {
      const { steps: given = train.horizon } = train.validation;
      return given === train.horizon ? null : steps.format(given);
    },
  },
  property(
    'train',
    'validationMeasure',
    oneOf(validationLimits.measure.unwrap().options),
    (s) => s.train.validation.measure,
    (s, measure) => withValidation(s, { measure }),
  ),
  validation('patience', 'patience'),
];
