/// <reference lib="webworker" />
/** The worker's entry: the engine behind the protocol. */
import '../specs/withoutEval';
import '../runtime/browser';
import { EngineHost } from './host/engineHost';
import type { ToWorker } from './protocol';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const host = new EngineHost((message, transfer) => scope.postMessage(message, transfer));
scope.onmessage = (event: MessageEvent<ToWorker>) => host.receive(event.data);
