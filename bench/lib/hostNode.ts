/** A contender's process in Node. */
import { installWebgpu } from '../../src/runtime/node';
import { type Call, makeHost, serve } from './host';

const host = makeHost(async ({ backend }) => {
  if (backend === 'webgpu' && !(await installWebgpu())) throw new Error('webgpu is not installed');
});
const answer = serve(host, (message) => process.send?.(message));
process.on('message', (call) => answer(call as Call));
// The main process is gone.
process.on('disconnect', () => process.exit(0));
