import { shapeOf } from '../../optimizees/digits';
import { mlpLayers } from '../../optimizees/mlp/layers';
import type { Optimizee } from '../../optimizees/optimizee';
import type { TaskSpec } from '../../specs/task';
import type { TraceGroup } from '../../specs/trace';

/** The kinds of coordinates of a task's problems, in their order: of networks the weights and biases of each layer. */
export function traceGroups(task: TaskSpec, { groups }: Pick<Optimizee, 'groups'>): TraceGroup[] {
  if (task.name !== 'mnist') return groups.map((group) => ({ ...group }));
  const layers = mlpLayers(shapeOf(task));
  return layers.flatMap(({ rows, columns, start, end }, k) => {
    const layer = k === layers.length - 1 ? 'output' : `layer ${k + 1}`;
    const biases = start + rows * columns;
    return [
      { name: `${layer} weights`, start, end: biases },
      { name: `${layer} biases`, start: biases, end },
    ];
  });
}
