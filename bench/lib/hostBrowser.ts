/** A contender's worker in the browser. */
import '../../src/runtime/browser';
import { type Call, makeHost, serve } from './host';

const host = makeHost(async () => {});
const answer = serve(host, (message) => self.postMessage(message));
self.onmessage = (event: MessageEvent<Call>) => answer(event.data);
